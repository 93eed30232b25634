# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Verdicts on pinned packages. Pure: the input is a pin and a complete catalog."""

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
    """Whether a catalog still contains a pinned package."""

    SAME_PACKAGE = enum.auto()  # the package, with the same ID
    SAME_FILE = enum.auto()  # the same file, with another ID
    OTHER_FILE = enum.auto()  # another file, or one that cannot be compared; the user can accept it
    ABSENT = enum.auto()  # no package with this ID or version


class Verdict(TableEnum):
    """The verdict on a pinned package.

    Attributes:
        words: The label in a review.
        presence: Whether the catalog still contains the package.
        remedy: How to fix it; None for a verdict that does not stop a deployment.
    """

    OK = "ok", "ok", Presence.SAME_PACKAGE, None
    MOVED = "moved", "moved", Presence.SAME_FILE, None  # deleted and published again
    # REPLACED: another file with the same version. CHANGED: other data with the same ID. STATUS_REGRESSED: a status
    # that the criteria do not accept.
    REPLACED = "replaced", "replaced", Presence.OTHER_FILE, "Find out who republished this version and why."
    CHANGED = (
        "changed",
        "changed",
        Presence.OTHER_FILE,
        "A published package should never change. Treat this as an incident, and find out who changed it.",
    )
    MISSING = "missing", "missing", Presence.ABSENT, "Publish it again, or check productKey, instance and region."
    STATUS_REGRESSED = (
        "statusRegressed",
        "status regressed",
        Presence.SAME_PACKAGE,
        "Finish its verification in the console, or add its status to statuses.",
    )
    BLOCKED = (
        "blocked",
        "blocked",
        Presence.SAME_PACKAGE,
        "Remove the entry from blocked when its reason no longer applies.",
    )

    def __init__(self, _: str, words: str, presence: Presence, remedy: str | None) -> None:
        self.words, self.presence, self.remedy = words, presence, remedy

    @property
    def is_passing(self) -> bool:
        """Whether a deployment may go on. Any other verdict is a BrokenPinError."""
        return self.remedy is None


OTHER_FILE = frozenset(verdict for verdict in Verdict if verdict.presence is Presence.OTHER_FILE)
"""The verdicts for another file, which the user can accept."""


class Difference(msgspec.Struct, frozen=True):
    """A field that differs from its pinned value.

    Attributes:
        name: The field's name in the schema.
        old: The pinned value as text; None if it was not set.
        new: The current value as text; None if it is not set.
    """

    name: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.name}: {self.old or 'none'} -> {self.new or 'none'}"


class Judgment(msgspec.Struct, frozen=True):
    """A verdict on a pinned package, with its reason.

    Attributes:
        pinned: The pinned package.
        verdict: The verdict.
        reason: The reason as a clause.
        firmware: The package with the pinned ID or version in the catalog; None if there is none.
        differences: The fields that differ from their pinned values.
        is_unproven: Whether it may be the same file, but no comparable digests exist.
    """

    pinned: PinnedFirmware
    verdict: Verdict
    reason: str
    firmware: Package | None = None
    differences: tuple[Difference, ...] = ()
    is_unproven: bool = False

    def require(self, subject: str, next_step: str) -> Package:
        """Return the current package, if it is the pinned file and deployable.

        Args:
            subject: The owner of the pin: `firmware.lock:4: entry "gateway"`.
            next_step: How to select another package on purpose, as a sentence.

        Raises:
            BrokenPinError: The package is missing, another file, or not deployable.
        """
        if self.firmware is None or not self.verdict.is_passing:
            raise self.error(subject, next_step)
        return self.firmware

    def error(self, subject: str, next_step: str) -> BrokenPinError:
        """Return the error that stops a deployment. The arguments are those of `require`."""
        return BrokenPinError(
            "\n".join([f"{subject} is broken. It {self.describe()}.", *(f"  {each}" for each in self.differences)]),
            f"{_UNPROVEN if self.is_unproven else self.verdict.remedy} {next_step}",
            verdict=self.verdict.value,
        )

    def describe(self) -> str:
        """Return the pinned package, the reason and the verdict, as a predicate for the owner of the pin."""
        kind = describe_type(self.pinned.type, self.pinned.src_version)
        return (
            f"has {format_text(self.pinned.dest_version)} ({kind}), firmwareId {format_text(self.pinned.firmware_id)}; "
            f"{self.reason} ({self.verdict.value})"
        )


