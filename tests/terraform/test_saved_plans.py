# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plan before and an apply after the catalog changed, and damaged or newer states."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import OTHER, OTHER_DIGEST, V4_0, V4_0_DIGEST, lock_entry, publish, row_of, write_lock
from tests.terraform.conftest import assert_failed, assert_ok, pin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from terraform_sandbox import Configuration

    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

PINS = """
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  select      = "highest"
}
resource "alicloudiot_ota_firmware_pin" "locked" {
  lock_entry = "gateway"
}
data "alicloudiot_ota_firmware" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  select      = "highest"
}
output "found" {
  value = data.alicloudiot_ota_firmware.gateway.dest_version
}
"""
NAMES = ("gateway", "locked")


def withdraw(emulator: Emulator, firmware_id: str) -> None:
    """Withdraw the package."""
    emulator.withdraw(firmware_id)


def replace(emulator: Emulator, firmware_id: str) -> None:
    """Replace the file of the package."""
    emulator.change(firmware_id, FirmwareSign="1f" * 32)


def republish(emulator: Emulator, firmware_id: str) -> None:
    """Publish another file with the version of the package."""
    row = emulator.withdraw(firmware_id)
    emulator.publish(**{**row, "FirmwareId": "republished", "FirmwareSign": "1f" * 32})


def move(emulator: Emulator, firmware_id: str) -> None:
    """Publish the same file with another ID."""
    emulator.publish(**{**emulator.withdraw(firmware_id), "FirmwareId": "moved"})


def revoke(emulator: Emulator, firmware_id: str) -> None:
    """Revoke the verification of the package."""
    emulator.change(firmware_id, Status=3)


CHANGES: dict[str, tuple[Callable[[Emulator, str], None], tuple[str, ...]]] = {
    "withdrawn": (withdraw, ("that ID no longer exists, and no other package has that version (missing)",)),
    "replaced": (
        replace,
        (
            "that ID now belongs to a different package (changed)",
            f"digest: {OTHER_DIGEST} -> sha256:{'1f' * 32}",
        ),
    ),
    "republished": (
        republish,
        ("that version now has a different file (replaced)", "firmware_id: NEWER -> republished"),
    ),
    "moved": (move, ("The plan has 4.1.0, firmware_id NEWER. Now it is 4.1.0, firmware_id moved.",)),
    "unverified": (revoke, ("its status is verificationFailed (statusRegressed)",)),
}


def test_a_newer_package_does_not_change_a_saved_plan(configure: Configure, emulator: Emulator) -> None:
    """An apply of a saved plan deploys the packages in the plan, even if newer ones were published since then."""
    configuration = configure(PINS)
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.apply())
    newer = publish(emulator, "4.1.0")
    write_lock(configuration.folder, lock_entry("gateway", newer))
    assert configuration.plan("-detailed-exitcode", "-out=saved").exit_status == 2
    publish(emulator, "4.2.0", FirmwareSign="2f" * 32)
    assert_ok(configuration.apply("saved"), "0 added, 2 changed, 0 destroyed")
    for name in NAMES:
        assert pin_of(configuration, name)["firmware"]["firmware_id"] == newer["FirmwareId"]
    assert configuration.outputs() == {"found": "4.1.0"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_package_stops_a_saved_plan(configure_tofu: Configure, emulator: Emulator, change: str) -> None:
    """If a planned package is not as it was in the plan, the apply stops and leaves the pins in the state."""
    configuration = configure_tofu(PINS)
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.apply())
    before = [pin_of(configuration, name) for name in NAMES]
    newer = publish(emulator, "4.1.0")
    write_lock(configuration.folder, lock_entry("gateway", newer))
    assert configuration.plan("-detailed-exitcode", "-out=saved").exit_status == 2

    make, words = CHANGES[change]
    make(emulator, str(newer["FirmwareId"]))
    stopped = configuration.apply("saved")
    assert_failed(stopped, *(each.replace("NEWER", str(newer["FirmwareId"])) for each in words), "Run the plan again.")
    assert stopped.text.count("Error:") == 2, stopped.text  # one for each pin
    assert [pin_of(configuration, name) for name in NAMES] == before


