# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What operating systems do differently with open files: flags, permissions, times, and files that others have open.

Windows does not rename, replace or remove a file that another program has open. It does not open a file that is just
being replaced. Virus scanners and indexers open each new file for a moment. Such errors usually disappear soon.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Result = TypeVar("_Result")

IN_USE_WAIT = 2.0
"""Seconds to wait on Windows for another program that has a file open. Go's own command waits as long."""

_INTERVAL = 0.05  # seconds between two attempts

_IN_USE: tuple[type[OSError], ...]
if sys.platform == "win32":
    BYTES = os.O_BINARY
    """The flags for a file without any conversion. Opening a pipe does not block."""
    _IN_USE = (PermissionError,)
    _CLOSED_PIPE = {errno.EPIPE, errno.EINVAL}  # the C library does not know the error for a pipe without a reader
else:
    BYTES = os.O_NONBLOCK
    _IN_USE = ()
    _CLOSED_PIPE = {errno.EPIPE}


def set_mode(descriptor: int, mode: int) -> None:
    """Set the permissions of an open file. On Windows, a file inherits the access rules of its folder instead."""
    if sys.platform != "win32":
        os.fchmod(descriptor, mode)


def touch(descriptor: int, path: Path) -> None:
    """Set the times of an open file to now. Raises OSError."""
    os.utime(descriptor if os.utime in os.supports_fd else path)


def is_closed_pipe(error: OSError) -> bool:
    """Return whether a write failed because no process reads the pipe any more."""
    return error.errno in _CLOSED_PIPE


def retry(
    action: Callable[[], _Result],
    *,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> _Result:
    """Open, rename or remove a file. On Windows, try again for IN_USE_WAIT while it may be open in another program.

    Raises:
        OSError: The error of the last attempt.
    """
    end = monotonic() + IN_USE_WAIT
    while True:
        try:
            return action()
        except _IN_USE:
            if monotonic() >= end:
                raise
        sleep(_INTERVAL)


def replace(source: Path, target: Path) -> None:
    """Rename a file in one step. An existing file with the new name is lost. Also renames a directory.

    Raises:
        OSError: The file could not be renamed. On Windows, the text of the error has the likely reason, because the
            system reports a file that is open in another program as "Access is denied".
    """
    if _IN_USE and target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", str(target))
    try:
        retry(lambda: source.replace(target))
    except _IN_USE:
        reason = "it is open in another program, or this user may not change it"
        raise PermissionError(errno.EACCES, reason, str(target)) from None
