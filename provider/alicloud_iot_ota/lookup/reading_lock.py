# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One of several processes reads a list from the service; the others wait until it is on disk.

Best effort: a lookup never fails because of this lock. If the lock cannot be used, or its holder does not get on,
processes read the list themselves, within the rate limit that they share. The system releases the lock of a process
that ends or is killed. A process has one lock at most for each list that it reads, and no turn of the rate limit while
it waits for one, so no two processes can wait for each other.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import file_lock
from alicloud_iot_ota.base.private_directory import PrivateDirectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alicloud_iot_ota.api.retry import Deadline, Timing

READER_WAIT = 10.0
"""Seconds to wait for a process that reads the same list, after its last page; then this process reads the list too."""

_POLL_INTERVAL = 0.1  # seconds after which a process tries the lock again, at most
_REPORT_AFTER = 5.0  # seconds of waiting that are reported to the user


@contextlib.contextmanager
def hold(
    path: Path, what: object, deadline: Deadline, timing: Timing, note: Callable[[str], None]
) -> Iterator[Callable[[], None]]:
    """Hold the lock of a list, and give what to call after each page. Without the lock, go on all the same.

    Args:
        path: The file of the lock, two levels below a directory that only this user can change.
        what: The scope of the list, for messages.
        deadline: Of the lookup. Half of what is left of it is for waiting, the other half for reading.
        timing: The clocks, and waiting.
        note: Is passed for whom a lookup waited for long.

    Raises:
        DeadlineError: The lookup was given up while it waited.
        CancelledError: The wait was cancelled.
    """
    try:
        with (
            PrivateDirectory(path.parent.parent, create=True) as above,
            above.directory(path.parent.name, create=True) as directory,
        ):
            descriptor = directory.open(path.name, os.O_RDWR | os.O_CREAT)
    except (OSError, ValueError):  # a read-only or full disk, or a directory that is not trusted
        yield lambda: None
        return
    try:
        if _acquire_lock(descriptor, what, deadline, timing, note):
            _report_progress(descriptor)
            yield lambda: _report_progress(descriptor)
        else:
            yield lambda: None
    finally:
        os.close(descriptor)


def _acquire_lock(
    descriptor: int, what: object, deadline: Deadline, timing: Timing, note: Callable[[str], None]
) -> bool:
    """Return whether this process has the lock now, and not another one that does not get on."""
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


def _report_progress(descriptor: int) -> None:
    """Show those who wait for the lock that its holder gets on."""
    with contextlib.suppress(OSError):
        os.utime(descriptor)
