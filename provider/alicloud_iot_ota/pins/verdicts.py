# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What has become of a pinned package. Pure: a pin and a complete catalogue in, a judgement out."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.table_enum import TableEnum
from alicloud_iot_ota.base.text import format_exact_size, format_text
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.firmware import Package, describe_type
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.selection import Fitness


class Presence(enum.Enum):
    """What a catalogue holds in the place of a pinned package."""

    SAME_PACKAGE = enum.auto()  # the package, under its ID
    SAME_FILE = enum.auto()  # the same file, under another ID
    OTHER_FILE = enum.auto()  # another file, or one that nothing shows to be the same: somebody may have meant it
    ABSENT = enum.auto()  # neither it nor another package of its version


class Verdict(TableEnum):
    """What has become of a pinned package.

    Attributes:
        words: It as a reviewer reads it.
        presence: What is there now.
        remedy: What to do about it; None for a verdict that stops no deployment.
    """

    OK = "ok", "ok", Presence.SAME_PACKAGE, None
    MOVED = "moved", "moved", Presence.SAME_FILE, None  # it was deleted and published again
    # Replaced under the same version, changed under the same ID; a status regresses to one that is not asked for.
    REPLACED = "replaced", "replaced", Presence.OTHER_FILE, "Ask who published that version again, and why."
    CHANGED = (
        "changed",
        "changed",
        Presence.OTHER_FILE,
        "A published package should never change: treat it as an incident, and ask who did it.",
    )
    MISSING = "missing", "missing", Presence.ABSENT, "Publish it again, or check productKey, instance and region."
    STATUS_REGRESSED = (
        "statusRegressed",
        "status regressed",
        Presence.SAME_PACKAGE,
        "Finish its verification in the console, or name its status in statuses.",
    )
    BLOCKED = "blocked", "blocked", Presence.SAME_PACKAGE, "Take the entry out of blocked once its reason is gone."

    def __init__(self, _: str, words: str, presence: Presence, remedy: str | None) -> None:
        self.words, self.presence, self.remedy = words, presence, remedy

    @property
    def is_passing(self) -> bool:
        """Whether it stops no deployment. What stops one is a BrokenPinError, with the exit status of that."""
        return self.remedy is None


OTHER_FILE = frozenset(verdict for verdict in Verdict if verdict.presence is Presence.OTHER_FILE)
"""The verdicts that another file is there, which somebody may have meant."""


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


class Judgment(msgspec.Struct, frozen=True):
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
    firmware: Package | None = None
    differences: tuple[Difference, ...] = ()
    is_unproven: bool = False

    def require(self, subject: str, next_step: str) -> Package:
        """Return what stands there now, which is the file that was pinned and may be deployed.

        Args:
            subject: Who holds the pin: `The entry gateway of firmware.lock`.
            next_step: How to choose another package on purpose, as a sentence.

        Raises:
            BrokenPinError: It is gone, or another one, or may not be deployed.
        """
        if self.firmware is None or not self.verdict.is_passing:
            raise self.error(subject, next_step)
        return self.firmware

    def error(self, subject: str, next_step: str) -> BrokenPinError:
        """Return the verdict as the error that stops a deployment. The arguments are those of `require`."""
        return BrokenPinError(
            "\n".join([f"{subject} {self.describe()}.", *(f"  {each}" for each in self.differences)]),
            f"{_UNPROVEN if self.is_unproven else self.verdict.remedy} {next_step}",
            verdict=self.verdict.value,
        )

    def describe(self) -> str:
        """Return what is pinned and what has become of it, to follow the name of who holds the pin."""
        kind = describe_type(self.pinned.type, self.pinned.src_version)
        return (
            f"holds {format_text(self.pinned.dest_version)} ({kind}), firmwareId {format_text(self.pinned.firmware_id)}, "
            f"{self.reason} ({self.verdict.value})"
        )


_UNPROVEN = "Make sure that it is the same file: there is no digest on both sides to tell."


