# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Moves: what becomes of the entries of a lock file, written all or nothing.

What an entry is to become is found out before the file is taken hold of, since that takes as long as the service takes.
So the file may have changed meanwhile, which is no matter for the entries that are not concerned.
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
    """What becomes of an entry.

    Attributes:
        name: Its name.
        before: The entry as it was read; None where there was none.
        criteria: Its criteria from now on; None where it is removed.
        locked: Its package from now on; None where it is removed.
        what: What that is, in words.
    """

    name: str
    before: Entry | None
    criteria: LockCriteriaArgs | None
    locked: LockedFirmware | None
    what: str

    @property
    def old(self) -> LockedFirmware | None:
        """Its package until now; None where it had none."""
        return None if self.before is None else self.before.locked

    @property
    def is_change(self) -> bool:
        """Whether anything of it is to be written."""
        return _content(self.before) != (self.criteria, self.locked)


def write(path: Path, moves: Iterable[EntryUpdate]) -> None:
    """Write the entries that change, all of them or none.

    Raises:
        LockFileError: One of them was changed by somebody else since it was read, or the file cannot be written.
    """
    changes = [move for move in moves if move.is_change]
    if not changes:
        return
    with lock_file.changing(path) as editor:
        for move in changes:
            if _content(editor.lock_file.entries.get(move.name)) != _content(move.before):
                raise LockFileError(
                    f"The entry {move.name} of {printable(str(path))} was changed by another program meanwhile, so "
                    "nothing was written.",
                    "Do the same again: it starts from what is there now.",
                )
        gone = [move.name for move in changes if move.criteria is None]
        if gone:
            editor.remove(*gone)
        editor.put_all({move.name: (move.criteria, move.locked) for move in changes if move.criteria is not None})


def _content(entry: Entry | None) -> tuple[object, ...]:
    """Return what an entry says, wherever it stands."""
    return () if entry is None else (entry.criteria, entry.locked)
