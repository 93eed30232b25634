# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The output of commands for a lock file: a line or a JSON object for each entry, and the errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.base.text import join_limited
from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, emit_json, write_stderr
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lock_file.resolution import location_of
from alicloud_iot_ota.lock_file.tables import locked_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lock_file.updates import EntryUpdate

_Item = TypeVar("_Item")

_SHOWN_NAMES = 12  # names of entries in one line
_WORST_FIRST = (ExitCode.BROKEN_PIN, ExitCode.ERROR, ExitCode.UNDECIDABLE, ExitCode.OK)


def show(
    items: Sequence[_Item],
    header: Sequence[str],
    row: Callable[[_Item], Sequence[str | int | None]],
    fields: Callable[[_Item], Mapping[str, object]],
    *,
    is_json: bool,
) -> None:
    """Write the results for entries to stdout: a table with a header, or JSON with the fields of each entry."""
    if is_json:
        emit_json({"entries": [fields(item) for item in items]})
    else:
        emit((tables.table(header, map(row, items)) if items else "The lock file has no entries.") + "\n")


def show_moves(moves: Sequence[EntryUpdate], *, is_json: bool) -> None:
    """Write the changes of entries to stdout."""

    def row(move: EntryUpdate) -> Sequence[str | None]:
        versions = (None if package is None else package.dest_version for package in (move.old, move.locked))
        return move.name, *versions, move.what

    def fields(move: EntryUpdate) -> Mapping[str, object]:
        old, new = (None if package is None else locked_values(package) for package in (move.old, move.locked))
        return {"name": move.name, "isChanged": move.is_change, "old": old, "new": new, "message": move.what}

    show(moves, ("Entry", "Old", "New", "What"), row, fields, is_json=is_json)


def report_failures(answers: Iterable[tuple[Entry, object]]) -> ExitCode:
    """Write each error to stderr, once, with the places of all its entries. Return the exit code of the worst error."""
    entries: dict[str, list[Entry]] = {}
    statuses = {ExitCode.OK}
    for entry, error in answers:
        if isinstance(error, OtaError):
            entries.setdefault(str(error), []).append(entry)
            statuses.add(ExitCode.of(error))
    for text, concerned in entries.items():
        write_stderr(f"{join_limited(list(map(location_of, concerned)), _SHOWN_NAMES)}\n{text}")
    return min(statuses, key=_WORST_FIRST.index)
