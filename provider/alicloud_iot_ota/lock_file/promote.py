# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Plan the promotion of an entry: it moves to the file of the entry in `promoteFrom`, the previous stage.

The stages are often in different instances or accounts, where the same file has another ID. The lock file has the
digest of the previous stage. The package of that stage is also checked in its own instance, if the credentials can read
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from alicloud_iot_ota import pins
from alicloud_iot_ota.base.text import format_exact_size, format_text, format_text_or
from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    ApiError,
    LockFileError,
    OtaError,
    PromotionError,
    SettingsError,
    UndecidableError,
)
from alicloud_iot_ota.firmware import describe_type
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.lock_file.bump import BumpOptions, BumpPreview, Request, plan_move
from alicloud_iot_ota.lock_file.entry import command as entry_command
from alicloud_iot_ota.lock_file.updates import keep
from alicloud_iot_ota.pins.copies import is_copy
from alicloud_iot_ota.pins.verdicts import VERDICT_BY_RULE, Verdict
from alicloud_iot_ota.selection import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lock_file.entry import Entry, LockFile
    from alicloud_iot_ota.lock_file.updates import EntryUpdate
    from alicloud_iot_ota.lookup import Lookup, Lookups, Warn
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.pins.copies import Copies, Obstacle

_MOST_NEAR_MISSES = 3  # maximum of each kind in a message

_DECIDED_BY_STAGE = frozenset({"destVersion", "firmwareId", "firmwareName"})
"""Criteria that identify one package, which promoteFrom does too."""


class Source(NamedTuple):
    """The entry of the previous stage.

    Attributes:
        entry: The entry.
        lookup: Returns the lookup service of its account.
    """

    entry: Entry
    lookup: Callable[[], Lookup]


def source_of(entry: Entry, file: LockFile, lookups: Lookups) -> Source:
    """Return the entry of the previous stage.

    Raises:
        LockFileError: The entry has no previous stage, or the file does not contain it.
    """
    stage = entry.criteria.promote_from
    if stage is None:
        raise LockFileError(
            f"{resolution.subject(entry)} has no promoteFrom, so it cannot be promoted.",
            "Set promoteFrom in firmware.toml to the name of the entry of the previous stage. To select a package by "
            f"the criteria, run `{resolution.command(entry, 'bump')}`.",
        )
    source = file.entry(stage)
    return Source(source, lambda: lookups.get(source.criteria.settings))


def plan_promotion(lookup: Lookup, entry: Entry, source: Source, options: BumpOptions, warn: Warn) -> EntryUpdate:
    """Plan the promotion of an entry without writing it. An entry without a package gets its first one.

    Args:
        lookup: The lookup service of the entry's account.
        entry: The entry.
        source: The entry of the previous stage.
        options: The user's options: `allow_downgrade` and `accept_digest`.
        warn: Is called with each warning.

    Raises:
        LockFileError: The source has no package that can be promoted, or the entry belongs to another instance.
        BrokenPinError: The package of the source is missing, replaced or no longer deployable in its own instance.
        PromotionError: The instance has no copy of the package that meets the criteria of the entry.
        AmbiguousMatchError: Copies exist in several products.
        OtaError: The errors of `plan_move`.
    """
    stage = source.entry
    if resolution.is_up_to_date(entry) and entry.locked == stage.locked:  # both stages are in one instance
        return keep(entry, "unchanged")
    file = _promotable(entry, stage)
    resolution.require_instance(lookup, entry)
    _require_deployable(source, warn)
    copies = lookup.find_copies(file, entry.criteria, resolution.with_location(entry, warn))
    if _keeps_copy(entry, file, copies):
        return keep(entry, "unchanged")
    if not copies.fitting:
        where = lookup.where(entry.criteria)
        raise (
            _rejected_error(entry, stage, copies.rejected[0], where)
            if copies.rejected
            else _missing_error(entry, stage, file, copies, where)
        )
    package = _one_of(entry, copies.fitting)
    request = Request(
        entry.criteria,
        options,
        resolution.command(entry, "promote"),
        cause=f'the package of entry "{format_text(stage.name)}" is',
        outcome=f"promoted from {format_text(stage.name)}",
    )
    update = msgspec.structs.replace(plan_move(lookup, entry, package, request), promoted=file)
    return update if entry.locked is not None else msgspec.structs.replace(update, what=request.outcome)


