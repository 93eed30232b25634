# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Select, keep or read from firmware.lock the package of a pin, and guard against unintended changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import selection
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.pin_resource.inputs import identify
from alicloud_iot_ota.pins.replacement import is_other_kind, judge_replacement
from alicloud_iot_ota.pins.verdicts import OTHER_FILE, Verdict
from alicloud_iot_ota.schema.enums import OnNewer, PinResolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pin_resource.inputs import PinState
    from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
    from alicloud_iot_ota.schema.criteria import ChoiceArguments

SUBJECT = "The pin"


class _Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The package for a pin.

    Attributes:
        firmware: The package.
        criteria: The criteria that selected the package.
        how_to_move: How to move to another package on purpose, as a sentence.
        accepted: The verdicts that the user has accepted, by identifying this exact file.
        is_fixed: Whether the package stays the same when a newer one is published.
        is_locked: Whether the package comes from an entry in firmware.lock. `bump` keeps the `firmwareId` and
            `firmwareName` in its criteria. The check of the entry has already warned if the file has a new ID.
        is_promoted: Whether the entry has `promoteFrom`. The previous stage then decides about newer packages.
    """

    firmware: Package
    criteria: ChoiceArguments
    how_to_move: str
    accepted: frozenset[Verdict] = frozenset()
    is_fixed: bool = True
    is_locked: bool = False
    is_promoted: bool = False


class PinRequest(msgspec.Struct, frozen=True):
    """The inputs of a pin in a program.

    Attributes:
        args: The arguments.
        given: The arguments by wire names.
        entry: The entry in firmware.lock that the arguments identify; None if they are criteria.
    """

    args: FirmwarePinArgs
    given: Mapping[str, object]
    entry: Entry | None

    @property
    def criteria(self) -> ChoiceArguments:
        """The criteria that select the package."""
        return self.args if self.entry is None else self.entry.criteria


def read_request(args: FirmwarePinArgs, given: Mapping[str, object]) -> PinRequest:
    """Read the entry in firmware.lock that arguments identify, if any.

    Raises:
        LockFileError: The file cannot be read, or has no such entry.
    """
    if args.lock_entry is None:
        return PinRequest(args, given, None)
    from alicloud_iot_ota.lock_file import resolution  # noqa: PLC0415 - not for other pins: it would delay their preview

    return PinRequest(args, given, resolution.read_entry(args.lock_file, args.lock_entry))


def choose(lookup: Lookup, request: PinRequest, state: PinState | None, warn: Warn) -> Package:
    """Return the package for a pin, from the inputs of the program and the state.

    Raises:
        BrokenPinError: The package in the state or in firmware.lock is missing, another file, or not deployable.
        DowngradeError: The package has a lower version than the one in the state.
        UnparsableError: The version of a package cannot be read, and `onUnparsable` is `error`.
        OtaError: The lookup failed.
    """
    args, given = request.args, request.given
    if request.entry is not None:
        selected = _take_locked(lookup, request.entry, warn)
    elif args.resolve is PinResolve.ONCE and state is not None and state.is_selected_by(given):
        selected = _keep(lookup, args, state, warn)
    else:
        selected = _select(lookup, args, warn)
    if state is not None and state.has_same_scope(given):
        if not args.allow_downgrade:
            consent = "set allowDowngrade to true for this deployment"
            lookup.require_no_downgrade(state.firmware, selected.firmware, selected.criteria, "The state", consent)
        _require_same_file(selected, state, given, lookup.now(), warn)
    if selected.is_fixed and args.on_newer is not OnNewer.IGNORE:
        _warn_of_newer(lookup, selected, warn)
    return selected.firmware


def _take_locked(lookup: Lookup, entry: Entry, warn: Warn) -> _Resolution:
    """Return the package of an entry in firmware.lock. Its changes are reviewed in the file, so all are accepted."""
    from alicloud_iot_ota.lock_file import resolution  # noqa: PLC0415 - as in read_request

    firmware = resolution.require(lookup, entry, warn, warns_of_unreadable=False)  # _warn_of_newer does
    return _Resolution(
        firmware=firmware,
        criteria=entry.criteria,
        how_to_move=resolution.remedy_for(entry),
        accepted=OTHER_FILE,
        is_locked=True,
        is_promoted=entry.criteria.promote_from is not None,
    )


def _keep(lookup: Lookup, args: FirmwarePinArgs, state: PinState, warn: Warn) -> _Resolution:
    """Return the package in the state, checked against the live catalog."""
    how_to_move = "To select again, change a value of keepers, or change the criteria."
    judgment = lookup.judge(state.firmware, args, (args.product_key, args.module_name), warn)
    other = judgment.firmware if judgment.verdict in OTHER_FILE else None
    firmware = judgment.require(SUBJECT, how_to_move if other is None else _how_to_accept(other))
    lookup.require_readable(args, lambda _: None)  # _warn_of_newer warns
    return _Resolution(firmware=firmware, criteria=args, how_to_move=how_to_move)


def _select(lookup: Lookup, args: FirmwarePinArgs, warn: Warn) -> _Resolution:
    """Select a package by the criteria."""
    firmware = lookup.choose(args, warn)
    named = {
        "destVersion": args.dest_version,
        "firmwareId": args.firmware_id,
        "firmwareName": args.firmware_name,
    }
    names = [name for name, value in named.items() if value is not None]
    return _Resolution(
        firmware=firmware,
        criteria=args,
        how_to_move=f"To move the pin, change {' and '.join(names)}."
        if names
        else "To select again, change a value of keepers.",
        accepted=_accepted_verdicts(args, firmware),
        is_fixed=bool(names) or args.resolve is PinResolve.ONCE,
    )


def _accepted_verdicts(args: FirmwarePinArgs, firmware: Package) -> frozenset[Verdict]:
    """Return the verdicts that the arguments accept, by identifying the file.

    A digest identifies the file. An ID does if it is a new one, or if there is no digest to assert.
    """
    if firmware.digest is not None and args.criteria.expected_digest == firmware.digest:
        return OTHER_FILE
    if args.expected_firmware_id == firmware.firmware_id and not firmware.has_supported_digest:
        return OTHER_FILE
    is_named = firmware.firmware_id in {args.firmware_id, args.expected_firmware_id}
    return frozenset({Verdict.REPLACED}) if is_named else frozenset()


def _require_same_file(
    selected: _Resolution, state: PinState, given: Mapping[str, object], now: datetime, warn: Warn
) -> None:
    """Stop if the selected package has the pinned version or ID, but a file that the user has not accepted."""
    firmware = selected.firmware
    judgment = judge_replacement(state.firmware, firmware, now)
    if judgment is None or (is_other_kind(state.firmware, firmware) and not state.has_same_kind(given)):
        return
    if judgment.verdict.is_passing:
        if not selected.is_locked:
            warn(f"{SUBJECT} {judgment.describe()}. The pin uses that ID from now on.")
    elif judgment.verdict not in selected.accepted:
        raise judgment.error(SUBJECT, _how_to_accept(firmware))


def _how_to_accept(firmware: Package) -> str:
    """Return how to accept a new file for the same version, as a sentence."""
    if not firmware.has_supported_digest:
        return f"To accept the new file, set expectedFirmwareId to {format_text(firmware.firmware_id)}."
    return f"To accept the new file, set expectedDigest to {format_text(firmware.digest or '')}."


def _warn_of_newer(lookup: Lookup, selected: _Resolution, warn: Warn) -> None:
    firmware = selected.firmware
    news = lookup.newer(firmware, selected.criteria, keeps_name=selected.is_locked)
    if selected.is_promoted:
        return
    best, possibly = news.best, selection.possibly_newer(news, firmware.dest_version)
    sentences = [] if possibly is None else [possibly]
    if best is not None:
        sentences.insert(
            0,
            f"{identify(best)}, is newer than the pinned {format_text(firmware.dest_version)}.",
        )
    if sentences:
        warn(f"{' '.join(sentences)} {selected.how_to_move} To turn off this warning, set onNewer to ignore.")
