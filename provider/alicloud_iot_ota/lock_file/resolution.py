# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Resolve lock file entries, and compare their packages with the live catalog."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file, pins, selection
from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.base.text import format_full_text, format_text, format_text_or
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import DEFAULT_NAME, Entry
from alicloud_iot_ota.lock_file.entry import command as entry_command
from alicloud_iot_ota.lock_file.tables import Locked, locked_values
from alicloud_iot_ota.pins import LockedFirmware, verdicts
from alicloud_iot_ota.pins.verdicts import Judgment, Presence, Verdict
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.results import GetLockedFirmwareResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.schema.arguments import EntryArgs, GetLockedFirmwareArgs
    from alicloud_iot_ota.selection import Criteria, Newer

NOT_CHECKED = "notChecked"
"""The label of an entry that was not checked against the service."""


def get_locked_firmware(
    lookup: Callable[[], Lookup], args: GetLockedFirmwareArgs, warn: Warn
) -> GetLockedFirmwareResult:
    """Return the package of an entry after checking it against the live catalog.

    With `args.offline`, the check reads only the file and does not call `lookup`.

    Raises:
        LockFileError: The file cannot be read, the entry does not exist, or the entry is inconsistent.
        BrokenPinError: The package is missing, was replaced, or is no longer deployable.
        UndecidableError: The catalog could not be read completely.
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
        LockFileError: The file cannot be read or is not up to date with its manifest, or the entry does not exist.
    """
    return lock_file.read_current(Path(path or DEFAULT_NAME)).entry(name)


def package_of(entry: Entry) -> LockedFirmware:
    """Return the package that an entry was resolved to.

    Raises:
        LockFileError: The entry has no package yet, or its package does not meet its criteria, as after a manual edit.
    """
    locked = entry.locked
    if locked is None:
        raise LockFileError(
            f"{subject(entry)} is not locked yet.",
            f"Run `{entry_command('lock', entry.path)}`, then commit both files.",
        )
    criteria, firmware = entry.criteria.criteria, pins.unlock(locked)
    reasons = [
        *(f"{rule} ({rule.reason(firmware)})" for rule in selection.failed_identity_rules(criteria, firmware)),
        *(f"{name} ({reason})" for name, reason in selection.failed_assertions(criteria, firmware)),
    ]
    if reasons:
        raise LockFileError(
            f"{subject(entry)} is inconsistent. The locked package {format_text(firmware.dest_version)} does not meet "
            f"{reasons[0]}.",
            f"Restore the lock file from version control. {remedy_for(entry)}",
        )
    return locked


def is_usable(entry: Entry) -> bool:
    """Return whether an entry has a package that meets its criteria, so that the package can be judged."""
    try:
        package_of(entry)
    except LockFileError:
        return False
    return True


def is_up_to_date(entry: Entry) -> bool:
    """Return whether `lock` has nothing to do: the entry has a package for its criteria, and the package meets them."""
    return entry.is_current and is_usable(entry)


def require(lookup: Lookup, entry: Entry, warn: Warn, *, warns_of_unreadable: bool = True) -> Package:
    """Return the package of an entry as it is in the live catalog.

    Warn if the package has a new ID, and pass on the warnings of `judge`.

    Raises:
        BrokenPinError: The package is missing, was replaced, or is no longer deployable.
        OtaError: The errors of `judge`.
    """
    judgment = judge(lookup, entry, warn, warns_of_unreadable=warns_of_unreadable)
    firmware = judgment.require(subject(entry), remedy_for(entry, judgment))
    if judgment.verdict.presence is not Presence.SAME_PACKAGE:
        warn(moved(entry, judgment))
    return firmware


def judge(lookup: Lookup, entry: Entry, warn: Warn, *, warns_of_unreadable: bool = True) -> Judgment:
    """Return the verdict on the package of an entry.

    Warn about blocks that match no package and, unless `warns_of_unreadable` is false, about versions that the criteria
    cannot read.

    Raises:
        LockFileError: The entry has no package, or was locked in another instance.
        UnparsableError: The package may be deployed, but the version of another package cannot be read, and
            `onUnparsable` is `error`.
        UndecidableError: The catalog could not be read completely.
    """
    locked = package_of(entry)
    require_instance(lookup, entry)
    place = (locked.product_key, locked.module_name)
    judgment = lookup.judge(locked, entry.criteria, place, with_location(entry, warn))
    if judgment.verdict.is_passing:
        lookup.require_readable(entry.criteria, with_location(entry, warn) if warns_of_unreadable else lambda _: None)
    return judgment


def judge_offline(entry: Entry) -> Judgment:
    """Return the verdict that needs no service: whether the entry blocks its own package.

    Raises:
        LockFileError: The entry has no package, or is inconsistent.
    """
    locked = package_of(entry)
    blocked = selection.Fitness(blocked=entry.criteria.criteria.blocked)
    return verdicts.judge(locked, [pins.unlock(locked)], blocked, datetime.now(timezone.utc))


def resolve(lookup: Lookup, criteria: EntryArgs, warn: Warn) -> LockedFirmware:
    """Return the package that criteria select now, in the form that an entry records.

    Raises:
        LockFileError: The package has a text that firmware.lock must not contain.
        OtaError: The errors of `Lookup.choose`.
    """
    return to_locked(lookup.choose(criteria, warn), lookup.instance_of(criteria), criteria.criteria)


