# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""explainFirmware: the selection of getFirmware, and what happened to every package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, Wire

SCHEMA = Path(__file__).parents[2] / "schema.json"
METER = {"productKey": "a1MeterK001", "moduleName": "default"}
CAMERA = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full"}
FAILS = {
    "noMatch": ({**METER, "destVersion": "9.9.9"}, grpc.StatusCode.NOT_FOUND),
    "ambiguous": (METER, grpc.StatusCode.FAILED_PRECONDITION),
    "unparsable": ({**CAMERA, "versionRange": "^2", "onUnparsable": "error"}, grpc.StatusCode.FAILED_PRECONDITION),
    "unexpected": ({"firmwareName": "meter-1.5.0", "expectedSize": 1}, grpc.StatusCode.FAILED_PRECONDITION),
}
"""The criteria for each kind of failure, and getFirmware's status for it."""


def verdicts(result: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return the outcome and the criterion of each package, by name."""
    return {each["firmwareName"]: (each["outcome"], each.get("criterion")) for each in result["candidates"]}


def test_a_choice_is_explained_in_every_field(provider: Wire) -> None:
    """A selection is explained with the package, the steps and counts, each candidate's outcome, and a message."""
    criteria = {**METER, "select": "highest", "fromVersion": "1.5.0"}
    result = provider.call("explainFirmware", **criteria)
    listed = provider.call("getFirmwares", productKey="a1MeterK001")["firmwares"]
    shared = ("firmwareId", "destVersion", "type", "status", "firmwareName", "srcVersion", "moduleName", "productKey")
    identities = [{name: each[name] for name in shared if name in each} for each in listed]
    became = [
        {"outcome": "removed", "criterion": "select", "reason": "its version is lower than 1.5.2"},
        {"outcome": "removed", "criterion": "select", "reason": "its version is lower than 1.5.2"},
        {"outcome": "removed", "criterion": "statuses", "reason": "its status is verificationFailed"},
        {
            "outcome": "removed",
            "criterion": "fromVersion",
            "reason": "the differential package GlxfV5h29nO7RUkPdZPUJAeyv6Or0100 has the same version",
        },
        {"outcome": "chosen", "reason": "it is the highest of 3 matches"},
    ]
    lines = result.pop("message").splitlines()
    assert lines[0].startswith('Selected 1.5.2 (differential from 1.5.0, notRequired) "meter-1.5.2-from-1.5.0"')
    why = "the highest of 3 matches"
    assert f", {why} among 5 packages in product a1MeterK001, instance iot-emulator01 (http://127.0.0.1" in lines[0]
    assert result == {
        "outcome": "chosen",
        "total": 5,
        "steps": [
            {"criterion": "productKey", "value": '"a1MeterK001"', "left": 5},
            {"criterion": "moduleName", "value": '"default"', "left": 5},
            {"criterion": "fromVersion", "value": '"1.5.0"', "left": 5},
            {"criterion": "versionScheme", "value": "semver", "left": 5},
            {"criterion": "includePrerelease", "value": "false", "left": 5},
            {"criterion": "statuses", "value": "verified or notRequired", "left": 4},
            {"criterion": "fromVersion", "value": "(prefer differential)", "left": 3},
        ],
        "candidates": [{**identity, **each} for identity, each in zip(identities, became, strict=True)],
        "warnings": [],
        "firmware": provider.call("getFirmware", **criteria),
    }


def test_a_rule_that_nobody_wrote_is_explained(provider: Wire) -> None:
    """Without `fromVersion`, differential packages are excluded, and the step says that this is the default."""
    result = provider.call("explainFirmware", **METER, select="highest")
    assert {"criterion": "type", "value": "full (by default)", "left": 4} in result["steps"]
    (reason,) = [each["reason"] for each in result["candidates"] if each.get("criterion") == "type"]
    assert reason == "it installs only on 1.5.0"
    assert result["firmware"]["firmwareName"] == "meter-1.5.2"


def test_the_names_are_the_schemas(provider: Wire) -> None:
    """The result has exactly the properties in the schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    result = provider.call("explainFirmware", **METER, select="highest", fromVersion="1.5.0")
    assert set(result) == set(schema["functions"]["alicloud-iot:ota:explainFirmware"]["outputs"]["properties"])
    for part, kind in (("steps", "SelectionStep"), ("candidates", "SelectionCandidate")):
        given = {name for each in result[part] for name in each}
        assert given == set(schema["types"][f"alicloud-iot:ota:{kind}"]["properties"])


@pytest.mark.parametrize(("outcome", "criteria", "status"), [(name, *case) for name, case in FAILS.items()], ids=FAILS)
def test_a_failure_of_get_firmware_is_explained_in_its_own_words(
    provider: Wire, outcome: str, criteria: dict[str, Any], status: grpc.StatusCode
) -> None:
    """If getFirmware fails, explainFirmware returns the same error text, at most 15 lines, and no package."""
    result = provider.call("explainFirmware", **criteria)
    assert result["outcome"] == outcome
    assert "firmware" not in result
    assert len(result["message"].splitlines()) <= 15
    assert provider.refusal("getFirmware", criteria) == (status, result["message"])


def test_each_package_has_a_verdict_of_its_own(provider: Wire) -> None:
    """A package that several criteria would remove is removed by the first one. Remaining packages are undecided."""
    assert verdicts(provider.call("explainFirmware", **METER, type="full")) == {
        "meter-1.4.0": ("undecided", None),
        "meter-1.5.0": ("undecided", None),
        "meter-1.5.1": ("removed", "statuses"),
        "meter-1.5.2": ("undecided", None),
        "meter-1.5.2-from-1.5.0": ("removed", "type"),
    }


def test_an_assertion_that_does_not_hold_removes_its_package(provider: Wire) -> None:
    """A failed assertion removes its package, with the expected and the actual value."""
    result = provider.call("explainFirmware", productKey="a1MeterK001", destVersion="1.5.0", expectedSize=1)
    (candidate,) = [each for each in result["candidates"] if each["destVersion"] == "1.5.0"]
    assert (candidate["outcome"], candidate["criterion"]) == ("removed", "expectedSize")
    assert candidate["reason"] == "expected 1 byte, got 266240 bytes (260.0 KiB)"


def test_warnings_are_given_and_not_logged(provider: Wire, engine: FakeEngine) -> None:
    """The result contains the warnings of getFirmware, and they are not logged."""
    block = {"destVersion": "V2.2.0", "reason": "dark at night", "expires": "2020-01-01"}
    criteria = {**CAMERA, "destVersion": "V2.2.0", "weakDigest": "warn", "blocked": [block]}
    warnings = provider.call("explainFirmware", **criteria)["warnings"]
    assert list(engine.logged) == []
    provider.call("getFirmware", **criteria)
    assert warnings == [line.message for line in engine.logged]
    assert len(warnings) == 2


def test_what_the_service_leaves_out_is_left_out(
    plugin: Wire, emulate: Callable[..., Emulator], settings_of: Callable[[Emulator], dict[str, object]]
) -> None:
    """Values that the service omits are absent from the explanation."""
    bare = {"FirmwareId": "bare", "FirmwareName": "bare", "DestVersion": "1.0.0", "UtcCreate": None}
    plugin.configure(**settings_of(emulate({"packages": [bare]})))
    result = plugin.call("explainFirmware", statuses=["unknown"])
    plain = {"firmwareId": "bare", "firmwareName": "bare", "destVersion": "1.0.0", "type": "unknown"}
    plain["status"] = "unknown"
    assert result["firmware"] == plain
    assert result["candidates"] == [{**plain, "outcome": "chosen", "reason": "it is the only match"}]


def test_an_empty_catalogue_is_explained_too(
    plugin: Wire, emulate: Callable[..., Emulator], settings_of: Callable[[Emulator], dict[str, object]]
) -> None:
    """For an empty catalog, the result has empty lists."""
    plugin.configure(**settings_of(emulate({"packages": []})))
    result = plugin.call("explainFirmware")
    assert (result["outcome"], result["total"], result["candidates"], result["warnings"]) == ("noMatch", 0, [], [])
    assert "contains no packages" in result["message"]


def test_what_could_not_be_read_is_not_explained(provider: Wire, emulator: Emulator) -> None:
    """If the list cannot be read, explainFirmware fails like getFirmware."""
    emulator.fault("error", code="Forbidden.RAM")
    assert provider.refusal("explainFirmware", METER)[0] is grpc.StatusCode.PERMISSION_DENIED
