# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reviews of the real engine's previews: each warning is listed with its pin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import review

if TYPE_CHECKING:
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

SCOPE = 'product_key="a1MeterK001", module_name="default", type="full", select="highest"'
PINS = f"""
for name in ("first", "second"):
    ota.FirmwarePin(name, {SCOPE})
ota.FirmwarePin("quiet", {SCOPE}, on_unparsable="ignore")
ota.get_firmware(product_key="a1GatewayK01", module_name="default", type="full", select="highest")
"""
UNREADABLE = "spring-release"


def previewed(stack: Stack, *options: str) -> dict[str, Any]:
    """Preview a stack with the documented options, and review the output."""
    changes = review.read_preview(stack._pulumi._run("preview", "--json", *options).text)
    return {
        "warned": {change.name: change.warnings for change in changes.items if change.warnings},
        "notes": changes.notes,
        "changes": changes,
    }


def test_warnings_are_under_their_pins(stack_for: StackFor, emulator: Emulator) -> None:
    """If two pins have the same criteria, each has its own warning, even without changes.

    A function's warning is a note.
    """
    for product in ("a1MeterK001", "a1GatewayK01"):
        emulator.publish(DestVersion=UNREADABLE, ProductKey=product, FirmwareSize=1)
    stack = stack_for(PINS)
    for _ in range(2):
        found = previewed(stack)
        assert set(found["warned"]) == {"first", "second"}
        for (warning,) in found["warned"].values():
            assert UNREADABLE in warning
        assert len(found["notes"]) == 1
        assert UNREADABLE in found["notes"][0]
        assert not found["changes"].is_failed
        assert stack.up().ok


def test_warnings_of_a_refresh_are_under_their_pins(stack_for: StackFor, emulator: Emulator) -> None:
    """The warnings of a refresh are listed with their pins, even if two pins have the same package."""
    program = f'for name in ("first", "second"):\n    ota.FirmwarePin(name, {SCOPE})\n'
    stack = stack_for(program)
    assert stack.up().ok
    pinned = stack.state()["deployment"]["resources"]
    (package,) = {each["inputs"]["firmware"]["firmwareId"] for each in pinned if "firmware" in each.get("inputs", {})}
    emulator.change(package, Status=3)
    found = previewed(stack, "--refresh")
    assert set(found["warned"]) == {"first", "second"}
    for warnings in found["warned"].values():
        assert any(package in warning for warning in warnings)
    assert found["notes"] == ()
