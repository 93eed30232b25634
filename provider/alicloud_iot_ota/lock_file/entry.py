# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lock file and its entries, as values."""

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
"""The file, beside the program, where no other is named."""

SCHEMA_VERSION = 1
"""The `version` that a lock file of this release says it has."""

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
"""What an entry may be called: a bare key of TOML that is also a word on a command line."""

NAME_RULE = "Names are 1 to 64 letters, digits, - and _ of ASCII, a letter or a digit first."

MAX_COMPARED = 200
"""Entries that a wrong name is compared with."""

_MOST_NAMES = 12  # in a message
_LONGEST_NAME = 64


class Entry(msgspec.Struct, frozen=True):
    """One firmware, by the name that programs use.

    Attributes:
        name: Its name.
        criteria: What is asked for.
        locked: What that resolved to; None where it was written by hand and never resolved.
        path: The lock file that it stands in, as the user wrote it.
        line: The line of its first header, from 1.
    """

    name: str
    criteria: LockCriteriaArgs
    locked: LockedFirmware | None
    path: str
    line: int


class LockFile(msgspec.Struct, frozen=True):
    """A lock file.

    Attributes:
        path: Where it is, as the user wrote it, for messages.
        entries: The entries by name, in the order of their names.
    """

    path: str
    entries: Mapping[str, Entry]

    def entry(self, name: str) -> Entry:
        """Return an entry.

        Raises:
            LockFileError: There is none of that name.
        """
        if name in self.entries:
            return self.entries[name]
        is_comparable = len(name) <= _LONGEST_NAME and len(self.entries) <= MAX_COMPARED
        close = difflib.get_close_matches(name, self.entries, n=1) if is_comparable else []
        hint = f'; did you mean "{format_text(close[0])}"?' if close else "."
        names = list(dict.fromkeys(map(format_text, self.entries)))  # of blanks, one is enough
        known = f"Its entries are {join_limited(names, _MOST_NAMES)}." if names else "It has no entries."
        raise LockFileError(
            f'{format_text(self.path)} has no entry "{format_text(name)}"{hint}\n{known}',
            "Use the name of an entry, or add this one: `alicloud-iot-ota lock NAME` with its criteria.",
        )


def require_name(name: str) -> None:
    """Make sure that an entry may be called so.

    Raises:
        LockFileError: It may not.
    """
    if not re.fullmatch(NAME, name):
        raise LockFileError(f'"{format_text(name)}" is no name for an entry.', NAME_RULE)