def test_a_new_pin_in_a_saved_plan(configure: Configure, emulator: Emulator) -> None:
    """The protocol has no place for the package of a pin that is not in the state yet: the apply fails closed."""
    configuration = configure(PINS.partition('resource "alicloudiot_ota_firmware_pin" "locked"')[0])
    assert_ok(configuration.plan("-out=saved"))
    publish(emulator, "4.1.0")
    stopped = configuration.apply("saved")
    assert stopped.exit_status == 1
    assert "inconsistent final plan" in stopped.text
    assert [
        each for each in configuration.state().get("resources", []) if each["mode"] == "managed" and each["instances"]
    ] == []
    assert_ok(configuration.apply())
    assert pin_of(configuration)["firmware"]["dest_version"] == "4.1.0"


def test_a_plan_that_could_not_be_confirmed(configure_tofu: Configure, emulator: Emulator) -> None:
    """If the service fails during an apply of a saved plan, the apply fails, and the same plan works later."""
    configuration = configure_tofu(PINS)
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.plan("-out=saved"))
    emulator.fault("error", code="Forbidden.RAM", times=100)
    failed = configuration.apply("saved")
    assert_failed(failed, "Error: Permission denied", "Forbidden.RAM", "iot:ListOTAFirmware")
    emulator.clear_faults()
    assert_ok(configuration.apply())
    assert pin_of(configuration)["firmware"]["digest"] == V4_0_DIGEST


def edit(configuration: Configuration, **changes: object) -> None:
    """Change the first pin in the state file."""
    path = configuration.folder / "terraform.tfstate"
    state = json.loads(path.read_text())
    (pin,) = (each for each in state["resources"] if (each["mode"], each["name"]) == ("managed", "gateway"))
    for name, value in changes.items():
        if name in {*pin["instances"][0], "private"}:
            pin["instances"][0][name] = value
        else:
            pin["instances"][0]["attributes"][name] = value
    path.write_text(json.dumps(state))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"schema_version": 7}, ("newer",), id="newer-schema"),
        pytest.param(
            {"private": base64.b64encode(b"{").decode()},
            ("The pin in the state is damaged (its private data cannot be read).", "Restore the state from a backup"),
            id="damaged-private-data",
        ),
        pytest.param(
            {"private": base64.b64encode(b'{"destVersion": 4}').decode()},
            ("The pin in the state is damaged", "Restore the state from a backup"),
            id="wrong-private-data",
        ),
    ],
)
def test_states_that_cannot_be_used(configure: Configure, changes: dict[str, object], words: tuple[str, ...]) -> None:
    """A state of a newer version and a damaged one are errors that say what to do. The state is not changed."""
    configuration = configure(PINS.partition('resource "alicloudiot_ota_firmware_pin" "locked"')[0])
    assert_ok(configuration.apply())
    edit(configuration, **changes)
    before = (configuration.folder / "terraform.tfstate").read_text()
    assert_failed(configuration.apply("-refresh=false"), *words)  # a refresh replaces the private data
    assert (configuration.folder / "terraform.tfstate").read_text() == before


def test_an_older_state(configure: Configure, emulator: Emulator) -> None:
    """A state without private data and without newer attributes is read as it is."""
    configuration = configure(PINS.partition('resource "alicloudiot_ota_firmware_pin" "locked"')[0])
    assert_ok(configuration.apply())
    path = configuration.folder / "terraform.tfstate"
    state = json.loads(path.read_text())
    instance = state["resources"][0]["instances"][0]
    instance.pop("private", None)
    instance["attributes"] = {name: value for name, value in instance["attributes"].items() if value is not None}
    path.write_text(json.dumps(state))
    assert_ok(configuration.plan("-detailed-exitcode"), "No changes.")
    emulator.change(V4_0, FirmwareSign=OTHER)
    assert_failed(configuration.plan(), "that ID now belongs to a different package (changed)")
