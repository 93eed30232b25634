# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The values of a lock file and its entries."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text, join_limited
from alicloud_iot_ota.errors import LockFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

DEFAULT_NAME = "firmware.lock"
"""The name of the lock file, next to the program, unless another one is set."""

SCHEMA_VERSION = 1
"""The format version that this release writes as `version`."""

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
"""The pattern of an entry name. A name is a bare TOML key and needs no quotes on a command line."""

NAME_RULE = "A name has 1 to 64 ASCII letters, digits, - and _, and starts with a letter or a digit."

MAX_COMPARED = 200
"""Entries that are compared with an unknown name, to suggest a similar one."""

_MOST_NAMES = 12  # maximum in a message
_LONGEST_NAME = 64


class Entry(msgspec.Struct, frozen=True):
    """An entry of a lock file.

    Attributes:
        name: The name that programs use.
        criteria: The criteria that select the package.
        locked: The package that the criteria resolved to; None if the entry was written by hand and not resolved yet.
        path: The path of the lock file, as the user wrote it.
        line: The line of the first header of the entry, from 1.
    """

    name: str
    criteria: LockCriteriaArgs
    locked: LockedFirmware | None
    path: str
    line: int


class LockFile(msgspec.Struct, frozen=True):
    """A parsed lock file.

    Attributes:
        path: The path of the file, as the user wrote it, for messages.
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
        names = list(dict.fromkeys(map(format_text, self.entries)))  # hidden names all look alike; show one of them
        known = f"Its entries are {join_limited(names, _MOST_NAMES)}." if names else "The file has no entries."
        raise LockFileError(
            f'{format_text(self.path)} has no entry "{format_text(name)}"{hint}\n{known}',
            "Use the name of an existing entry, or add this one with `alicloud-iot-ota lock NAME` and criteria.",
        )


def require_name(name: str) -> None:
    """Validate the name of an entry.

    Raises:
        LockFileError: The name is invalid.
    """
    if not re.fullmatch(NAME, name):
        raise LockFileError(f'Invalid entry name "{format_text(name)}".', NAME_RULE)
