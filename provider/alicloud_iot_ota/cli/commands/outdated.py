# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `outdated`: where `bump` would move the entries of a lock file, and what newer package does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota import pins, review
from alicloud_iot_ota.cli.output.entries import show, tell_failures
from alicloud_iot_ota.cli.output.exit_statuses import ExitStatus
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, chosen
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, service
from alicloud_iot_ota.errors import OtaError, UndecidableError
from alicloud_iot_ota.lock_file import Entry, resolving
from alicloud_iot_ota.lock_file.asking import ask
from alicloud_iot_ota.lock_file.bump import Outlook, outlook
from alicloud_iot_ota.lock_file.check import UNDECIDABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.pins import LockedFirmware

_DESCRIPTION = (
    "Show what is newer than the packages of a lock file: the package that `bump` would move each entry to. The last "
    "column shows the newest package that does not count, and why, and the packages that are possibly newer: those of "
    "unknown order, such as an unreadable version, that were created after the locked package or at an unknown time. "
    "If onUnparsable is error, an unreadable version is an error. A catalog that could not be read makes the status 4 "
    "in any case."
)
_POSSIBLY = "possibly"
_LINE = "\n"


def parser(name: str) -> EntriesParser:
    """Return what reads its command line."""
    parser = EntriesParser(name, _DESCRIPTION, "--detailed-exitcode")
    parser.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help="Make the exit status 2 if a package is newer or possibly newer.",
    )
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Write what is newer."""
    given = parser(name).read(argv)
    entries = chosen(given)
    with service(given_settings(given)) as lookup:
        answers = ask(lookup, entries, outlook, warn)
        now = lookup.now()
    failures = [(entry, found) for entry, found in answers if not isinstance(found, (Outlook, UndecidableError))]
    if failures:
        return tell_failures(failures)

    show(
        answers,
        ("Entry", "Locked", "Newer", "Age in days", "Skipped"),
        lambda answer: _row(*answer, now),
        lambda answer: _fields(*answer, now),
        is_json=given.json,
    )
    news = [(entry, found) for entry, found in answers if isinstance(found, Outlook)]
    for entry, found in news:
        if found.error is not None:
            resolving.at_place(entry, warn)(f"bump would fail.\n{found.error}")
    status = tell_failures(answers)
    is_newer = any(found.newer is not None or found.is_possibly_newer for _, found in news)
    return ExitStatus.NEWER if status is ExitStatus.OK and is_newer and given.detailed_exitcode else status


def _row(entry: Entry, found: Outlook | OtaError, now: datetime) -> Sequence[str | int | None]:
    held = resolving.package_of(entry)
    if isinstance(found, OtaError):
        return entry.name, held.dest_version, UNDECIDABLE, None, None
    new = found.newer
    newer = _POSSIBLY if found.is_possibly_newer else None
    if new is not None:
        is_same_version = new.dest_version == held.dest_version
        newer = f"{new.dest_version} ({found.what})" if is_same_version else new.dest_version
    return entry.name, held.dest_version, newer, _age(new, now), "; ".join(_skipped(found)) or None


def _age(package: LockedFirmware | None, now: datetime) -> int | None:
    return None if package is None else review.age_in_days(pins.unlock(package), now)


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
    newer = None
    if new is not None:
        newer = {
            "destVersion": new.dest_version,
            "firmwareId": new.firmware_id,
            "utcCreate": new.utc_create,
            "ageDays": _age(new, now),
        }
    skipped = [{**review.skipped_to_builtins(each), "isPossiblyNewer": each.is_possibly_newer} for each in news.skipped]
    message = None if news.error is None else str(news.error)
    return {**held, "newer": newer, "skipped": skipped, "message": message}
