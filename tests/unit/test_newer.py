# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is newer than a pinned package, and why a newer one does not count."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import selection, structs
from alicloud_iot_ota.declarations.arguments import GetFirmwareArgs
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.selection import Newer

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
SCOPE = {"productKey": "a1", "moduleName": "default"}


def newer(asked: Mapping[str, object], version: str, catalogue: Sequence[Firmware]) -> Newer:
    """Find what is newer by arguments as a user writes them."""
    criteria = structs.convert({**SCOPE, **asked}, GetFirmwareArgs).criteria()
    return selection.newer(criteria, version, ("a1", "default"), catalogue, NOW)


def told(found: Newer) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the versions of it, and what removed those that do not count."""
    best = None if found.best is None else found.best.dest_version
    return best, [(each.firmware.dest_version, each.criterion) for each in found.skipped]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"destVersion": "4.0.0"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        ({"firmwareId": "id-1"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        ({"firmwareName": "name-1"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        (
            {"versionRange": "~4.0", "select": "highest"},
            (None, [(each, "versionRange") for each in ("6.0.0", "5.0.0-rc.1", "4.10.0", "4.9.0")]),
        ),
        ({"destVersion": "4.0.0", "includePrerelease": True}, ("5.0.0-rc.1", [("6.0.0", "statuses")])),
        ({"destVersion": "4.0.0", "statuses": ["verified", "unverified"]}, ("6.0.0", [])),
        (
            {"destVersion": "4.0.0", "blocked": [{"destVersion": "4.10.0", "reason": "bricks"}]},
            ("4.9.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease"), ("4.10.0", "blocked")]),
        ),
        (
            {"destVersion": "4.0.0", "minAge": "1d", "includePrerelease": True},
            (None, [("6.0.0", "statuses"), *((each, "minAge") for each in ("5.0.0-rc.1", "4.10.0", "4.9.0"))]),
        ),
        (
            {"destVersion": "4.0.0", "expectedDigest": "sha256:" + "ab" * 32},
            ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")]),
        ),
    ],
)
def test_newer(
    asked: Mapping[str, object],
    expected: tuple[str | None, list[tuple[str, str]]],
    package: Callable[..., Firmware],
) -> None:
    """The highest that meets the criteria without what names one package, and what is higher still with the reason."""
    catalogue = [
        package("4.0.0"),
        package("4.10.0"),
        package("4.9.0"),
        package("5.0.0-rc.1"),
        package("6.0.0", status=FirmwareStatus.UNVERIFIED),
        package("3.0.0"),
        package("not a version"),
        package("7.0.0", module_name="modem"),
        package("7.0.0", product_key="a2"),
    ]
    assert told(newer(asked, "4.0.0", catalogue)) == expected


def test_nothing_newer(package: Callable[..., Firmware]) -> None:
    """The same version under another ID is not newer, nor is a lower one."""
    catalogue = [package("4.0.0"), package("4.0.0"), package("4.0.0+build.2"), package("3.9.9")]
    assert told(newer({"destVersion": "4.0.0"}, "4.0.0", catalogue)) == (None, [])


def test_version_that_cannot_be_read(package: Callable[..., Firmware]) -> None:
    """Nothing is newer than what has no order."""
    assert told(newer({}, "winter", [package("4.0.0"), package("winter")])) == (None, [])


def test_one_package_speaks_for_its_version(package: Callable[..., Firmware]) -> None:
    """A differential package of a version that has a full one is not told of, and of several the lowest ID is meant."""
    catalogue = [
        package("4.1.0", type=FirmwareType.DIFFERENTIAL, src_version="4.0.0"),
        package("4.1.0", firmware_id="b"),
        package("4.1.0", firmware_id="a"),
        package("4.2.0", type=FirmwareType.DIFFERENTIAL, src_version="4.1.0"),
        package("4.2.0", status=FirmwareStatus.VERIFYING),
    ]
    found = newer({"destVersion": "4.0.0"}, "4.0.0", catalogue)
    assert found.best is catalogue[2]
    assert [(each.firmware, each.criterion) for each in found.skipped] == [(catalogue[4], "statuses")]
