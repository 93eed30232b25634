# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `bump`: moves entries of a lock file to other packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.output.entries import report_failures, show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import note, warn, write_stderr
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, add_move_options, lock_file_path, selected
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, parse_value
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.firmware import parse_digest
from alicloud_iot_ota.lock_file import project
from alicloud_iot_ota.lock_file.bump import BumpOptions, plan_bump
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.entry import names_of
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.lock_file import Entry

_DESCRIPTION = (
    "Move entries to the packages that their criteria in firmware.toml select now. An entry with an exact destVersion "
    "moves to the highest version that meets its other criteria, or, if select is newest, to the package created last. "
    "An entry with a firmwareId or firmwareName is not bumped automatically. If one entry fails, no entry is moved. To "
    "see the moves without writing them, run outdated."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = EntriesParser(name, _DESCRIPTION, "gateway --range '^5.0'")
    parser.add_argument(
        "--to",
        metavar="VERSION",
        help="Move one entry to this version, which must meet its criteria. With --accept-digest, its file must have "
        "that digest.",
    )
    parser.add_argument(
        "--range",
        dest="version_range",
        metavar="RANGE",
        help="Set the versionRange of one entry in firmware.toml, and move it to the package that its criteria then "
        "select.",
    )
    add_move_options(parser)
    parser.add_argument(
        "--accept-id",
        metavar="ID",
        help="Accept a different file by its firmwareId, if the service has no digest of it.",
    )
    parser.add_argument(
        "--allow-unpromoted",
        action="store_true",
        help="Also move entries with promoteFrom to the packages that their criteria select. Default: only promote "
        "moves such entries.",
    )
    parser.add_argument("--dry-run", action="store_true", help="Show the moves without writing the lock file.")
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Move the entries, and print each move."""
    reader = parser(name)
    given = reader.read(argv)
    wish = BumpOptions(
        to=given.to,
        version_range=given.version_range,
        allow_downgrade=given.allow_downgrade,
        accept_digest=parse_value("--accept-digest", given.accept_digest, parse_digest, reader.prog),
        accept_id=given.accept_id,
        allow_unpromoted=given.allow_unpromoted,
        is_named=bool(given.names),
    )
    if wish.to is not None and wish.version_range is not None:
        raise UsageError("--to and --range cannot be combined.", reader.prog)
    if (wish.to is not None or wish.version_range is not None) and len(given.names) != 1:
        raise UsageError("--to and --range require the name of exactly one entry.", reader.prog)
    entries = selected(given, project.read(lock_file_path(given)).wanted)
    skipped = [] if given.names or wish.allow_unpromoted else _promoted(entries)
    if skipped:
        names = names_of(entry.name for entry in skipped)
        note(f"entries with promoteFrom are not bumped: {names}. To move them, run `alicloud-iot-ota promote`.")
        entries = [entry for entry in entries if entry not in skipped]
    with services(given_settings(given), entries, is_live=True) as lookups:
        answers = map_entries(lookups, entries, lambda lookup, entry, warn: plan_bump(lookup, entry, wish, warn), warn)
    moves = [answer for _, answer in answers if isinstance(answer, EntryUpdate)]
    status = report_failures(answers)
    if status is not ExitCode.OK:
        if moves:
            write_stderr("Nothing was written, not even the entries that resolved.")
        return status
    if given.dry_run:
        note("nothing was written, because of --dry-run.")
    else:
        write(lock_file_path(given), moves)
    if moves or not skipped or given.json:
        show_moves(moves, is_json=given.json)
    return ExitCode.OK


def _promoted(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries with `promoteFrom`."""
    return [entry for entry in entries if entry.criteria.promote_from is not None]
