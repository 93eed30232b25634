# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An event loop for a thread that calls Pulumi's SDK, which would leave its own one open."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Provide an event loop for this thread. At the end, cancel the tasks of a program that failed."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield loop
    except BaseException:
        # The error has reached many futures. Without this, asyncio logs a traceback for each one that was not awaited.
        loop.set_exception_handler(lambda *_: None)
        raise
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.run_until_complete(loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        loop.close()
