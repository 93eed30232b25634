# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What becomes of the entries of a lock file: shown to people and to machines, and written, all or nothing.

What an entry is to become is found out before the file is taken hold of, since that takes as long as the service takes.
So the file may have changed meanwhile, which is no matter for the entries that are not concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.cli.output.streams import emit, emit_json
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.tables import locked_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lock_file.bump import Move
    from alicloud_iot_ota.pins import LockedFirmware


def write(path: Path, moves: Iterable[Move]) -> None:
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
        editor.put_all(
            {
                move.name: (msgspec.to_builtins(move.criteria), move.locked)
                for move in changes
                if move.criteria is not None
            }
        )


def show(moves: Sequence[Move], *, is_json: bool) -> None:
    """Write to stdout what becomes of the entries."""
    if is_json:
        document = {"entries": [_fields(move) for move in moves]}
        emit_json(document)
    elif moves:
        emit(
            tables.table(
                ("Entry", "Old", "New", "What"),
                [(move.name, _version(_package(move.before)), _version(move.locked), move.what) for move in moves],
            )
            + "\n"
        )
    else:
        emit("The lock file has no entries.\n")


def _fields(move: Move) -> dict[str, object]:
    return {
        "name": move.name,
        "isChanged": move.is_change,
        "old": _values(_package(move.before)),
        "new": _values(move.locked),
        "message": move.what,
    }


def _values(package: LockedFirmware | None) -> dict[str, object] | None:
    return None if package is None else locked_values(package)


def _version(package: LockedFirmware | None) -> str | None:
    return None if package is None else package.dest_version


def _package(entry: Entry | None) -> LockedFirmware | None:
    return None if entry is None else entry.locked


def _content(entry: Entry | None) -> tuple[object, ...]:
    """Return what an entry says, wherever it stands."""
    return () if entry is None else (entry.criteria, entry.locked)
