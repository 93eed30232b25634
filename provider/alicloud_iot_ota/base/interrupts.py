# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Delay of an interrupt (Ctrl-C) while code runs that must not be interrupted.

Python reports an interrupt as an exception at any instruction of the main thread. Some compiled libraries do not expect
an exception there, and lose it: if the import of msgspec (0.22) is interrupted, it continues without a part of its
state, and crashes later (SIGSEGV).
"""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def delayed() -> Iterator[None]:
    """Delay an interrupt until the end of the block. Threads other than the main thread are never interrupted."""
    received: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    try:
        if handler is not None:  # otherwise it was not set by Python, which could not set it again
            signal.signal(signal.SIGINT, lambda number, _: received.append(number))
    except ValueError:  # not the main thread
        handler = None
    try:
        yield
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
        if received:
            signal.raise_signal(signal.SIGINT)
