# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What has become of a pinned package. Pure: a pin and a complete catalogue in, a judgement out."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.text import shown
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.pins import LockedFirmware

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.pins import PinnedFirmware
    from alicloud_iot_ota.selection import Fitness


class Verdict(enum.Enum):
    """What has become of a pinned package.

    Attributes:
        OK: It is there as it was, and may be deployed.
        MOVED: The same file stands under another ID: it was deleted and published again.
        REPLACED: Another file, or one that nothing shows to be the same, stands under the same version.
        CHANGED: Another file, or one that nothing shows to be the same, stands under the same ID.
        MISSING: Neither it nor another package of its version is there.
        STATUS_REGRESSED: It is there, and its status is none that is asked for.
        BLOCKED: It is there, and is blocked.
        UNDECIDABLE: The catalogue could not be read, so nothing is known.
    """

    OK = "ok"
    MOVED = "moved"
    REPLACED = "replaced"
    CHANGED = "changed"
    MISSING = "missing"
    STATUS_REGRESSED = "statusRegressed"
    BLOCKED = "blocked"
    UNDECIDABLE = "undecidable"


PASSING = frozenset({Verdict.OK, Verdict.MOVED})
"""The verdicts that stop no deployment."""

OTHER_FILE = frozenset({Verdict.REPLACED, Verdict.CHANGED})
"""The verdicts that another file stands there, which somebody may have meant."""


class Difference(msgspec.Struct, frozen=True):
    """What is not as it was pinned.

    Attributes:
        name: The field's name in the schema.
        old: Its pinned value in words; None where it had none.
        new: Its value now in words; None where it has none.
    """

    name: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.name}: {self.old or 'none'} -> {self.new or 'none'}"


class Judgement(msgspec.Struct, frozen=True):
    """What has become of a pinned package.

    Attributes:
        pinned: What was pinned.
        verdict: What has become of it.
        reason: The same in words, to follow "the package".
        firmware: What stands in its place now: itself, or the other one; None where nothing does.
        differences: What is not as it was pinned.
        is_unproven: Whether it may be the same file, and only a digest to compare is missing.
    """

    pinned: PinnedFirmware
    verdict: Verdict
    reason: str
    firmware: Firmware | None = None
    differences: tuple[Difference, ...] = ()
    is_unproven: bool = False

    def require(self, subject: str, renew: str) -> Firmware:
        """Return what stands there now, which is the file that was pinned and may be deployed.

        Args:
            subject: Who holds the pin: `The entry gateway of firmware.lock`.
            renew: How to choose another package on purpose, as a sentence.

        Raises:
            BrokenPinError: It is gone, or another one, or may not be deployed.
        """
        if self.firmware is None or self.verdict not in PASSING:
            raise self.error(subject, renew)
        return self.firmware

    def error(self, subject: str, renew: str) -> BrokenPinError:
        """Return the verdict as the error that stops a deployment. The arguments are those of `require`."""
        return BrokenPinError(
            "\n".join([f"{subject} {self.told()}.", *(f"  {each}" for each in self.differences)]),
            f"{_UNPROVEN if self.is_unproven else _WAYS_OUT[self.verdict]} {renew}",
            verdict=self.verdict.value,
        )

    def told(self) -> str:
        """Return what is pinned and what has become of it, to follow the name of who holds the pin."""
        kind = self.pinned.type + (f" from {shown(self.pinned.src_version)}" if self.pinned.src_version else "")
        return (
            f"holds {shown(self.pinned.dest_version)} ({kind}), firmwareId {shown(self.pinned.firmware_id)}, "
            f"{self.reason} ({self.verdict.value})"
        )


_WAYS_OUT = {
    Verdict.REPLACED: "Ask who published that version again, and why.",
    Verdict.CHANGED: "A published package should never change: treat it as an incident, and ask who did it.",
    Verdict.MISSING: "Publish it again, or check productKey, instance and region.",
    Verdict.STATUS_REGRESSED: "Finish its verification in the console, or name its status in statuses.",
    Verdict.BLOCKED: "Take the entry out of blocked once its reason is gone.",
}

_UNPROVEN = "Make sure that it is the same file: there is no digest on both sides to tell."


