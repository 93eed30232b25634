# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTML page of a catalog in a real browser. Each test also checks that the page sends no other request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from page_pictures import NOW
from playwright.sync_api import expect

from alicloud_iot_ota.cli.page.layout import layout
from alicloud_iot_ota.cli.page.pins import EntryPin
from alicloud_iot_ota.cli.page.render import Page, render
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.versions import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Page as BrowserPage

    Show = Callable[..., BrowserPage]

HOSTILE = "</script></style><img src=x onerror=alert(1)>'\"&\u202e\x00\U0001f680"
DELTA = "4.0.0, differential from 3.10.0, verified, 6.0 MiB, created 2025-10-21"
PINNED = "4.0.0, full, verified, 20.0 MiB, created 2025-10-21, pinned by gateway"
CONTRAST = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => rgb(color).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (rgb(color)[3] === 255) return color;
    }
    return "white";
  };
  const ratio = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !element.checkVisibility() || element.closest("script, style, title")) continue;
    const color = element instanceof SVGElement ? style.fill : style.color;
    found.push([element.textContent.trim().slice(0, 40), ratio(color, ground(element))]);
  }
  for (const mark of document.querySelectorAll(".mark")) {
    const [shape, sign] = [".shape", ".sign"].map((part) => getComputedStyle(mark.querySelector(part)));
    found.push([`shape of ${mark.ariaLabel}`, 1.5 * ratio(shape.stroke, ground(mark))]);
    found.push([`sign of ${mark.ariaLabel}`, 1.5 * ratio(sign.stroke, shape.fill)]);
  }
  return found;
}"""
"""A script that measures contrast by WCAG 2. Texts need 4.5. Graphics need 3, so their value is multiplied by 1.5."""


def page_of(packages: Sequence[Package], pins: Sequence[EntryPin] = (), **criteria: str) -> str:
    """Return the page for some packages and entries."""
    found = layout(packages, pins, Reader())
    return render(Page(layout=found, pins=pins, scheme="semver", iot_instance_id=None, criteria=criteria, now=NOW))


def pin(text: str, firmware_id: str) -> EntryPin:
    """Return an entry with the same text in every field."""
    return EntryPin(
        name=text,
        file=text,
        line=1,
        version=text,
        firmware_id=firmware_id,
        verdict=text,
        message=text,
        can_be_deployed=False,
    )


def hostile() -> str:
    """Return a page with malicious texts, and with packages that lack nearly every field."""
    fields = ("firmware_id", "firmware_name", "src_version", "firmware_desc", "module_name", "product_key")
    package = Package(
        **dict.fromkeys((*fields, "product_name", "dest_version", "utc_create"), HOSTILE),
        status=77,
        type=9,
        firmware_size=10**30,
    )
    others = [
        Package(firmware_id="bare", dest_version="1.0.0"),
        Package(firmware_id="long" * 200, dest_version="v" * 64, firmware_desc="x" * 10_240, module_name="m" * 300),
        Package(firmware_id="\ud800", dest_version="\u0645\u0631\u062d\u0628\u0627 \u6f22\u5b57" * 6),
        Package(firmware_id="old", dest_version="0.1.0", utc_create="0001-01-01T00:00:00Z"),
        Package(firmware_id="late", dest_version="0.1.0", utc_create="9999-12-31T23:59:59Z"),
    ]
    return page_of([package, *others], [pin(HOSTILE, HOSTILE)], productKey=HOSTILE)


def many() -> str:
    """Return a page with 500 packages in 5 modules."""
    packages = [
        Package(
            firmware_id=f"id-{n:027}",
            dest_version=f"{n // 50}.{n % 50 // 10}.0",
            src_version=f"{n // 50 - 1}.{n % 50 // 10}.0" if n % 10 > 4 and n > 50 else None,
            type=FirmwareType.DIFFERENTIAL.code if n % 10 > 4 and n > 50 else FirmwareType.FULL.code,
            status=n % 5 - 1,
            module_name=f"module-{n % 5}",
            product_key="a1",
            utc_create=f"20{20 + n // 100}-{n % 12 + 1:02}-{n % 28 + 1:02}T00:00:00Z",
            firmware_size=n,
        )
        for n in range(500)
    ]
    return page_of(packages)


def versions(page: BrowserPage) -> list[str]:
    """Return the visible versions in the table, from top to bottom."""
    return [text.strip() for text in page.locator(".packages tbody tr:visible th").all_inner_texts()]


def sort_by(page: BrowserPage, title: str) -> None:
    """Click the title of a column."""
    page.get_by_role("region", name="Packages", exact=True).get_by_role("button", name=title, exact=True).click()


def selected_edges(page: BrowserPage) -> list[str]:
    """Return the names of the selected edges."""
    return sorted(page.locator(".edge.selected").evaluate_all("edges => edges.map((edge) => edge.ariaLabel)"))


def test_marks_and_edges(show: Show, fleet: str) -> None:
    """Every package is a named link on its timeline. Every differential package also has a named edge."""
    page = show(fleet)
    gateway = page.get_by_role("group", name="Packages of module default").nth(1)
    expect(gateway.get_by_role("link")).to_have_count(8)
    expect(gateway.get_by_role("link", name=PINNED, exact=True)).to_be_visible()
    expect(gateway.get_by_role("img", name="from 3.2.1 to 4.0.0", exact=True)).to_have_count(1)
    expect(gateway.get_by_role("img")).to_have_count(3)
    names = page.locator(".mark").evaluate_all("marks => marks.map((mark) => mark.ariaLabel)")
    assert len(names) == 23
    assert all(re.match(r".+, (full|differential from \S+), \w+, .+, created 20\d\d-\d\d-\d\d", name) for name in names)


def test_shapes_tell_types_and_statuses(show: Show, fleet: str) -> None:
    """Color is never the only difference: types have different shapes, and statuses have different signs."""
    page = show(fleet)
    looks = page.locator(".mark").evaluate_all(
        "marks => marks.map((mark) => [mark.ariaLabel, mark.querySelector('.shape').localName, "
        "mark.querySelector('.sign').getAttribute('href')])"
    )
    for name, shape, sign in looks:
        assert shape == ("rect" if ", full, " in name else "path")
        assert f", {sign.removeprefix('#sign-')}, " in name
    assert page.locator(".mark .sign").evaluate_all("signs => signs.every((sign) => sign.getBBox().width > 3)")


def test_pins_in_plain_sight(show: Show, fleet: str) -> None:
    """A pin is shown next to its package. A missing package is shown at the top, with its verdict and fix."""
    page = show(fleet)
    alarm = page.get_by_role("region", name="1 pinned entry cannot be deployed")
    expect(alarm).to_contain_text("meter firmware.lock:44 ✕ missing")
    expect(alarm).to_contain_text("run `alicloud-iot-ota bump meter`")
    expect(page.locator("text.pin").filter(has_text="gateway-lts")).to_be_visible()
    page.get_by_role("region", name="Pinned entries").get_by_role("link", name="4.0.0").click()
    expect(page.get_by_role("complementary", name="4.0.0")).to_contain_text("gateway (firmware.lock:4, ok)")


def test_click_shows_details(show: Show, fleet: str) -> None:
    """A click on a package shows all its fields and highlights its edges. A click on another package replaces them.

    The edges of a package are its own upgrade and the upgrades that start from it.
    """
    page = show(fleet)
    page.get_by_role("link", name=DELTA).click()
    details = page.get_by_role("complementary", name="4.0.0")
    for field in (
        "Type\ndifferential",
        "Source version\n3.10.0",
        "Status\nverified",
        "Firmware ID\nrmBD6LdmJVlzlqYE6BKZaxRg2Lfz0100",
        "Size\n6,291,456 bytes (6.0 MiB)",
        "Created\n2025-10-21 06:52:20 UTC",
        "Modified\n2025-10-22 02:08:51 UTC",
        "Digest\nsha256:991b43cdbc1c5de78e699333ca67de021200dd9f7e57146f39e940b1eafc9367",
        "Description\nSecure boot, differential",
    ):
        assert field in details.inner_text().replace("\n\n", "\n")
    assert selected_edges(page) == ["from 3.10.0 to 4.0.0"]
    page.get_by_role("link", name="3.2.1, full").click()
    assert selected_edges(page) == ["from 3.2.1 to 3.10.0", "from 3.2.1 to 4.0.0"]
    page.get_by_role("link", name="V2.4.0, full").click()
    expect(page.get_by_role("complementary", name="V2.4.0")).to_contain_text("Person count; verification running")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("aside")).to_be_hidden()
    assert page.locator(".selected").count() == 0


def test_keyboard(show: Show, fleet: str) -> None:
    """With the keyboard, focus shows a package's details, Enter moves into them, and Escape returns to the package."""
    page = show(fleet)
    first, second = page.locator(".mark").nth(0), page.locator(".mark").nth(1)
    page.get_by_role("region", name="Timeline of module default").first.focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(page.get_by_role("complementary", name="V2.4.0")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("complementary", name="V2.3.0")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="V2.3.0")).to_be_focused()
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    expect(page.locator("aside")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="V2.3.0")).to_be_visible()


