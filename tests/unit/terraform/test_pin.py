# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The pin over the protocol: its plan, its second plan when the engine applies, its refresh and its import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.terraform import schema, values
from alicloud_iot_ota.terraform.servicer import TerraformServicer
from tests.unit.terraform.conftest import Calls, Pin
from tests.unit.terraform.serving import block, content, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alicloud_iot_emulator import Emulator

    MakePin = Callable[..., Pin]

HIGHEST = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full", "select": "highest"}
NEXT: dict[str, str | int | None] = {
    "FirmwareName": "gateway-4.1.0",
    "DestVersion": "4.1.0",
    "ProductKey": "a1GatewayK01",
    "ModuleName": "default",
    "SignMethod": "SHA256",
    "FirmwareSize": 21241856,
}
FIXED = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full", "dest_version": "4.0.0"}


@pytest.fixture
def another_process(account: Mapping[str, str]) -> Iterator[Callable[[Pin], Pin]]:
    """Return a function that continues with a pin in another process of the provider."""
    started = []

    def continue_with(pin: Pin) -> Pin:
        calls = Calls(TerraformServicer(lambda: None, 2**26))
        assert not calls.configure({}).diagnostics
        started.append(calls)
        copy = Pin(calls, pin.arguments)
        copy.state, copy.private = pin.state, pin.private
        return copy

    assert account
    yield continue_with
    for calls in started:
        calls.call("StopProvider")


def planned(response: Any) -> Any:  # noqa: ANN401 - a message, and a package
    """Return the package of a plan without diagnostics."""
    assert not texts(response)
    return content(response.planned_state)["firmware"]


def test_a_plan_has_the_package_and_the_arguments(pin: MakePin) -> None:
    """Arguments are unchanged, and every attribute is there."""
    state = content(pin(**HIGHEST).plan().planned_state)
    assert state["firmware"]["dest_version"] == "4.0.0"
    assert state["firmware"]["src_version"] is None
    assert {name: state[name] for name in HIGHEST} == HIGHEST
    assert state.keys() == {each.name for each in block(schema.PIN).attributes}


def test_the_next_run_moves_the_pin(pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]) -> None:
    """A refresh shows no drift, because the package of the pin is unchanged."""
    gateway = pin(**HIGHEST).create()
    emulator.publish(**NEXT)
    gateway = another_process(gateway)
    assert not texts(gateway.refresh())
    assert gateway.firmware["dest_version"] == "4.0.0"
    plan = gateway.plan()
    assert planned(plan)["dest_version"] == "4.1.0"
    assert not texts(gateway.apply(plan))
    assert gateway.firmware["dest_version"] == "4.1.0"


def saved_plan(pin: Pin, emulator: Emulator, another_process: Callable[[Pin], Pin]) -> tuple[Pin, Any]:
    """Return a pin at 4.0.0 whose plan moves it to 4.1.0, in the process that applies the plan, and the plan."""
    pin.create()
    emulator.publish(**NEXT)
    planning = another_process(pin)
    planning.refresh()
    plan = planning.plan()
    assert planned(plan)["dest_version"] == "4.1.0"
    return another_process(planning), plan


def test_a_saved_plan_is_applied_as_it_is(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]
) -> None:
    """The engine plans again when it applies, and requires the same answer. A warning says what is newer."""
    gateway, plan = saved_plan(pin(**HIGHEST), emulator, another_process)
    emulator.publish(**{**NEXT, "FirmwareName": "gateway-4.2.0", "DestVersion": "4.2.0"})
    again = gateway.plan()
    assert again.planned_state == plan.planned_state
    (warning,) = texts(again)
    assert warning.startswith("The criteria now select 4.2.0, firmware_id ")
    assert "The pin keeps 4.1.0, firmware_id " in warning
    assert not texts(gateway.apply(again))
    assert gateway.firmware["dest_version"] == "4.1.0"
    following = another_process(gateway)
    following.refresh()
    assert planned(following.plan())["dest_version"] == "4.2.0"


def test_a_plan_without_a_refresh_looks_up_the_package(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]
) -> None:
    """An apply that does not change the pin stores the private data of its last refresh."""
    gateway = another_process(pin(**HIGHEST).create())
    gateway.refresh()
    emulator.publish(**NEXT)
    assert planned(another_process(gateway).plan())["dest_version"] == "4.1.0"


