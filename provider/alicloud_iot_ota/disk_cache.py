# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete lists of packages on disk, for a short time: what a preview has read serves the update after it.

One file a list, for its owner alone, written aside and put in place in one step: whoever reads one finds the old list,
the new one, or none. What was cut short or damaged does not fit its own checksum, and counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import structs
from alicloud_iot_ota.firmware import Firmware  # noqa: TC001 - msgspec reads it at run time
from alicloud_iot_ota.settings import MAX_CACHE_AGE

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMAT = 1
"""What is written; a list of another format is none."""


class _Entry(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """A list as it is kept."""

    format: int
    key: str
    read_at: float
    packages: tuple[Firmware, ...]


class Kept(msgspec.Struct, frozen=True):
    """A list that was kept.

    Attributes:
        packages: Every package of its scope.
        read_at: When it was read from the service, in seconds since the epoch.
    """

    packages: tuple[Firmware, ...]
    read_at: float


class DiskCache:
    """Keeps lists in a directory.

    Args:
        directory: Made where it is missing.
        max_age: Seconds after which a list is not given out any more.
        time: The time of day, in seconds since the epoch.
    """

    def __init__(self, directory: Path, max_age: float, time: Callable[[], float]) -> None:
        self._directory = directory
        self._max_age = max_age
        self._time = time

    def get(self, key: str) -> Kept | None:
        """Return the list of a key, where there is one that is whole, and young enough by this machine's clock."""
        try:
            checksum, _, body = _own_bytes(self._path(key)).partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != checksum:
                return None
            entry = structs.decode(body, _Entry)
        except (OSError, msgspec.MsgspecError):
            return None
        age = self._time() - entry.read_at
        if (entry.format, entry.key) != (_FORMAT, _digest(key)) or not 0 <= age <= self._max_age:
            return None
        return Kept(entry.packages, entry.read_at)

    def put(self, key: str, kept: Kept) -> None:
        """Keep a list for the next process, and drop those that nobody may use any more.

        A full or read-only disk is no error: this process has what it needs.
        """
        body = msgspec.json.encode(_Entry(_FORMAT, _digest(key), kept.read_at, kept.packages))
        with contextlib.suppress(OSError):
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._drop_old()
            descriptor, name = tempfile.mkstemp(dir=self._directory, suffix=".new")  # readable by its owner alone
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
                Path(name).replace(self._path(key))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _path(self, key: str) -> Path:
        return self._directory / f"{_digest(key)}.json"

    def _drop_old(self) -> None:
        """Remove the lists past every bound, and what killed processes left half-written."""
        oldest = self._time() - MAX_CACHE_AGE
        for path in self._directory.iterdir():
            if path.suffix in {".json", ".new"}:
                with contextlib.suppress(OSError):  # another process has just done the same
                    if path.stat().st_mtime < oldest:
                        path.unlink()


def _digest(key: str) -> str:
    """Return what stands for a key on disk: the key itself holds an AccessKey ID."""
    return hashlib.sha256(key.encode()).hexdigest()


def _own_bytes(path: Path) -> bytes:
    """Return what a file holds that nobody but this user can have written.

    Raises:
        OSError: There is none.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            raise PermissionError(f"{path} may be written by others")
        return file.read()
