# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The package that a pin is to hold: chosen, kept, or taken from firmware.lock; and what must not happen unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import selection
from alicloud_iot_ota.base.text import shown
from alicloud_iot_ota.lock_file import Entry, resolving
from alicloud_iot_ota.pins.replacement import is_other_kind, judge_replacement
from alicloud_iot_ota.pins.verdicts import OTHER_FILE, Verdict
from alicloud_iot_ota.schema.enums import OnNewer, PinResolve

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pin_resource.inputs import Held
    from alicloud_iot_ota.schema.arguments import FirmwarePinArgs
    from alicloud_iot_ota.schema.criteria import ChoiceArguments

SUBJECT = "The pin"


class _Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A package for a pin.

    Attributes:
        firmware: The package.
        criteria: What it was chosen by.
        way_on: How to come to another package on purpose, as a sentence.
        meant: The judgements on what was there before that somebody has consented to, by naming this very file.
        is_fixed: Whether it stays when something newer is published.
        is_locked: Whether it is the package of an entry, which `bump` moves to no other `firmwareId` or `firmwareName`
            than the criteria have. That the same file has another ID now was told when the entry was judged.
    """

    firmware: Package
    criteria: ChoiceArguments
    way_on: str
    meant: frozenset[Verdict] = frozenset()
    is_fixed: bool = True
    is_locked: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What a program asks for.

    Attributes:
        args: Its arguments.
        given: The same by wire names.
        entry: The entry of firmware.lock that they name; None if they are criteria of their own.
    """

    args: FirmwarePinArgs
    given: Mapping[str, object]
    entry: Entry | None

    @property
    def criteria(self) -> ChoiceArguments:
        """What the package is chosen by."""
        return self.args if self.entry is None else self.entry.criteria


def asked(args: FirmwarePinArgs, given: Mapping[str, object]) -> Asked:
    """Read the entry that arguments name, if they name one.

    Raises:
        LockFileError: The file cannot be read, or has no such entry.
    """
    entry = None if args.lock_entry is None else resolving.read_entry(args.lock_file, args.lock_entry)
    return Asked(args, given, entry)


def choose(lookup: Lookup, asked: Asked, held: Held | None, warn: Warn) -> Package:
    """Return the package that a pin is to hold now, by what the program asks for and what the state holds.

    Raises:
        BrokenPinError: What the state or the lock file holds is gone, or another one, or may not be deployed.
        DowngradeError: The package is of a lower version than the one in the state.
        UnparsableError: The version of a package cannot be read, and `onUnparsable` is `error`.
        OtaError: Nothing can be chosen.
    """
    args, given = asked.args, asked.given
    if asked.entry is not None:
        choice = _locked(lookup, asked.entry, warn)
    elif args.resolve is PinResolve.ONCE and held is not None and held.is_chosen_by(given):
        choice = _kept(lookup, args, held, warn)
    else:
        choice = _chosen(lookup, args, warn)
    if held is not None and held.is_of_the_same(given):
        if not args.allow_downgrade:
            consent = "set allowDowngrade to true for this deployment"
            lookup.require_no_downgrade(held.firmware, choice.firmware, choice.criteria, "The state", consent)
        _guard(choice, held, given, lookup.now(), warn)
    if choice.is_fixed and args.on_newer is not OnNewer.IGNORE:
        _tell_of_newer(lookup, choice, warn)
    return choice.firmware


def _locked(lookup: Lookup, entry: Entry, warn: Warn) -> _Choice:
    """Take the package of an entry, which somebody has reviewed."""
    firmware = resolving.require(lookup, entry, warn, warns_of_unreadable=False)  # _tell_of_newer does
    return _Choice(
        firmware=firmware,
        criteria=entry.criteria,
        way_on=resolving.way_out(entry),
        meant=OTHER_FILE,
        is_locked=True,
    )


def _kept(lookup: Lookup, args: FirmwarePinArgs, held: Held, warn: Warn) -> _Choice:
    """Keep the package that the state holds, once it is made sure of."""
    way_on = "To choose anew, change one of keepers, or the criteria."
    judgement = lookup.judge(held.firmware, args, (args.product_key, args.module_name), warn)
    other = judgement.firmware if judgement.verdict in OTHER_FILE else None
    firmware = judgement.require(SUBJECT, way_on if other is None else _asserting(other))
    lookup.require_readable(args, lambda _: None)  # _tell_of_newer warns
    return _Choice(firmware=firmware, criteria=args, way_on=way_on)


def _chosen(lookup: Lookup, args: FirmwarePinArgs, warn: Warn) -> _Choice:
    """Choose by the criteria."""
    firmware = lookup.choose(args, warn)
    named = {
        "destVersion": args.dest_version,
        "firmwareId": args.firmware_id,
        "firmwareName": args.firmware_name,
    }
    names = [name for name, value in named.items() if value is not None]
    return _Choice(
        firmware=firmware,
        criteria=args,
        way_on=f"To move the pin, change {' and '.join(names)}." if names else "To choose anew, change one of keepers.",
        meant=_consent(args, firmware),
        is_fixed=bool(names) or args.resolve is PinResolve.ONCE,
    )


def _consent(args: FirmwarePinArgs, firmware: Package) -> frozenset[Verdict]:
    """Return what the arguments consent to by naming a file.

    A digest names it. An ID names it where it is another one than before, or where there is no digest to name.
    """
    if firmware.digest is not None and args.criteria.expected_digest == firmware.digest:
        return OTHER_FILE
    if args.expected_firmware_id == firmware.firmware_id and not firmware.has_nameable_digest:
        return OTHER_FILE
    is_named = firmware.firmware_id in {args.firmware_id, args.expected_firmware_id}
    return frozenset({Verdict.REPLACED}) if is_named else frozenset()


def _guard(choice: _Choice, held: Held, given: Mapping[str, object], now: datetime, warn: Warn) -> None:
    """Stop another file that takes the place of the pinned one unnoticed."""
    firmware = choice.firmware
    judgement = judge_replacement(held.firmware, firmware, now)
    if judgement is None or (is_other_kind(held.firmware, firmware) and not held.is_of_the_same_kind(given)):
        return
    if judgement.verdict.is_passing:
        if not choice.is_locked:
            warn(f"{SUBJECT} {judgement.told()}, which it holds from now on.")
    elif judgement.verdict not in choice.meant:
        raise judgement.error(SUBJECT, _asserting(firmware))


def _asserting(firmware: Package) -> str:
    """Return how to say that this very file is meant in place of another one of its version, as a sentence."""
    if not firmware.has_nameable_digest:
        return f"If this file is meant, set expectedFirmwareId to {shown(firmware.firmware_id)}."
    return f"If this file is meant, set expectedDigest to {shown(firmware.digest or '')}."


def _tell_of_newer(lookup: Lookup, choice: _Choice, warn: Warn) -> None:
    firmware = choice.firmware
    news = lookup.newer(firmware, choice.criteria, keeps_name=choice.is_locked)
    best, possibly = news.best, selection.possibly_newer(news, firmware.dest_version)
    told = [] if possibly is None else [possibly]
    if best is not None:
        told.insert(
            0,
            f"{shown(best.dest_version)}, firmwareId {shown(best.firmware_id)}, is newer than the pinned "
            f"{shown(firmware.dest_version)}.",
        )
    if told:
        warn(f"{' '.join(told)} {choice.way_on} To hear no more of it, set onNewer to ignore.")
