# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A headless browser, and pages whose requests and errors are recorded."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import page_pictures
import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

ENDS_SOON = 15_000  # milliseconds after which a test fails


# The scope is not the session: while the browser runs, no other test on this thread can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield Chromium. Without Chromium, skip the tests with the reason."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("HTML page: no chromium on PATH; install the package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=page_pictures.BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def fleet() -> str:
    """Return the page of the emulator's fleet with a lock file. One locked package is missing."""
    return page_pictures.source()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens pages from files, 1280 pixels wide. At the end, check for requests and errors.

    The function accepts the page and options of Playwright's `new_page`.
    """
    file = tmp_path / "page.html"
    pages: list[Page] = []
    requests: list[str] = []
    complaints: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    def open_page(text: str, **options: object) -> Page:
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]  # they have types of their own
        page.set_default_timeout(ENDS_SOON)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))  # includes violations of the page policy
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", dismiss)
        page.goto(file.as_uri())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert requests == [file.as_uri()] * len(pages)
    assert not complaints