def preview_promotion(lookup: Lookup, entry: Entry, source: Source, warn: Warn) -> BumpPreview:
    """Return what `promote` would do to an entry, without writing it.

    Raises:
        LockFileError: The entry has no package, is inconsistent, or belongs to another instance.
        UndecidableError: The catalog could not be read completely.
    """
    resolution.package_of(entry)
    resolution.require_instance(lookup, entry)
    try:
        update = plan_promotion(lookup, entry, source, BumpOptions(), warn)
    except UndecidableError:
        raise
    except OtaError as error:
        first = error.message.partition("\n")[0].removeprefix(f"{resolution.subject(entry)} ")
        held = source.entry.locked
        waiting = [] if held is None else [Skipped(pins.unlock(held), "promoteFrom", first)]
        return BumpPreview(None, tuple(waiting), None, error)
    if not update.moves:
        return BumpPreview(None, (), None, None)
    return BumpPreview(update.locked, (), update.what, None)


def _keeps_copy(entry: Entry, file: LockedFirmware, copies: Copies) -> bool:
    """Return whether an entry keeps its copy of a file, although the copy could not be selected now.

    The minimum age counts only when a package is selected. If its status changed, `check` reports that.
    """
    held = entry.locked
    if held is None or not resolution.is_up_to_date(entry) or not is_copy(held, file):
        return False
    own = [each for each in copies.rejected if each.firmware.firmware_id == held.firmware_id]
    return any(each.name == "minAge" or not copies.fitting for each in own)


def _promotable(entry: Entry, source: Entry) -> LockedFirmware:
    """Return the package of a source, if it can be promoted, without its live catalog.

    Raises:
        LockFileError: The source has no package that is up to date with its criteria, or no digest.
        BrokenPinError: The source blocks its own package.
    """
    name = f'entry "{format_text(source.name)}"'
    if source.locked is not None and not source.is_current:
        raise LockFileError(
            f"{resolution.subject(entry)} cannot be promoted, because the criteria of {name} have changed since it was "
            "locked.",
            f"Run `{entry_command('lock', source.path)}`, then promote the entry.",
        )
    locked = resolution.package_of(source)
    resolution.judge_offline(source).require(resolution.subject(source), resolution.remedy_for(source))
    if locked.digest is None:
        raise LockFileError(
            f"{resolution.subject(entry)} cannot be promoted, because the service returned no digest for "
            f"{format_text(locked.dest_version)}, the package of {name}. Only a digest shows that two packages are the "
            "same file.",
            f"Publish that version with one file and a digest. Or run `{resolution.command(entry, 'bump')} --to "
            f"{format_text(locked.dest_version)} --allow-unpromoted`.",
        )
    return locked


def _require_deployable(source: Source, warn: Warn) -> None:
    """Check the package of a source in its own instance: a package that was withdrawn there must not be promoted.

    Warn if these credentials cannot read that instance.

    Raises:
        BrokenPinError: The package is missing, replaced or no longer deployable.
        UndecidableError: The catalog could not be read completely.
    """
    entry = source.entry
    own = None if entry.locked is None else entry.locked.iot_instance_id
    if own is not None:  # the settings may specify the instance of the entry to promote
        criteria = msgspec.structs.replace(entry.criteria, iot_instance_id=own)
        entry = msgspec.structs.replace(entry, criteria=criteria)
    try:
        judgment = resolution.judge(source.lookup(), entry, warn, warns_of_unreadable=False)
    except (SettingsError, ApiError, LockFileError) as error:
        if isinstance(error, UndecidableError):
            raise
        warn(f"{resolution.subject(entry)} was not checked in its own instance before the promotion.\n{error}")
        return
    judgment.require(resolution.subject(entry), resolution.remedy_for(entry, judgment))


