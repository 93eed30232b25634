# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The entries of firmware.lock beside the live catalogue: what they resolve to, and what has become of it."""

from __future__ import annotations

import shlex
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file, pins, selection
from alicloud_iot_ota.base.text import format_full_text, format_text, format_text_or
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import DEFAULT_NAME, Entry
from alicloud_iot_ota.lock_file.tables import Locked, locked_values
from alicloud_iot_ota.pins import LockedFirmware, verdicts
from alicloud_iot_ota.pins.verdicts import Judgment, Presence, Verdict
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.results import GetLockedFirmwareResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.schema.arguments import GetLockedFirmwareArgs, LockCriteriaArgs
    from alicloud_iot_ota.selection import Criteria, Newer

NOT_CHECKED = "notChecked"
"""The word for an entry that the service was not asked of."""


def get_locked_firmware(
    lookup: Callable[[], Lookup], args: GetLockedFirmwareArgs, warn: Warn
) -> GetLockedFirmwareResult:
    """Return the package of an entry, made sure of in the live catalogue unless `args.offline`: then `lookup` rests.

    Raises:
        LockFileError: The file cannot be read, or has no such entry, or the entry contradicts itself.
        BrokenPinError: The package is gone, or another one, or may not be deployed.
        UndecidableError: The catalogue could not be read completely, so nothing is known.
    """
    entry = read_entry(args.lock_file, args.name)
    locked = package_of(entry)
    if args.offline:
        judge_offline(entry).require(subject(entry), remedy_for(entry))
        return GetLockedFirmwareResult(**msgspec.structs.asdict(locked), verdict=NOT_CHECKED)
    now = pins.lock(require(lookup(), entry, warn), locked.iot_instance_id)
    verdict = Verdict.OK if now.firmware_id == locked.firmware_id else Verdict.MOVED
    return GetLockedFirmwareResult(**msgspec.structs.asdict(now), verdict=verdict.value)


def read_entry(path: str | None, name: str) -> Entry:
    """Return an entry of a lock file.

    Raises:
        LockFileError: The file cannot be read, or has no such entry.
    """
    return lock_file.read(Path(path or DEFAULT_NAME)).entry(name)


def package_of(entry: Entry) -> LockedFirmware:
    """Return the package that an entry was resolved to.

    Raises:
        LockFileError: It was not resolved yet, or its criteria were changed since, and name that package no more.
    """
    locked = entry.locked
    if locked is None:
        raise LockFileError(
            f"{subject(entry)} was not resolved yet.",
            f"Run `{command(entry, 'lock')}`, and commit the file.",
        )
    criteria, firmware = entry.criteria.criteria, pins.unlock(locked)
    reasons = [
        *(f"{rule} ({rule.reason(firmware)})" for rule in selection.failed_identity_rules(criteria, firmware)),
        *(f"{name} ({reason})" for name, reason in selection.failed_assertions(criteria, firmware)),
    ]
    if reasons:
        raise LockFileError(
            f"{subject(entry)} contradicts itself, as {format_text(firmware.dest_version)} is locked and does not meet its "
            f"{reasons[0]}.",
            f"Run `{command(entry, 'bump')}` to choose by its criteria, or put back the criteria that it was "
            "locked by.",
        )
    return locked


def require(lookup: Lookup, entry: Entry, warn: Warn, *, warns_of_unreadable: bool = True) -> Package:
    """Return the package of an entry as the live catalogue holds it. Warn of what `judge` does, and of a moved one.

    Raises:
        BrokenPinError: The package is gone, or another one, or may not be deployed.
        OtaError: What `judge` raises.
    """
    judgment = judge(lookup, entry, warn, warns_of_unreadable=warns_of_unreadable)
    firmware = judgment.require(subject(entry), remedy_for(entry, judgment))
    if judgment.verdict.presence is not Presence.SAME_PACKAGE:
        warn(moved(entry, judgment))
    return firmware


def judge(lookup: Lookup, entry: Entry, warn: Warn, *, warns_of_unreadable: bool = True) -> Judgment:
    """Return what has become of the package of an entry.

    Warn of its blocks that match no package and, unless `warns_of_unreadable` is false, of versions that its criteria
    cannot read.

    Raises:
        LockFileError: The entry has no package, or one of another instance.
        UnparsableError: The package may be deployed, but the version of another one cannot be read, and
            `onUnparsable` is `error`.
        UndecidableError: The catalogue could not be read completely, so nothing is known.
    """
    locked = package_of(entry)
    require_instance(lookup, entry)
    place = (locked.product_key, locked.module_name)
    judgment = lookup.judge(locked, entry.criteria, place, with_location(entry, warn))
    if judgment.verdict.is_passing:
        lookup.require_readable(entry.criteria, with_location(entry, warn) if warns_of_unreadable else lambda _: None)
    return judgment


