# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check`: whether what is locked is still there as it was, and may be deployed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, locked
from alicloud_iot_ota.cli import entries, tables
from alicloud_iot_ota.cli.output import emit, warn
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.cli.usage import Parser
from alicloud_iot_ota.cli.used_by import require_used
from alicloud_iot_ota.cli.where import Where
from alicloud_iot_ota.errors import OtaError, UndecidableError
from alicloud_iot_ota.verdicts import PASSING, Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_ota.cli.statuses import ExitStatus
    from alicloud_iot_ota.lock_file import Entry

    Outcome = Judgement | OtaError | None
    # The verdict; or why the catalogue could not be read; or None where it was not asked.
    Outcomes = Sequence[tuple[Entry, Outcome]]

_DESCRIPTION = (
    "Check the entries of a lock file against the live catalogue: whether each package is still there as it was "
    "locked, and may be deployed. Of several statuses, that of a broken pin (3) comes before that of a catalogue which "
    "could not be read (4)."
)
_EXAMPLE = "--used-by deploy"
_NOT_CHECKED = "notChecked"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "All entries by default.")
    parser.add_argument(
        "--used-by",
        action="append",
        default=[],
        metavar="DIR",
        help="A folder of programs; give the option once for each. An entry whose name stands in none of their source "
        "files, as a quoted word, is an error.",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="Check the file alone: that it can be read, that every entry is resolved, and that none contradicts "
        "itself.",
    )
    Where().add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Judge the entries, write the outcomes, and return the status of the worst one."""
    given = parser(name).read(argv)
    path = entries.path_of(given)
    held = lock_file.read(path)
    checked = entries.chosen(held, given.names)
    if given.used_by:
        require_used(held, checked, given.used_by)
    mistakes = entries.failures_in([(entry, _mistake(entry)) for entry in checked])
    if mistakes:
        return entries.tell_failures(path, mistakes)
    if given.offline:
        return _report(path, [(entry, None) for entry in checked], is_json=given.json)
    with service(Where().values(given)) as lookup:
        answers = entries.ask(lookup, checked, lambda entry, _: locked.judge(lookup, entry))
    failures = entries.failures_in(answers, besides=UndecidableError)
    if failures:
        return entries.tell_failures(path, failures)
    return _report(path, answers, is_json=given.json)


def _mistake(entry: Entry) -> OtaError | None:
    """Return why an entry has no package that could be judged, if it has none."""
    try:
        locked.package_of(entry)
    except OtaError as error:
        return error
    return None


def _report(path: Path, outcomes: Outcomes, *, is_json: bool) -> ExitStatus:
    """Write the outcomes, then what is wrong in full, and return the worst status."""
    if is_json:
        document = {"entries": [_fields(entry, verdict) for entry, verdict in outcomes]}
        emit(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    else:
        emit(_table(outcomes) + "\n")
    failures = []
    for entry, verdict in outcomes:
        error = _error(entry, verdict)
        if error is not None:
            failures.append((entry, error))
        elif isinstance(verdict, Judgement) and verdict.verdict is Verdict.MOVED:
            warn(locked.moved(entry, verdict))
    return entries.tell_failures(path, failures)


def _table(outcomes: Outcomes) -> str:
    if not outcomes:
        return "The lock file has no entries."
    return tables.table(
        ("Entry", "Version", "Verdict", "What"),
        [
            (entry.name, locked.package_of(entry).dest_version, _word(verdict), _what(verdict))
            for entry, verdict in outcomes
        ],
    )


def _fields(entry: Entry, verdict: Outcome) -> Mapping[str, object]:
    firmware = locked.package_of(entry)
    error = _error(entry, verdict)
    message = None if error is None else str(error)
    differences: list[dict[str, str | None]] = []
    if isinstance(verdict, Judgement):
        differences = [{"name": each.name, "old": each.old, "new": each.new} for each in verdict.differences]
        if verdict.verdict is Verdict.MOVED:
            message = locked.moved(entry, verdict)
    return {
        "name": entry.name,
        "verdict": _word(verdict),
        "destVersion": firmware.dest_version,
        "firmwareId": firmware.firmware_id,
        "differences": differences,
        "message": message,
    }


def _word(verdict: Outcome) -> str:
    if verdict is None:
        return _NOT_CHECKED
    return verdict.verdict.value if isinstance(verdict, Judgement) else Verdict.UNDECIDABLE.value


def _what(verdict: Outcome) -> str | None:
    """Return in a line what is not as it was."""
    if isinstance(verdict, OtaError):
        return verdict.message.partition("\n")[0]
    if verdict is None or verdict.verdict is Verdict.OK:
        return None
    return verdict.reason.removeprefix("and ").removeprefix("which ")  # a reason is written to follow "the package"


def _error(entry: Entry, verdict: Outcome) -> OtaError | None:
    if isinstance(verdict, Judgement):
        is_broken = verdict.verdict not in PASSING
        return verdict.error(locked.subject(entry), locked.way_out(entry, verdict)) if is_broken else None
    return verdict
