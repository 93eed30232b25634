# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: makes firmware.lock up to date with firmware.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.cli.output.entries import report_failures, show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import note, warn, write_stderr
from alicloud_iot_ota.cli.parsing.entries import FilesParser, lock_file_path
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.lock_file import project, resolution
from alicloud_iot_ota.lock_file.bump import BumpOptions
from alicloud_iot_ota.lock_file.resolving import plan_all, unchanged
from alicloud_iot_ota.lock_file.updates import EntryUpdate, remove, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.cli.parsing.parser import Parser
    from alicloud_iot_ota.errors import OtaError
    from alicloud_iot_ota.lock_file import Entry

_DESCRIPTION = (
    "Make firmware.lock up to date with firmware.toml: select a package for each new entry, and for each entry with "
    "changed criteria that its package does not meet. An entry with promoteFrom gets the package of that entry. Remove "
    "entries that are no longer in firmware.toml. Other entries keep their package; to move them, run bump or promote. "
    "The command also repairs a firmware.lock that was edited by hand or has merge conflicts. If one entry fails, "
    "nothing is written."
)


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = FilesParser(name, _DESCRIPTION, "")
    parser.add_argument(
        "--allow-downgrade",
        action="store_true",
        help="Allow a downgrade of changed entries, for example to roll back a version that is now blocked.",
    )
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Update the lock file, and print the changes."""
    given = parser(name).read(argv)
    path = lock_file_path(given)
    found = project.read(path, recovers=True)
    options = BumpOptions(allow_downgrade=given.allow_downgrade)
    answers = _resolve(list(found.wanted.entries.values()), given_settings(given), options)
    updates = [
        msgspec.structs.replace(answer, what=f"{answer.what} again") if answer.name in found.uncertain else answer
        for _, answer in answers
        if isinstance(answer, EntryUpdate)
    ]
    status = report_failures(answers)
    if status is not ExitCode.OK:
        if any(update.is_change for update in updates):
            write_stderr("Nothing was written, not even the entries that resolved.")
        return status
    updates += map(remove, found.orphans.values())
    write(path, updates, recovers=True)
    if found.is_recovered:
        note(f"{format_text(str(path))} was edited by hand or has merge conflicts, so it was written again.")
    show_moves(sorted(updates, key=lambda update: update.name), is_json=given.json)
    return ExitCode.OK


def _resolve(
    entries: Sequence[Entry], settings: Mapping[str, object], options: BumpOptions
) -> list[tuple[Entry, EntryUpdate | OtaError]]:
    """Plan the update of each entry. Connect to the service only if an entry is not up to date."""
    others = [entry for entry in entries if not resolution.is_up_to_date(entry)]
    if not others:
        return [(entry, unchanged(entry)) for entry in entries]
    with services(settings, others, is_live=True) as lookups:
        return plan_all(lookups, entries, warn, options)
