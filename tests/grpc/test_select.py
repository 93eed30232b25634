# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Selection among several matching packages, for every call that looks up one package."""

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
CAMERAS = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full"}
CAMERA = {**CAMERAS, "select": "highest"}
READS_ISP = {"versionPattern": "isp-(?P<version>.+)", "versionScheme": "dotted"}

TABLE: dict[str, tuple[dict[str, object], str]] = {
    "only": ({"firmwareName": "meter-1.5.0", "select": "only"}, "meter-1.5.0"),
    "highest: by number, not by text": (
        {"productKey": "a1GatewayK01", "moduleName": "modem", "select": "highest"},
        "gateway-modem-1.0.12",
    ),
    "highest: no pre-release, nothing unverified": ({**GATEWAY, "select": "highest"}, "gateway-4.0.0"),
    "highest: a differential one where the type is named": (
        {**GATEWAY, "type": "differential", "select": "highest", "maxSize": 6291456},
        "gateway-4.0.0-from-3.10.0",
    ),
    "highest: a differential one where its start is named": (
        {**GATEWAY, "srcVersion": "3.2.1", "select": "highest"},
        "gateway-4.0.0-from-3.2.1",
    ),
    "highest: a differential one where its name is": (
        {**GATEWAY, "firmwareName": "gateway-4.0.0-from-3.2.1", "select": "highest"},
        "gateway-4.0.0-from-3.2.1",
    ),
    "highest: a differential one where its ID is": (
        {**GATEWAY, "firmwareId": "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100", "select": "highest"},
        "gateway-4.0.0-from-3.2.1",
    ),
    "highest: a version that is named has full packages and others": (
        {**GATEWAY, "destVersion": "4.0.0", "select": "highest"},
        "gateway-4.0.0",
    ),
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
    "newest: no pre-release": ({**GATEWAY, "select": "newest"}, "gateway-4.0.0"),
    "newest: a pre-release where one is asked for": (
        {**GATEWAY, "select": "newest", "includePrerelease": True},
        "gateway-4.1.0-rc.1",
    ),
    "newest of another writing": ({**ISP, **READS_ISP, "select": "newest"}, "camera-isp-7.1"),
    "newest: reads no version where pre-releases count": (
        {**ISP, "select": "newest", "includePrerelease": True},
        "camera-isp-7.1",
    ),
    "newest: reads no version where one is named": (
        {**ISP, "select": "newest", "destVersion": "isp-7.1"},
        "camera-isp-7.1",
    ),
    "newest of all products": ({"select": "newest", "allowUnscoped": True}, "gateway-4.0.0"),
}


@pytest.mark.parametrize("to", SINGULAR)
@pytest.mark.parametrize(("criteria", "name"), TABLE.values(), ids=TABLE)
def test_one_package_is_chosen(
    provider: Wire, emulator: Emulator, to: str, criteria: Mapping[str, object], name: str
) -> None:
    """A function, an explanation and a pin select the same package."""
    ids = {row["FirmwareName"]: row["FirmwareId"] for row in emulator.packages()}
    assert provider.chosen(to, criteria) == ids[name]


def test_only_is_what_is_done_when_nothing_is_said(provider: Wire) -> None:
    """The default is `select: only`: a lookup never picks one of several matches."""
    criteria = {"productKey": "a1MeterK001", "destVersion": "1.5.2"}
    assert provider.refusal("getFirmware", criteria) == provider.refusal("getFirmware", {**criteria, "select": "only"})


def test_newest_is_not_highest(provider: Wire, emulator: Emulator) -> None:
    """`newest` can differ from `highest`: a late fix for an older version is the newest package."""
    published = emulator.publish(DestVersion="3.10.1", ProductKey="a1GatewayK01", Status=1)
    criteria = {**GATEWAY, "type": "full"}
    assert provider.chosen("getFirmware", {**criteria, "select": "newest"}) == published["FirmwareId"]
    assert provider.chosen("getFirmware", {**criteria, "select": "highest"}) != published["FirmwareId"]


