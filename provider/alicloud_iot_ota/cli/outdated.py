# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `outdated`: what is newer than the packages of a lock file, and what higher version does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, locked, review
from alicloud_iot_ota.cli import entries, tables
from alicloud_iot_ota.cli.output import emit, emit_json
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.cli.statuses import ExitStatus
from alicloud_iot_ota.cli.usage import Parser
from alicloud_iot_ota.cli.where import Where
from alicloud_iot_ota.errors import OtaError, UndecidableError
from alicloud_iot_ota.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.selection import Newer

    News = Sequence[tuple[Entry, Newer | OtaError]]

_DESCRIPTION = (
    "Show what is newer than the packages of a lock file: the highest version that meets the criteria of each entry, "
    "apart from what names a single package in them. Beside it stands the highest version of all, where that is "
    "another one, and why it does not count. A catalogue that could not be read makes the status 4 in any case."
)
_EXAMPLE = "--detailed-exitcode"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "All entries by default.")
    parser.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help="Make the exit status 2 where something newer is there.",
    )
    Where().add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Write what is newer."""
    given = parser(name).read(argv)
    path = entries.path_of(given)
    looked_at = entries.chosen(lock_file.read(path), given.names)
    with service(Where().values(given)) as lookup:
        answers = entries.ask(lookup, looked_at, lambda entry, warn: locked.newer(lookup, entry, warn))
        now = lookup.now()
    failures = entries.failures_in(answers, besides=UndecidableError)
    if failures:
        return entries.tell_failures(path, failures)
    if given.json:
        document = {"entries": [_fields(entry, each, now) for entry, each in answers]}
        emit_json(document)
    else:
        emit(_table(answers, now) + "\n")
    status = entries.tell_failures(path, entries.failures_in(answers))
    is_newer = any(not isinstance(each, OtaError) and each.best is not None for _, each in answers)
    return ExitStatus.NEWER if status is ExitStatus.OK and is_newer and given.detailed_exitcode else status


def _table(news: News, now: datetime) -> str:
    if not news:
        return "The lock file has no entries."
    return tables.table(
        ("Entry", "Locked", "Newer", "Age in days", "Highest of all"), [_row(entry, each, now) for entry, each in news]
    )


def _row(entry: Entry, news: Newer | OtaError, now: datetime) -> Sequence[str | int | None]:
    version = locked.package_of(entry).dest_version
    if isinstance(news, OtaError):
        return entry.name, version, Verdict.UNDECIDABLE.value, None, None
    best, skipped = news.best, news.skipped[:1]
    return (
        entry.name,
        version,
        None if best is None else best.dest_version,
        None if best is None else review.age_in_days(best, now),
        f"{skipped[0].firmware.dest_version}: {skipped[0].reason}" if skipped else None,
    )


def _fields(entry: Entry, news: Newer | OtaError, now: datetime) -> Mapping[str, object]:
    firmware = locked.package_of(entry)
    held = {"name": entry.name, "destVersion": firmware.dest_version, "firmwareId": firmware.firmware_id}
    if isinstance(news, OtaError):
        return {**held, "newer": None, "skipped": [], "message": str(news)}
    best = news.best
    return {
        **held,
        "newer": None
        if best is None
        else {
            "destVersion": best.dest_version,
            "firmwareId": best.firmware_id,
            "utcCreate": best.utc_create,
            "ageDays": review.age_in_days(best, now),
        },
        "skipped": [
            {
                "destVersion": each.firmware.dest_version,
                "firmwareId": each.firmware.firmware_id,
                "criterion": each.criterion,
                "reason": each.reason,
            }
            for each in news.skipped
        ],
        "message": None,
    }
