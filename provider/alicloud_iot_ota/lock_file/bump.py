# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where an entry of a lock file moves, by its criteria or by the user's wish, and what prevents it.

The commands `bump` and `outdated` both ask here, so that one shows what the other one does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import (
    ArgumentError,
    BrokenPinError,
    LockFileError,
    NoMatchError,
    OtaError,
    SelectionError,
    UnparsableError,
)
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.updates import EntryUpdate
from alicloud_iot_ota.pins.replacement import judge_replacement
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs
from alicloud_iot_ota.selection import Newer, OnUnparsable, Skipped

if TYPE_CHECKING:
    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
    from alicloud_iot_ota.pins.verdicts import Judgment


class BumpOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user wants of a move.

    Attributes:
        to: The version to go to.
        version_range: The range to choose from, from now on.
        allow_downgrade: Whether the version may fall.
        accept_digest: The digest of a file that may take the place of another one under its version.
        accept_id: The same by its ID, of a package that has no digest.
        is_named: Whether the user has named the entry, and so means it.
    """

    to: str | None = None
    version_range: str | None = None
    allow_downgrade: bool = False
    accept_digest: str | None = None
    accept_id: str | None = None
    is_named: bool = False


class BumpPreview(msgspec.Struct, frozen=True):
    """What `bump` would do to an entry that has a package, and what else is newer.

    Attributes:
        newer: The package that the entry would move to; None if it would stay.
        skipped: The packages that are newer, or possibly newer, and that it would not move to.
        what: What would become of it, in words; None if nothing would.
        error: Why it would not move; None if it would, or if there is nothing to move to.
    """

    newer: LockedFirmware | None
    skipped: tuple[Skipped, ...]
    what: str | None
    error: OtaError | None

    @property
    def is_possibly_newer(self) -> bool:
        """Whether a package is possibly newer."""
        return any(each.is_possibly_newer for each in self.skipped)


def preview_bump(lookup: Lookup, entry: Entry, warn: Warn) -> BumpPreview:
    """Find out what `bump` would do to an entry, and what else is newer.

    Raises:
        LockFileError: The entry has no package, contradicts itself, or is of another instance.
        UnparsableError: The version of a package cannot be read, and `onUnparsable` is `error`.
        UndecidableError: The catalog could not be read completely.
    """
    news = resolution.newer(lookup, entry, warn)
    try:
        move = plan_bump(lookup, entry, BumpOptions(), lambda _: None, news)
    except (ArgumentError, BrokenPinError, LockFileError, SelectionError) as error:
        if isinstance(error, UnparsableError) and entry.criteria.on_unparsable is OnUnparsable.ERROR:
            raise
        first = error.message.partition("\n")[0]
        refused = [] if news.best is None else [Skipped(news.best, "bump", first, is_possibly_newer=True)]
        return BumpPreview(None, (*news.skipped, *refused), None, error)
    new = move.locked
    if not move.is_change or new is None:
        return BumpPreview(None, news.skipped, None, None)
    skipped = tuple(each for each in news.skipped if each.firmware.dest_version != new.dest_version)
    return BumpPreview(new, skipped, move.what, None)


def plan_bump(lookup: Lookup, entry: Entry, options: BumpOptions, warn: Warn, news: Newer | None = None) -> EntryUpdate:
    """Find out where an entry goes, from what is newer than its package, if that is known already.

    Raises:
        ArgumentError: A version or a range is wished for that is none.
        LockFileError: The entry cannot go where it is wished, or is of another instance.
        SelectionError: Its criteria do not name one package, or one of a lower version.
        BrokenPinError: Another file stands under the version or the ID of its package, and was not accepted.
        UndecidableError: The catalogue could not be read completely.
    """
    resolution.require_instance(lookup, entry)
    warn = resolution.with_location(entry, warn)
    criteria, asked = _target_criteria(lookup, entry, options, warn, news)
    package = lookup.choose(asked, warn)
    _require_criteria(entry, criteria, package)
    old, new = entry.locked, resolution.to_locked(package, lookup.instance_of(criteria), criteria.criteria)
    if old is None:
        return EntryUpdate(entry.name, entry, criteria, new, "resolved")
    replacement = None
    # Versions of another product or module say nothing about its own.
    is_for_place = criteria.product_key in {None, old.product_key} and criteria.module_name in {None, old.module_name}
    if old != new and not options.allow_downgrade and is_for_place:
        lookup.require_no_downgrade(old, package, criteria, resolution.subject(entry), "use --allow-downgrade")
    if old != new and (old.product_key, old.module_name) == (new.product_key, new.module_name):
        replacement = judge_replacement(old, package, lookup.now())
        if replacement is not None and not replacement.verdict.is_passing:
            _require_accepted(entry, replacement, package, options)
    move = EntryUpdate(entry.name, entry, criteria, new, _describe(entry, criteria, new, replacement))
    if options.is_named and not move.is_change and selection.identifying_criterion(entry.criteria.criteria) is not None:
        _refuse(entry, "so there is nothing to move it to")
    return move


def _target_criteria(
    lookup: Lookup, entry: Entry, options: BumpOptions, warn: Warn, news: Newer | None
) -> tuple[LockCriteriaArgs, LockCriteriaArgs]:
    """Return the criteria of an entry from now on, and those by which its package is chosen this time."""
    criteria_now = entry.criteria
    if options.version_range is not None:
        if criteria_now.dest_version is not None or selection.identifying_criterion(criteria_now.criteria) is not None:
            _refuse(entry, "so a range would choose nothing")
        ranged = _with_changes(criteria_now, versionRange=options.version_range)
        return ranged, ranged
    if options.to is not None:
        if selection.identifying_criterion(criteria_now.criteria) is not None:
            _refuse(entry, "so no version can be chosen for it")
        if criteria_now.dest_version is None:
            # Asked for without the range, so that a version outside of it is told from one that is not there.
            return criteria_now, _with_type_of(
                _with_changes(criteria_now, destVersion=options.to, versionRange=None), entry.locked
            )
        exact = _with_changes(criteria_now, destVersion=options.to)
        return exact, _with_type_of(exact, entry.locked)
    if (
        criteria_now.dest_version is None
        or selection.identifying_criterion(criteria_now.criteria) is not None
        or not _meets_own_criteria(entry)
    ):
        return criteria_now, criteria_now
    news = news or resolution.newer(lookup, entry, lambda _: None)
    possibly = selection.possibly_newer(news, criteria_now.dest_version)
    if possibly is not None:  # choosing an exact version reads no version, and so does not warn
        warn(possibly)
    if news.best is None:
        return criteria_now, _with_type_of(criteria_now, entry.locked)
    exact = _with_changes(criteria_now, destVersion=news.best.dest_version)
    return exact, _with_type_of(exact, pins.pin(news.best))


def _require_criteria(entry: Entry, criteria: LockCriteriaArgs, package: Package) -> None:
    """Make sure that a package meets the criteria of its entry, also where it was chosen by others."""
    rule = next(selection.failed_identity_rules(criteria.criteria, package), None)
    if rule is not None:
        raise NoMatchError(
            f"{resolution.subject(entry)} cannot move to {format_text(package.dest_version)}, which does not meet its {rule} "
            f"({rule.reason(package)}).",
            f"Give it a range that holds the version, `{resolution.command(entry, 'bump')} --range RANGE`, or change "
            f"its criteria in line {entry.line} and run this again.",
        )


def _require_accepted(entry: Entry, replacement: Judgment, package: Package, options: BumpOptions) -> None:
    """Make sure that the user has named the very file that takes the place of the one that was locked."""
    named, there = (
        (options.accept_digest, package.digest)
        if package.has_supported_digest
        else (options.accept_id, package.firmware_id)
    )
    if named != there:
        raise replacement.error(resolution.subject(entry), resolution.remedy_for(entry, replacement))


def _describe(entry: Entry, criteria: LockCriteriaArgs, new: LockedFirmware, replacement: Judgment | None) -> str:
    """Say what becomes of an entry that had a package."""
    before = entry.criteria
    if replacement is not None:
        is_moved = replacement.verdict.is_passing
        told = (
            f"the same file, firmwareId {format_text(new.firmware_id)} now" if is_moved else "another file, as accepted"
        )
    elif entry.locked == new:
        name = selection.identifying_criterion(before.criteria)
        told = "stays" if name is None else f"stays, as its {name} names it"
    else:
        told = "bumped"
    changes = {
        "destVersion": (before.dest_version, criteria.dest_version),
        "versionRange": (before.version_range, criteria.version_range),
    }
    rewritten = [f"{name} is {format_text(to or '')} now" for name, (at, to) in changes.items() if at != to]
    return "; ".join([told, *rewritten])


def _with_type_of(criteria: LockCriteriaArgs, like: PinnedFirmware | None) -> LockCriteriaArgs:
    """Return criteria that are of the kind of a package, full or differential, where they leave that open.

    A version often has a full package and differential ones; who locked the one kind does not mean the other.
    """
    if like is None or any((criteria.type, criteria.src_version, criteria.from_version)):
        return criteria
    return _with_changes(criteria, type=like.type, srcVersion=like.src_version)


def _with_changes(criteria: LockCriteriaArgs, **changes: str | None) -> LockCriteriaArgs:
    """Return criteria with some changed, by their wire names, once they are found to be sound."""
    return validation.parse(LockCriteriaArgs, {**msgspec.to_builtins(criteria), **changes})


def _meets_own_criteria(entry: Entry) -> bool:
    """Return whether an entry has a package that its criteria name. They were edited by hand where it is not so."""
    locked, criteria = entry.locked, entry.criteria.criteria
    return locked is not None and not any(selection.failed_identity_rules(criteria, pins.unlock(locked)))


def _refuse(entry: Entry, consequence: str) -> NoReturn:
    name = selection.identifying_criterion(entry.criteria.criteria) or "destVersion"
    way = "--to VERSION" if name == "destVersion" else f"another {name} in line {entry.line} of the file"
    raise LockFileError(
        f"{resolution.subject(entry)} is named by its {name}, {consequence}.",
        f"Use {way}, or criteria that leave a choice, such as versionRange and select.",
    )
