# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `check`: whether what is locked is still there as it was, and may be deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli import entries
from alicloud_iot_ota.cli.outcomes import NOT_CHECKED, UNUSABLE, Outcome, mistake, outcome
from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.cli.output.streams import emit, emit_json, warn
from alicloud_iot_ota.cli.parsing.options import not_blank
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.cli.parsing.settings import Where
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.cli.used_by import require_used
from alicloud_iot_ota.lock_file import resolving
from alicloud_iot_ota.pins.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Warn
    from alicloud_iot_ota.pins.verdicts import Judgement

_DESCRIPTION = (
    "Check the entries of a lock file against the live catalogue: whether each package is still there as it was "
    "locked, and may be deployed. Of several statuses, that of a broken pin (3) comes first, then that of an error "
    "(1), and that of a catalogue which could not be read (4) last. Versions that the criteria of an entry cannot "
    "read are a warning, or, as its onUnparsable says, an error or nothing."
)
_EXAMPLE = "--used-by deploy"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "All entries by default.")
    parser.add_argument(
        "--used-by",
        action="append",
        default=[],
        type=not_blank,
        metavar="DIR",
        help="A folder of programs; give the option once for each. An entry whose name stands in none of their source "
        "files, as a quoted word, is an error.",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="Check the file alone: that it can be read, that every entry is resolved, and that none contradicts or "
        "blocks itself.",
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
    mistakes = [(entry, mistake(entry)) for entry in checked]
    unusable = {entry.name: Outcome(entry, error, UNUSABLE) for entry, error in mistakes if error is not None}
    usable = [entry for entry in checked if entry.name not in unusable]
    judged = [_offline(entry) for entry in usable] if given.offline else _judged(usable, Where().values(given))
    by_name = {**unusable, **{each.entry.name: each for each in judged}}
    return _report(path, [by_name[entry.name] for entry in checked], is_json=given.json)


def _offline(entry: Entry) -> Outcome:
    judgement = resolving.judge_offline(entry)
    return Outcome(entry, judgement, NOT_CHECKED if judgement.verdict is Verdict.OK else judgement.verdict.value)


def _judged(usable: Sequence[Entry], settings: Mapping[str, object]) -> list[Outcome]:
    """Judge entries by the live catalogue; without any, nothing needs to be set."""
    if not usable:
        return []
    warnings: dict[str, list[str]] = {entry.name: [] for entry in usable}

    def judge(entry: Entry, warn: Warn) -> Judgement:
        def warn_of_it(text: str) -> None:
            warnings[entry.name].append(text)
            warn(text)

        return resolving.judge(lookup, entry, warn_of_it)

    with service(settings) as lookup:
        answers = entries.ask(lookup, usable, judge)
    return [outcome(entry, answer, warnings[entry.name]) for entry, answer in answers]


def _report(path: Path, outcomes: Sequence[Outcome], *, is_json: bool) -> ExitStatus:
    """Write the outcomes, then what is wrong in full, and return the worst status."""
    if is_json:
        document = {"entries": [each.fields() for each in outcomes]}
        emit_json(document)
    elif outcomes:
        emit(tables.table(("Entry", "Version", "Verdict", "What"), [each.row() for each in outcomes]) + "\n")
    else:
        emit("The lock file has no entries.\n")
    for each in outcomes:
        if each.warning is not None:
            warn(each.warning)
    return entries.tell_failures(path, [(each.entry, each.error) for each in outcomes if each.error is not None])