def judge(
    pinned: PinnedFirmware,
    catalogue: Sequence[Firmware],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None] = (None, None),
) -> Judgement:
    """Find out what has become of a pinned package.

    Args:
        pinned: What was pinned.
        catalogue: Every package there is.
        criteria: Which statuses may be deployed, and what is blocked.
        now: The moment that blocks expire at, in UTC.
        place: The ProductKey and the module of the pinned package, as far as they are known.
    """
    there = pins.find(pinned.firmware_id, catalogue)
    if there is None:
        return _elsewhere(pinned, catalogue, criteria, now, place)
    found = (*differences(pinned, there), *_places(pinned, there))
    names = {each.name for each in found}
    if not names or (names == {"firmwareSize"} and pins.are_same_file(pinned, pins.pin(there))):
        return _fit(Judgement(pinned, Verdict.OK, "as it was", there), there, criteria, now)
    if names == {"digest"} and not _are_comparable(pinned.digest, there.digest):
        reason = "and no digest shows whether it is the same file now"
        return Judgement(pinned, Verdict.CHANGED, reason, there, found, is_unproven=True)
    reason = "and that ID stands for another package now"
    return Judgement(pinned, Verdict.CHANGED, reason, there, found)


def _elsewhere(
    pinned: PinnedFirmware,
    catalogue: Sequence[Firmware],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None],
) -> Judgement:
    """Judge a package whose ID is gone by those that stand under its version."""
    product_key, module_name = place
    namesakes = sorted(
        (
            each
            for each in catalogue
            if (each.dest_version, each.type_word, each.src_version)
            == (pinned.dest_version, pinned.type, pinned.src_version)
            and product_key in (None, each.product_key)
            and module_name in (None, each.module)
        ),
        key=lambda firmware: firmware.firmware_id,
    )
    if not namesakes:
        return Judgement(pinned, Verdict.MISSING, "which is not there any more, nor another package of that version")
    same = next((each for each in namesakes if pins.are_same_file(pinned, pins.pin(each))), None)
    if same is not None:
        reason = f"and the same file stands under the firmwareId {shown(same.firmware_id)} now"
        moved = Judgement(pinned, Verdict.MOVED, reason, same, differences(pinned, same))
        return _fit(moved, same, criteria, now)
    other = namesakes[0]
    is_unproven = not _are_comparable(pinned.digest, other.digest)
    reason = (
        "which is gone, and no digest shows whether the package of that version is the same file"
        if is_unproven
        else "and another file stands under that version now"
    )
    found = differences(pinned, other)
    return Judgement(pinned, Verdict.REPLACED, reason, other, found, is_unproven=is_unproven)


def _fit(judgement: Judgement, firmware: Firmware, criteria: Fitness, now: datetime) -> Judgement:
    """Return the judgement, or that the package may not be deployed."""
    unfit = {UNFIT[rule.name]: rule for rule in selection.unfit(criteria, firmware, now)}
    for verdict in UNFIT.values():
        if verdict is not None and verdict in unfit:
            reason = f"and {unfit[verdict].reason(firmware)}"
            return Judgement(judgement.pinned, verdict, reason, firmware, judgement.differences)
    return judgement


UNFIT: dict[str, Verdict | None] = {
    "blocked": Verdict.BLOCKED,
    "statuses": Verdict.STATUS_REGRESSED,
    "minAge": None,  # counted when the package was chosen
}
"""The verdict on a package that does not meet a criterion of `Fitness`, the worst first; None stops no deployment."""


def _are_comparable(*digests: str | None) -> bool:
    """Return whether digests are there, of one algorithm, so that they tell whether files are the same."""
    return None not in digests and len({(digest or "").partition(":")[0] for digest in digests}) == 1


def _places(pinned: PinnedFirmware, firmware: Firmware) -> tuple[Difference, ...]:
    """Return what tells that a package of the same ID is not where, or what, an entry of firmware.lock says."""
    if not isinstance(pinned, LockedFirmware):
        return ()
    fields = {
        "firmwareName": (pinned.firmware_name, firmware.firmware_name),
        "moduleName": (pinned.module_name, firmware.module),
        "productKey": (pinned.product_key, firmware.product_key),
        "utcCreate": (pinned.utc_create, firmware.utc_create),
    }
    return tuple(
        Difference(name, shown(old), None if new is None else shown(new))
        for name, (old, new) in fields.items()
        if old is not None and old != new
    )


def differences(pinned: PinnedFirmware, firmware: Firmware) -> tuple[Difference, ...]:
    """Return what identifies a package and is not as it was pinned."""
    now = pins.pin(firmware)
    fields = {
        "destVersion": (pinned.dest_version, now.dest_version),
        "digest": (pinned.digest, now.digest),
        "firmwareId": (pinned.firmware_id, now.firmware_id),
        "firmwareSize": (_in_words(pinned.firmware_size), _in_words(now.firmware_size)),
        "srcVersion": (pinned.src_version, now.src_version),
        "type": (pinned.type, now.type),
    }
    return tuple(
        Difference(name, None if old is None else shown(old), None if new is None else shown(new))
        for name, (old, new) in fields.items()
        if old != new
    )


def _in_words(size: int | None) -> str | None:
    return None if size is None else f"{size} bytes"
