# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Each criterion, and the packages of the default fleet that match it.

One table covers getFirmwares and all lookups for exactly one package, so that every call supports every criterion.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import Wire

SCHEMA = Path(__file__).parents[2] / "schema.json"
EVERY_STATUS = ["notRequired", "unverified", "verified", "verifying", "verificationFailed", "unknown"]
SINGULAR = ("getFirmware", "findFirmware", "Check")
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default"}
AUTUMN_OF_2024 = datetime(2024, 10, 1, tzinfo=timezone.utc)
SINCE_THEN = f"{(datetime.now(timezone.utc) - AUTUMN_OF_2024).days}d"
"""An age between the creation times of two packages, which are months apart."""

Row = tuple[dict[str, object], list[str]]
TABLE: dict[str, Row] = {
    "productKey": (
        {"productKey": "a1MeterK001"},
        ["meter-1.4.0", "meter-1.5.0", "meter-1.5.1", "meter-1.5.2", "meter-1.5.2-from-1.5.0"],
    ),
    "moduleName": ({"moduleName": "isp"}, ["camera-isp-7.1", "camera-isp-7.2"]),
    "moduleName, in another case": ({"moduleName": "ISP"}, []),
    "type full": (
        {"moduleName": "modem", "type": "full"},
        ["gateway-modem-1.0.9", "gateway-modem-1.0.10", "gateway-modem-1.0.12"],
    ),
    "type differential": (
        {"type": "differential"},
        [
            "camera-V2.3.0-from-V2.2.0",
            "gateway-3.10.0-from-3.2.1",
            "gateway-4.0.0-from-3.10.0",
            "gateway-4.0.0-from-3.2.1",
            "gateway-modem-1.0.12-from-1.0.10",
            "meter-1.5.2-from-1.5.0",
        ],
    ),
    "srcVersion": ({"srcVersion": "3.2.1"}, ["gateway-3.10.0-from-3.2.1", "gateway-4.0.0-from-3.2.1"]),
    "fromVersion: full packages, and differential ones from there, which go first": (
        {**GATEWAY, "fromVersion": "3.2.1"},
        [
            "gateway-3.2.1",
            "gateway-3.10.0-from-3.2.1",
            "gateway-4.0.0-from-3.2.1",
            "gateway-4.0.1",
            "gateway-4.1.0-rc.1",
        ],
    ),
    "fromVersion: no differential package from there": (
        {"productKey": "a1MeterK001", "destVersion": "1.5.2", "fromVersion": "1.4.0"},
        ["meter-1.5.2"],
    ),
    "firmwareName": ({"firmwareName": "meter-1.5.2"}, ["meter-1.5.2"]),
    "nameRegex": ({"nameRegex": "^meter-.+-from-"}, ["meter-1.5.2-from-1.5.0"]),
    "nameRegex: case matters": ({"nameRegex": "ISP"}, []),
    "nameRegex: without case": ({"nameRegex": "(?i)ISP"}, ["camera-isp-7.1", "camera-isp-7.2"]),
    "destVersion": (
        {"destVersion": "4.0.0"},
        ["gateway-4.0.0", "gateway-4.0.0-from-3.10.0", "gateway-4.0.0-from-3.2.1"],
    ),
    "destVersion, the beginning of one": ({"destVersion": "4.0"}, []),
    "versionRegex": ({"versionRegex": "^[a-z]+_[0-9]"}, ["camera-2024-11-05"]),
    "versionRange": (
        {**GATEWAY, "versionRange": ">=3.2.1 <4.0.0"},
        ["gateway-3.2.1", "gateway-3.10.0", "gateway-3.10.0-from-3.2.1"],
    ),
    "versionRange: a pre-release is in none that does not name one": (
        {**GATEWAY, "versionRange": ">4.0.0"},
        ["gateway-4.0.1"],
    ),
    "includePrerelease true": (
        {**GATEWAY, "versionRange": ">4.0.0", "includePrerelease": True},
        ["gateway-4.0.1", "gateway-4.1.0-rc.1"],
    ),
    "includePrerelease false": (
        {**GATEWAY, "versionRegex": r"^4\.[01]\.[01]", "type": "full", "includePrerelease": False},
        ["gateway-4.0.0", "gateway-4.0.1"],
    ),
    "versionScheme": (
        {"versionPattern": "isp-(?P<version>.+)", "versionScheme": "dotted", "versionRange": ">7.1"},
        ["camera-isp-7.2"],
    ),
    "versionPattern": (
        {
            "versionPattern": "cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
            "versionRange": ">=2024.11 <2025",
        },
        ["camera-2024-11-05"],
    ),
    "onUnparsable": (
        {"productKey": "a1CameraK01", "onUnparsable": "ignore", "versionRange": "*"},
        ["camera-V2.2.0", "camera-V2.3.0", "camera-V2.3.0-from-V2.2.0", "camera-V2.4.0"],
    ),
    "onUnparsable: without anything else that reads versions": (
        {"productKey": "a1CameraK01", "onUnparsable": "ignore"},
        ["camera-V2.2.0", "camera-V2.3.0", "camera-V2.3.0-from-V2.2.0", "camera-V2.4.0"],
    ),
    "includePrerelease false: what cannot be read may be one": (
        {"productKey": "a1CameraK01", "includePrerelease": False},
        ["camera-V2.2.0", "camera-V2.3.0", "camera-V2.3.0-from-V2.2.0", "camera-V2.4.0"],
    ),
    "firmwareId": ({"firmwareId": "tWozn8m0xRZZoIVMmdCztEcywCQZ0100"}, ["gateway-3.2.1"]),
    "signMethod MD5": ({"productKey": "a1MeterK001", "signMethod": "MD5"}, ["meter-1.4.0"]),
    "signMethod SHA256": (
        {"productKey": "a1CameraK01", "signMethod": "SHA256"},
        ["camera-V2.3.0", "camera-V2.3.0-from-V2.2.0", "camera-V2.4.0"],
    ),
    "minSize, itself included": (
        {"minSize": 20971520},
        ["gateway-4.0.0", "gateway-4.0.1", "gateway-4.1.0-rc.1"],
    ),
    "maxSize, itself included": ({"maxSize": 40960}, ["meter-1.5.2-from-1.5.0"]),
    "minAge": ({"minAge": SINCE_THEN}, ["camera-V2.2.0", "meter-1.4.0"]),
    "statuses": (
        {"statuses": ["unverified", "verificationFailed"]},
        ["camera-isp-7.2", "gateway-4.0.1", "meter-1.5.1"],
    ),
    "blocked": (
        {"productKey": "a1MeterK001", "blocked": [{"destVersion": "1.5.2", "reason": "flash wear"}]},
        ["meter-1.4.0", "meter-1.5.0", "meter-1.5.1"],
    ),
}


