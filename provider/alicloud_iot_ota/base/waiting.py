# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Waits that Ctrl-C ends on every system.

On Windows, Python cannot interrupt a wait for a lock. It handles Ctrl-C after the wait, in the main thread.
"""

from __future__ import annotations

import concurrent.futures
import sys
import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

_Result = TypeVar("_Result")

_STEP = 0.1 if sys.platform == "win32" else None  # seconds of one wait; None means the complete wait


def wait_for(future: Future[_Result], timeout: float | None = None) -> _Result:
    """Return the result of a future. The parameters and errors are those of `Future.result`."""
    if _STEP is not None and threading.current_thread() is threading.main_thread():
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while not future.done() and (left := end - time.monotonic()) > 0:
            concurrent.futures.wait([future], min(left, _STEP))
        timeout = 0.0
    return future.result(timeout)