def to_locked(firmware: Package, iot_instance_id: str | None, criteria: Criteria) -> LockedFirmware:
    """Return the fields of a package that an entry records.

    Raises:
        LockFileError: The package has a text that firmware.lock must not contain. Or the recorded fields would not meet
            the criteria: `signMethod` is set, but the package has no digest.
    """
    package = pins.lock(firmware, iot_instance_id)
    failures = validation.check(Locked, locked_values(package))
    named = f"{format_text(package.dest_version)} (firmwareId {format_text(package.firmware_id)})"
    if failures:
        raise LockFileError(
            "\n".join([f"Package {named} cannot be locked.", *(f"  {failure.reason}" for failure in failures)]),
            "Publish it again with visible characters only, or select another package.",
        )
    recorded = pins.unlock(package)
    rule = next(selection.failed_identity_rules(criteria, recorded), None)
    if rule is not None:
        raise LockFileError(
            f"Package {named} cannot be locked. The fields recorded in firmware.lock would not meet {rule} "
            f"({rule.reason(recorded)}).",
            f"Remove {rule.name} from the criteria, or select another package.",
        )
    return package


def newer(lookup: Lookup, entry: Entry, warn: Warn) -> Newer:
    """Return the packages that are newer than the package of an entry. `bump` decides whether the entry moves to one.

    Warn about blocks that match no package, and about versions that the criteria cannot read.

    Raises:
        LockFileError: The entry has no package, or was locked in another instance.
        UnparsableError: The version of another package cannot be read, and `onUnparsable` is `error`.
        UndecidableError: The catalog could not be read completely.
    """
    pinned = pins.unlock(package_of(entry))
    require_instance(lookup, entry)
    return lookup.newer(pinned, entry.criteria, with_location(entry, warn), keeps_name=True)


def with_location(entry: Entry, warn: Warn) -> Warn:
    """Return a function that adds the location of an entry to each warning."""
    return lambda text: warn(f"{location_of(entry)}: {text}")


def location_of(entry: Entry) -> str:
    """Return the location of an entry in the form that editors and terminals turn into a link."""
    return f"{_place(entry)} {format_text(entry.name)}"


def require_instance(lookup: Lookup, entry: Entry) -> None:
    """Check that the settings specify the instance in which an entry was locked.

    IDs of different instances cannot be compared.

    Raises:
        LockFileError: The settings specify another instance.
    """
    asked = lookup.instance_of(entry.criteria)
    if entry.locked is not None and entry.locked.iot_instance_id != asked:
        own = entry.locked.iot_instance_id
        raise LockFileError(
            f"{subject(entry)} was locked in instance {format_text_or(own, '(none)')}, but the settings specify "
            f"{format_text_or(asked, '(none)')}.",
            f"{'Unset iotInstanceId' if own is None else 'Set iotInstanceId to the instance of the entry'}. To use the "
            "other instance, remove the entry and add it again.",
        )


def subject(entry: Entry) -> str:
    """Return the start of a message about an entry.

    The path and the line come first, so that editors turn them into a link.
    """
    return f'{_place(entry)}: entry "{format_text(entry.name)}"'


def _place(entry: Entry) -> str:
    """Return the file and the line of an entry, or only the file if the entry is not written yet."""
    path = format_full_text(entry.path)
    return f"{path}:{entry.line}" if entry.line else path


def name_in_sentence(entry: Entry) -> str:
    """Return the name of an entry and its file, for use within a sentence."""
    return f'Entry "{format_text(entry.name)}" in {format_text(entry.path)}'


def moved(entry: Entry, judgment: Judgment) -> str:
    """Return the warning that the package of an entry now has another ID."""
    return f"{subject(entry)} {judgment.describe()}. {remedy_for(entry, judgment)}"


def remedy_for(entry: Entry, judgment: Judgment | None = None) -> str:
    """Return the remedy for an entry that needs another package. The judgment, if given, is the reason."""
    stage, firmware = entry.criteria.promote_from, None if judgment is None else judgment.firmware
    move = command(entry, "bump" if stage is None else "promote")
    if judgment is not None and firmware is not None and judgment.verdict in verdicts.OTHER_FILE:
        is_same_digest = entry.locked is not None and firmware.digest == entry.locked.digest
        if stage is None or is_same_digest:  # promote never locks another file than that of the previous stage
            return how_to_accept(firmware, move)
    if stage is not None:
        return f'To lock the package of entry "{format_text(stage)}", run `{move}`.'
    return f"To lock the package that the criteria select now, run `{move}`."


def how_to_accept(firmware: Package, move: str) -> str:
    """Return how to accept a different file of the same version with a command that moves its entry."""
    if firmware.has_supported_digest:
        accepting = f"--accept-digest {format_text(firmware.digest or '')}"
    else:
        accepting = f"--accept-id {quote(format_text(firmware.firmware_id))}"
    return f"To accept the new file, run `{move} {accepting}`."


def command(entry: Entry, name: str) -> str:
    """Return a command for an entry that the user can copy."""
    return entry_command(f"{name} {format_text(entry.name)}", entry.path)
