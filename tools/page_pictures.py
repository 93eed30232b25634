# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of docs/catalogue-page.md: the page of the emulator's fleet beside a lock file.

Run it after a change of that page: `make pictures`. It needs Chromium, which Debian has as the package `chromium`, with
`fonts-noto-core` and `fonts-liberation`. Each picture keeps the SHA-256 of the page it was made from, by which a test
finds one that is out of date, without a browser.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pictures import FOLDER, ROOT, PictureError, digest_of, find_browser, stamped
from playwright.sync_api import sync_playwright

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota import lookup
from alicloud_iot_ota.cli.page.command import look_up
from alicloud_iot_ota.cli.page.render import render
from alicloud_iot_ota.lock_file import DEFAULT_NAME, Entry, LockFile, resolution
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs, LockCriteriaArgs

if TYPE_CHECKING:
    from typing import Literal

    from playwright.sync_api import Page

    from alicloud_iot_ota.lookup import Lookup

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
"""The moment of the page, after everything in the fleet."""

BROWSER_OPTIONS = (
    "--no-sandbox",  # Chromium refuses to run as root with it; the pages are our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_WIDTH = 1240  # pixels
_GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default", "type": "full", "select": "highest"}
_CRITERIA = {
    "gateway": {**_GATEWAY, "versionRange": "^4.0"},
    "gateway-lts": {**_GATEWAY, "versionRange": "^3.0"},
    "meter": {"productKey": "a1MeterK001", "moduleName": "default", "destVersion": "1.5.0"},
    "modem": {**_GATEWAY, "moduleName": "modem"},
}
_GONE = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"  # the package of the entry meter


class PagePicture(NamedTuple):
    """A picture of the page.

    Attributes:
        name: Its name, without the suffix.
        scheme: The colours.
        top: What it begins with, as a CSS selector; the page's own top where it is empty.
        height: Its height, in pixels.
        opened: The accessible name of the package whose details are open, or the beginning of it.
    """

    name: str
    scheme: Literal["light", "dark"]
    top: str
    height: int
    opened: str | None = None

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}.png"


PAGE_PICTURES = (
    PagePicture("catalogue", "light", "", 1362),
    PagePicture("catalogue-details", "light", ".product:nth-of-type(4)", 820, "4.0.0, differential from 3.10.0"),
    PagePicture("catalogue-dark", "dark", ".product:nth-of-type(4)", 590),
)


def source() -> str:
    """Return the page that is photographed."""
    with Emulator(monotonic=itertools.count().__next__) as emulator:
        held = LockFile(DEFAULT_NAME, _resolved(_service(emulator)))
        emulator.withdraw(_GONE)
        return render(look_up(_service(emulator), GetFirmwaresArgs(), [held], NOW))


def _service(emulator: Emulator) -> Lookup:
    environment = {
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
    }
    return lookup.create_lookup({}, environment, print)


def _resolved(service: Lookup) -> dict[str, Entry]:
    """Return the entries, as a lock file has them in its lines."""
    entries = {}
    for name, line in zip(_CRITERIA, itertools.count(4, 19), strict=False):
        criteria = validation.parse(LockCriteriaArgs, _CRITERIA[name])
        entries[name] = Entry(name, criteria, resolution.resolve(service, criteria, print), DEFAULT_NAME, line)
    return entries


def main() -> int:
    """Make every picture, and return the exit status."""
    try:
        browser = find_browser()
    except PictureError as error:
        print(error, file=sys.stderr)
        return 1
    text = source()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        chromium = playwright.chromium.launch(executable_path=browser, args=BROWSER_OPTIONS)
        for picture in PAGE_PICTURES:
            page = chromium.new_page(color_scheme=picture.scheme, viewport={"width": _WIDTH, "height": picture.height})
            page.goto(file.as_uri())
            picture.path.write_bytes(stamped(photograph(page, picture), digest_of(text.encode())))
            print(f"{picture.path.relative_to(ROOT)}  {picture.path.stat().st_size} bytes")
    return 0


def photograph(page: Page, picture: PagePicture) -> bytes:
    """Return a PNG of a page that is open."""
    if picture.opened:
        page.locator(f'.mark[aria-label^="{picture.opened}"]').click()
        page.mouse.move(0, 0)
    if picture.top:
        page.evaluate("top => scrollTo(0, document.querySelector(top).offsetTop - 24)", picture.top)
    return page.screenshot()


if __name__ == "__main__":
    sys.exit(main())