@pytest.mark.parametrize("change", ["withdrawn", "replaced", "unverified", "moved"])
def test_a_saved_plan_whose_package_changed_is_not_applied(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin], change: str
) -> None:
    """The error is ours, not that of an engine that sees another answer than before."""
    gateway, plan = saved_plan(pin(**HIGHEST), emulator, another_process)
    firmware_id = planned(plan)["firmware_id"]
    if change == "unverified":
        emulator.change(firmware_id, Status=3)
    else:
        row = emulator.withdraw(firmware_id)
        if change == "replaced":
            emulator.publish(**{**NEXT, "FirmwareSign": "0" * 64})
        if change == "moved":
            emulator.publish(**{**NEXT, "FirmwareSign": row["FirmwareSign"]})
    state, private = gateway.state, gateway.private
    for response in (gateway.plan(), gateway.apply(plan)):
        (text,) = texts(response)
        assert text.startswith("Broken firmware pin\n")
        assert text.endswith("Run the plan again.")
    assert gateway.state == state
    assert gateway.private == private
    assert content(gateway.state)["firmware"]["dest_version"] == "4.0.0"


def test_an_apply_confirms_the_package_of_a_new_pin(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]
) -> None:
    """Nothing is stored if the package was withdrawn after the plan."""
    gateway = pin(**FIXED)
    plan = gateway.plan()
    emulator.withdraw(planned(plan)["firmware_id"])
    applying = another_process(gateway)
    (text,) = texts(applying.apply(plan))
    assert "Run the plan again." in text
    assert content(applying.state) is None


def test_unknown_arguments_are_resolved_by_the_apply(pin: MakePin) -> None:
    """A plan does not look up a package with an argument that is not known yet."""
    gateway = pin(**{**FIXED, "dest_version": values.UNKNOWN})
    plan = gateway.plan()
    state = content(plan.planned_state)
    assert state["firmware"] == state["dest_version"] == values.UNKNOWN
    gateway.arguments["dest_version"] = "4.0.0"
    assert not texts(gateway.apply(plan))
    assert gateway.firmware["dest_version"] == "4.0.0"


def test_a_downgrade_is_refused(pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]) -> None:
    """The names in the message are those of a configuration."""
    gateway = pin(**HIGHEST).create()
    emulator.withdraw(gateway.firmware["firmware_id"])
    gateway = another_process(gateway)
    assert "missing" in str(texts(gateway.refresh()))
    (text,) = texts(gateway.plan())
    assert text.startswith("Firmware downgrade\nDowngrade blocked.")
    assert "set allow_downgrade to true" in text


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"FirmwareSign": "0" * 64}, "that ID now belongs to a different package (changed)"),
        ({"Status": 3}, "is pinned, but"),
    ],
)
def test_a_refresh_shows_drift_and_the_next_plan_stops(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin], changes: dict[str, str | int], found: str
) -> None:
    """The engine shows what was found, but no output gets the ID of a package that must not be deployed."""
    gateway = pin(**FIXED).create()
    firmware = gateway.firmware
    emulator.change(firmware["firmware_id"], **changes)
    for _ in range(2):  # a second refresh has the same outcome
        gateway = another_process(gateway)
        (warning,) = texts(gateway.refresh())
        assert found in warning
        assert content(gateway.state)["drift"] == warning
        assert gateway.firmware == firmware
        (text,) = texts(gateway.plan())
        assert text.startswith(("Broken firmware pin\n", "No matching firmware\n"))


def test_drift_ends_when_the_package_is_back(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]
) -> None:
    """The arguments of a pin do not include its drift, so a pin that is resolved once keeps its package."""
    gateway = pin(**HIGHEST, resolve="once").create()
    emulator.change(gateway.firmware["firmware_id"], Status=3)
    gateway = another_process(gateway)
    assert texts(gateway.refresh())
    emulator.change(gateway.firmware["firmware_id"], Status=1)
    emulator.publish(**NEXT)
    gateway = another_process(gateway)
    plan = gateway.plan()
    assert content(plan.planned_state)["firmware"]["dest_version"] == "4.0.0"
    assert content(plan.planned_state)["drift"] is None
    assert not texts(gateway.refresh())
    assert content(gateway.state)["drift"] is None


def test_drift_of_a_missing_package(pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]) -> None:
    """The pin stays in the state. Otherwise, the next plan would create it without its guards."""
    gateway = pin(**FIXED).create()
    firmware = gateway.firmware
    emulator.withdraw(firmware["firmware_id"])
    gateway = another_process(gateway)
    gateway.refresh()
    assert "missing" in content(gateway.state)["drift"]
    assert gateway.firmware == firmware


