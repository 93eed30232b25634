# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins on the engines: updates in the plan, guards, drift, and the engine's own commands and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.deployed_pins import (
    OTHER,
    OTHER_DIGEST,
    PRODUCT_KEY,
    V3_10,
    V4_0,
    V4_0_DIGEST,
    lock_entry,
    publish,
    publish_again,
    row_of,
    write_lock,
)
from tests.terraform.conftest import assert_failed, assert_ok, flat, pin_of

if TYPE_CHECKING:
    from terraform_sandbox import Configuration

    from alicloud_iot_emulator import Emulator
    from tests.terraform.conftest import Configure

pytestmark = pytest.mark.engine

PIN = """
resource "alicloudiot_ota_firmware_pin" "gateway" {
  product_key = "a1GatewayK01"
  module_name = "default"
  # criteria
}
resource "terraform_data" "campaign" {
  input = alicloudiot_ota_firmware_pin.gateway.firmware.firmware_id
}
"""
ADDRESS = "alicloudiot_ota_firmware_pin.gateway"
HIGHEST = 'select = "highest"'
ONCE = f'{HIGHEST}\n  resolve = "once"'
EXACT = 'dest_version = "4.0.0"\n  type = "full"'
LOCKED = """
resource "alicloudiot_ota_firmware_pin" "gateway" {
  lock_entry = "gateway"
}
"""
WAVE = """
resource "terraform_data" "wave" {{
  input = {}
}}
"""
REPLACED = """lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.wave]
  }"""
MOVED = """
moved {
  from = alicloudiot_ota_firmware_pin.gateway
  to   = alicloudiot_ota_firmware_pin.edge
}
"""
REMOVED = """
removed {
  from = alicloudiot_ota_firmware_pin.edge
  lifecycle {
    destroy = false
  }
}
"""
UPDATE = (
    '~ dest_version = "4.0.0" -> "4.1.0"',
    f'~ digest = "{V4_0_DIGEST}" -> "{OTHER_DIGEST}"',
    "# alicloudiot_ota_firmware_pin.gateway will be updated in-place",
)


def pin(*criteria: str) -> str:
    """Return the configuration with criteria."""
    return PIN.replace("# criteria", "\n  ".join(criteria))


def firmware_of(configuration: Configuration) -> dict[str, Any]:
    """Return the package of the pin in the state."""
    firmware: dict[str, Any] = pin_of(configuration)["firmware"]
    return firmware


def test_an_update_is_shown_and_applied(configure: Configure, emulator: Emulator) -> None:
    """A newer package is an update in the plan, and what depends on it shows the new ID in the same plan."""
    configuration = configure(pin(HIGHEST))
    assert_ok(configuration.apply())
    asked = len(emulator.requests)
    assert asked == 2  # the plan and its confirmation
    unchanged = configuration.plan("-detailed-exitcode")
    assert_ok(unchanged, "No changes.")
    assert len(emulator.requests) == asked + 1

    newer = str(publish(emulator, "4.1.0")["FirmwareId"])
    plan = configuration.plan("-detailed-exitcode", "-out=saved")
    assert plan.exit_status == 2
    text = flat(plan.text)
    assert [each for each in UPDATE if each not in text] == [], plan.text
    assert f'~ firmware_id = "{V4_0}" -> "{newer}"' in text
    assert f'~ input = "{V4_0}" -> "{newer}"' in text
    assert "Warning" not in text
    changes = {each["address"]: each["change"] for each in configuration.show_json("saved")["resource_changes"]}
    assert changes[ADDRESS]["actions"] == ["update"]
    assert changes[ADDRESS]["after"]["firmware"]["dest_version"] == "4.1.0"
    assert changes[ADDRESS]["after_unknown"] in ({}, {"firmware": {}})

    assert_ok(configuration.apply("saved"), "0 added, 2 changed, 0 destroyed")
    assert firmware_of(configuration)["firmware_id"] == newer
    assert_ok(configuration.plan("-detailed-exitcode"), "No changes.")


