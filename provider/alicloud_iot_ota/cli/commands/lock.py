# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: adds, resolves and removes entries of a lock file. It does not change locked entries."""

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
    "Add an entry to a lock file: NAME and criteria that select one package. Without criteria, resolve the entries "
    "that have no package yet, such as entries written by hand. Entries that already have a package are not changed. "
    "To move them, run bump."
)
_EXAMPLE = (
    "gateway --product-key a1GatewayK01 --module-name default --type full --version-range '^4.0' --select highest"
)
_OPTIONS = DeclaredOptions(LockCriteriaArgs)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = EntriesParser(name, _DESCRIPTION, _EXAMPLE, "all entries, if no criteria are set")
    parser.add_argument("--remove", action="store_true", help="Remove the named entries.")
    _OPTIONS.add_to(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Add, resolve or remove entries, and print the changes."""
    reader = parser(name)
    given = reader.read(argv)
    criteria, settings = _OPTIONS.values(given)
    has_criteria = criteria != LockCriteriaArgs()
    if given.remove:
        if has_criteria or not given.names:
            raise UsageError("--remove requires the names of entries, and accepts no criteria.", reader.prog)
        moves = [EntryUpdate(entry.name, entry, None, None, "removed") for entry in selected_entries(given)]
    elif not has_criteria:
        answers = _resolve(selected_entries(given), settings)
        status = report_failures(answers)
        if status is not ExitCode.OK:
            return status
        moves = sorted((answer for _, answer in answers if isinstance(answer, EntryUpdate)), key=lambda move: move.name)
    elif len(given.names) != 1:
        raise UsageError("Criteria require the name of exactly one entry.", reader.prog)
    else:
        # The instance is also a criterion: the entry stores it, so that every use of the entry searches that instance.
        criteria = msgspec.structs.replace(criteria, iot_instance_id=settings.get("iotInstanceId"))
        moves = [_add(lock_file_path(given), given.names[0], criteria, settings)]
    write(lock_file_path(given), moves)
    show_moves(moves, is_json=given.json)
    return ExitCode.OK


def _add(path: Path, name: str, criteria: LockCriteriaArgs, settings: Mapping[str, object]) -> EntryUpdate:
    """Add an entry, or resolve an existing entry with the same criteria."""
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
    """Resolve the entries that have no package yet. Connect to the service only if such an entry exists."""
    answers: list[tuple[Entry, EntryUpdate | OtaError]] = [
        (entry, new_entries.unchanged(entry, entry.locked)) for entry in entries if entry.locked is not None
    ]
    unresolved = [entry for entry in entries if entry.locked is None]
    if unresolved:
        with service(settings) as lookup:
            answers += map_entries(lookup, unresolved, new_entries.resolve_entry, warn)
    return answers
