# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Plan the update of a lock file entry, by its criteria or by the user's options.

The commands `bump` and `outdated` share this code, so that `outdated` shows exactly what `bump` would do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.shell import quote
from alicloud_iot_ota.base.text import format_text, format_text_or
from alicloud_iot_ota.errors import (
    ArgumentError,
    BrokenPinError,
    LockFileError,
    NoMatchError,
    OtaError,
    SelectionError,
    UnexpectedFirmwareError,
    UnparsableError,
)
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.updates import EntryUpdate
from alicloud_iot_ota.pins.replacement import CRITERIA_SELECT, is_other_kind, judge_replacement
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.selection import Newer, OnUnparsable, Skipped

if TYPE_CHECKING:
    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
    from alicloud_iot_ota.pins.verdicts import Judgment


class BumpOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The user's options for a bump.

    Attributes:
        to: The version to update to.
        version_range: The new `versionRange` of the entry.
        allow_downgrade: Whether a lower version is allowed.
        accept_digest: The digest of a different file that may replace the locked file of the same version. With `to`,
            the file must have this digest.
        accept_id: The ID of such a file, if it has no digest.
        allow_unpromoted: Whether an entry with `promoteFrom` may move to another package than that of its source.
        is_named: Whether the user named the entry explicitly.
        keeps_criteria: Whether an exact destVersion stays, as for `lock`, which never changes the manifest.
    """

    to: str | None = None
    version_range: str | None = None
    allow_downgrade: bool = False
    accept_digest: str | None = None
    accept_id: str | None = None
    allow_unpromoted: bool = False
    is_named: bool = False
    keeps_criteria: bool = False


class BumpPreview(msgspec.Struct, frozen=True):
    """A preview of a bump, with the newer packages that it would skip.

    Attributes:
        newer: The package that the entry would be updated to; None if the entry would not change.
        skipped: The packages that are newer, or possibly newer, and that `bump` would not select.
        what: A description of the update; None if nothing would change.
        error: Why the entry cannot be updated; None if it can, or if no update is available.
    """

    newer: LockedFirmware | None
    skipped: tuple[Skipped, ...]
    what: str | None
    error: OtaError | None

    @property
    def is_possibly_newer(self) -> bool:
        """Whether a skipped package is possibly newer."""
        return any(each.is_possibly_newer for each in self.skipped)


def preview_bump(lookup: Lookup, entry: Entry, warn: Warn) -> BumpPreview:
    """Return what `bump` would do to an entry, without writing it.

    Raises:
        LockFileError: The entry has no package, is inconsistent, or belongs to another instance.
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
    """Plan the update of an entry without writing it. An entry without a package gets its first one.

    Args:
        lookup: Selects the package.
        entry: The entry.
        options: The user's options.
        warn: Is called with each warning.
        news: The packages newer than the locked one, if they are already known.

    Raises:
        ArgumentError: The given version or range is invalid.
        LockFileError: The options do not apply to the entry, or the entry belongs to another instance.
        SelectionError: The criteria do not select exactly one package, or they select a lower version.
        BrokenPinError: The version or the ID of the locked package now has a different file, which was not accepted.
        UndecidableError: The catalog could not be read completely.
    """
    resolution.require_instance(lookup, entry)
    _require_unpromoted(entry, options)
    warn = resolution.with_location(entry, warn)
    criteria, asked = _target_criteria(lookup, entry, options, warn, news)
    package = lookup.choose(asked, warn)
    if options.to is not None and options.accept_digest not in {None, package.digest}:
        raise UnexpectedFirmwareError(
            f"{resolution.subject(entry)} cannot move to {format_text(package.dest_version)}, because its file has "
            f"{format_text_or(package.digest, 'no digest')} and not the digest of --accept-digest.",
            "Find out who republished this version and why. To accept its file, set --accept-digest to its digest.",
        )
    _require_criteria(entry, criteria, package)
    again = resolution.command(entry, "bump") + (" --allow-unpromoted" if criteria.promote_from is not None else "")
    move = plan_move(lookup, entry, package, Request(criteria, options, again))
    if options.is_named and not move.is_change and selection.identifying_criterion(entry.criteria.criteria) is not None:
        _refuse(entry, "so it cannot be bumped")
    return move


