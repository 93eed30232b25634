# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A service that cannot be read is inconclusive: no command reports a pin as missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import PRODUCT_KEY, V4_0, assert_stopped, kept, lock_entry, row_of, write_lock

if TYPE_CHECKING:
    from command import Result

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PINS = f"""
gateway = {{"product_key": "{PRODUCT_KEY}", "module_name": "default", "select": "highest"}}
ota.FirmwarePin("always", **gateway)
ota.FirmwarePin("once", **gateway, resolve="once")
ota.FirmwarePin("locked", lock_entry="gateway")
"""
FOR_EVER = 10_000
TIMEOUT_SECONDS = "1"
OF_THE_LISTING = ("The lookup timed out after", "ListOTAFirmware at", "Incomplete package list for")
OF_A_PACKAGE = (
    "no longer exists",
    "(missing)",
    "No package matches",
    "lower version",
    "to delete",
    "s deleted",
    "d deleted",
    "e deleted",
)


def assert_undecided(result: Result) -> None:
    """Assert that a command failed because of the list, without a statement about the package."""
    assert_stopped(result, "Retry")
    assert any(words in result.text for words in OF_THE_LISTING), result.text
    assert [words for words in OF_A_PACKAGE if words in result.text] == []


def test_undecidable_is_never_missing(stack_for: StackFor, emulator: Emulator) -> None:
    """Preview, update and refresh fail with the list's error, and no pin in the state changes."""
    stack = stack_for(PINS)
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    assert stack.up().ok
    before = kept(stack)
    stack.set_config("alicloud-iot:timeout", TIMEOUT_SECONDS)

    emulator.fault("short-page", times=FOR_EVER)
    assert_undecided(stack.preview())
    assert_undecided(stack.refresh())
    emulator.clear_faults()
    emulator.fault("throttle", times=FOR_EVER)
    assert_undecided(stack.up())
    emulator.clear_faults()
    emulator.fault("error", code="ServiceUnavailable", times=FOR_EVER)
    assert_undecided(stack.refresh())
    emulator.clear_faults()
    emulator.fault("torn", times=FOR_EVER)
    assert_undecided(stack.up("--refresh"))
    assert kept(stack) == before
