# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `bump`: entries of a lock file moved to other packages, on purpose and in full view."""

from __future__ import annotations

from alicloud_iot_ota.cli.output.entries import report_failures, show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import note, warn, write_stderr
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, lock_file_path, selected_entries
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, parse_value
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, service
from alicloud_iot_ota.firmware import parse_digest
from alicloud_iot_ota.lock_file.bump import BumpOptions, plan_bump
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write

_DESCRIPTION = (
    "Move entries of a lock file to what their criteria name now. One of an exact destVersion goes to the highest "
    "version that meets its other criteria, or, if select is newest, to the package created last. One that is named by "
    "firmwareId or firmwareName goes nowhere by itself. `outdated` shows the same moves, and writes nothing. "
    "All entries are moved, or, where one fails, none."
)


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = EntriesParser(name, _DESCRIPTION, "gateway --range '^5.0'")
    parser.add_argument("--to", metavar="VERSION", help="Move one entry to this version, which its criteria must hold.")
    parser.add_argument(
        "--range",
        dest="version_range",
        metavar="RANGE",
        help="Give one entry this versionRange, and move it to what its criteria name then.",
    )
    parser.add_argument("--allow-downgrade", action="store_true", help="Allow a downgrade, or an unknown order.")
    parser.add_argument(
        "--accept-digest",
        metavar="DIGEST",
        help="Accept another file under the same version or ID: the one with this digest, with its algorithm.",
    )
    parser.add_argument(
        "--accept-id", metavar="ID", help="The same by its firmwareId, where the service gives no digest of it."
    )
    parser.add_argument("--dry-run", action="store_true", help="Write nothing.")
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Move the entries, and write what became of each."""
    reader = parser(name)
    given = reader.read(argv)
    wish = BumpOptions(
        to=given.to,
        version_range=given.version_range,
        allow_downgrade=given.allow_downgrade,
        accept_digest=parse_value("--accept-digest", given.accept_digest, parse_digest, reader.prog),
        accept_id=given.accept_id,
        is_named=bool(given.names),
    )
    if wish.to is not None and wish.version_range is not None:
        raise UsageError("--to and --range exclude each other.", reader.prog)
    if (wish.to is not None or wish.version_range is not None) and len(given.names) != 1:
        raise UsageError("--to and --range are for one entry: give its name, and no other one.", reader.prog)
    entries = selected_entries(given)
    with service(given_settings(given)) as lookup:
        answers = map_entries(lookup, entries, lambda lookup, entry, warn: plan_bump(lookup, entry, wish, warn), warn)
    moves = [answer for _, answer in answers if isinstance(answer, EntryUpdate)]
    status = report_failures(answers)
    if status is not ExitCode.OK:
        if moves:
            write_stderr("Nothing was written, for the other entries neither.")
        return status
    if given.dry_run:
        note("nothing was written, as --dry-run asks.")
    else:
        write(lock_file_path(given), moves)
    show_moves(moves, is_json=given.json)
    return ExitCode.OK
