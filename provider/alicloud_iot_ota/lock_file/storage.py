# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read a lock file, and change it atomically by one process at a time."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import atomic_write, file_lock
from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting
from alicloud_iot_ota.lock_file.document import Problem, error_of, parse
from alicloud_iot_ota.lock_file.edits import Editor
from alicloud_iot_ota.lock_file.entry import LockFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_ota.base.file_lock import Holder

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of a lock file. This allows thousands of entries, and rejects a wrong file such as an image."""

LOCK_WAIT = 10.0
"""Seconds to wait for another process that is changing a lock file in the same directory."""

_POLL_INTERVAL = 0.05  # seconds between two attempts


def read(path: Path, *, may_be_missing: bool = False) -> LockFile:
    """Read a lock file. With `may_be_missing`, a file that does not exist reads as a file without entries.

    Raises:
        LockFileError: The file does not exist, cannot be read, or is invalid.
    """
    content = _content(path)
    if content is None:
        if may_be_missing:
            return LockFile(str(path), {})
        raise _missing_error(path)
    return parse(_text(content, path), str(path))


@contextlib.contextmanager
def changing(
    path: Path,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Editor]:
    """Lock a file, yield an editor for it, and write the file at the end if its text changed.

    The file is created if it does not exist. A symbolic link is preserved. If the block raises an exception, nothing is
    written.

    Raises:
        LockFileError: The file cannot be read or written, is invalid, or is locked by another process.
    """
    with _translating_errors(path, "found"):  # fails if the working directory was removed
        target = Path(os.path.realpath(path))
    with _directory_lock(target.parent, monotonic, sleep) as directory:
        before = _content(target)
        text = formatting.NEW if before is None else _text(before, path)
        editor = Editor(text, str(path))
        yield editor
        if editor.text == text:
            return
        if _content(target) != before:  # text editors do not use the lock
            raise LockFileError(
                f"{format_full_text(str(path))} was changed by another program. Nothing was written.",
                "Run the command again. It starts from the changed file.",
            )
        _replace(target, editor.text.encode(), directory)


@contextlib.contextmanager
def _directory_lock(directory: Path, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> Iterator[int]:
    """Lock the directory of a lock file against other writers, and yield its file descriptor.

    The lock is on the directory, because the file may not exist yet and is replaced by each write. No separate file for
    the lock is left behind. The system releases the lock when the descriptor is closed, even if the process is killed.
    """
    with _translating_errors(directory, "opened"):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        end = monotonic() + LOCK_WAIT
        with _translating_errors(directory, "locked"):
            while not file_lock.try_lock(descriptor):
                if monotonic() >= end:
                    raise _lock_timeout(file_lock.holder(descriptor), directory)
                sleep(_POLL_INTERVAL)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock_timeout(holder: Holder, directory: Path) -> LockFileError:
    if holder.is_other_user:  # any user who can open a directory can lock it
        return LockFileError(
            f"{holder.name} has locked the directory {format_full_text(str(directory))} for more than {LOCK_WAIT:g} "
            "seconds.",
            "Nothing was written. Ask that user to end the process. Or deny other users read access to the directory "
            "(chmod go-r), end the process, and run the command again.",
        )
    return LockFileError(
        f"{holder.name} is still changing a lock file in {format_full_text(str(directory))} after {LOCK_WAIT:g} "
        "seconds.",
        "Nothing was written. Wait for that process or end it, then run the command again.",
    )


def _content(path: Path) -> bytes | None:
    """Return the content of a file, or None if it does not exist."""
    name = format_full_text(str(path))
    with _translating_errors(path, "read"):
        try:
            # Do not block on opening a pipe, or on reading a special file.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
                raise LockFileError(f"{name} is {what}, so it cannot be read as a lock file.", "Specify another file.")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    if len(content) > MAX_BYTES:
        raise LockFileError(
            f"{name} is larger than {MAX_BYTES // 1024**2} MiB, so it is not a lock file.", "Specify another file."
        )
    return content


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"Byte {content[error.start]:#04x} is not valid UTF-8."
        raise error_of(str(path), [Problem(line, what)], "Save the file as UTF-8.") from None


def _missing_error(path: Path) -> LockFileError:
    """Return the error for a missing file. A relative path is shown with its folder."""
    write = "Create it with `alicloud-iot-ota lock NAME` and criteria, or specify another file."
    try:
        folder = None if path.is_absolute() else Path.cwd()
    except OSError:  # the working directory was removed
        folder = None
    if folder is None:
        return LockFileError(f"Lock file {format_full_text(str(path))} does not exist.", write)
    above = next((each for each in folder.parents if os.path.isfile(each / path)), None)  # noqa: PTH113 - raises nothing
    if above is not None:
        write = f"To use the lock file in {format_full_text(str(above))}, set lockFile or --lock-file. {write}"
    return LockFileError(
        f"Lock file {format_full_text(str(path))} does not exist in {format_full_text(str(folder))}.", write
    )


def _replace(target: Path, content: bytes, directory: int) -> None:
    """Replace a file atomically."""
    fresh = target.with_name(f".{target.name}.new")  # the directory is locked, so one temporary name is enough
    with _translating_errors(target, "written"):
        atomic_write.replace(target, fresh, content)
    with contextlib.suppress(OSError):  # not supported by every file system; the file is complete in any case
        os.fsync(directory)


@contextlib.contextmanager
def _translating_errors(path: Path, done: str) -> Iterator[None]:
    """Convert errors of the operating system to LockFileError. `done` completes "could not be"."""
    try:
        yield
    except ValueError:
        raise LockFileError(
            f"{format_full_text(str(path))} is not a valid file name.", "Specify another file."
        ) from None
    except OSError as error:
        raise LockFileError(
            f"{format_full_text(str(path))} could not be {done} ({error.strerror}).",
            "Nothing was changed. Check that the path exists, its directory is writable, and the disk has free space.",
        ) from None