def test_focus_is_not_covered(show: Show, fleet: str) -> None:
    """The details of a focused package never cover it, even for the last package on the page."""
    page = show(fleet)
    last = page.locator(".mark").last
    page.locator(".mark").nth(-2).focus()
    page.keyboard.press("Tab")
    expect(last).to_be_focused()
    page.wait_for_function(
        "document.querySelector(':focus').getBoundingClientRect().bottom"
        " < document.querySelector('aside').getBoundingClientRect().top"
    )


def test_filter(show: Show, fleet: str) -> None:
    """The filter searches all fields of a package, filters the table, and dims the other packages on the timelines."""
    page = show(fleet)
    field = page.get_by_role("searchbox", name="Filter")
    field.fill("watchdog")
    assert versions(page) == ["4.0.1"]
    expect(page.get_by_role("status")).to_have_text("1 of 23")
    assert page.locator(".mark.dim").count() == 22
    field.fill("GATEWAY differential 3.2.1")
    assert versions(page) == ["3.10.0", "4.0.0"]
    field.fill("<nothing>")
    assert versions(page) == []
    field.fill("")
    assert len(versions(page)) == 23
    assert page.locator(".dim").count() == 0


def test_sort(show: Show, fleet: str) -> None:
    """Column titles sort the table: versions by precedence, sizes and times by value, and texts alphabetically."""
    page = show(fleet)
    page.get_by_role("searchbox").fill("a1GatewayK01 full")
    sort_by(page, "Version")
    ascending = ["1.0.9", "1.0.10", "1.0.12", "3.2.1", "3.10.0", "4.0.0", "4.0.1", "4.1.0-rc.1"]
    assert [version for version in versions(page) if version in ascending] == ascending
    expect(page.get_by_role("columnheader", name="Version").last).to_have_attribute("aria-sort", "ascending")
    sort_by(page, "Version")
    assert versions(page)[0] == "4.1.0-rc.1"
    sort_by(page, "Size")
    assert versions(page)[0] == "1.0.9"
    expect(page.locator("[aria-sort]")).to_have_text("Size")
    sort_by(page, "Created (UTC)")
    assert versions(page)[:3] == ["1.0.9", "3.2.1", "1.0.10"]


