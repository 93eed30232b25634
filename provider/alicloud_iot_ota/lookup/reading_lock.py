# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lock so that one process reads a list from the service, while others wait until the list is on disk.

The lock is best effort; a lookup never fails because of it. If the lock cannot be used, or if its holder makes no
progress, processes read the list themselves, within their shared rate limit. The operating system releases the lock of
a process that ends or is killed.

Deadlocks are impossible: a process holds at most one lock for each list that it reads, and holds no request slot while
it waits for a lock.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import file_lock, open_files
from alicloud_iot_ota.base.private_directory import PrivateDirectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alicloud_iot_ota.api.retry import Deadline, Timing

READER_WAIT = 10.0
"""The seconds to wait for the reading process after its last page. After that, this process reads the list too."""

_POLL_INTERVAL = 0.1  # maximum seconds between two attempts to get the lock
_REPORT_AFTER = 5.0  # seconds; a longer wait is reported to the user


@contextlib.contextmanager
def hold(
    path: Path, what: object, deadline: Deadline, timing: Timing, note: Callable[[str], None]
) -> Iterator[Callable[[], None]]:
    """Hold the lock of a list, and yield a function to call after each page. If the lock fails, continue without it.

    Args:
        path: The lock file, two levels below a directory that only this user can change.
        what: The scope of the list, for messages.
        deadline: The deadline of the lookup. Half of the remaining time is for waiting, the other half for reading.
        timing: The clocks and the wait function.
        note: Called with the name of the process for which a lookup waited a long time.

    Raises:
        DeadlineError: The lookup timed out during the wait.
        CancelledError: The wait was canceled.
    """
    try:
        with (
            PrivateDirectory(path.parent.parent, create=True) as above,
            above.directory(path.parent.name, create=True) as directory,
        ):
            descriptor = directory.open(path.name, os.O_RDWR | os.O_CREAT)
    except (OSError, ValueError):  # a read-only or full disk, or an untrusted directory
        yield lambda: None
        return
    try:
        if _acquire_lock(descriptor, what, deadline, timing, note):
            _report_progress(descriptor, path)
            yield lambda: _report_progress(descriptor, path)
        else:
            yield lambda: None
    finally:
        os.close(descriptor)


def _acquire_lock(
    descriptor: int, what: object, deadline: Deadline, timing: Timing, note: Callable[[str], None]
) -> bool:
    """Return whether this process has the lock. Give up if the process that holds it makes no progress."""
    start = progress = timing.monotonic()
    patience = deadline.remaining() / 2
    page, name = None, ""
    try:
        while not file_lock.try_lock(descriptor):
            now = timing.monotonic()
            if deadline.remaining() <= 0:
                raise deadline.timeout_error("Another process was reading the same list.")
            if (read := os.fstat(descriptor).st_mtime_ns) != page:
                page, progress = read, now
            if now - start >= patience or now - progress >= READER_WAIT:
                name = file_lock.holder(descriptor).name
                note(
                    f"The package list for {what} was not shared by another process: {name} has been reading "
                    f"it for more than {now - start:.0f} seconds. Resume or end that process if it is stopped."
                )
                return False
            if not name and now - start >= _REPORT_AFTER:
                name = file_lock.holder(descriptor).name
            timing.pause(_POLL_INTERVAL * (1.0 + timing.random()) / 2)
    except OSError:  # a file system without locks
        return False
    if name:
        seconds = timing.monotonic() - start
        note(f"Waited {seconds:.0f} seconds for the package list for {what}. {name} was reading it.")
    return True


def _report_progress(descriptor: int, path: Path) -> None:
    """Show the waiting processes that the holder of the lock makes progress."""
    with contextlib.suppress(OSError):
        open_files.touch(descriptor, path)
