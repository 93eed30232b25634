# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lock an open file or directory against other processes, without waiting.

The system releases the lock when the descriptor is closed, also when the process is killed. A stopped process keeps it.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from alicloud_iot_ota.base.text import printable

MAX_PROC_LOCKS = 1024 * 1024
"""Bytes of /proc/locks that are searched for the holder of a lock."""

_LONGEST_NAME = 64  # bytes of a process name; Linux keeps 15

if sys.platform == "win32":
    import msvcrt

    _LOCKED_ERROR = PermissionError
else:
    import fcntl

    _LOCKED_ERROR = BlockingIOError


def try_lock(descriptor: int) -> bool:
    """Lock a file, or on Linux a directory, if nobody else has locked it. Return whether it is locked now.

    Raises:
        OSError: The file system has no locks.
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
    """Who has locked a file or directory.

    Attributes:
        name: The process with its number, name and user, as far as the system reports them; the subject of a sentence.
        is_other_user: Whether the process belongs to another user, who alone can end it.
    """

    name: str
    is_other_user: bool = False


def holder(descriptor: int) -> Holder:
    """Return which process has locked a file or directory, if the system reports it (Linux)."""
    status = os.fstat(descriptor)
    major, minor = getattr(os, "major", int), getattr(os, "minor", int)
    place = f"{major(status.st_dev):02x}:{minor(status.st_dev):02x}:{status.st_ino}"
    found = re.search(rf"FLOCK +ADVISORY +(?:WRITE|READ) +(\d+) {place} ", _read_start("/proc/locks", MAX_PROC_LOCKS))
    if found is None:  # of another container, or of a user whose processes are hidden
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
    """Return the number of a user, with the name if the system has one."""
    import pwd  # noqa: PLC0415 - for the rare message, and not on Windows

    try:
        return f"{printable(pwd.getpwuid(uid).pw_name)} (uid {uid})"
    except KeyError:
        return f"uid {uid}"


def _read_start(path: str, length: int) -> str:
    """Return the beginning of a file of the system, or "" if there is none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - no path of a user
            return file.read(length).decode(errors="replace")
    except OSError:
        return ""