def test_downgrades(configure_tofu: Configure, emulator: Emulator) -> None:
    """A downgrade stops the plan unless `allow_downgrade` is set. The error is the one of the other front ends."""
    configuration = configure_tofu(pin(HIGHEST))
    assert_ok(configuration.apply())
    before = configuration.state()
    words = (
        "Error: Firmware downgrade",
        f"Downgrade blocked. The state has 4.0.0, and the criteria now select 3.10.0 (firmwareId {V3_10}).".replace(
            "firmwareId", "firmware_id"
        ),
        "To downgrade on purpose, set allow_downgrade to true for this deployment.",
    )
    emulator.change(V4_0, Status=3)
    assert_failed(configuration.apply(), *words, "4.0.0 no longer qualifies: its status is verificationFailed.")
    emulator.reset()
    blocked = f'blocked = [{{ firmware_id = "{V4_0}", reason = "bricks revision B" }}]'
    configuration.write(pin(HIGHEST, blocked))
    assert_failed(configuration.plan(), *words, "4.0.0 no longer qualifies: it is blocked: bricks revision B.")
    assert configuration.state() == before
    configuration.write(pin(HIGHEST, blocked, "allow_downgrade = true"))
    assert_ok(configuration.apply(), '~ dest_version = "4.0.0" -> "3.10.0"')
    assert firmware_of(configuration)["firmware_id"] == V3_10


def test_another_file_of_the_version(configure: Configure, emulator: Emulator) -> None:
    """A replaced file stops the plan until `expected_digest` is the new digest. A refresh shows the difference."""
    configuration = configure(pin(EXACT))
    assert_ok(configuration.apply())
    replaced = publish_again(emulator, V4_0, FirmwareSign=OTHER)
    drift = '+ drift = "The pin has 4.0.0 (full), firmware_id'
    stop = (
        "Error: Broken firmware pin",
        "that version now has a different file",
        f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}",
        f"To accept the new file, set expected_digest to {OTHER_DIGEST}.",
    )
    assert_ok(configuration.plan("-refresh-only"), "Note: Objects have changed outside of", drift)
    assert_failed(configuration.plan(), *stop)
    assert_ok(configuration.apply("-refresh-only"), drift)
    assert firmware_of(configuration)["firmware_id"] == V4_0  # no output gets the ID of the other file
    assert_failed(configuration.apply(), *stop)  # a refresh does not accept the file
    assert_failed(configuration.plan("-refresh=false"), *stop)

    configuration.write(pin(EXACT, f'expected_digest = "{OTHER_DIGEST}"'))
    assert_ok(configuration.apply())
    configuration.write(pin(EXACT))  # the file is in the state now, so the assertion can be removed
    assert_ok(configuration.apply())
    moved = publish_again(emulator, replaced)
    followed = configuration.plan()
    assert_ok(followed, f"the same file now has firmware_id {moved}", f'~ firmware_id = "{replaced}" -> "{moved}"')
    assert "~ digest" not in followed.text


def test_packages_that_must_not_be_deployed(configure_tofu: Configure, emulator: Emulator) -> None:
    """A missing package and one that is not verified any more stop the plan, and a refresh warns about them."""
    configuration = configure_tofu(pin(EXACT))
    assert_ok(configuration.apply())
    before = configuration.state()
    emulator.withdraw(V4_0)
    assert_failed(configuration.plan(), "No package matches.", 'dest_version "4.0.0"')
    assert_ok(
        configuration.plan("-refresh-only"),
        "that ID no longer exists, and no other package has that version (missing)",
    )
    emulator.reset()
    emulator.change(V4_0, Status=0)
    assert_failed(configuration.apply(), "statuses verified or notRequired", "leaves 0", "4.0.0", "unverified")
    assert_ok(configuration.plan("-refresh-only"), "its status is unverified")
    assert configuration.state() == before