class Request(msgspec.Struct, frozen=True):
    """The request to move an entry to a package.

    Attributes:
        criteria: The new criteria of the entry.
        options: The user's options.
        command: The command that makes the request. The user can add options to it.
        cause: Why the package is to be replaced, as a clause that the new version completes.
        outcome: The description of the update, if the package changes.
    """

    criteria: EntryArgs
    options: BumpOptions
    command: str
    cause: str = CRITERIA_SELECT
    outcome: str = "bumped"


def plan_move(lookup: Lookup, entry: Entry, package: Package, request: Request) -> EntryUpdate:
    """Plan the move of an entry to a package that was selected for it.

    Raises:
        DowngradeError: The package has a lower version, or its order is unknown.
        BrokenPinError: The package has the version or the ID of the locked one, but a file that was not accepted.
        LockFileError: The package has a text that firmware.lock must not contain.
        UndecidableError: The catalog could not be read completely.
    """
    criteria = request.criteria
    old, new = entry.locked, resolution.to_locked(package, lookup.instance_of(criteria), criteria.criteria)
    if old is None:
        return EntryUpdate(entry.name, entry, criteria, new, "resolved")
    replacement = None
    # Versions of different products or modules cannot be compared.
    is_for_place = criteria.product_key in {None, old.product_key} and criteria.module_name in {None, old.module_name}
    if old != new and not request.options.allow_downgrade and is_for_place:
        consent = f"run `{request.command}{_target_options(request.options)} --allow-downgrade`"
        name = resolution.name_in_sentence(entry)
        lookup.require_no_downgrade(old, package, criteria, name, consent, cause=request.cause)
    # If the criteria select another kind of package since a manual edit, the package of that kind replaces nothing.
    is_asked_for = entry.recorded is not None and _kind(entry.recorded) != _kind(criteria)
    is_other = is_asked_for and is_other_kind(old, package)
    if old != new and not is_other and (old.product_key, old.module_name) == (new.product_key, new.module_name):
        replacement = judge_replacement(old, package, lookup.now())
        if replacement is not None and not replacement.verdict.is_passing:
            _require_accepted(entry, replacement, package, request)
    return EntryUpdate(entry.name, entry, criteria, new, _describe(entry, request, new, replacement))


def _kind(criteria: EntryArgs) -> tuple[object, ...]:
    """Return the criteria that select full or differential packages."""
    return criteria.type, criteria.src_version, criteria.from_version


def _require_unpromoted(entry: Entry, options: BumpOptions) -> None:
    """Check that an entry may move to another package than that of its source."""
    stage = entry.criteria.promote_from
    if stage is not None and not options.allow_unpromoted:
        raise LockFileError(
            f'{resolution.subject(entry)} has promoteFrom "{format_text(stage)}", so it is not bumped.',
            f"{resolution.remedy_for(entry)} To move it to a package that its criteria select, pass "
            "--allow-unpromoted.",
        )


def _target_options(options: BumpOptions) -> str:
    """Return the options that set the target of a bump, as the user would type them."""
    given = {"--to": options.to, "--range": options.version_range}
    return "".join(f" {name} {quote(format_text(value))}" for name, value in given.items() if value is not None)


def _target_criteria(
    lookup: Lookup, entry: Entry, options: BumpOptions, warn: Warn, news: Newer | None
) -> tuple[EntryArgs, EntryArgs]:
    """Return the new criteria of an entry, and the criteria that select its package in this bump."""
    criteria_now = entry.criteria
    if options.version_range is not None:
        if criteria_now.dest_version is not None or selection.identifying_criterion(criteria_now.criteria) is not None:
            _refuse(entry, "so --range has no effect")
        ranged = _with_changes(criteria_now, versionRange=options.version_range)
        return ranged, ranged
    if options.to is not None:
        if selection.identifying_criterion(criteria_now.criteria) is not None:
            _refuse(entry, "so --to has no effect")
        if criteria_now.dest_version is None:
            # Select without the range. The error then says whether the version is outside the range or does not exist.
            return criteria_now, _with_type_of(
                _with_changes(criteria_now, destVersion=options.to, versionRange=None), entry.locked
            )
        exact = _with_changes(criteria_now, destVersion=options.to)
        return exact, _with_type_of(exact, entry.locked)
    if (
        options.keeps_criteria
        or criteria_now.dest_version is None
        or selection.identifying_criterion(criteria_now.criteria) is not None
        or not _meets_own_criteria(entry)
    ):
        return criteria_now, criteria_now
    news = news or resolution.newer(lookup, entry, lambda _: None)
    possibly = selection.possibly_newer(news, criteria_now.dest_version)
    if possibly is not None:  # selecting an exact version compares no versions, so it does not warn
        warn(possibly)
    if news.best is None:
        return criteria_now, _with_type_of(criteria_now, entry.locked)
    exact = _with_changes(criteria_now, destVersion=news.best.dest_version)
    return exact, _with_type_of(exact, pins.pin(news.best))