def test_without_script(show: Show, fleet: str) -> None:
    """Without JavaScript, all content is available: the link of a package leads to its details."""
    page = show(fleet, java_script_enabled=False)
    assert len(versions(page)) == 23
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_text("Person count; verification running")).to_be_hidden()
    page.get_by_role("link", name="V2.4.0, full").click()
    expect(page.get_by_text("Person count; verification running")).to_be_visible()


@pytest.mark.parametrize("make", [hostile, many, lambda: page_of([])], ids=["hostile", "many", "empty"])
def test_no_scrolling_to_the_side(make: Callable[[], str], show: Show) -> None:
    """The page never scrolls horizontally, with any content, with or without details, on a desktop or a phone."""
    page = show(make())
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.locator(".mark").evaluate_all("marks => marks.at(0)?.dispatchEvent(new Event('click', { bubbles: true }))")
    assert page.locator("img, script").count() == 1


def test_hostile_texts_stay_texts(show: Show) -> None:
    """Malicious markup is shown as text, and invisible characters are shown as escapes."""
    page = show(hostile())
    page.locator(".mark[class*=type-unknown]").last.click()
    shown = HOSTILE.replace("\u202e", "\\u202e").replace("\x00", "\\x00")
    expect(page.locator("aside h2")).to_have_text(shown)
    assert page.locator("aside dd").filter(has_text=shown).count() >= 6
    expect(page.locator(".alarm strong")).to_have_text(shown)


def test_nothing_overlaps(show: Show) -> None:
    """With 500 packages, no package covers another one, and no text on a timeline covers another text."""
    page = show(many())
    boxes = page.locator(".plot, .labels").evaluate_all(
        "charts => charts.map((chart) => [...chart.querySelectorAll('.shape, text')]"
        ".map((each) => each.getBoundingClientRect()).map((box) => [box.x, box.y, box.right, box.bottom]))"
    )
    assert sum(map(len, boxes)) > 500
    for chart in boxes:
        chart.sort(key=lambda box: box[1])
        for place, (left, _, right, bottom) in enumerate(chart):
            for other in chart[place + 1 :]:
                if other[1] >= bottom - 1:
                    break
                assert other[0] >= right - 1 or other[2] <= left + 1


@pytest.mark.parametrize(
    ("scheme", "colors"),
    [("light", ["rgb(247, 247, 245)", "rgb(27, 33, 40)"]), ("dark", ["rgb(20, 23, 27)", "rgb(232, 235, 238)"])],
)
def test_colors(scheme: str, colors: list[str], show: Show, fleet: str) -> None:
    """Each color scheme has its own colors, with enough contrast for texts and signs (WCAG 2.2, 1.4.3 and 1.4.11)."""
    page = show(fleet, color_scheme=scheme)
    assert colors == page.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    )
    found = page.evaluate(CONTRAST)
    assert len(found) > 200
    assert not [(text, round(ratio, 2)) for text, ratio in found if ratio < 4.5]


def test_print(show: Show, fleet: str) -> None:
    """In print, timelines and tables fit the paper width, and controls for the screen are hidden."""
    page = show(fleet, viewport={"width": 718, "height": 1000})  # A4 with Chromium's margins
    page.locator(".mark").first.click()
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 718
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.locator("aside")).to_be_hidden()
    heights = (
        page.locator(".chart")
        .first.locator("svg")
        .evaluate_all("charts => charts.map((chart) => Math.round(chart.getBoundingClientRect().height))")
    )
    assert heights[0] == heights[1]  # rows align with their versions
