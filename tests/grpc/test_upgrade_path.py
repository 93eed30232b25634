# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""getUpgradePath: the smallest upgrade path from one version to another, in bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

SCHEMA = Path(__file__).parents[2] / "schema.json"
GATEWAY = {"productKey": "a1GatewayK01", "moduleName": "default"}
TO_V4 = {**GATEWAY, "fromVersion": "3.2.1", "toVersion": "4.0.0"}
DIRECT = "9jsMbDMwLTuwa8zdmtyil6hEqCsb0100"
"""The firmware ID of the gateway's differential package from 3.2.1 to 4.0.0."""
FULL, FIRST, SECOND = "gateway-4.0.0", "gateway-3.10.0-from-3.2.1", "gateway-4.0.0-from-3.10.0"


def hops(result: dict[str, Any]) -> list[str]:
    """Return the names of the packages on a path, in order."""
    return [hop["firmwareName"] for hop in result["hops"]]


def test_a_chain_is_given_with_every_field(provider: Wire) -> None:
    """Each hop has all fields of getFirmwares, and the result has the sizes of both alternatives."""
    listed = {each["firmwareName"]: each for each in provider.call("getFirmwares", **GATEWAY)["firmwares"]}
    result = provider.call("getUpgradePath", **TO_V4, blocked=[{"firmwareId": DIRECT, "reason": "resets the clock"}])
    assert result == {
        "kind": "differential",
        "hops": [listed[FIRST], listed[SECOND]],
        "totalSize": 2411724 + 6291456,
        "differentialSize": 2411724 + 6291456,
        "fullSize": 20971520,
    }
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["functions"]["alicloud-iot:ota:getUpgradePath"]["outputs"]
    assert set(result) == set(schema["properties"])
    assert set(schema["required"]) == {"kind", "hops", "totalSize"}


def test_one_hop_that_is_smaller_than_two_is_taken(provider: Wire) -> None:
    """One hop with 8,388,608 bytes is preferred to two hops with 8,703,180 bytes."""
    result = provider.call("getUpgradePath", **TO_V4)
    assert (hops(result), result["totalSize"]) == (["gateway-4.0.0-from-3.2.1"], 8388608)


def test_a_full_package_that_is_smaller_is_taken(provider: Wire, emulator: Emulator) -> None:
    """A full package is selected if it is smaller. The result also has the differential size."""
    emulator.change("qrTtkvjxjxnGdvqJQo3dNnl8anD20100", FirmwareSize=8388607)
    result = provider.call("getUpgradePath", **TO_V4)
    assert (result["kind"], hops(result)) == ("full", [FULL])
    assert (result["totalSize"], result["fullSize"], result["differentialSize"]) == (8388607, 8388607, 8388608)


def test_a_way_without_the_other_kind_leaves_its_size_out(provider: Wire, emulator: Emulator) -> None:
    """If there is only one alternative, the size of the other one is absent, neither null nor 0."""
    emulator.withdraw("qrTtkvjxjxnGdvqJQo3dNnl8anD20100")
    full = provider.call("getUpgradePath", **GATEWAY, fromVersion="1.0.0", toVersion="3.2.1")
    assert (full["kind"], full["fullSize"], "differentialSize" in full) == ("full", 18874368, False)
    chain = provider.call("getUpgradePath", **TO_V4)
    assert (chain["kind"], chain["differentialSize"], "fullSize" in chain) == ("differential", 8388608, False)


def test_a_package_of_no_bytes_is_one_with_a_size(provider: Wire, emulator: Emulator) -> None:
    """A size of 0 is valid. A package without a size could not be a hop."""
    emulator.change(DIRECT, FirmwareSize=0)
    result = provider.call("getUpgradePath", **TO_V4)
    assert (result["totalSize"], result["differentialSize"]) == (0, 0)


def test_devices_that_are_there_need_nothing(provider: Wire) -> None:
    """If devices already have the version, the path has no hops, 0 bytes and no alternative sizes."""
    result = provider.call("getUpgradePath", **GATEWAY, fromVersion="4.0.0", toVersion="4.0.0")
    assert result == {"kind": "none", "hops": [], "totalSize": 0}


@pytest.mark.parametrize("version", ["4.0.1", "4.1.0-rc.1"], ids=["not verified", "a pre-release"])
def test_devices_that_are_there_need_nothing_whatever_the_package_is(provider: Wire, version: str) -> None:
    """If devices already have the version, they need no package, even if its package is not deployable."""
    assert provider.call("getUpgradePath", **GATEWAY, fromVersion=version, toVersion=version)["kind"] == "none"


def test_devices_have_no_version_that_there_is_not(provider: Wire) -> None:
    """If both versions are the same but do not exist, the lookup fails, because of a likely typo."""
    code, told = provider.refusal("getUpgradePath", {**GATEWAY, "fromVersion": "4.0.O", "toVersion": "4.0.O"})
    assert code is grpc.StatusCode.NOT_FOUND
    assert told.startswith('No upgrade path from "4.0.O" to "4.0.O". No package in module default, ')
    assert told.endswith('Correct toVersion, or publish "4.0.O" first.')


@pytest.mark.parametrize("to_version", ["4.0.0", "3.2.1"], ids=["another version", "the same version"])
def test_a_module_that_is_not_there_is_the_mistake(provider: Wire, to_version: str) -> None:
    """If the module does not exist, the error lists the modules. It does not suggest omitting a required argument."""
    code, told = provider.refusal("getUpgradePath", {**TO_V4, "moduleName": "defualt", "toVersion": to_version})
    assert code is grpc.StatusCode.NOT_FOUND
    assert "available moduleName: default, modem" in told
    assert told.splitlines()[-1] == "Correct productKey or moduleName."