def _require_criteria(entry: Entry, criteria: EntryArgs, package: Package) -> None:
    """Check that a package meets the criteria of its entry. It may have been selected by other criteria."""
    rule = next(selection.failed_identity_rules(criteria.criteria, package), None)
    if rule is not None:
        raise NoMatchError(
            f"{resolution.subject(entry)} cannot move to {format_text(package.dest_version)}, because that package "
            f"does not meet {rule} ({rule.reason(package)}).",
            f"Set a range that contains the version (`{resolution.command(entry, 'bump')} --range RANGE`), or edit the "
            "criteria in firmware.toml and run the command again.",
        )


def _require_accepted(entry: Entry, replacement: Judgment, package: Package, request: Request) -> None:
    """Check that the user accepted the file that replaces the locked file."""
    named, there = (
        (request.options.accept_digest, package.digest)
        if package.has_supported_digest
        else (request.options.accept_id, package.firmware_id)
    )
    if named != there:
        raise replacement.error(resolution.subject(entry), resolution.how_to_accept(package, request.command))


def _describe(entry: Entry, request: Request, new: LockedFirmware, replacement: Judgment | None) -> str:
    """Describe the update of an entry that already had a package."""
    before, criteria = entry.criteria, request.criteria
    if replacement is not None:
        is_moved = replacement.verdict.is_passing
        outcome = (
            f"same file, now firmwareId {format_text(new.firmware_id)}" if is_moved else "replaced by the accepted file"
        )
    elif entry.locked == new:
        name = selection.identifying_criterion(before.criteria)
        outcome = "unchanged" if name is None else f"unchanged (selected by {name})"
        if entry.recorded != entry.criteria:
            outcome = "criteria updated"
    else:
        outcome = request.outcome
    changes = {
        "destVersion": (before.dest_version, criteria.dest_version),
        "versionRange": (before.version_range, criteria.version_range),
    }
    rewritten = [f"{name} is now {format_text(to or '')}" for name, (at, to) in changes.items() if at != to]
    return "; ".join([outcome, *rewritten])


def _with_type_of(criteria: EntryArgs, like: PinnedFirmware | None) -> EntryArgs:
    """Return criteria that select the type of a package (full or differential), unless they already restrict the type.

    A version often has a full package and differential packages. A bump must not change from one type to the other.
    """
    if like is None or any((criteria.type, criteria.src_version, criteria.from_version)):
        return criteria
    return _with_changes(criteria, type=like.type, srcVersion=like.src_version)


def _with_changes(criteria: EntryArgs, **changes: str | None) -> EntryArgs:
    """Return a copy of criteria with some fields changed, by wire name. The result is validated."""
    return validation.parse(EntryArgs, {**msgspec.to_builtins(criteria), **changes})


def _meets_own_criteria(entry: Entry) -> bool:
    """Return whether the locked package meets the criteria. It does not if the criteria were edited by hand."""
    locked, criteria = entry.locked, entry.criteria.criteria
    return locked is not None and not any(selection.failed_identity_rules(criteria, pins.unlock(locked)))


def _refuse(entry: Entry, consequence: str) -> NoReturn:
    name = selection.identifying_criterion(entry.criteria.criteria) or "destVersion"
    way = "Pass --to VERSION" if name == "destVersion" else f"Set another {name} in firmware.toml"
    raise LockFileError(
        f"{resolution.subject(entry)} selects its package by {name}, {consequence}.",
        f"{way}, or use criteria that several versions can meet, such as versionRange with select.",
    )
