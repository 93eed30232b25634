# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check`: checks that locked packages are unchanged and deployable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.output.entries import report_failures, show
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, selected_entries
from alicloud_iot_ota.cli.parsing.parser import Parser, not_blank
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.lock_file.check import CheckedEntry, check_live, check_offline
from alicloud_iot_ota.lock_file.used_by import require_used
from alicloud_iot_ota.pins.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DESCRIPTION = (
    "Check the entries of a lock file against the live catalog: each package must be unchanged and deployable. If "
    "several problems are found, the exit code is 3 for a broken pin, else 1 for an error, else 4 for an unreadable "
    "catalog. If the criteria of an entry cannot read a version, its onUnparsable decides: a warning (the default), "
    "an error, or nothing."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = EntriesParser(name, _DESCRIPTION, "--used-by deploy")
    parser.add_argument(
        "--used-by",
        action="append",
        default=[],
        type=not_blank,
        metavar="DIR",
        help="A folder with programs. Report an entry as an error if its quoted name appears in no source file. Repeat "
        "the option for each folder.",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="Check only the files: both must be valid, the lock file must be up to date with the manifest, and no "
        "entry may contradict or block its own package.",
    )
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Check the entries, print the outcomes, and return the exit code of the worst one."""
    given = parser(name).read(argv)
    entries = selected_entries(given)
    if given.used_by:
        require_used(entries, given.used_by)
    if given.offline or not any(map(resolution.is_usable, entries)):  # no connection needed
        checked = list(map(check_offline, entries))
    else:
        with services(given_settings(given), entries) as lookups:
            checked = check_live(lookups, entries, warn)
    show(checked, ("Entry", "Version", "Verdict", "What"), _row, _fields, is_json=given.json)
    for each in checked:
        if each.warning is not None:
            warn(each.warning)
    return report_failures((each.entry, each.error) for each in checked)


def _row(checked: CheckedEntry) -> Sequence[str | None]:
    package, found = checked.entry.locked, checked.found
    if isinstance(found, OtaError):
        what: str | None = found.message.partition("\n")[0]
    elif found.verdict is Verdict.OK:
        what = None
    else:
        what = found.reason.removeprefix("and ").removeprefix("which ")  # reasons are written to follow "the package"
    return checked.entry.name, None if package is None else package.dest_version, checked.word, what


def _fields(checked: CheckedEntry) -> Mapping[str, object]:
    package, found = checked.entry.locked, checked.found
    differences = () if isinstance(found, OtaError) else found.differences
    return {
        "name": checked.entry.name,
        "verdict": checked.word,
        "destVersion": None if package is None else package.dest_version,
        "firmwareId": None if package is None else package.firmware_id,
        "differences": [{"name": each.name, "old": each.old, "new": each.new} for each in differences],
        "message": checked.message,
        "warnings": list(checked.warnings),
    }