@pytest.mark.parametrize("to", ["getFirmware", "Check"])
@pytest.mark.parametrize("select", ["highest", "newest"])
def test_what_not_every_device_can_install_is_not_chosen_by_itself(
    provider: Wire, emulator: Emulator, to: str, select: str
) -> None:
    """Differential packages are not selected by default. The error shows their source versions and a fix."""
    for row in emulator.packages():
        if row["ModuleName"] == "default" and row["Type"] == 0:
            emulator.withdraw(str(row["FirmwareId"]))
    code, told = provider.refusal(to, {**GATEWAY, "select": select})
    assert code is grpc.StatusCode.NOT_FOUND
    assert "type full (by default)     leaves 0\n" in told
    assert "firmwareId 9jsMbDMwLTuwa8zdmtyil6hEqCsb0100: it installs only on 3.2.1\n" in told
    assert told.splitlines()[-1] == "Set fromVersion to the version on your devices, or publish a full package."


@pytest.mark.parametrize("kind", [None, 7])
def test_a_package_of_an_unknown_type_is_not_chosen_by_itself(
    provider: Wire, emulator: Emulator, kind: int | None
) -> None:
    """A package with an unknown or missing type is not selected by default."""
    emulator.change("qrTtkvjxjxnGdvqJQo3dNnl8anD20100", Type=kind)
    explained = provider.call("explainFirmware", **GATEWAY, select="highest")
    (reason,) = [each["reason"] for each in explained["candidates"] if each["firmwareName"] == "gateway-4.0.0"]
    assert reason == "its type is unknown"
    assert explained["firmware"]["firmwareName"] == "gateway-3.10.0"


