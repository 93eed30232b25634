# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What tests set up with functions that only POSIX systems have. On Windows, each of them skips its test."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
from typing import TYPE_CHECKING

import pytest

if sys.platform != "win32":
    import fcntl
    import pwd
    import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

if sys.platform == "win32":
    KILL, STOP = signal.SIGTERM, signal.SIGBREAK
else:
    KILL, STOP = signal.SIGKILL, signal.SIGSTOP
"""The signals that a process cannot handle."""

KILLED = KILL if sys.platform == "win32" else -KILL
"""The return code of a process that KILL ended."""

IS_ROOT = sys.platform != "win32" and os.geteuid() == 0
OBEYING = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if IS_ROOT else ()
"""The prefix of a command that obeys permissions. As root, it runs without the capabilities that ignore them."""
NOBODY = 65534
"""A user without privileges."""
REASON = "needs a POSIX system"


def require() -> None:
    """Skip a test whose commands are scripts of a POSIX shell."""
    if sys.platform == "win32":
        pytest.skip(REASON)


def require_git() -> None:
    """Skip a test without git on PATH."""
    if shutil.which("git") is None:
        pytest.skip("needs git")


def make_link(path: Path, target: Path | str) -> None:
    """Create a symbolic link. Windows lets only some users do that."""
    with contextlib.suppress(OSError):
        path.symlink_to(target)
    if not path.is_symlink():
        pytest.skip("needs the right to create symbolic links")


def make_pipe(path: Path) -> None:
    """Create a named pipe without a writer, which would block a reader."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        os.mkfifo(path, 0o600)


def make_socket(path: Path) -> None:
    """Create a socket in the file system, which cannot be opened as a file."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        with socket.socket(socket.AF_UNIX) as unopenable:
            unopenable.bind(str(path))


def open_terminal() -> tuple[int, int]:
    """Return the descriptors of a terminal: the user's end, and the end for a process."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        return os.openpty()


def give_away(path: Path) -> None:
    """Change the owner of a file or of a link. Raises PermissionError, except for root."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        os.chown(path, path.lstat().st_uid + 1, -1, follow_symlinks=False)


def owner(path: Path) -> tuple[str, int]:
    """Return the name and the ID of the owner of a file."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        uid = path.stat().st_uid
        return pwd.getpwuid(uid).pw_name, uid


def device(status: os.stat_result) -> tuple[int, int]:
    """Return the major and minor number of the device of a file."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        return os.major(status.st_dev), os.minor(status.st_dev)


def signal_group(leader: int, number: signal.Signals) -> None:
    """Send a signal to all processes of a group, as a terminal does. Raises ProcessLookupError."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        os.killpg(leader, number)


def signal_thread(thread: int, number: signal.Signals) -> None:
    """Send a signal to a thread, and interrupt its wait."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        signal.pthread_kill(thread, number)


@contextlib.contextmanager
def locked(path: Path, *, is_shared: bool = False) -> Iterator[Callable[[], None]]:
    """Lock a file or a directory, and return a function that unlocks it early."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
            yield lambda: fcntl.flock(descriptor, fcntl.LOCK_UN)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def file_size_limited(size: int) -> Iterator[None]:
    """Let the system refuse larger files in bytes, as on a full disk."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Drop root privileges, because file modes do not restrict root."""
    if sys.platform == "win32":
        pytest.skip(REASON)
    else:
        owner = os.geteuid()
        if owner == 0:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(owner)
