# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which of several matching packages is meant, for every call that looks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

SINGULAR = ("getFirmware", "findFirmware", "explainFirmware", "Check")
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default"}
ISP = {"productKey": "a1CameraK01", "moduleName": "isp"}
CAMERA = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
READS_ISP = {"versionPattern": "isp-(?P<version>.+)", "versionScheme": "dotted"}

TABLE: dict[str, tuple[dict[str, object], str]] = {
    "only": ({"firmwareName": "meter-1.5.0", "select": "only"}, "meter-1.5.0"),
    "highest: by number, not by text": (
        {"productKey": "a1GatewayK01", "moduleName": "modem", "select": "highest"},
        "gateway-modem-1.0.12",
    ),
    "highest: no pre-release, nothing unverified": ({**GATEWAY, "type": "full", "select": "highest"}, "gateway-4.0.0"),
    "highest: a pre-release where one is asked for": (
        {**GATEWAY, "select": "highest", "includePrerelease": True},
        "gateway-4.1.0-rc.1",
    ),
    "highest: a pre-release where one is named": (
        {**GATEWAY, "select": "highest", "destVersion": "4.1.0-rc.1"},
        "gateway-4.1.0-rc.1",
    ),
    "highest of a range": (
        {**GATEWAY, "type": "full", "select": "highest", "versionRange": "^3"},
        "gateway-3.10.0",
    ),
    "highest for the devices of one version": (
        {**GATEWAY, "select": "highest", "fromVersion": "3.2.1"},
        "gateway-4.0.0-from-3.2.1",
    ),
    "highest but for a blocked one": (
        {**GATEWAY, "type": "full", "select": "highest", "blocked": [{"destVersion": "4.0.0", "reason": "bricks"}]},
        "gateway-3.10.0",
    ),
    "highest of another writing": ({**ISP, **READS_ISP, "select": "highest"}, "camera-isp-7.1"),
    "highest of all products": ({"signMethod": "MD5", "select": "highest", "allowUnscoped": True}, "camera-V2.2.0"),
    "newest: reads no version": ({**ISP, "select": "newest"}, "camera-isp-7.1"),
    "newest of all products": ({"select": "newest", "allowUnscoped": True}, "gateway-4.0.0-from-3.2.1"),
}


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(("criteria", "name"), TABLE.values(), ids=TABLE)
def test_one_package_is_chosen(
    provider: Wire, emulator: Emulator, to: str, criteria: Mapping[str, object], name: str
) -> None:
    """The same package for a function, an explanation and a pin."""
    ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
    assert provider.chosen(to, criteria) == ids[name]


def test_only_is_what_is_done_when_nothing_is_said(provider: Wire) -> None:
    """A look-up that names no way to select never picks one of several."""
    criteria = {"productKey": "a1MeterK001", "destVersion": "1.5.2"}
    assert provider.refusal("getFirmware", criteria) == provider.refusal("getFirmware", {**criteria, "select": "only"})


def test_newest_is_not_highest(provider: Wire, emulator: Emulator) -> None:
    """A fix for an older line is published last, and is not the highest."""
    published = emulator.publish(DestVersion="3.10.1", ProductKey="a1GatewayK01", Status=1)
    criteria = {**GATEWAY, "type": "full"}
    assert provider.chosen("getFirmware", {**criteria, "select": "newest"}) == published["FirmwareId"]
    assert provider.chosen("getFirmware", {**criteria, "select": "highest"}) != published["FirmwareId"]


@pytest.mark.parametrize("to", SINGULAR)
def test_one_file_published_twice_is_a_tie(provider: Wire, emulator: Emulator, to: str) -> None:
    """The lower ID stands for both."""
    row = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    emulator.publish(**{**row, "FirmwareId": "0-first-by-ID", "FirmwareName": "gateway-4.0.0-again"})
    criteria = {**GATEWAY, "type": "full", "select": "highest"}
    assert provider.chosen(to, criteria) == "0-first-by-ID"


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
def test_two_files_of_one_version_are_an_ambiguity(provider: Wire, emulator: Emulator, to: str) -> None:
    """Equal versions with different digests need a person."""
    row = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    emulator.publish(
        **{**row, "FirmwareId": "0-first-by-ID", "FirmwareName": "gateway-4.0.0-again", "FirmwareSign": "0" * 64}
    )
    code, told = provider.refusal(to, {**GATEWAY, "type": "full", "select": "highest"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert told.startswith("2 packages share the highest version, and are not one file, of ")


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
def test_what_cannot_be_compared_is_told(provider: Wire, engine: FakeEngine, to: str) -> None:
    """A version that cannot be read is left out in the open: the user reads which, where, and what to do."""
    provider.chosen(to, CAMERA)
    (line,) = engine.logged
    assert line.severity == 2  # a warning: an error would fail the deployment
    assert line.message.startswith(
        "By versionScheme semver, the versions of 1 package in product a1CameraK01 of instance iot-emulator01"
    )
    assert "cannot be read, and were left out: cam_2024-11-05." in line.message
    assert line.message.endswith('or set onUnparsable to "ignore".')


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
def test_what_cannot_be_compared_is_left_out_in_silence_on_demand(provider: Wire, engine: FakeEngine, to: str) -> None:
    """`onUnparsable: ignore` is for those who know."""
    provider.chosen(to, {**CAMERA, "onUnparsable": "ignore"})
    assert list(engine.logged) == []


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check", "getFirmwares"])
def test_what_cannot_be_compared_is_an_error_on_demand(provider: Wire, to: str) -> None:
    """`onUnparsable: error` chooses nothing, in the plural as well."""
    criteria: dict[str, object] = {"productKey": "a1CameraK01", "versionRange": "^2", "onUnparsable": "error"}
    code, told = provider.refusal(to, criteria)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "By versionScheme semver, the versions of " in told
    assert '"camera-2024-11-05"' in told
    assert told.endswith('or set onUnparsable to "warn".')


def test_newest_needs_to_know_when_each_was_created(provider: Wire, emulator: Emulator) -> None:
    """A package without a time could be the newest: nothing is chosen, and the user reads which one it is."""
    emulator.change("qrTtkvjxjxnGdvqJQo3dNnl8anD20100", UtcCreate=None)
    code, told = provider.refusal("getFirmware", {**GATEWAY, "select": "newest"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert '"gateway-4.0.0"' in told
    assert "utcCreate missing" in told