def test_it_selects_once(configure_tofu: Configure, emulator: Emulator) -> None:
    """With `resolve = "once"`, a newer package is a warning. Changed keepers select again."""
    configuration = configure_tofu(pin(ONCE))
    assert_ok(configuration.apply())
    newer = str(publish(emulator, "4.1.0")["FirmwareId"])
    kept = configuration.plan("-detailed-exitcode")
    assert_ok(
        kept,
        f"Warning: 4.1.0, firmware_id {newer}, is newer than the pinned 4.0.0.",
        "change a value of keepers, or change the criteria",
        "No changes.",
    )
    configuration.write(pin(ONCE, 'keepers = { campaign = "spring" }'))
    assert_ok(configuration.apply(), '~ dest_version = "4.0.0" -> "4.1.0"', '"campaign" = "spring"')
    emulator.change(newer, FirmwareSign="1f" * 32)
    assert_failed(
        configuration.apply(),
        f"has 4.1.0 (full), firmware_id {newer}; that ID now belongs to a different package (changed).",
        f"digest: {OTHER_DIGEST} -> sha256:{'1f' * 32}",
        "Treat this as an incident",
    )


def test_entries_of_a_lock_file(configure_tofu: Configure, emulator: Emulator) -> None:
    """A pin follows its entry in the lock file of the configuration's folder, and stops if the entry is broken."""
    configuration = configure_tofu(LOCKED)
    assert_failed(
        configuration.plan(),
        "Error: Unusable lock file",
        "Lock file firmware.lock does not exist in",
        "Create it with `alicloud-iot-ota add NAME`",
    )
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.apply())
    assert firmware_of(configuration)["firmware_id"] == V4_0
    newer = publish(emulator, "4.1.0")
    assert_ok(
        configuration.plan("-detailed-exitcode"),
        "is newer than the pinned 4.0.0.",
        "To lock the package that the criteria select now, run `alicloud-iot-ota bump gateway`.",
        "No changes.",
    )
    write_lock(configuration.folder, lock_entry("gateway", newer))
    assert_ok(configuration.apply(), '~ dest_version = "4.0.0" -> "4.1.0"')
    before = configuration.state()
    emulator.change(str(newer["FirmwareId"]), FirmwareSign="1f" * 32)
    stopped = (
        'entry "gateway" is broken.',
        f"It has 4.1.0 (full), firmware_id {newer['FirmwareId']}; that ID now belongs to a different package",
        f"run `alicloud-iot-ota bump gateway --accept-digest sha256:{'1f' * 32}`",
    )
    assert_failed(configuration.apply(), *stopped)
    assert_ok(configuration.plan("-refresh-only"), "+ drift =")
    assert configuration.state() == before


@pytest.mark.parametrize("resource_id", [V4_0, f"{PRODUCT_KEY}/default/4.0.0"])
def test_imports(configure: Configure, emulator: Emulator, resource_id: str) -> None:
    """A pin can be imported by both forms of an ID, with the command and with a block."""
    if "/" in resource_id:
        for differential in emulator.packages():
            if differential["DestVersion"] == "4.0.0" and differential["SrcVersion"]:
                emulator.withdraw(str(differential["FirmwareId"]))
    block = f'import {{\n  to = {ADDRESS}\n  id = "{resource_id}"\n}}\n'
    configuration = configure(pin(EXACT) + block)
    assert_ok(configuration.plan("-out=saved"), f'(imported from "{resource_id}")', "1 to import, 1 to add")
    assert_ok(configuration.apply("saved"))
    assert firmware_of(configuration)["firmware_id"] == V4_0
    assert_ok(configuration.plan("-detailed-exitcode"), "No changes.")

    configuration = configure(pin(ONCE))
    assert_ok(configuration.import_resource(ADDRESS, resource_id), "Import successful!")
    assert_ok(configuration.apply())  # only for the arguments that the configuration adds
    publish(emulator, "4.1.0")
    assert_ok(configuration.plan("-detailed-exitcode"), "is newer than the pinned 4.0.0.", "No changes.")


