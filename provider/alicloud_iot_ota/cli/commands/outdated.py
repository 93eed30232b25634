# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `outdated`: shows where `bump` and `promote` would move entries, and which newer packages they skip."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file, pins, review
from alicloud_iot_ota.cli.output.entries import report_failures, show
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import warn
from alicloud_iot_ota.cli.parsing.entries import EntriesParser, lock_file_path, selected
from alicloud_iot_ota.cli.parsing.service import add_settings, given_settings, services
from alicloud_iot_ota.errors import OtaError, UndecidableError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.bump import BumpPreview, preview_bump
from alicloud_iot_ota.lock_file.check import UNDECIDABLE
from alicloud_iot_ota.lock_file.concurrency import map_entries
from alicloud_iot_ota.lock_file.history import commit_dates
from alicloud_iot_ota.lock_file.promote import preview_promotion, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware

_DESCRIPTION = (
    "Show the newer package that bump would move each entry of a lock file to. The last column shows the newest "
    "package that bump skips, and why, and the possibly newer packages. A package is possibly newer if its order is "
    "unknown, for example because its version is unreadable, and it was created after the locked package or at an "
    "unknown time. If onUnparsable is error, an unreadable version is an error. The exit code is 4 if the catalog "
    "could not be read. For an entry with promoteFrom, the command shows the package that promote would move it to, "
    "and the date of the commit since which the previous stage has that package."
)
_POSSIBLY = "possibly"
_LINE = "\n"


def parser(name: str) -> EntriesParser:
    """Return the argument parser."""
    parser = EntriesParser(name, _DESCRIPTION, "--detailed-exitcode")
    parser.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help="Return exit code 2 if a newer or possibly newer package exists.",
    )
    add_settings(parser)
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print the newer packages."""
    given = parser(name).read(argv)
    path = lock_file_path(given)
    file = lock_file.read_current(path)
    entries = selected(given, file)
    sources = {each.name: file.entry(each.criteria.promote_from) for each in entries if each.criteria.promote_from}

    def preview(lookup: Lookup, entry: Entry, warn: Warn) -> BumpPreview:
        if entry.name not in sources:
            return preview_bump(lookup, entry, warn)
        return preview_promotion(lookup, entry, source_of(entry, file, lookups), warn)

    with services(given_settings(given), entries) as lookups:
        answers = map_entries(lookups, entries, preview, warn)
        now = lookups.get(entries[0].criteria.settings).now() if entries else datetime.now(timezone.utc)
    days = commit_dates(path, sources.values())
    failures = [(entry, found) for entry, found in answers if not isinstance(found, (BumpPreview, UndecidableError))]
    if failures:
        return report_failures(failures)

    show(
        answers,
        ("Entry", "Locked", "Newer", "Age in days", "Skipped"),
        lambda answer: _row(*answer, now, days),
        lambda answer: _fields(*answer, now, days),
        is_json=given.json,
    )
    found_packages = [(entry, found) for entry, found in answers if isinstance(found, BumpPreview)]
    for entry, found in found_packages:
        if found.error is not None:
            resolution.with_location(entry, warn)(f"{_command_for(entry)} would fail.\n{found.error}")
    status = report_failures(answers)
    is_newer = any(
        found.newer is not None or found.is_possibly_newer or (entry.name in sources and found.error is not None)
        for entry, found in found_packages
    )
    return ExitCode.NEWER if status is ExitCode.OK and is_newer and given.detailed_exitcode else status


def _command_for(entry: Entry) -> str:
    """Return the command that moves an entry."""
    return "bump" if entry.criteria.promote_from is None else "promote"


def _row(
    entry: Entry, found: BumpPreview | OtaError, now: datetime, days: Mapping[str, str]
) -> Sequence[str | int | None]:
    locked = resolution.package_of(entry)
    if isinstance(found, OtaError):
        return entry.name, locked.dest_version, UNDECIDABLE, None, None
    new = found.newer
    newer = _POSSIBLY if found.is_possibly_newer else None
    if new is not None:
        is_same_version = new.dest_version == locked.dest_version
        stage = entry.criteria.promote_from
        since = f" since {days[stage]}" if stage is not None and stage in days else ""
        how = f" (from {stage}{since})" if stage is not None else f" ({found.what})" if is_same_version else ""
        newer = f"{new.dest_version}{how}"
    return entry.name, locked.dest_version, newer, _age(new, now), "; ".join(_skipped(entry, found)) or None


def _age(package: LockedFirmware | None, now: datetime) -> int | None:
    return None if package is None else review.age_in_days(pins.unlock(package), now)


def _skipped(entry: Entry, found_packages: BumpPreview) -> Iterator[str]:
    """Yield short descriptions of the newer packages that an entry would not move to."""
    counted = [each for each in found_packages.skipped if not each.is_possibly_newer]
    possibly = [each for each in found_packages.skipped if each.is_possibly_newer]
    if counted:
        yield f"{counted[0].firmware.dest_version}: {counted[0].reason}"
    if possibly:
        more = f" and {len(possibly) - 1} more" if possibly[1:] else ""
        yield f"{_POSSIBLY} newer: {possibly[0].firmware.dest_version} ({possibly[0].reason}){more}"
    if found_packages.error is not None and not (possibly or counted):
        yield f"{_command_for(entry)} would fail: {found_packages.error.message.partition(_LINE)[0]}"


def _fields(
    entry: Entry, found_packages: BumpPreview | OtaError, now: datetime, days: Mapping[str, str]
) -> Mapping[str, object]:
    firmware, stage = resolution.package_of(entry), entry.criteria.promote_from
    locked = {
        "name": entry.name,
        "destVersion": firmware.dest_version,
        "firmwareId": firmware.firmware_id,
        "promoteFrom": None if stage is None else {"name": stage, "since": days.get(stage)},
    }
    if isinstance(found_packages, OtaError):
        return {**locked, "newer": None, "skipped": [], "message": str(found_packages)}
    new = found_packages.newer
    newer = None
    if new is not None:
        newer = {
            "destVersion": new.dest_version,
            "firmwareId": new.firmware_id,
            "utcCreate": new.utc_create,
            "ageDays": _age(new, now),
        }
    skipped = [
        {**review.skipped_to_builtins(each), "isPossiblyNewer": each.is_possibly_newer}
        for each in found_packages.skipped
    ]
    message = None if found_packages.error is None else str(found_packages.error)
    return {**locked, "newer": newer, "skipped": skipped, "message": message}