def judge(
    pinned: PinnedFirmware,
    catalog: Sequence[Package],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None] = (None, None),
) -> Judgment:
    """Find out what has become of a pinned package, in a complete catalogue. Blocks expire at `now`, in UTC.

    Its place is its ProductKey and its module, as far as they are known.
    """
    there = pins.find(pinned.firmware_id, catalog)
    if there is None:
        return _judge_by_version(pinned, catalog, criteria, now, place)
    found = (*differences(pinned, there), *_place_differences(pinned, there))
    names = {each.name for each in found}
    if not names or (names == {"firmwareSize"} and pins.are_same_file(pinned, pins.pin(there))):
        return _judge_fitness(Judgment(pinned, Verdict.OK, "as it was", there), there, criteria, now)
    if names == {"digest"} and not _are_comparable(pinned.digest, there.digest):
        reason = "and no digest shows whether it is the same file now"
        return Judgment(pinned, Verdict.CHANGED, reason, there, found, is_unproven=True)
    reason = "and that ID stands for another package now"
    return Judgment(pinned, Verdict.CHANGED, reason, there, found)


def _judge_by_version(
    pinned: PinnedFirmware,
    catalog: Sequence[Package],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None],
) -> Judgment:
    """Judge a package whose ID is gone by those that stand under its version."""
    product_key, module_name = place
    namesakes = sorted(
        (
            each
            for each in catalog
            if (each.dest_version, each.type_word, each.src_version)
            == (pinned.dest_version, pinned.type, pinned.src_version)
            and product_key in (None, each.product_key)
            and module_name in (None, each.module)
        ),
        key=lambda firmware: firmware.firmware_id,
    )
    if not namesakes:
        return Judgment(pinned, Verdict.MISSING, "which is not there any more, nor another package of that version")
    same = next((each for each in namesakes if pins.are_same_file(pinned, pins.pin(each))), None)
    if same is not None:
        reason = f"and the same file stands under the firmwareId {format_text(same.firmware_id)} now"
        moved = Judgment(pinned, Verdict.MOVED, reason, same, differences(pinned, same))
        return _judge_fitness(moved, same, criteria, now)
    other = namesakes[0]
    is_unproven = not _are_comparable(pinned.digest, other.digest)
    reason = (
        "which is gone, and no digest shows whether the package of that version is the same file"
        if is_unproven
        else "and another file stands under that version now"
    )
    found = differences(pinned, other)
    return Judgment(pinned, Verdict.REPLACED, reason, other, found, is_unproven=is_unproven)


def _judge_fitness(judgment: Judgment, firmware: Package, criteria: Fitness, now: datetime) -> Judgment:
    """Return the judgement, or that the package may not be deployed."""
    failed_fitness_rules = {
        VERDICT_BY_RULE[rule.name]: rule for rule in selection.failed_fitness_rules(criteria, firmware, now)
    }
    for verdict in VERDICT_BY_RULE.values():
        if verdict is not None and verdict in failed_fitness_rules:
            reason = f"and {failed_fitness_rules[verdict].reason(firmware)}"
            return Judgment(judgment.pinned, verdict, reason, firmware, judgment.differences)
    return judgment


VERDICT_BY_RULE: dict[str, Verdict | None] = {
    "blocked": Verdict.BLOCKED,
    "statuses": Verdict.STATUS_REGRESSED,
    "minAge": None,  # counted when the package was chosen
}
"""The verdict on a package that does not meet a criterion of `Fitness`, the worst first; None stops no deployment."""


def _are_comparable(*digests: str | None) -> bool:
    """Return whether digests are there, of one algorithm, so that they tell whether files are the same."""
    return None not in digests and len({(digest or "").partition(":")[0] for digest in digests}) == 1


def _place_differences(pinned: PinnedFirmware, firmware: Package) -> tuple[Difference, ...]:
    """Return what tells that a package of the same ID is not where, or what, an entry of firmware.lock says."""
    if not isinstance(pinned, LockedFirmware):
        return ()
    now = pins.lock(firmware, pinned.iot_instance_id)
    fields = [name for name in LockedFirmware.__struct_fields__ if name not in PinnedFirmware.__struct_fields__]
    return tuple(each for each in _compare_fields(pinned, now, fields) if each.old is not None)


def differences(pinned: PinnedFirmware, firmware: Package) -> tuple[Difference, ...]:
    """Return what identifies a package and is not as it was pinned."""
    return tuple(_compare_fields(pinned, pins.pin(firmware), PinnedFirmware.__struct_fields__))


def _compare_fields(old: PinnedFirmware, new: PinnedFirmware, fields: Iterable[str]) -> Iterator[Difference]:
    wire_names = dict(zip(old.__struct_fields__, old.__struct_encode_fields__, strict=True))
    for field in sorted(fields):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Difference(wire_names[field], _format_value(before), _format_value(after))


def _format_value(value: str | int | None) -> str | None:
    if value is None:
        return None
    return format_exact_size(value) if isinstance(value, int) else format_text(value)
