# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `outdated`: where `bump` would move the entries of a lock file, and what newer package does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, pins, review
from alicloud_iot_ota.cli import entries
from alicloud_iot_ota.cli.output import tables
from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
from alicloud_iot_ota.cli.output.streams import emit, emit_json, warn
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.cli.parsing.settings import Where
from alicloud_iot_ota.cli.service import service
from alicloud_iot_ota.errors import OtaError, UndecidableError
from alicloud_iot_ota.lock_file import bump, resolving
from alicloud_iot_ota.pins.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lock_file.bump import Outlook

    News = Sequence[tuple[Entry, Outlook | OtaError]]

_DESCRIPTION = (
    "Show what is newer than the packages of a lock file: the package that `bump` would move each entry to. The last "
    "column shows the newest package that does not count, and why, and the packages that are possibly newer: those of "
    "unknown order, such as an unreadable version, that were created after the locked package or at an unknown time. "
    "If onUnparsable is error, an unreadable version is an error. A catalog that could not be read makes the status 4 "
    "in any case."
)
_EXAMPLE = "--detailed-exitcode"
_POSSIBLY = "possibly"
_LINE = "\n"


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, _EXAMPLE, entries.OPERANDS)
    entries.add_to(parser, "All entries by default.")
    parser.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help="Make the exit status 2 if a package is newer or possibly newer.",
    )
    Where().add_to(parser)
    return parser


def run(name: str, argv: Sequence[str]) -> int:
    """Write what is newer."""
    given = parser(name).read(argv)
    path = entries.path_of(given)
    looked_at = entries.chosen(lock_file.read(path), given.names)
    with service(Where().values(given)) as lookup:
        answers = entries.ask(lookup, looked_at, lambda entry, warn: bump.outlook(lookup, entry, warn))
        now = lookup.now()
    failures = entries.failures_in(answers, besides=UndecidableError)
    if failures:
        return entries.tell_failures(path, failures)
    if given.json:
        document = {"entries": [_fields(entry, each, now) for entry, each in answers]}
        emit_json(document)
    else:
        emit(_table(answers, now) + "\n")
    for entry, each in answers:
        if not isinstance(each, OtaError) and each.error is not None:
            resolving.at_place(entry, warn)(f"bump would fail.\n{each.error}")
    status = entries.tell_failures(path, entries.failures_in(answers))
    is_newer = any(_is_newer(each) for _, each in answers)
    return ExitStatus.NEWER if status is ExitStatus.OK and is_newer and given.detailed_exitcode else status


def _table(news: News, now: datetime) -> str:
    if not news:
        return "The lock file has no entries."
    return tables.table(
        ("Entry", "Locked", "Newer", "Age in days", "Skipped"), [_row(entry, each, now) for entry, each in news]
    )


def _is_newer(news: Outlook | OtaError) -> bool:
    return not isinstance(news, OtaError) and (news.newer is not None or news.is_possibly_newer)


def _row(entry: Entry, news: Outlook | OtaError, now: datetime) -> Sequence[str | int | None]:
    held = resolving.package_of(entry)
    if isinstance(news, OtaError):
        return entry.name, held.dest_version, Verdict.UNDECIDABLE.value, None, None
    new = news.newer
    newer = _POSSIBLY if news.is_possibly_newer else None
    if new is not None:
        is_same_version = new.dest_version == held.dest_version
        newer = f"{new.dest_version} ({news.what})" if is_same_version else new.dest_version
    age = None if new is None else review.age_in_days(pins.unlock(new), now)
    return entry.name, held.dest_version, newer, age, "; ".join(_skipped(news)) or None


def _skipped(news: Outlook) -> Iterator[str]:
    """Yield what there is to say of the packages that an entry would not move to, in brief."""
    counted = [each for each in news.skipped if not each.is_possibly_newer]
    possibly = [each for each in news.skipped if each.is_possibly_newer]
    if counted:
        yield f"{counted[0].firmware.dest_version}: {counted[0].reason}"
    if possibly:
        more = f" and {len(possibly) - 1} more" if possibly[1:] else ""
        yield f"{_POSSIBLY} newer: {possibly[0].firmware.dest_version} ({possibly[0].reason}){more}"
    if news.error is not None and not possibly:
        yield f"bump would fail: {news.error.message.partition(_LINE)[0]}"


def _fields(entry: Entry, news: Outlook | OtaError, now: datetime) -> Mapping[str, object]:
    firmware = resolving.package_of(entry)
    held = {"name": entry.name, "destVersion": firmware.dest_version, "firmwareId": firmware.firmware_id}
    if isinstance(news, OtaError):
        return {**held, "newer": None, "skipped": [], "message": str(news)}
    new = news.newer
    return {
        **held,
        "newer": None
        if new is None
        else {
            "destVersion": new.dest_version,
            "firmwareId": new.firmware_id,
            "utcCreate": new.utc_create,
            "ageDays": review.age_in_days(pins.unlock(new), now),
        },
        "skipped": [
            {
                "destVersion": each.firmware.dest_version,
                "firmwareId": each.firmware.firmware_id,
                "criterion": each.criterion,
                "reason": each.reason,
                "isPossiblyNewer": each.is_possibly_newer,
            }
            for each in news.skipped
        ],
        "message": None if news.error is None else str(news.error),
    }
