# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `promote`: moves entries to the same file as the entries of the previous stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.cli.output.entries import report_failures, show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import warn, write_stderr
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, add_move_options, lock_file_path, selected
from alicloud_iot_ota.cli.parsing.parser import Parser, parse_value
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.firmware import parse_digest
from alicloud_iot_ota.lock_file import project
from alicloud_iot_ota.lock_file.bump import BumpOptions
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.promote import plan_promotion, source_of
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write

if TYPE_CHECKING:
    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Warn

_DESCRIPTION = (
    "Move entries with promoteFrom to the package of that entry, the previous stage. Their instances must contain the "
    "same file: a package with the same digest, version, module, type and source version that meets the criteria. An "
    "entry moves by one stage in each run. If one entry fails, no entry is moved. The exit code is 3 if a package is "
    "not published for the next stage, or if its criteria reject it."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = EntriesParser(name, _DESCRIPTION, "gateway-prod", "Default: all entries with promoteFrom.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="Write nothing. Return exit code 2 if an entry would move, and 0 if all are promoted.",
    )
    add_move_options(parser)
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Promote the entries, and print each move."""
    reader = parser(name)
    given = reader.read(argv)
    options = BumpOptions(
        allow_downgrade=given.allow_downgrade,
        accept_digest=parse_value("--accept-digest", given.accept_digest, parse_digest, reader.prog),
    )
    path = lock_file_path(given)
    file = project.read(path).wanted
    entries = [each for each in selected(given, file) if given.names or each.criteria.promote_from is not None]
    if not entries:
        raise LockFileError(
            f"{format_full_text(file.path)} has no entry with promoteFrom, so no entry can be promoted.",
            "Set promoteFrom of an entry to the name of the entry of its previous stage.",
        )

    def plan(lookup: Lookup, entry: Entry, warn: Warn) -> EntryUpdate:
        return plan_promotion(lookup, entry, source_of(entry, file, lookups), options, warn)

    with services(given_settings(given), entries, is_live=not given.check) as lookups:
        answers = map_entries(lookups, entries, plan, warn)
    updates = [answer for _, answer in answers if isinstance(answer, EntryUpdate)]
    status = report_failures(answers)
    if status is not ExitCode.OK:
        if updates and not given.check:
            write_stderr("Nothing was written, not even the entries that resolved.")
        return status
    if not given.check:
        write(path, updates)
    show_moves(updates, is_json=given.json)
    return ExitCode.NEWER if given.check and any(update.moves for update in updates) else ExitCode.OK
