# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lock file on disk: read whole, and changed by one process at a time, all or nothing."""

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
"""Bytes of a lock file: thousands of entries, and no accident such as an image in its place."""

LOCK_WAIT = 10.0
"""Seconds to wait for another process that changes a lock file in the same directory."""

_POLL_INTERVAL = 0.05  # seconds after which it is tried again


def read(path: Path, *, may_be_missing: bool = False) -> LockFile:
    """Return a lock file; `may_be_missing` lets one that is not there read as one without entries.

    Raises:
        LockFileError: There is none, it cannot be read, or it holds a mistake.
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
    """Give a lock file to change, to one process at a time, and write it at the end if anything was changed.

    A file that is not there is made, and a link to one stays a link. After an error in the block nothing is written.

    Raises:
        LockFileError: It cannot be read, holds a mistake, another process keeps it, or it cannot be written.
    """
    with _translating_errors(path, "found"):  # or the working directory was removed
        target = Path(os.path.realpath(path))
    with _directory_lock(target.parent, monotonic, sleep) as directory:
        before = _content(target)
        text = formatting.NEW if before is None else _text(before, path)
        editor = Editor(text, str(path))
        yield editor
        if editor.text == text:
            return
        if _content(target) != before:  # an editor knows nothing of locks
            raise LockFileError(
                f"{format_full_text(str(path))} was changed by another program meanwhile, so nothing was written.",
                "Do the same again: it starts from what is there now.",
            )
        _replace(target, editor.text.encode(), directory)


@contextlib.contextmanager
def _directory_lock(directory: Path, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> Iterator[int]:
    """Keep all others from changing lock files in a directory, and give its descriptor.

    The directory itself is locked: it is there before the file is, stays when the file is replaced, and nothing is left
    behind. The system gives the lock back with the descriptor, also when the process is killed.
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
    if holder.is_other_user:  # whoever can open a directory can lock it
        return LockFileError(
            f"{holder.name} has locked the directory {format_full_text(str(directory))} for more than {LOCK_WAIT:g} seconds.",
            "Nothing was written. Ask that user to end the process, or take the permission to read the directory away "
            "from other users (chmod go-r), end the process, and try again.",
        )
    return LockFileError(
        f"{holder.name} is changing a lock file in {format_full_text(str(directory))}, and has not ended within "
        f"{LOCK_WAIT:g} seconds.",
        "Nothing was written. Wait for it, or end it, and try again.",
    )


def _content(path: Path) -> bytes | None:
    """Return what is in a file; None where there is none."""
    name = format_full_text(str(path))
    with _translating_errors(path, "read"):
        try:
            # Neither opening a pipe nor reading a file of the kernel may wait for whoever writes into it.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                what = "a directory" if stat.S_ISDIR(mode) else "no regular file"
                raise LockFileError(f"{name} is {what}, so it cannot be read as a lock file.", "Name another file.")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
    if len(content) > MAX_BYTES:
        raise LockFileError(
            f"{name} is larger than {MAX_BYTES // 1024**2} MiB, so it is no lock file.", "Name another file."
        )
    return content


def _text(content: bytes, path: Path) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"Byte {content[error.start]:#04x} is no text in UTF-8."
        raise error_of(str(path), [Problem(line, what)], "Save the file as UTF-8.") from None


def _missing_error(path: Path) -> LockFileError:
    """Return the error for a file that is not there, with the folder where a relative path starts."""
    write = "Write it with `alicloud-iot-ota lock NAME` and the criteria of a firmware, or name another file."
    try:
        folder = None if path.is_absolute() else Path.cwd()
    except OSError:  # the working directory was removed
        folder = None
    if folder is None:
        return LockFileError(f"There is no lock file {format_full_text(str(path))}.", write)
    above = next((each for each in folder.parents if os.path.isfile(each / path)), None)  # noqa: PTH113 - raises nothing
    if above is not None:
        write = f"There is one in {format_full_text(str(above))}: name it (lockFile, --lock-file). {write}"
    return LockFileError(
        f"There is no lock file {format_full_text(str(path))} in {format_full_text(str(folder))}.", write
    )


def _replace(target: Path, content: bytes, directory: int) -> None:
    """Put a whole new file in the place of one, in one step."""
    fresh = target.with_name(f".{target.name}.new")  # one name is enough: the directory is locked
    with _translating_errors(target, "written"):
        atomic_write.replace(target, fresh, content)
    with contextlib.suppress(OSError):  # not every file system can; the file is whole, old or new, in any case
        os.fsync(directory)


@contextlib.contextmanager
def _translating_errors(path: Path, done: str) -> Iterator[None]:
    """Turn what the system says of a path into a LockFileError: that it could not be read, written or the like."""
    try:
        yield
    except ValueError:
        raise LockFileError(
            f"{format_full_text(str(path))} is no name that a file can have.", "Name another file."
        ) from None
    except OSError as error:
        raise LockFileError(
            f'{format_full_text(str(path))} could not be {done}, because the system says "{error.strerror}".',
            "Nothing was changed. Check that it is there, and that its directory may be written and has space.",
        ) from None
