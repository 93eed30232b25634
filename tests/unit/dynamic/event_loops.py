# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Event loops of programs under mocks: Pulumi's SDK creates one for each thread and closes none."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from pulumi import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def mocks_allowed() -> Iterator[None]:
    """Provide an event loop for `set_mocks`. At the end, remove the mocks and close every new loop."""
    loops: list[asyncio.AbstractEventLoop] = []
    make = asyncio.new_event_loop

    def new_event_loop() -> asyncio.AbstractEventLoop:
        loops.append(make())
        return loops[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "new_event_loop", new_event_loop)
        asyncio.set_event_loop(asyncio.new_event_loop())  # `set_mocks` creates a stack, and its outputs need this loop
        yield
    runtime.reset_options()
    asyncio.set_event_loop(None)
    for loop in loops:
        left = asyncio.all_tasks(loop)  # left by a program that failed
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