def judge_offline(entry: Entry) -> Judgment:
    """Return what can be told of the package of an entry without the service: whether the entry itself blocks it.

    Raises:
        LockFileError: The entry has no package, or contradicts itself.
    """
    locked = package_of(entry)
    blocked = selection.Fitness(blocked=entry.criteria.criteria.blocked)
    return verdicts.judge(locked, [pins.unlock(locked)], blocked, datetime.now(timezone.utc))


def resolve(lookup: Lookup, criteria: LockCriteriaArgs, warn: Warn) -> LockedFirmware:
    """Return the package that criteria name now, as an entry keeps it.

    Raises:
        LockFileError: The package has a text that firmware.lock must not hold.
        OtaError: What Lookup.choose raises.
    """
    return to_locked(lookup.choose(criteria, warn), lookup.instance_of(criteria), criteria.criteria)


def to_locked(firmware: Package, iot_instance_id: str | None, criteria: Criteria) -> LockedFirmware:
    """Return what an entry keeps of a package.

    Raises:
        LockFileError: The package has a text that firmware.lock must not hold, or firmware.lock cannot record what the
            criteria ask for: a `signMethod` without a digest.
    """
    package = pins.lock(firmware, iot_instance_id)
    failures = validation.check(Locked, locked_values(package))
    named = f"{format_text(package.dest_version)}, firmwareId {format_text(package.firmware_id)}"
    if failures:
        raise LockFileError(
            "\n".join([f"Package {named}, cannot be locked.", *(f"  {failure.reason}" for failure in failures)]),
            "Publish it again with names that a reviewer can see, or select another package.",
        )
    recorded = pins.unlock(package)
    rule = next(selection.failed_identity_rules(criteria, recorded), None)
    if rule is not None:
        raise LockFileError(
            f"Package {named}, cannot be locked. What firmware.lock would record does not meet {rule} "
            f"({rule.reason(recorded)}).",
            f"Remove {rule.name} from the criteria, or select another package.",
        )
    return package


def newer(lookup: Lookup, entry: Entry, warn: Warn) -> Newer:
    """Return what is newer than the package of an entry. `bumping` decides whether the entry moves there.

    Warn of its blocks that match no package, and of versions that its criteria cannot read.

    Raises:
        LockFileError: The entry has no package, or one of another instance.
        UnparsableError: The version of another package cannot be read, and `onUnparsable` is `error`.
        UndecidableError: The catalogue could not be read completely.
    """
    pinned = pins.unlock(package_of(entry))
    require_instance(lookup, entry)
    return lookup.newer(pinned, entry.criteria, with_location(entry, warn), keeps_name=True)


def with_location(entry: Entry, warn: Warn) -> Warn:
    """Return what passes on a warning about the criteria of an entry, with its place."""
    return lambda text: warn(f"{location_of(entry)}: {text}")


def location_of(entry: Entry) -> str:
    """Return where an entry is, as editors and terminals make links of it."""
    return f"{format_full_text(entry.path)}:{entry.line} {format_text(entry.name)}"


def require_instance(lookup: Lookup, entry: Entry) -> None:
    """Make sure that the instance that is asked is the one that an entry was locked in: IDs of others say nothing.

    Raises:
        LockFileError: It is another one.
    """
    asked = lookup.instance_of(entry.criteria)
    if entry.locked is not None and entry.locked.iot_instance_id != asked:
        raise LockFileError(
            f"{subject(entry)} is of the instance {format_text_or(entry.locked.iot_instance_id, '(none)')}, and the settings "
            f"name {format_text_or(asked, 'none')}.",
            "Set iotInstanceId to the instance of the entry, or remove the entry (lock --remove) and lock it in this "
            "one.",
        )


def subject(entry: Entry) -> str:
    """Return an entry as the subject of a sentence."""
    return f"The entry {format_text(entry.name)} of {format_text(entry.path)}"


def moved(entry: Entry, judgment: Judgment) -> str:
    """Return the warning of an entry whose package has another ID now."""
    return f"{subject(entry)} {judgment.describe()}. {remedy_for(entry, judgment)}"


def remedy_for(entry: Entry, judgment: Judgment | None = None) -> str:
    """Return how to choose another package for an entry on purpose. The judgement is why, if there is one."""
    bump, firmware = command(entry, "bump"), None if judgment is None else judgment.firmware
    if judgment is None or firmware is None or judgment.verdict not in verdicts.OTHER_FILE:
        return f"Run `{bump}` to lock what its criteria name now."
    if firmware.has_supported_digest:
        accepting = f"--accept-digest {format_text(firmware.digest or '')}"
    else:
        accepting = f"--accept-id {shlex.quote(format_text(firmware.firmware_id))}"
    return f"If the new file is meant, run `{bump} {accepting}`."


def command(entry: Entry, name: str) -> str:
    """Return a command of the command line on an entry, to be copied."""
    file = "" if entry.path == DEFAULT_NAME else f" --lock-file {shlex.quote(format_full_text(entry.path))}"
    return f"alicloud-iot-ota {name} {format_text(entry.name)}{file}"
