# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: entries of a lock file added, resolved and removed. What is locked already stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli.output.entries import report_failures, show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, lock_file_path, selected_entries
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError
from alicloud_iot_ota.cli.parsing.service import DeclaredOptions, service
from alicloud_iot_ota.lock_file import Entry, new_entries, resolution
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.entry import require_name
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_ota.errors import OtaError

_DESCRIPTION = (
    "Add an entry to a lock file: NAME and its criteria, which are resolved to one package. Without criteria, resolve "
    "the entries that were written by hand and have no package yet. What has one stays as it is: `bump` moves it."
)
_EXAMPLE = (
    "gateway --product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest"
)
_OPTIONS = DeclaredOptions(LockCriteriaArgs)


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = EntriesParser(name, _DESCRIPTION, _EXAMPLE, "Without criteria, all entries by default.")
    parser.add_argument("--remove", action="store_true", help="Remove the entries that are named.")
    _OPTIONS.add_to(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Add, resolve or remove entries, and say so."""
    reader = parser(name)
    given = reader.read(argv)
    criteria, settings = _OPTIONS.values(given)
    has_criteria = criteria != LockCriteriaArgs()
    if given.remove:
        if has_criteria or not given.names:
            raise UsageError("--remove takes the names of entries, and no criteria.", reader.prog)
        moves = [EntryUpdate(entry.name, entry, None, None, "removed") for entry in selected_entries(given)]
    elif not has_criteria:
        answers = _resolve(selected_entries(given), settings)
        status = report_failures(answers)
        if status is not ExitCode.OK:
            return status
        moves = sorted((answer for _, answer in answers if isinstance(answer, EntryUpdate)), key=lambda move: move.name)
    elif len(given.names) != 1:
        raise UsageError("Criteria are those of one entry: give its name too, and no other one.", reader.prog)
    else:
        # A criterion as well as a setting: who names an instance for an entry means it wherever the entry is used.
        criteria = msgspec.structs.replace(criteria, iot_instance_id=settings.get("iotInstanceId"))
        moves = [_add(lock_file_path(given), given.names[0], criteria, settings)]
    write(lock_file_path(given), moves)
    show_moves(moves, is_json=given.json)
    return ExitCode.OK


def _add(path: Path, name: str, criteria: LockCriteriaArgs, settings: Mapping[str, object]) -> EntryUpdate:
    """Add an entry, or resolve the one that is there with the same criteria."""
    require_name(name)
    before = lock_file.read(path, may_be_missing=True).entries.get(name)
    if before is not None:
        new_entries.require_same(before, criteria)
        if before.locked is not None:
            return new_entries.unchanged(before, before.locked)
    with service(settings) as lookup:
        package = resolution.resolve(lookup, criteria, warn)
    return EntryUpdate(name, before, criteria, package, "added" if before is None else "resolved")


def _resolve(entries: Sequence[Entry], settings: Mapping[str, object]) -> list[tuple[Entry, EntryUpdate | OtaError]]:
    """Resolve the entries that have no package yet; without any, nothing needs to be set."""
    answers: list[tuple[Entry, EntryUpdate | OtaError]] = [
        (entry, new_entries.unchanged(entry, entry.locked)) for entry in entries if entry.locked is not None
    ]
    unresolved = [entry for entry in entries if entry.locked is None]
    if unresolved:
        with service(settings) as lookup:
            answers += map_entries(lookup, unresolved, new_entries.resolve_entry, warn)
    return answers