@pytest.mark.parametrize("to_version", ["4.0.0", "3.2.1"], ids=["another version", "the same version"])
def test_a_product_without_packages_is_the_mistake(provider: Wire, emulator: Emulator, to_version: str) -> None:
    """If the product has no packages, the error suggests correcting the product or the module."""
    for row in emulator.packages():
        if row["ProductKey"] == GATEWAY["productKey"]:
            emulator.withdraw(str(row["FirmwareId"]))
    code, told = provider.refusal("getUpgradePath", {**TO_V4, "toVersion": to_version})
    assert code is grpc.StatusCode.NOT_FOUND
    assert "contains no packages" in told
    assert told.splitlines()[-1] == "Correct productKey or moduleName."


def test_a_hop_without_a_digest_may_be_a_blocked_file(provider: Wire, emulator: Emulator) -> None:
    """A hop without a digest may be a blocked file, so the path avoids it."""
    emulator.change(DIRECT, FirmwareSign=None)
    block = {"digest": f"sha256:{'0' * 64}", "reason": "resets the clock"}
    assert hops(provider.call("getUpgradePath", **TO_V4, blocked=[block])) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("criteria", "way"),
    [
        ({"toVersion": "4.0.1", "statuses": ["unverified"]}, ["gateway-4.0.1"]),
        ({"blocked": [{"destVersion": "4.0.0", "reason": "bricks", "expires": "2020-01-01"}]}, [DIRECT]),
        ({"blocked": [{"destVersion": "3.10.0", "reason": "bricks"}]}, [DIRECT]),
        ({"minAge": "1s"}, [DIRECT]),
    ],
    ids=["statuses", "blocked, expired", "blocked, another", "minAge"],
)
def test_what_may_be_used_is_an_argument(
    provider: Wire, emulator: Emulator, criteria: dict[str, Any], way: list[str]
) -> None:
    """`getUpgradePath` supports the same criteria as every other lookup."""
    names = {row["FirmwareId"]: row["FirmwareName"] for row in emulator.packages()}
    assert hops(provider.call("getUpgradePath", **{**TO_V4, **criteria})) == [names.get(each, each) for each in way]


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ({"toVersion": "4.0.1"}, ['"gateway-4.0.1"', "its status is unverified", "publish a full package"]),
        ({"minAge": "9000d"}, ["versions reachable from", "it was created at 2025-10-21T06:31:44.000Z"]),
        ({"blocked": [{"destVersion": "4.0.0", "reason": "bricks revision B"}]}, ["it is blocked: bricks revision B"]),
        ({"toVersion": "5.0.0"}, ["No package in module default, product a1GatewayK01", "Correct toVersion"]),
    ],
    ids=["not verified", "too young", "blocked", "no such version"],
)
def test_a_gap_is_an_error_that_shows_it(provider: Wire, criteria: dict[str, Any], words: list[str]) -> None:
    """If there is no path, the error shows the gap, the packages that could close it, and a fix."""
    code, told = provider.refusal("getUpgradePath", {**TO_V4, **criteria})
    assert code is grpc.StatusCode.NOT_FOUND
    assert told.startswith('No upgrade path from "3.2.1" to ')
    assert [word for word in words if word not in told] == []


def test_two_files_for_one_hop_are_an_ambiguity(provider: Wire, emulator: Emulator) -> None:
    """If a hop has two different files, the path is ambiguous and fails."""
    row = next(row for row in emulator.packages() if row["FirmwareId"] == DIRECT)
    emulator.publish(**{**row, "FirmwareId": "another", "FirmwareName": "another", "FirmwareSign": "0" * 64})
    code, told = provider.refusal("getUpgradePath", TO_V4)
    assert code is grpc.StatusCode.FAILED_PRECONDITION
    assert [each for each in (DIRECT, "firmwareId another", "argument blocked") if each not in told] == []


def test_a_path_warns_of_nothing(provider: Wire, engine: FakeEngine) -> None:
    """`getUpgradePath` does not parse versions, so it never warns about them."""
    provider.call("getUpgradePath", **GATEWAY, fromVersion="3.2.1", toVersion="3.10.0")
    assert list(engine.logged) == []


def test_what_a_path_needs_is_told_at_once(provider: Wire, emulator: Emulator) -> None:
    """All invalid arguments are reported together, including unknown ones and missing required ones."""
    failures = provider.invoke("getUpgradePath", productKey="a1GatewayK01", fromVersion=3.2, select="highest").failures
    assert {failure.property for failure in failures} == {"moduleName", "fromVersion", "toVersion", "select"}
    told = "\n".join(failure.reason for failure in failures)
    words = [
        "moduleName is required",
        "toVersion is required",
        "fromVersion must be a string",
        '"select"',
    ]
    assert [word for word in words if word not in told] == []
    assert emulator.requests == []


@pytest.mark.parametrize("argument", ["productKey", "moduleName", "fromVersion", "toVersion"])
def test_what_is_required_is_not_to_be_left_out(provider: Wire, argument: str) -> None:
    """An empty required argument is rejected without the advice to omit it."""
    (failure,) = provider.invoke("getUpgradePath", **{**TO_V4, argument: ""}).failures
    assert failure.property == argument
    assert failure.reason.startswith(f"{argument} must not be empty")
    assert "omit it" not in failure.reason
