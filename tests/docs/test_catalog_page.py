# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on the HTML catalog: its commands work, its statuses match the code, and its pictures are current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_pictures import PAGE_PICTURES, PagePicture, source
from pictures import digest_in, digest_of

from alicloud_iot_ota.firmware import FirmwareStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    Shell = Callable[..., CompletedProcess[str]]

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalog-page.md").read_text()
COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LOCK = "alicloud-iot-ota add gateway --product-key a1GatewayK01 --module-name default --dest-version 4.0.0 --type full"


@pytest.fixture(scope="module")
def digest() -> str:
    """Return the digest of the current HTML page."""
    return digest_of(source().encode())


def test_commands(shell: Shell, tmp_path: Path) -> None:
    """The commands write their pages, with the entry in the lock file."""
    shell(LOCK)
    outputs = [shell(command).stdout for command in COMMANDS]
    assert outputs == [
        "24 packages and 1 pinned entry in catalog.html\n",
        "12 packages and 1 pinned entry in gateway.html\n",
    ]
    assert "pinned by gateway" in (tmp_path / "gateway.html").read_text()


@pytest.mark.parametrize("picture", PAGE_PICTURES, ids=lambda picture: picture.name)
def test_picture(picture: PagePicture, digest: str) -> None:
    """Each picture shows the current page. To update it, run `make pictures`."""
    assert digest_in(picture.path.read_bytes()) == digest


def test_every_picture_is_shown() -> None:
    """The page shows exactly its pictures."""
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", PAGE)
    assert shown == [picture.path.name for picture in PAGE_PICTURES]


def test_statuses() -> None:
    """The page explains the signs of all statuses."""
    (line,) = [line for line in PAGE.splitlines() if " the status: " in line]
    assert set(re.findall(r"`(\w+)`", line)) == {each.value for each in FirmwareStatus}
