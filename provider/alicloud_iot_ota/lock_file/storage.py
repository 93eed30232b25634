# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read a manifest and its lock file, and change them atomically by one process at a time."""

from __future__ import annotations

import contextlib
import functools
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import atomic_write, file_lock, open_files
from alicloud_iot_ota.base.regular_file import NotRegularError, read_start
from alicloud_iot_ota.base.text import format_full_text, format_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest
from alicloud_iot_ota.lock_file.canonical import LOCK_FILE
from alicloud_iot_ota.lock_file.document import FileKind, Problem
from alicloud_iot_ota.lock_file.entry import LOCK_SUFFIX, LockFile, command, manifest_of, names_of
from alicloud_iot_ota.lock_file.manifest import MANIFEST, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_ota.base.file_lock import Holder

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of a manifest or a lock file. This allows thousands of entries, and rejects a wrong file such as an image."""

MAX_PARSED = 4
"""The maximum number of parsed lock files, and of parsed manifests, that a process keeps."""

LOCK_WAIT = 10.0
"""Seconds to wait for another process that is changing the files in the same directory."""

_READ = "read"
_POLL_INTERVAL = 0.05  # seconds between two attempts


def read(path: Path) -> LockFile:
    """Read a lock file without its manifest.

    Raises:
        LockFileError: The file does not exist, cannot be read, or is invalid.
    """
    return _parse_lock_file(_lock_text(path), str(path))


def read_current(path: Path) -> LockFile:
    """Read a lock file for a deployment or a check. If its manifest exists, both must have the same criteria.

    Raises:
        LockFileError: A file cannot be read or is invalid, or the lock file is not up to date with the manifest.
    """
    file = manifest_of(path)  # first: the remedy for invalid content is to delete the file, which may be a manifest
    text = _lock_text(path)
    found = _parse_lock_file(text, str(path))
    wanted = read_text(file, MANIFEST)
    if wanted is not None:
        _require_current(text, str(path), wanted, str(file))
    return found


def read_manifest(path: Path) -> Manifest | None:
    """Read the manifest of a lock file, or return None if it does not exist.

    Raises:
        LockFileError: The manifest cannot be read, or is invalid.
    """
    file = manifest_of(path)
    text = read_text(file, MANIFEST)
    return None if text is None else _parse_manifest(text, str(file))


def _lock_text(path: Path) -> str:
    text = read_text(path, LOCK_FILE)
    if text is None:
        raise _missing_error(path)
    return text


# A program with many pins reads the same texts for each of them.
_parse_lock_file = functools.lru_cache(MAX_PARSED)(canonical.parse)
_parse_manifest = functools.lru_cache(MAX_PARSED)(manifest.parse)


@functools.lru_cache(MAX_PARSED)
def _require_current(lock_text: str, lock_path: str, manifest_text: str, manifest_path: str) -> None:
    locked, wanted = _parse_lock_file(lock_text, lock_path), _parse_manifest(manifest_text, manifest_path)
    old, new = locked.entries, wanted.entries
    both = old.keys() & new.keys()
    differences = {
        "not locked": new.keys() - both,
        "locked with other criteria": {name for name in both if old[name].criteria != new[name].criteria},
        f"not in {format_text(Path(wanted.path).name)}": old.keys() - both,
    }
    lines = [f"  {what}: {names_of(sorted(names))}" for what, names in differences.items() if names]
    if lines:
        first = f"{format_full_text(locked.path)} is not up to date with {format_full_text(wanted.path)}."
        raise LockFileError(
            "\n".join([first, *lines]),
            f"Run `{command('lock', locked.path)}`, then commit both files.",
        )


class Draft:
    """The two files while this process may change them.

    Attributes:
        path: The path of the lock file, as the user wrote it.
        manifest: The text of the manifest; None if it does not exist.
        lock: The text of the lock file, with line ends LF; None if it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._manifest, self._lock = _File(manifest_of(path), MANIFEST), _File(path, LOCK_FILE)
        self.manifest, self.lock = self._manifest.text, self._lock.text

    def save(self, directory: int) -> None:
        """Write the files whose text was changed.

        The manifest is replaced first. If the process is killed before it replaces the lock file, nothing is deployed,
        because the lock file is not up to date.

        Raises:
            LockFileError: A file was changed by another program, or cannot be written.
        """
        texts = {self._manifest: self.manifest, self._lock: self.lock}
        changed = {file: text for file, text in texts.items() if text is not None and text != file.text}
        if not changed:
            return
        for file in texts:
            file.require_unchanged()
        with contextlib.ExitStack() as stack:
            for file, text in changed.items():
                stack.enter_context(file.staged(text))
            for file in changed:
                file.replace()
        with contextlib.suppress(OSError):  # not supported by every file system; the files are complete in any case
            os.fsync(directory)


