# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The values of firmware.toml and firmware.lock."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.base.text import format_full_text, format_text, join_limited
from alicloud_iot_ota.errors import LockFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import EntryArgs

DEFAULT_NAME = "firmware.lock"
"""The name of the lock file, next to the program, unless another one is set."""

LOCK_SUFFIX = ".lock"
MANIFEST_SUFFIX = ".toml"
"""The suffixes of a lock file and of its manifest. The rest of their paths is the same."""

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
"""The pattern of an entry name. A name is a bare TOML key and needs no quotes on a command line."""

NAME_RULE = "A name has 1 to 64 ASCII letters, digits, - and _, and starts with a letter or a digit."

MAX_COMPARED = 200
"""Entries that are compared with an unknown name, to suggest a similar one."""

_MOST_NAMES = 12  # maximum in a message
_LONGEST_NAME = 64


class Entry(msgspec.Struct, frozen=True):
    """An entry: its criteria, and the package that it resolved to.

    Attributes:
        name: The name that programs use.
        criteria: The criteria in firmware.toml. If only firmware.lock was read, those that it records.
        locked: The package in firmware.lock; None if the entry exists only in firmware.toml.
        path: The path of the file that `line` refers to, as the user wrote it.
        line: The line of the first header of the entry, from 1. In firmware.lock, unless `locked` is None. 0 if the
            entry is not written yet.
        recorded: The criteria that firmware.lock records; None if `locked` is None.
    """

    name: str
    criteria: EntryArgs
    locked: LockedFirmware | None
    path: str
    line: int
    recorded: EntryArgs | None = None

    @property
    def is_current(self) -> bool:
        """Whether firmware.lock has a package for the criteria in firmware.toml."""
        return self.locked is not None and self.recorded == self.criteria


class LockFile(msgspec.Struct, frozen=True):
    """The entries of a lock file, or of a lock file and its manifest.

    Attributes:
        path: The path of the lock file, as the user wrote it, for messages.
        entries: The entries by name, sorted by name.
    """

    path: str
    entries: Mapping[str, Entry]

    def entry(self, name: str) -> Entry:
        """Return an entry.

        Raises:
            LockFileError: No entry has that name.
        """
        if name in self.entries:
            return self.entries[name]
        is_comparable = len(name) <= _LONGEST_NAME and len(self.entries) <= MAX_COMPARED
        close = difflib.get_close_matches(name, self.entries, n=1) if is_comparable else []
        hint = f'; did you mean "{format_text(close[0])}"?' if close else "."
        known = f"Its entries are {names_of(self.entries)}." if self.entries else "The file has no entries."
        raise LockFileError(
            f'{format_text(self.path)} has no entry "{format_text(name)}"{hint}\n{known}',
            "Use the name of an existing entry, or add this one with `alicloud-iot-ota add NAME` and criteria.",
        )


def names_of(entries: Iterable[str]) -> str:
    """Return the names of entries for a message, up to a maximum."""
    return join_limited(list(dict.fromkeys(map(format_text, entries))), _MOST_NAMES)  # hidden names all look alike


def manifest_of(path: Path) -> Path:
    """Return the path of the manifest of a lock file: next to it, or next to the file that a link to it leads to.

    Raises:
        LockFileError: The name of the lock file does not end in `.lock`.
    """
    if path.suffix != LOCK_SUFFIX:
        raise LockFileError(
            f"The name of a lock file must end in {LOCK_SUFFIX}, got {format_full_text(str(path))}.",
            f"Set the path of the lock file, such as {DEFAULT_NAME}. Its manifest has the same name, but ends in "
            f"{MANIFEST_SUFFIX}.",
        )
    own = path.with_suffix(MANIFEST_SUFFIX)
    with contextlib.suppress(OSError, ValueError):  # reading the lock file reports the error
        target = Path(os.path.realpath(path))
        linked = target.with_suffix(MANIFEST_SUFFIX)
        if target.suffix == LOCK_SUFFIX and not os.path.lexists(own) and os.path.lexists(linked):
            return linked
    return own


def require_name(name: str) -> None:
    """Validate the name of an entry.

    Raises:
        LockFileError: The name is invalid.
    """
    if not re.fullmatch(NAME, name):
        raise LockFileError(f'Invalid entry name "{format_text(name)}".', NAME_RULE)


def command(words: str, path: str) -> str:
    """Return a command for a lock file, or for the lock file of a manifest, that the user can copy."""
    lock_path = path.removesuffix(MANIFEST_SUFFIX) + LOCK_SUFFIX if path.endswith(MANIFEST_SUFFIX) else path
    file = "" if lock_path == DEFAULT_NAME else f" --lock-file {quote(format_full_text(lock_path))}"
    return f"alicloud-iot-ota {words}{file}"
