# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Garbage collection settings for the processes of this package.

The command line and the plugin run only briefly, and most of their objects are modules and packages, which live until
the end. By default, Python scans all of them repeatedly.
"""

from __future__ import annotations

import gc

_GC_THRESHOLD = 200_000
"""Allocations between two collections.

That is more than all imports need, and few enough for the emulator, which runs for days.
"""


def reduce_gc() -> None:
    """Make collections rare.

    Call this only in a program, never in an imported module: it affects the whole interpreter.
    """
    gc.set_threshold(_GC_THRESHOLD)
