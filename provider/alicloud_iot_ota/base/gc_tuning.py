# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How often the interpreter looks for garbage in the processes that are this package's own.

The command line and the plugin live for a moment, and most of what they make is modules and packages, which stay to the
end. Python looks through all of it again and again, and once more before it ends.
"""

from __future__ import annotations

import atexit
import gc

_GC_THRESHOLD = 200_000
"""Between two collections: more than all imports make, and still few enough for the emulator, which runs for days."""


def reduce_gc() -> None:
    """Let collections be rare, and the last one, before the end of this process, skip what is there then.

    For the process to decide, never for a module that is imported: it holds for the whole interpreter.
    """
    gc.set_threshold(_GC_THRESHOLD)
    atexit.register(gc.freeze)
