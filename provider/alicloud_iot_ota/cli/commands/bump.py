# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `bump`: entries of a lock file moved to other packages, on purpose and in full view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli import entries, moves
from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
from alicloud_iot_ota.cli.output.streams import note, tell
from alicloud_iot_ota.cli.parsing.options import Once
from alicloud_iot_ota.cli.parsing.parser import Parser, UsageError, parsed
from alicloud_iot_ota.cli.parsing.settings import Where
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.firmware import parse_digest
from alicloud_iot_ota.lock_file.bump import Wish, bumped

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_DESCRIPTION = (
    "Move entries of a lock file to what their criteria name now. One of an exact destVersion goes to the highest "
    "version that meets its other criteria, or, if select is newest, to the package created last. One that is named by "
    "firmwareId or firmwareName goes nowhere by itself. `outdated` shows the same moves, and writes nothing. "
    "All entries are moved, or, where one fails, none."
)
_EXAMPLE = "gateway --range '^5.0'"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "All entries by default.")
    parser.add_argument(
        "--to", action=Once, metavar="VERSION", help="Move one entry to this version, which its criteria must hold."
    )
    parser.add_argument(
        "--range",
        dest="version_range",
        action=Once,
        metavar="RANGE",
        help="Give one entry this versionRange, and move it to what its criteria name then.",
    )
    parser.add_argument("--allow-downgrade", action="store_true", help="Allow a downgrade, or an unknown order.")
    parser.add_argument(
        "--accept-digest",
        action=Once,
        metavar="DIGEST",
        help="Accept another file under the same version or ID: the one with this digest, with its algorithm.",
    )
    parser.add_argument(
        "--accept-id",
        action=Once,
        metavar="ID",
        help="The same by its firmwareId, where the service gives no digest of it.",
    )
    parser.add_argument("--dry-run", action="store_true", help="Write nothing.")
    Where().add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Move the entries, and write what became of each."""
    reader = parser(name)
    given = reader.read(argv)
    wish = _wish(given, reader.prog)
    if wish.to is not None and wish.version_range is not None:
        raise UsageError("--to and --range exclude each other.", reader.prog)
    if (wish.to is not None or wish.version_range is not None) and len(given.names) != 1:
        raise UsageError("--to and --range are for one entry: give its name, and no other one.", reader.prog)
    path = entries.path_of(given)
    concerned = entries.chosen(lock_file.read(path), given.names)
    with service(Where().values(given)) as lookup:
        answers = entries.ask(lookup, concerned, lambda entry, warn: bumped(lookup, entry, wish, warn))
    failures = entries.failures_in(answers)
    if failures:
        status = entries.tell_failures(path, failures)
        if len(failures) < len(answers):
            tell("Nothing was written, for the other entries neither.")
        return status
    done = [answer for _, answer in answers if not isinstance(answer, OtaError)]
    if given.dry_run:
        note("nothing was written, as --dry-run asks.")
    else:
        moves.write(path, done)
    moves.show(done, is_json=given.json)
    return ExitStatus.OK


def _wish(given: argparse.Namespace, program: str) -> Wish:
    return Wish(
        to=given.to,
        version_range=given.version_range,
        allow_downgrade=given.allow_downgrade,
        accept_digest=parsed("--accept-digest", given.accept_digest, parse_digest, program),
        accept_id=given.accept_id,
        is_named=bool(given.names),
    )