def test_several_may_be_differential_where_one_is_asked_for(provider: Wire) -> None:
    """With `select: only`, differential packages count as matches, so several matches are an error."""
    code, told = provider.refusal("getFirmware", {**GATEWAY, "destVersion": "4.0.0"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert told.startswith("3 packages match")


@pytest.mark.parametrize("to", SINGULAR)
def test_one_file_published_twice_is_a_tie(provider: Wire, emulator: Emulator, to: str) -> None:
    """If one file was published twice, the package with the lower ID is selected."""
    row = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    emulator.publish(**{**row, "FirmwareId": "0-first-by-ID", "FirmwareName": "gateway-4.0.0-again"})
    criteria = {**GATEWAY, "type": "full", "select": "highest"}
    assert provider.chosen(to, criteria) == "0-first-by-ID"


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
def test_two_files_of_one_version_are_an_ambiguity(provider: Wire, emulator: Emulator, to: str) -> None:
    """If a version has two different files, the selection is ambiguous and fails."""
    row = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    emulator.publish(
        **{**row, "FirmwareId": "0-first-by-ID", "FirmwareName": "gateway-4.0.0-again", "FirmwareSign": "0" * 64}
    )
    code, told = provider.refusal(to, {**GATEWAY, "type": "full", "select": "highest"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert told.startswith("2 packages share the highest version, but are not the same file. Searched ")


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
def test_what_cannot_be_compared_is_told(provider: Wire, engine: FakeEngine, to: str) -> None:
    """A version that cannot be parsed is skipped with a warning that shows the version, the scope and a fix."""
    provider.chosen(to, CAMERA)
    (line,) = engine.logged
    assert line.severity == 2  # a warning, because an error would fail the deployment
    assert line.message.startswith("Skipped 1 package in product a1CameraK01, instance iot-emulator01")
    assert "cannot read the version: cam_2024-11-05." in line.message
    assert line.message.endswith('or set onUnparsable to "ignore".')


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
@pytest.mark.parametrize("criteria", [CAMERA, {**CAMERA, "select": "newest"}], ids=["highest", "newest"])
def test_what_cannot_be_compared_is_left_out_in_silence_on_demand(
    provider: Wire, engine: FakeEngine, to: str, criteria: dict[str, object]
) -> None:
    """With `onUnparsable: ignore`, versions that cannot be parsed are skipped without a warning."""
    provider.chosen(to, {**criteria, "onUnparsable": "ignore"})
    assert list(engine.logged) == []


READING: dict[str, dict[str, object]] = {
    "a range": {"versionRange": "*"},
    "a range with pre-releases": {"versionRange": "*", "includePrerelease": True},
    "no pre-releases": {"includePrerelease": False},
    "said so": {"onUnparsable": "warn"},
}
READING_ONE: dict[str, dict[str, object]] = {
    "highest": {"select": "highest"},
    "highest with pre-releases": {"select": "highest", "includePrerelease": True},
    "newest": {"select": "newest"},
    "newest and said so": {"select": "newest", "includePrerelease": True, "onUnparsable": "warn"},
}


@pytest.mark.parametrize("criteria", READING.values(), ids=READING)
def test_a_version_that_cannot_be_read_matters_to_a_list(
    provider: Wire, engine: FakeEngine, criteria: dict[str, object]
) -> None:
    """`getFirmwares` warns and skips a version that it cannot parse, or fails with `onUnparsable: error`."""
    asked: dict[str, object] = {**CAMERAS, **criteria}
    assert [each["destVersion"] for each in provider.call("getFirmwares", **asked)["firmwares"]] == [
        "V2.2.0",
        "V2.3.0",
        "V2.4.0",
    ]
    (line,) = engine.logged
    assert "cannot read the version: cam_2024-11-05." in line.message
    code, told = provider.refusal("getFirmwares", {**asked, "onUnparsable": "error"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert '"camera-2024-11-05"' in told


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check"])
@pytest.mark.parametrize("criteria", READING_ONE.values(), ids=READING_ONE)
def test_a_version_that_cannot_be_read_matters_to_a_choice(
    provider: Wire, engine: FakeEngine, to: str, criteria: dict[str, object]
) -> None:
    """A lookup warns and skips a version that it cannot parse, or fails with `onUnparsable: error`."""
    asked = {**CAMERAS, "statuses": ["verified"], **criteria}
    assert provider.chosen(to, asked) == "nySiOQn4SWpwWJIJRdVOtJxypEt80100"
    (line,) = engine.logged
    assert "cannot read the version: cam_2024-11-05." in line.message
    code, _ = provider.refusal(to, {**asked, "onUnparsable": "error"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION


@pytest.mark.parametrize(
    "criteria",
    [{}, {"includePrerelease": True}, {"select": "newest", "includePrerelease": True}],
    ids=["only", "only with pre-releases", "newest with pre-releases"],
)
def test_a_version_that_cannot_be_read_matters_to_nothing_else(
    provider: Wire, engine: FakeEngine, criteria: dict[str, object]
) -> None:
    """If a lookup does not parse versions, any text is accepted without a warning."""
    asked = {**CAMERAS, "versionRegex": "^cam_", **criteria}
    assert provider.chosen("getFirmware", asked) == "c9ygrXBhxth5osRDQ7Od6em4mNtC0100"
    assert list(engine.logged) == []


@pytest.mark.parametrize("to", ["getFirmware", "findFirmware", "Check", "getFirmwares"])
def test_what_cannot_be_compared_is_an_error_on_demand(provider: Wire, to: str) -> None:
    """With `onUnparsable: error`, a version that cannot be parsed fails all functions and pins."""
    criteria: dict[str, object] = {"productKey": "a1CameraK01", "versionRange": "^2", "onUnparsable": "error"}
    code, told = provider.refusal(to, criteria)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert "versionScheme semver cannot read the versions of " in told
    assert '"camera-2024-11-05"' in told
    assert told.endswith('or set onUnparsable to "warn".')


def test_newest_needs_to_know_when_each_was_created(provider: Wire, emulator: Emulator) -> None:
    """`newest` fails if a package has no creation time. The error identifies the package."""
    emulator.change("qrTtkvjxjxnGdvqJQo3dNnl8anD20100", UtcCreate=None)
    code, told = provider.refusal("getFirmware", {**GATEWAY, "select": "newest"})
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert '"gateway-4.0.0"' in told
    assert "utcCreate missing" in told