class _File:
    """A file and its content when it was read. A symbolic link is preserved."""

    def __init__(self, path: Path, kind: FileKind) -> None:
        self._path = path
        with _translating_errors(path, "found"):  # fails if the working directory was removed
            self._target = Path(os.path.realpath(path))
        self._kind = kind
        self._content = _content(path, kind)
        self.text = None if self._content is None else _text(self._content, path, kind)

    def require_unchanged(self) -> None:
        """Refuse a file that changed since it was read: text editors do not use the lock."""
        if _content(self._target, self._kind) != self._content:
            raise LockFileError(
                f"{format_full_text(str(self._path))} was changed by another program. Nothing was written.",
                "Run the command again. It starts from the changed file.",
            )

    @contextlib.contextmanager
    def staged(self, text: str) -> Iterator[None]:
        """Write the new text under a temporary name, for a block that calls `replace`."""
        is_windows = self._content is not None and _is_windows(self._content)
        content = text.encode().replace(b"\n", b"\r\n" if is_windows else b"\n")
        with _translating_errors(self._path, "written"), atomic_write.staged(self._target, self._fresh, content):
            yield

    def replace(self) -> None:
        """Rename the new text to the file."""
        with _translating_errors(self._path, "written"):
            open_files.replace(self._fresh, self._target)

    @property
    def _fresh(self) -> Path:
        # The directory is locked, so one temporary name is enough.
        return self._target.with_name(f".{self._target.name}.new")


@contextlib.contextmanager
def changing(
    path: Path,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Draft]:
    """Lock the directory of a lock file, yield a draft of it and its manifest, and write what changed at the end.

    If the block raises an exception, nothing is written.

    Raises:
        LockFileError: A file cannot be read or written, or the directory is locked by another process.
    """
    with _translating_errors(path, "found"):
        directory = Path(os.path.realpath(path)).parent
    with _directory_lock(directory, monotonic, sleep) as descriptor:
        draft = Draft(path)
        yield draft
        draft.save(descriptor)


@contextlib.contextmanager
def _directory_lock(directory: Path, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> Iterator[int]:
    """Lock the directory of a lock file against other writers, and yield its file descriptor.

    The lock is on the directory, because the file may not exist yet and is replaced by each write. No separate file for
    the lock is left behind, except on Windows by a process that is killed. The system releases the lock when the
    descriptor is closed, even if the process is killed.
    """
    with contextlib.ExitStack() as stack:
        with _translating_errors(directory, "opened"):
            descriptor = stack.enter_context(file_lock.open_directory(directory))
        end = monotonic() + LOCK_WAIT
        with _translating_errors(directory, "locked"):
            while not file_lock.try_lock(descriptor):
                if monotonic() >= end:
                    raise _lock_timeout(file_lock.holder(descriptor), directory)
                sleep(_POLL_INTERVAL)
        yield descriptor


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


def _content(path: Path, kind: FileKind) -> bytes | None:
    """Return the content of a file, or None if it does not exist."""
    name = format_full_text(str(path))
    with _translating_errors(path, _READ):
        try:
            content = read_start(path, MAX_BYTES + 1)
        except FileNotFoundError:
            if not path.is_symlink():
                return None
            raise LockFileError(
                f"{name} is a link to a file that does not exist.",
                "Restore the file. If it was deleted on purpose, delete the link too.",
            ) from None
        except NotRegularError as error:
            raise LockFileError(
                f"{name} is {error.strerror}, so it is not a {kind.name}.", "Specify another file."
            ) from None
    if len(content) > MAX_BYTES:
        raise LockFileError(
            f"{name} is larger than {MAX_BYTES // 1024**2} MiB, so it is not a {kind.name}.", "Specify another file."
        )
    return content


def read_text(path: Path, kind: FileKind) -> str | None:
    """Return the text of a file, or None if it does not exist."""
    content = _content(path, kind)
    return None if content is None else _text(content, path, kind)


def _text(content: bytes, path: Path, kind: FileKind) -> str:
    """Return the text of a file. If all its lines end in CRLF, as git writes them on Windows, they end in LF."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"Byte {content[error.start]:#04x} is not valid UTF-8."
        raise kind.error(str(path), [Problem(line, what)], "Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n") if _is_windows(content) else text


def _is_windows(content: bytes) -> bool:
    return 0 < content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r")


def working_directory() -> Path | None:
    """Return the working directory, or None if it was removed."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _missing_error(path: Path) -> LockFileError:
    """Return the error for a missing file. A relative path is shown with its folder."""
    write = "Create it with `alicloud-iot-ota add NAME` and criteria, or specify another file."
    if path.suffix == LOCK_SUFFIX and os.path.exists(manifest_of(path)):  # noqa: PTH110 - raises nothing
        write = f"Run `{command('lock', str(path))}`, which creates it from {format_full_text(str(manifest_of(path)))}."
    folder = None if path.anchor else working_directory()  # Windows has relative paths with a drive or a root
    if folder is None:
        return LockFileError(f"Lock file {format_full_text(str(path))} does not exist.", write)
    above = next((each for each in folder.parents if os.path.isfile(each / path)), None)  # noqa: PTH113 - raises nothing
    if above is not None:
        write = f"To use the lock file in {format_full_text(str(above))}, set lockFile or --lock-file. {write}"
    return LockFileError(
        f"Lock file {format_full_text(str(path))} does not exist in {format_full_text(str(folder))}.", write
    )


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
        fix = "Check the path, and that you may read it."
        if done != _READ:
            fix = "Check that the path exists, its directory is writable, and the disk has free space."
        raise LockFileError(
            f"{format_full_text(str(path))} could not be {done} ({error.strerror}).", f"Nothing was changed. {fix}"
        ) from None