def test_wrong_import_ids(configure_tofu: Configure) -> None:
    """An ID of another form, of no package and of several packages is an error that says what to do."""
    configuration = configure_tofu(pin(EXACT))
    for resource_id, *words in (
        (
            "a1GatewayK01/4.0.0",
            'The ID must be a firmware_id or product_key/module_name/dest_version, got "a1GatewayK01/4.0.0".',
        ),
        ("nonesuch", "No package matches.", 'Check the ID "nonesuch".'),
        (f"{PRODUCT_KEY}/default/4.0.0", "3 packages match", "Use the firmware_id of one of them as the ID."),
    ):
        assert_failed(configuration.import_resource(ADDRESS, resource_id), *words)
    assert configuration.state() == {}


def test_a_plan_without_a_refresh(configure_tofu: Configure, emulator: Emulator) -> None:
    """Without a refresh, a plan resolves the pins too, even after an apply that changed only something else."""
    configuration = configure_tofu(WAVE.format(1) + LOCKED + pin(HIGHEST).replace("gateway", "edge"))
    write_lock(configuration.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert_ok(configuration.apply())
    configuration.write(WAVE.format(2) + LOCKED + pin(HIGHEST).replace("gateway", "edge"))
    assert_ok(configuration.apply(), "0 added, 1 changed, 0 destroyed")
    write_lock(configuration.folder, lock_entry("gateway", publish(emulator, "4.1.0")))
    emulator.withdraw(V4_0)
    plan = configuration.plan("-refresh=false", "-out=saved")
    assert_ok(plan, "Plan: 0 to add, 3 to change, 0 to destroy.")
    assert flat(plan.text).count('~ dest_version = "4.0.0" -> "4.1.0"') == 2, plan.text
    assert_ok(configuration.apply("saved"))


def test_commands_and_options_of_the_engine(configure: Configure, emulator: Emulator) -> None:
    """`-replace`, `taint` and `ignore_changes` work as for any resource. `destroy` needs no service."""
    configuration = configure(pin(HIGHEST))
    assert_ok(configuration.apply())
    before = firmware_of(configuration)
    assert_ok(configuration.apply(f"-replace={ADDRESS}"), "will be replaced, as requested", "1 added, 0 changed, 1 d")
    assert firmware_of(configuration) == before
    configuration._run("taint", ADDRESS).expect_success("taint")
    assert_ok(configuration.plan(), "is tainted, so")
    configuration._run("untaint", ADDRESS).expect_success("untaint")

    publish(emulator, "4.1.0")
    configuration.write(pin(HIGHEST, "lifecycle {\n    ignore_changes = [select, firmware]\n  }"))
    assert_ok(configuration.plan())
    configuration.write("")
    emulator.fault("error", code="InternalError", times=1000)
    removed = configuration.destroy("-refresh=false")
    assert_ok(removed, "2 destroyed")


def test_blocks_about_the_life_of_a_pin(configure_tofu: Configure) -> None:
    """A pin can be moved to another address, replaced with what it depends on, and released without an update."""
    configuration = configure_tofu(WAVE.format(1) + pin(HIGHEST, REPLACED))
    assert_ok(configuration.apply())
    before = firmware_of(configuration)
    configuration.write(WAVE.format(2) + pin(HIGHEST, REPLACED))
    assert_ok(configuration.apply(), "1 added, 1 changed, 1 destroyed")
    configuration.write(WAVE.format(2) + MOVED + pin(HIGHEST).replace("gateway", "edge"))
    assert_ok(configuration.apply(), "has moved to alicloudiot_ota_firmware_pin.edge", "0 added, 0 changed, 0 d")
    assert pin_of(configuration, "edge")["firmware"] == before
    configuration.write(REMOVED)
    assert_ok(configuration.apply(), "1 forgotten")


def test_destroy_needs_no_credentials(configure: Configure, settings: dict[str, str]) -> None:
    """Without a refresh, a pin is destroyed without credentials and without a request."""
    configuration = configure(pin(HIGHEST))
    assert_ok(configuration.apply())
    keys = {name for name in settings if "ACCESS_KEY" in name}
    without = type(configuration)(
        configuration._engine,
        configuration.folder,
        {name: value for name, value in configuration.environment.items() if name not in keys},
    )
    assert_failed(without.destroy(), "No credentials")
    assert_ok(without.destroy("-refresh=false"), "2 destroyed")