def properties_of(function: str) -> set[str]:
    """Return a function's argument names in the schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return set(schema["functions"][f"alicloud-iot:ota:{function}"]["inputs"]["properties"])


def test_the_table_leaves_no_argument_out() -> None:
    """The table covers all arguments of getFirmwares except the instance."""
    told = {name for criteria, _ in TABLE.values() for name in criteria}
    assert told == properties_of("getFirmwares") - {"iotInstanceId"}


@pytest.mark.parametrize(("criteria", "names"), TABLE.values(), ids=TABLE)
def test_get_firmwares_gives_what_is_left(provider: Wire, criteria: Mapping[str, object], names: list[str]) -> None:
    """`getFirmwares` returns each matching package exactly once."""
    found = provider.call("getFirmwares", **criteria)["firmwares"]
    assert sorted(firmware["firmwareName"] for firmware in found) == sorted(names)


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(("criteria", "names"), TABLE.values(), ids=TABLE)
def test_a_look_up_for_one_is_for_the_same(
    provider: Wire, emulator: Emulator, to: str, criteria: Mapping[str, object], names: list[str]
) -> None:
    """A lookup for one package returns the only match. Several matches are an error that shows their number.

    Without a match, `found` is false or the lookup fails.
    """
    asked = {"statuses": EVERY_STATUS, **criteria}
    if len(names) == 1:
        ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
        assert provider.chosen(to, asked) == ids[names[0]]
    elif names:
        code, told = provider.refusal(to, asked)
        assert code is grpc.StatusCode.FAILED_PRECONDITION
        assert told.startswith(f"{len(names)} packages match")
        assert [name for name in names if f'"{name}"' not in told] == []
    elif to == "findFirmware":
        assert provider.call(to, **asked) == {"found": False}
    else:
        code, told = provider.refusal(to, asked)
        assert code is grpc.StatusCode.NOT_FOUND
        assert "leaves 0" in told


@pytest.mark.parametrize("pattern", [".*", "^$", "x*"])
def test_a_package_without_a_name_has_none_that_matches(
    plugin: Wire,
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
    pattern: str,
) -> None:
    """A package without a name matches no name pattern, not even one that matches an empty text."""
    nameless = {"FirmwareId": "nameless", "DestVersion": "1.0.0", "Status": 1}
    plugin.configure(**settings_of(emulate({"packages": [nameless]})))
    assert plugin.call("getFirmwares")["firmwares"]
    assert plugin.call("getFirmwares", nameRegex=pattern) == {"firmwares": []}
    _, told = plugin.refusal("getFirmware", {"nameRegex": pattern})
    assert "none of these packages has a firmwareName" in told


def test_a_criterion_that_is_null_is_none(provider: Wire) -> None:
    """A null criterion is the same as an omitted one."""
    criteria = dict.fromkeys(properties_of("getFirmwares"))
    assert provider.call("getFirmwares", **criteria) == provider.call("getFirmwares")
