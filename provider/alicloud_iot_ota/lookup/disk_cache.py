# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Complete package lists on disk, for a short time: the update after a preview uses the preview's list.

Each list is one file, accessible to its owner only, and is replaced in one step: a reader finds the old list, the new
list, or none. A truncated or damaged file does not match its own checksum and counts as missing.

Only files that this program created are deleted. A directory that another user can change is not used at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import secrets
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.api.listing import is_possible_list
from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.private_directory import REMEDY, PrivateDirectory, UntrustedError
from alicloud_iot_ota.firmware import Package  # noqa: TC001 - msgspec reads it at run time
from alicloud_iot_ota.settings import MAX_CACHE_AGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LISTS = "catalogues"
"""The subdirectory of `cacheDir` with the lists."""

MAX_LIST_BYTES = 128 * 1024 * 1024
"""The maximum size of one list on disk, in bytes. A larger one is neither written nor read."""

MAX_FILES_EXAMINED = 10_000
"""The maximum number of files in the directory whose age is checked each time a list is written."""

_FORMAT = 2
"""The format version of the files. A list with another version is ignored."""

_LIST_NAME = re.compile(r"[0-9a-f]{64}\.json", re.ASCII)
_OWN_NAME = re.compile(r"alicloud-iot-ota-(?:[0-9a-f]{16}\.new|[0-9a-f]{64}\.lock)", re.ASCII)
_HEAD = re.compile(rb'[0-9a-f]{64}\n\{"format":[0-9]{1,9},"key":"([0-9a-f]{64})",')
_HEAD_LENGTH = 200  # bytes; more than the length of a header


class _Entry(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The content of a file. Its beginning identifies the files of this program."""

    format: int
    key: str
    read_at: float  # in seconds since the epoch
    packages: tuple[Package, ...]


class DiskCache:
    """A directory of cached package lists.

    Args:
        directory: The directory, which is created if it does not exist. Only this user may be able to change it and its
            parent.
        max_age: Seconds after which a list is no longer used.
        time: Returns the time of day, in seconds since the epoch.
        note: Called with each problem that the user can fix.
    """

    def __init__(
        self,
        directory: Path,
        max_age: float,
        time: Callable[[], float],
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._directory = directory
        self._max_age = max_age
        self._time = time
        self._note = note

    def get(self, key: str) -> tuple[tuple[Package, ...], float] | None:
        """Return the list for a key and when it was read.

        Return None if the list is missing, damaged, or older than `max_age` on this machine's clock.
        """
        try:
            with (
                PrivateDirectory(self._directory.parent) as above,
                above.directory(self._directory.name) as directory,
                os.fdopen(directory.open(_file_name(key)), "rb") as file,
            ):
                content = file.read(MAX_LIST_BYTES + 1)
            if len(content) > MAX_LIST_BYTES:
                return None
            checksum, _, body = content.partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != checksum:
                return None
            entry = decoding.decode(body, _Entry)
        except UntrustedError as error:
            self._report_untrusted(error)
            return None
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return None
        age = self._time() - entry.read_at
        if (entry.format, entry.key) != (_FORMAT, _key_digest(key)) or not 0 <= age <= self._max_age:
            return None
        return (entry.packages, entry.read_at) if is_possible_list(entry.packages) else None

    def lock(self, key: str) -> Path:
        """Return the path of the lock that a process holds while it reads the list for a key."""
        return self._directory / f"alicloud-iot-ota-{_key_digest(key)}.lock"

    def put(self, key: str, packages: tuple[Package, ...], read_at: float) -> None:
        """Store a list and the time of its read, and remove expired lists.

        A full or read-only disk is not an error: this process already has the list.
        """
        body = msgspec.json.encode(_Entry(_FORMAT, _key_digest(key), read_at, packages))
        content = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        if len(content) > MAX_LIST_BYTES:
            return
        try:
            with (
                PrivateDirectory(self._directory.parent, create=True) as above,
                above.directory(self._directory.name, create=True) as directory,
            ):
                self._remove_old(directory)
                _write(directory, _file_name(key), content)
        except UntrustedError as error:
            self._report_untrusted(error)
        except (OSError, ValueError):
            pass

    def _report_untrusted(self, error: UntrustedError) -> None:
        self._note(f"The disk cache is not used: {error} {REMEDY}")

    def _remove_old(self, directory: PrivateDirectory) -> None:
        """Remove lists that are older than any allowed age, and the incomplete files of killed processes."""
        oldest = self._time() - MAX_CACHE_AGE
        for name in itertools.islice(directory.names(), MAX_FILES_EXAMINED):
            if _LIST_NAME.fullmatch(name) or _OWN_NAME.fullmatch(name):
                with contextlib.suppress(OSError):  # the file is not ours, or another process removed it
                    descriptor = directory.open(name)
                    with os.fdopen(descriptor, "rb") as file:
                        head = _HEAD.match(file.read(_HEAD_LENGTH))
                        is_own = _OWN_NAME.fullmatch(name) or (head is not None and name.startswith(head[1].decode()))
                        is_old = os.fstat(descriptor).st_mtime < oldest
                    if is_own and is_old:  # Windows does not remove an open file
                        directory.remove(name)


def _write(directory: PrivateDirectory, name: str, content: bytes) -> None:
    new = f"alicloud-iot-ota-{secrets.token_hex(8)}.new"
    try:
        with os.fdopen(directory.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(content)
        directory.replace(new, name)
    except BaseException:
        with contextlib.suppress(OSError):
            directory.remove(new)
        raise


def _file_name(key: str) -> str:
    return f"{_key_digest(key)}.json"


def _key_digest(key: str) -> str:
    """Return the digest that represents a key on disk. The key itself contains an AccessKey ID."""
    return hashlib.sha256(key.encode()).hexdigest()
