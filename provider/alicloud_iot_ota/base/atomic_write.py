# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A file that people share is written whole or not at all: beside it first, then put in its place in one step."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace(target: Path, fresh: Path, content: bytes) -> None:
    """Put a new file in the place of one, with its permissions; where there is none, with those of any new file.

    Args:
        target: What is replaced; no link, since that would be replaced itself.
        fresh: The name until then, in the same directory. What a killed process has left under it is removed, so nobody
            else may be using it.
        content: What the new file holds.

    Raises:
        OSError: It could not be written; `target` is as it was.
    """
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # less the umask
    try:
        with os.fdopen(descriptor, "wb") as file:
            if target.exists():
                os.fchmod(descriptor, stat.S_IMODE(target.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
