# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Non-blocking locks on open files or directories, for use between processes.

The operating system releases a lock when the descriptor is closed, even if the process is killed. A stopped process
keeps its lock.

filelock is not used, because it opens its files by path, and another user could exchange a file between the check of
`PrivateDirectory` and the use. portalocker accepts descriptors, but its import takes longer than that of msgspec, for
one call of the standard library.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.base import open_files, users
from alicloud_iot_ota.base.text import printable

MAX_PROC_LOCKS = 1024 * 1024
"""The maximum number of bytes of /proc/locks that are searched for the holder of a lock."""

_LONGEST_NAME = 64  # bytes of a process name; Linux keeps at most 15

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS_LOCK = ".alicloud-iot-ota.lock"
"""The name of the file that Windows locks instead of a directory."""

if sys.platform == "win32":
    import msvcrt

    _LOCKED_ERROR = PermissionError
else:
    import fcntl

    _LOCKED_ERROR = BlockingIOError


def try_lock(descriptor: int) -> bool:
    """Try to lock a file, or what `open_directory` opened. Return whether this process now has the lock.

    Args:
        descriptor: The open file. Its position must be its start, because Windows locks the byte at the position. Other
            processes cannot read that byte.

    Raises:
        OSError: The file system does not support locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except _LOCKED_ERROR:
        return False
    return True


@contextlib.contextmanager
def open_directory(directory: Path) -> Iterator[int]:
    """Open a directory to lock it, and yield the descriptor.

    Windows cannot lock a directory. There, a file in it is locked, and removed by the last process that has it open.

    Raises:
        OSError: The directory cannot be opened or, on Windows, this user cannot write into it.
    """
    if sys.platform == "win32":
        path = directory / WINDOWS_LOCK
        descriptor = open_files.retry(lambda: os.open(path, os.O_RDWR | os.O_CREAT))
        try:
            yield descriptor
        finally:
            os.close(descriptor)
            with contextlib.suppress(OSError):  # Windows does not remove a file that another process has open
                path.unlink()
    else:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


class Holder(NamedTuple):
    """The process that has locked a file or directory.

    Attributes:
        name: The subject for a sentence: the process with its ID, name and user, if the system reports them.
        is_other_user: Whether the process belongs to another user. Only that user can end it.
    """

    name: str
    is_other_user: bool = False


def holder(descriptor: int) -> Holder:
    """Return the process that has locked a file or directory, if the system reports it (Linux)."""
    status = os.fstat(descriptor)
    major, minor = getattr(os, "major", int), getattr(os, "minor", int)
    place = f"{major(status.st_dev):02x}:{minor(status.st_dev):02x}:{status.st_ino}"
    found = re.search(rf"FLOCK +ADVISORY +(?:WRITE|READ) +(\d+) {place} ", _read_start("/proc/locks", MAX_PROC_LOCKS))
    if found is None:  # in another container, or hidden from this user
        return Holder("Another process")
    command = printable(_read_start(f"/proc/{found[1]}/comm", _LONGEST_NAME).strip())
    name = f"Process {found[1]} ({command})" if command else f"Process {found[1]}"
    try:
        status = Path("/proc", found[1]).stat()
    except OSError:
        return Holder(name)
    if users.is_own(status):
        return Holder(name)
    return Holder(f"{name} of the user {users.user_name(status.st_uid)}", is_other_user=True)


def _read_start(path: str, length: int) -> str:
    """Return the beginning of a system file, or "" if it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - not from a user
            return file.read(length).decode(errors="replace")
    except OSError:
        return ""