def test_a_refresh_adopts_the_new_id_of_the_same_file(
    pin: MakePin, emulator: Emulator, another_process: Callable[[Pin], Pin]
) -> None:
    """It warns once; the plan then has no change."""
    gateway = pin(**FIXED).create()
    row = emulator.withdraw(gateway.firmware["firmware_id"])
    fields = {name: row[name] for name in ("FirmwareName", "DestVersion", "ProductKey", "ModuleName", "SignMethod")}
    moved = emulator.publish(**fields, FirmwareSize=row["FirmwareSize"], FirmwareSign=row["FirmwareSign"])
    gateway = another_process(gateway)
    (warning,) = texts(gateway.refresh())
    assert "(moved)" in warning
    assert gateway.firmware["firmware_id"] == moved["FirmwareId"]
    assert content(gateway.state)["drift"] is None
    assert planned(gateway.plan()) == gateway.firmware


@pytest.mark.parametrize("private", [b"{", b"[]", b'{"resolved": 1}', b'{"other": 1}', b"\xff"])
def test_damaged_private_data_is_an_error(pin: MakePin, private: bytes) -> None:
    """It may come from another version. A refresh replaces it."""
    gateway = pin(**FIXED).create()
    gateway.private = private
    (text,) = texts(gateway.plan())
    assert text.startswith("Damaged state\nThe pin in the state is damaged (its private data cannot be read).")
    assert not texts(gateway.refresh())  # it does not need the data, and replaces it
    assert planned(gateway.plan()) == gateway.firmware


def test_a_pin_without_a_package_is_damaged(pin: MakePin) -> None:
    """No command stores such a state."""
    gateway = pin(**FIXED).create()
    gateway.state = gateway.config
    (text,) = texts(gateway.refresh())
    assert text.startswith("Damaged state\nThe pin in the state is damaged (it has no firmware).")


def test_a_destroy_needs_no_service(pin: MakePin, emulator: Emulator) -> None:
    """The package is not touched."""
    gateway = pin(**FIXED).create()
    before = len(emulator.requests)
    nothing = values.write_value(None)
    plan = gateway.calls.call(
        "PlanResourceChange",
        type_name=schema.PIN,
        prior_state=gateway.state,
        proposed_new_state=nothing,
        config=nothing,
        prior_private=gateway.private,
    )
    assert values.is_null(plan.planned_state)
    assert not texts(gateway.apply(plan))
    assert values.is_null(gateway.state)
    assert len(emulator.requests) == before


@pytest.mark.parametrize("form", ["firmwareId", "path"])
def test_an_import_finds_the_package_of_an_id(configured: Calls, form: str) -> None:
    """Both forms of an ID, as in Pulumi. The imported state has the criteria of the ID."""
    firmware_id = content(configured.read("alicloudiot_ota_firmware", **FIXED).state)["firmware_id"]
    wanted = firmware_id if form == "firmwareId" else "a1CameraK01/default/V2.2.0"
    response = configured.call("ImportResourceState", type_name=schema.PIN, id=wanted)
    assert not texts(response)
    (imported,) = response.imported_resources
    state = content(imported.state)
    assert state.keys() == {each.name for each in block(schema.PIN).attributes}
    given = {"firmware_id": firmware_id} if form == "firmwareId" else {"dest_version": "V2.2.0"}
    assert {name: state[name] for name in given} == given


@pytest.mark.parametrize(
    ("resource_id", "message"),
    [
        ("a1GatewayK01/default", 'The ID must be a firmware_id or product_key/module_name/dest_version, got "a1'),
        ("", "The ID must be"),
        ("none", "No package matches."),
        ("a1GatewayK01/default/4.0.0", "3 packages match"),
    ],
)
def test_a_wrong_id_is_an_error(configured: Calls, resource_id: str, message: str) -> None:
    """Nothing is imported."""
    response = configured.call("ImportResourceState", type_name=schema.PIN, id=resource_id)
    (text,) = texts(response)
    assert message in text
    assert not response.imported_resources


def test_a_state_of_this_version_is_kept(pin: MakePin, configured: Calls) -> None:
    """Numbers stay exact."""
    gateway = pin(**FIXED).create()
    raw = {"json": json.dumps(content(gateway.state)).encode()}
    response = configured.call("UpgradeResourceState", type_name=schema.PIN, version=0, raw_state=raw)
    assert not texts(response)
    assert content(response.upgraded_state) == content(gateway.state)
    newer = configured.call("UpgradeResourceState", type_name=schema.PIN, version=1, raw_state=raw)
    (text,) = texts(newer)
    assert text.startswith("Damaged state\nA newer version of the provider wrote this state.\nUse that version")
