# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Non-blocking locks on open files or directories, for use between processes.

The operating system releases a lock when the descriptor is closed, even if the process is killed. A stopped process
keeps its lock.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from alicloud_iot_ota.base.text import printable

MAX_PROC_LOCKS = 1024 * 1024
"""The maximum number of bytes of /proc/locks that are searched for the holder of a lock."""

_LONGEST_NAME = 64  # bytes of a process name; Linux keeps at most 15

if sys.platform == "win32":
    import msvcrt

    _LOCKED_ERROR = PermissionError
else:
    import fcntl

    _LOCKED_ERROR = BlockingIOError


def try_lock(descriptor: int) -> bool:
    """Try to lock a file or, on Linux, a directory. Return whether this process now has the lock.

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
        owner = Path("/proc", found[1]).stat().st_uid
    except OSError:
        return Holder(name)
    if owner == os.geteuid():
        return Holder(name)
    return Holder(f"{name} of the user {_user_name(owner)}", is_other_user=True)


def _user_name(uid: int) -> str:
    """Return the ID of a user, with the user name if the system has one."""
    import pwd  # noqa: PLC0415 - rarely needed, and missing on Windows

    try:
        return f"{printable(pwd.getpwuid(uid).pw_name)} (uid {uid})"
    except KeyError:
        return f"uid {uid}"


def _read_start(path: str, length: int) -> str:
    """Return the beginning of a system file, or "" if it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - not from a user
            return file.read(length).decode(errors="replace")
    except OSError:
        return ""
