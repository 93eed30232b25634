# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Checks for a package that is to replace a pinned one: no unintended downgrade, and no other file. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import pins, selection
from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import DowngradeError
from alicloud_iot_ota.firmware import Package, describe_type
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware, verdicts
from alicloud_iot_ota.pins.verdicts import Judgment, Verdict
from alicloud_iot_ota.selection import Criteria, FirmwareSelect, Fitness
from alicloud_iot_ota.versions import Order, propose

if TYPE_CHECKING:
    from datetime import datetime


CRITERIA_SELECT = "the criteria now select"
"""The usual cause of a replacement, in a message about a downgrade. The new version follows."""


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """A package that is to replace a pinned one.

    Attributes:
        pinned: The pinned package.
        listed: The pinned package as the catalog lists it now; None if it is not listed.
        chosen: The package that is to replace the pinned one.
        criteria: The criteria that selected the replacement, which also define how to read versions.
        cause: Why the package is to be replaced, as a clause that the new version completes.
    """

    pinned: PinnedFirmware
    listed: Package | None
    chosen: Package
    criteria: Criteria
    cause: str = CRITERIA_SELECT

    @property
    def order(self) -> Order:
        """The order of the replacement relative to the pinned package.

        It is by version. If that is unknown and `select` is `newest`, it is by creation time.
        """
        order = self.criteria.reader.order(self.chosen.dest_version, self.pinned.dest_version)
        if order is not Order.UNKNOWN or self.criteria.select is not FirmwareSelect.NEWEST:
            return order
        before, after = self._created_before, self.chosen.created
        if before is None or after is None or before == after:
            return Order.UNKNOWN
        return Order.LOWER if after < before else Order.HIGHER

    @property
    def _created_before(self) -> datetime | None:
        if self.listed is not None:
            return self.listed.created
        return pins.unlock(self.pinned).created if isinstance(self.pinned, LockedFirmware) else None


def require_no_downgrade(successor: Successor, now: datetime, subject: str, consent: str) -> None:
    """Require that a replacement is not lower than the pinned package. An unknown order is a possible downgrade.

    Ages and expiry dates are evaluated at `now`, in UTC. The other arguments are those of
    `Lookup.require_no_downgrade`.

    Raises:
        DowngradeError: The replacement is lower, or may be.
    """
    order = successor.order
    if order in {Order.EQUAL, Order.HIGHER}:
        return
    pinned, chosen = successor.pinned, successor.chosen
    moves = (
        f"{subject} has {format_text(pinned.dest_version)}, and {successor.cause} "
        f"{format_text(chosen.dest_version)} (firmwareId {format_text(chosen.firmware_id)})"
    )
    doubt, remedy = _why_not_kept(successor, now)
    if order is Order.LOWER:
        raise DowngradeError(
            f"Downgrade blocked. {moves}.{doubt}", " ".join([*remedy, f"To downgrade on purpose, {consent}."])
        )
    raise DowngradeError(
        f"Possible downgrade blocked. {moves}. Their order is unknown: {_why_unknown(successor)}.{doubt}",
        " ".join([*remedy, *_how_to_order(successor), f"If you want this change, {consent}."]),
    )


def _why_not_kept(successor: Successor, now: datetime) -> tuple[str, list[str]]:
    """Return why the pinned package was not selected again, with remedies; empty if it still qualifies."""
    version = format_text(successor.pinned.dest_version)
    if successor.listed is None:
        return f" {version} is no longer listed.", [f"Find out who deleted {version} and why."]
    rule = next(selection.failed_fitness_rules(successor.criteria, successor.listed, now), None)
    if rule is None:
        return "", []
    return f" {version} no longer qualifies: {rule.reason(successor.listed)}.", [rule.remedy]


def _how_to_order(successor: Successor) -> list[str]:
    """Return a proposal for settings that order both versions, if there are any."""
    reader = successor.criteria.reader
    versions = (successor.pinned.dest_version, successor.chosen.dest_version)
    proposal = propose(versions, reader, versions)
    if proposal is None or proposal.reader().order(*versions) is Order.UNKNOWN:
        return list(filter(None, [selection.unproposed("order")]))
    return [f"To order them, set {selection.describe_proposal(proposal, reader)}."]


def _why_unknown(successor: Successor) -> str:
    reader = successor.criteria.reader
    versions = (successor.pinned.dest_version, successor.chosen.dest_version)
    unread = [f'"{format_text(text)}"' for text in versions if reader.read(text) is None]
    if not unread:
        return "they differ only in their commit hashes"
    return f"versionScheme {format_text(reader.scheme.value)} cannot read {' or '.join(unread)}"


def is_other_kind(pinned: PinnedFirmware, chosen: Package) -> bool:
    """Return whether two packages differ in type or source version."""
    return (pinned.type, pinned.src_version) != (chosen.type_word, chosen.src_version)


def judge_replacement(pinned: PinnedFirmware, chosen: Package, now: datetime) -> Judgment | None:
    """Return the verdict on a selected package that has the pinned version or ID but is not the pinned package.

    None if it is the pinned package, or if it has both another version and another ID. A differential package of the
    same version counts as a replacement of a full one.
    """
    judgment = verdicts.judge(pinned, [chosen], Fitness(), now)
    if judgment.verdict is Verdict.OK or (
        judgment.verdict is Verdict.MISSING and chosen.dest_version != pinned.dest_version
    ):
        return None
    if judgment.verdict is not Verdict.MISSING:
        return judgment
    kind = describe_type(chosen.type_word, chosen.src_version)
    reason = f"the criteria now select another package of that version, which is {kind}"
    return Judgment(pinned, Verdict.REPLACED, reason, chosen, verdicts.differences(pinned, chosen))
