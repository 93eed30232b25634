# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins that select once or use a lock file entry, and the effects of the engine's own commands and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import (
    OTHER,
    OTHER_DIGEST,
    PRODUCT_KEY,
    V4_0,
    V4_0_DIGEST,
    assert_stopped,
    firmware_of,
    kept,
    lock_entry,
    publish,
    publish_again,
    row_of,
    shown,
    write_lock,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

METER = 'ota.FirmwarePin("meter", product_key="a1MeterK001", module_name="default", select="highest")\n'
ONCE = f"""
ota.FirmwarePin("once", product_key="{PRODUCT_KEY}", module_name="default", select="highest", resolve="once")
"""
LOCKED = 'ota.FirmwarePin("locked", lock_entry="gateway")\n'
TOKEN = "alicloud-iot:ota:FirmwarePin"


def frozen(program: str) -> str:
    """Return a program with pins that ignore changes of the package."""
    return program.replace('", ', '", pulumi.ResourceOptions(ignore_changes=["firmware"]), ', 1)


def test_refresh_shows_drift(stack_for: StackFor, emulator: Emulator) -> None:
    """A refresh shows a package's changes before it stores them. The lock file entry stays the reference."""
    stack = stack_for(ONCE + LOCKED)
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert stack.up().ok
    before = kept(stack)

    moved = publish_again(emulator, V4_0)
    publish(emulator, "4.1.0")
    follows = stack.preview_refresh("--diff")
    assert f"the same file now has firmwareId {moved}" in follows.text
    assert shown(follows).count(f'~ firmwareId: "{V4_0}" => "{moved}"\n') == 2, follows.text
    emulator.withdraw(moved)
    gone = stack.preview_refresh()
    assert gone.summary["update"] == 2, gone.text
    assert gone.text.count("that ID no longer exists, and no other package has that version (missing)") >= 2
    emulator.reset()
    publish_again(emulator, V4_0, FirmwareSign=OTHER)
    replaced = stack.preview_refresh()
    assert replaced.summary["update"] == 2, replaced.text
    assert "that version now has a different file" in replaced.text
    assert kept(stack) == before
    emulator.reset()

    emulator.change(V4_0, FirmwareSign=OTHER)
    drift = f'~ digest: "{V4_0_DIGEST}" => "{OTHER_DIGEST}"\n'
    assert shown(stack.refresh("--diff")).count(drift) == 2
    assert firmware_of(stack, "locked")["digest"] == OTHER_DIGEST
    stopped = stack.up("--refresh")
    assert_stopped(
        stopped, "that ID now belongs to a different package (changed)", f"digest: {V4_0_DIGEST} -> {OTHER_DIGEST}"
    )


def test_frozen_pins_ask_nobody(stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]) -> None:
    """With `ignore_changes` for the package, neither the service nor firmware.lock is read."""
    stack = stack_for(frozen(METER) + frozen(ONCE) + frozen(LOCKED))
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert stack.up().ok
    before, asked = kept(stack), len(emulator.requests)

    emulator.withdraw(V4_0)
    (stack.folder / "firmware.lock").unlink()
    up = stack.up("--expect-no-changes")
    assert up.ok, up.text
    assert kept(stack) == before
    assert len(emulator.requests) == asked

    rewrite(stack, frozen(METER) + ONCE + frozen(LOCKED))
    assert_stopped(stack.preview(), f"firmwareId {V4_0}; that ID no longer exists")


def test_a_plan_is_passed_by_what_stays_and_refuses_what_moves(stack_for: StackFor, emulator: Emulator) -> None:
    """A newer package does not violate a saved plan, unless a pin would deploy it."""
    stack = stack_for(METER + ONCE + LOCKED, env={"PULUMI_EXPERIMENTAL": "true"})
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert stack.up().ok
    assert stack.preview("--save-plan=plan.json").summary == {"same": 4}
    unmoved = stack.up("--plan=plan.json")
    assert unmoved.ok, unmoved.text

    publish(emulator, "4.1.0")
    stayed = stack.up("--plan=plan.json")
    assert stayed.ok, stayed.text
    assert stayed.summary == {"same": 4}
    before = kept(stack)
    publish(emulator, "1.6.0", ProductKey="a1MeterK001")
    refused = stack.up("--plan=plan.json")
    assert not refused.ok
    assert "::meter violates plan" in refused.text
    assert kept(stack) == before


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_packages_taken_over_by_their_id(stack_for: StackFor, emulator: Emulator) -> None:
    """After an import, such pins use the imported package. `.get` also accepts product, module and version."""
    seen = 'pulumi.export("seen", ota.FirmwarePin.get("seen", "a1GatewayK01/modem/1.0.9").firmware.dest_version)\n'
    stack = stack_for(ONCE + LOCKED + seen)
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    for name in ("once", "locked"):
        imported = stack.import_resource(TOKEN, name, V4_0, "--protect=false")
        assert imported.ok, imported.text
    taken_over = stack.up("--diff")
    assert taken_over.summary["update"] == 2, taken_over.text  # only for the arguments that the program adds
    assert "~ firmware" not in taken_over.text
    assert taken_over.outputs == {"seen": "1.0.9"}
    publish(emulator, "4.1.0")
    held = stack.preview("--expect-no-changes")
    assert held.ok, held.text
