# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Planned updates of lock file entries, which are written together or not at all.

Updates are planned before the file is locked, because reading the service takes time. Another program may therefore
change the file in between. Only a change to the same entries is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import LockFileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs


class EntryUpdate(msgspec.Struct, frozen=True):
    """A planned update of one entry.

    Attributes:
        name: The name of the entry.
        before: The entry as it was read; None if it is new.
        criteria: The new criteria; None if the entry is removed.
        locked: The new package; None if the entry is removed.
        what: A description of the update for the user.
    """

    name: str
    before: Entry | None
    criteria: LockCriteriaArgs | None
    locked: LockedFirmware | None
    what: str

    @property
    def old(self) -> LockedFirmware | None:
        """The package before the update, or None."""
        return None if self.before is None else self.before.locked

    @property
    def is_change(self) -> bool:
        """Whether the update changes the file."""
        return _content(self.before) != (self.criteria, self.locked)


def write(path: Path, moves: Iterable[EntryUpdate]) -> None:
    """Write all updates that change an entry, or none of them.

    Raises:
        LockFileError: Another program changed one of these entries since it was read, or the file cannot be written.
    """
    changes = [move for move in moves if move.is_change]
    if not changes:
        return
    with lock_file.changing(path) as editor:
        for move in changes:
            if _content(editor.lock_file.entries.get(move.name)) != _content(move.before):
                raise LockFileError(
                    f'Entry "{move.name}" in {printable(str(path))} was changed by another program. '
                    "Nothing was written.",
                    "Run the command again. It starts from the changed file.",
                )
        gone = [move.name for move in changes if move.criteria is None]
        if gone:
            editor.remove(*gone)
        editor.put_all({move.name: (move.criteria, move.locked) for move in changes if move.criteria is not None})


def _content(entry: Entry | None) -> tuple[object, ...]:
    """Return the content of an entry without its position in the file."""
    return () if entry is None else (entry.criteria, entry.locked)
