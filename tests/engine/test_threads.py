# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lookups on a program's threads: each finds its package, and all share one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = """
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

together = threading.Barrier(8)

def look_up(number):
    together.wait(60)
    return ota.find_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full").firmware.firmware_id

"""
IN_CONTEXT = """
with ThreadPoolExecutor(8) as pool:
    found = [pool.submit(copy_context().run, look_up, number) for number in range(8)]
    pulumi.export("found", sorted({each.result() for each in found}))
"""
BARE = """
with ThreadPoolExecutor(8) as pool:
    pulumi.export("found", sorted(set(pool.map(look_up, range(8)))))
"""
TASKS = """
async def all_of_them():
    return sorted(set(await asyncio.gather(*(asyncio.to_thread(look_up, number) for number in range(8)))))

pulumi.export("found", pulumi.Output.from_input(all_of_them()))
"""
FOUND = {"found": ["qrTtkvjxjxnGdvqJQo3dNnl8anD20100"]}


@pytest.mark.parametrize("start", [IN_CONTEXT, TASKS], ids=["pool", "tasks"])
def test_threads_in_the_context_of_the_program(stack_for: StackFor, emulator: Emulator, start: str) -> None:
    """Eight threads can make the first lookup of a program in parallel."""
    done = stack_for(PROGRAM + start).up()
    assert done.ok, done.text
    assert done.outputs == FOUND
    assert len(emulator.requests) == 1


def test_bare_threads(stack_for: StackFor, form: str) -> None:
    """Without the context, the dynamic form cannot read the stack's configuration. The error says how to fix it.

    The native form has its configuration in the plugin.
    """
    done = stack_for(PROGRAM + BARE).up()
    if form == "native":
        assert done.outputs == FOUND
    else:
        assert not done.ok
        assert "This thread cannot read the configuration of the stack" in done.text
        assert "copy_context().run" in done.text