_UNPROVEN = "Check whether it is the same file. The provider cannot tell, because no comparable digests exist."


def judge(
    pinned: PinnedFirmware,
    catalog: Sequence[Package],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None] = (None, None),
) -> Judgment:
    """Return the verdict on a pinned package in a complete catalog. Blocks are evaluated at `now`, in UTC.

    `place` is the package's ProductKey and module, each None if unknown.
    """
    there = pins.find(pinned.firmware_id, catalog)
    if there is None:
        return _judge_by_version(pinned, catalog, criteria, now, place)
    found = (*differences(pinned, there), *_place_differences(pinned, there))
    names = {each.name for each in found}
    if not names or (names == {"firmwareSize"} and pins.are_same_file(pinned, pins.pin(there))):
        return _judge_fitness(Judgment(pinned, Verdict.OK, "it is unchanged", there), there, criteria, now)
    if names == {"digest"} and not _are_comparable(pinned.digest, there.digest):
        reason = "no digest shows whether it is still the same file"
        return Judgment(pinned, Verdict.CHANGED, reason, there, found, is_unproven=True)
    reason = "that ID now belongs to a different package"
    return Judgment(pinned, Verdict.CHANGED, reason, there, found)


def _judge_by_version(
    pinned: PinnedFirmware,
    catalog: Sequence[Package],
    criteria: Fitness,
    now: datetime,
    place: tuple[str | None, str | None],
) -> Judgment:
    """Return the verdict on a package whose ID no longer exists, by the packages that have its version."""
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
        return Judgment(pinned, Verdict.MISSING, "that ID no longer exists, and no other package has that version")
    same = next((each for each in namesakes if pins.are_same_file(pinned, pins.pin(each))), None)
    if same is not None:
        reason = f"the same file now has firmwareId {format_text(same.firmware_id)}"
        moved = Judgment(pinned, Verdict.MOVED, reason, same, differences(pinned, same))
        return _judge_fitness(moved, same, criteria, now)
    other = namesakes[0]
    is_unproven = not _are_comparable(pinned.digest, other.digest)
    reason = (
        "that ID no longer exists, and no digest shows whether the new package of that version is the same file"
        if is_unproven
        else "that version now has a different file"
    )
    found = differences(pinned, other)
    return Judgment(pinned, Verdict.REPLACED, reason, other, found, is_unproven=is_unproven)


def _judge_fitness(judgment: Judgment, firmware: Package, criteria: Fitness, now: datetime) -> Judgment:
    """Return the judgment, or a worse one if the package is not deployable."""
    failed_fitness_rules = {
        VERDICT_BY_RULE[rule.name]: rule for rule in selection.failed_fitness_rules(criteria, firmware, now)
    }
    for verdict in VERDICT_BY_RULE.values():
        if verdict is not None and verdict in failed_fitness_rules:
            reason = failed_fitness_rules[verdict].reason(firmware)
            return Judgment(judgment.pinned, verdict, reason, firmware, judgment.differences)
    return judgment


VERDICT_BY_RULE: dict[str, Verdict | None] = {
    "blocked": Verdict.BLOCKED,
    "statuses": Verdict.STATUS_REGRESSED,
    "minAge": None,  # applies only when a package is selected
}
"""The verdict for each failed criterion of `Fitness`, the worst first. None does not stop a deployment."""


def _are_comparable(*digests: str | None) -> bool:
    """Return whether all digests exist and use one algorithm."""
    return None not in digests and len({(digest or "").partition(":")[0] for digest in digests}) == 1


def _place_differences(pinned: PinnedFirmware, firmware: Package) -> tuple[Difference, ...]:
    """Return the differences in location and name between a package and an entry in firmware.lock."""
    if not isinstance(pinned, LockedFirmware):
        return ()
    now = pins.lock(firmware, pinned.iot_instance_id)
    fields = [name for name in LockedFirmware.__struct_fields__ if name not in PinnedFirmware.__struct_fields__]
    return tuple(each for each in _compare_fields(pinned, now, fields) if each.old is not None)


def differences(pinned: PinnedFirmware, firmware: Package) -> tuple[Difference, ...]:
    """Return the differences between the identity of a package and the pinned one."""
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