def _one_of(entry: Entry, copies: Sequence[Package]) -> Package:
    """Return one of several copies: the one that is locked already, or else the one with the lowest ID.

    Raises:
        AmbiguousMatchError: They belong to several products.
    """
    locked = next((each for each in copies if entry.locked and each.firmware_id == entry.locked.firmware_id), None)
    if locked is not None:
        return locked
    products = sorted({format_text_or(each.product_key, "(none)") for each in copies})
    if len(products) > 1:
        raise AmbiguousMatchError(
            f"{resolution.subject(entry)} cannot be promoted, because several products contain the file: "
            f"{', '.join(products)}.",
            "Set productKey in firmware.toml.",
        )
    return copies[0]


def _rejected_error(entry: Entry, source: Entry, found: Obstacle, where: str) -> PromotionError:
    """Return the error that the copy in the instance of an entry does not meet the criteria of the entry."""
    remedy = found.remedy
    if found.name in _DECIDED_BY_STAGE:
        remedy = f"Remove {found.name} from the entry in firmware.toml: promoteFrom decides which package it gets."
    elif found.name == "blocked":
        back = f"{resolution.command(entry, 'bump')} --to VERSION --allow-downgrade --allow-unpromoted"
        remedy = (
            f'Move entry "{format_text(source.name)}" to another package first. To roll back only this entry, run '
            f"`{back}`."
        )
    version, package_id = format_text(found.firmware.dest_version), format_text(found.firmware.firmware_id)
    return PromotionError(
        f"{resolution.subject(entry)} cannot be promoted, because the package does not meet {found.criterion} "
        f"({found.reason}).\n"
        f'  {version} of entry "{format_text(source.name)}" has firmwareId {package_id} in {where}.',
        remedy or f"Publish another package, or change {found.name} in firmware.toml.",
        verdict=(VERDICT_BY_RULE.get(found.name) or Verdict.MISSING).value,
    )


def _missing_error(entry: Entry, source: Entry, file: LockedFirmware, copies: Copies, where: str) -> PromotionError:
    """Return the error that an instance does not contain the file, with what to publish."""
    first = (
        f"{resolution.subject(entry)} cannot be promoted, because its instance does not contain the file of entry "
        f'"{format_text(source.name)}".'
    )
    lines = [
        first,
        f"  Searched {where}.",
        f"  File: {_describe(file)}{_size(file)}, {format_text(file.digest or '')}",
    ]
    for what, packages in (
        ("Same version, different file", copies.replaced),
        ("Same file, different version or module", copies.renamed),
    ):
        for each in packages[:_MOST_NEAR_MISSES]:
            found = pins.lock(each, None)
            digest = format_text_or(found.digest, "no digest")
            lines.append(
                f"  {what}: {_describe(found)}{_size(found)}, {digest}, firmwareId {format_text(found.firmware_id)}"
            )
        if len(packages) > _MOST_NEAR_MISSES:
            lines.append(f"  and {len(packages) - _MOST_NEAR_MISSES} more")
    fields = "version, module, type and source version" if file.src_version else "version, module and type"
    return PromotionError(
        "\n".join(lines),
        f"Publish that file there, with the same {fields}. Then run `{resolution.command(entry, 'promote')}`.",
        verdict=Verdict.MISSING.value,
    )


def _size(file: LockedFirmware) -> str:
    return "" if file.firmware_size is None else f", {format_exact_size(file.firmware_size)}"


def _describe(file: LockedFirmware) -> str:
    """Return the name, the version, the type and the module of a package."""
    kind = describe_type(file.type, file.src_version)
    name = format_text_or(file.firmware_name, "unnamed")
    return f'"{name}" {format_text(file.dest_version)} ({kind}), module {format_text(file.module_name)}'
