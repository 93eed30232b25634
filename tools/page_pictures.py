# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Take the pictures in docs/catalog-page.md: the HTML page of the emulator's catalog with a lock file.

Run `make pictures` after a change of the HTML page. It needs Chromium: the Debian packages `chromium`,
`fonts-noto-core` and `fonts-liberation`. Each picture contains the SHA-256 digest of its HTML page. A test uses the
digest to find outdated pictures without a browser.
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
from alicloud_iot_ota.cli.page.command import look_up
from alicloud_iot_ota.cli.page.render import render
from alicloud_iot_ota.lock_file import DEFAULT_NAME, LockFile, canonical, resolution
from alicloud_iot_ota.lookup import Lookups, create_lookup
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs, GetFirmwaresArgs

if TYPE_CHECKING:
    from typing import Literal

    from playwright.sync_api import Page

    from alicloud_iot_ota.lookup import Lookup

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
"""The time at the top of the page, later than every package in the catalog."""

BROWSER_OPTIONS = (
    "--no-sandbox",  # Chromium cannot run as root in its sandbox, and the pages are trusted
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
_DELETED = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"  # the package of the entry meter


class PagePicture(NamedTuple):
    """A picture of the page.

    Attributes:
        name: The file name, without the suffix.
        scheme: The color scheme.
        top: The CSS selector of the element at the top of the picture. If it is empty, the top of the page.
        height: The height in pixels.
        opened: The start of the accessible name of the package with open details.
    """

    name: str
    scheme: Literal["light", "dark"]
    top: str
    height: int
    opened: str | None = None

    @property
    def path(self) -> Path:
        """The path of the picture."""
        return FOLDER / f"{self.name}.png"


PAGE_PICTURES = (
    PagePicture("catalog", "light", "", 1362),
    PagePicture("catalog-details", "light", ".product:nth-of-type(4)", 820, "4.0.0, differential from 3.10.0"),
    PagePicture("catalog-dark", "dark", ".product:nth-of-type(4)", 590),
)


def source() -> str:
    """Return the HTML page that the pictures show."""
    with Emulator(monotonic=itertools.count().__next__) as emulator:
        locked = _lock_file(_service(emulator))
        emulator.withdraw(_DELETED)
        lookups = Lookups(lambda _: _service(emulator))
        return render(look_up(lookups, GetFirmwaresArgs(), [locked], NOW))


def _service(emulator: Emulator) -> Lookup:
    environment = {
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
    }
    return create_lookup({}, environment, print)


def _lock_file(service: Lookup) -> LockFile:
    """Return the lock file, with a package for each entry."""
    criteria = {name: validation.parse(EntryArgs, each) for name, each in _CRITERIA.items()}
    text = canonical.render({name: (each, resolution.resolve(service, each, print)) for name, each in criteria.items()})
    return canonical.parse(text, DEFAULT_NAME)


def main() -> int:
    """Take every picture, and return the exit code."""
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
    """Return a screenshot of an open page as a PNG."""
    if picture.opened:
        page.locator(f'.mark[aria-label^="{picture.opened}"]').click()
        page.mouse.move(0, 0)
    if picture.top:
        page.evaluate("top => scrollTo(0, document.querySelector(top).offsetTop - 24)", picture.top)
    return page.screenshot()


if __name__ == "__main__":
    sys.exit(main())
