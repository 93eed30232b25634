# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Determine the risks of a change, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareType
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import Relation
from alicloud_iot_ota.review.judging.kinds import is_other_product, kind_of, order_of
from alicloud_iot_ota.review.judging.tables import Kind, Risk
from alicloud_iot_ota.review.values import are_same, diff_lists
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_ota.review.changes import Change
    from alicloud_iot_ota.review.judging.facts import Facts


BLOCKED = "blocked"
"""The criterion that lists packages to reject."""

_RISKS, _KINDS = list(Risk), list(Kind)


def risks_of(change: Change, facts: Facts | None) -> tuple[Risk, ...]:
    """Return the risks of a change, the most urgent first."""
    kind, new = kind_of(change), change.new
    found = set() if kind.risk is None else {kind.risk}
    if _may_remove_block(change):
        found.add(Risk.BLOCK_REMOVED)
    if facts is not None:
        found.update(_catalog_risks(facts))
    if isinstance(new, PinnedFirmware) and not (kind.is_stopped or kind is Kind.SAME):
        found.update(_digest_risks(new))
        if _is_unpromoted(change):
            found.add(Risk.UNPROMOTED)
        if isinstance(change.old, PinnedFirmware):
            found.update(_pair_risks(change, change.old, new))
    return tuple(sorted(found, key=_RISKS.index))


def sort_key(change: Change, facts: Facts | None) -> tuple[int, int, str, str]:
    """Return a key that sorts changes by risk, then by kind, then by name."""
    risks = risks_of(change, facts)
    risk = _RISKS.index(risks[0]) if risks else len(_RISKS)
    return risk, _KINDS.index(kind_of(change)), change.name, change.key


def _may_remove_block(change: Change) -> bool:
    """Return whether an element of `blocked` was removed or changed, or may have been."""
    if BLOCKED in change.withheld_edits:
        return True
    if change.new is None and not change.new_criteria:  # the pin or the entry is removed
        return False
    before, after = (criteria.get(BLOCKED) or [] for criteria in (change.old_criteria, change.criteria or {}))
    if isinstance(before, list) and isinstance(after, list):
        return bool(diff_lists(before, after).removed)
    return bool(before) and not are_same(before, after)


def _is_unpromoted(change: Change) -> bool:
    """Return whether the new package did not come from the previous stage. A new entry may be added with it."""
    relation = None if change.stage is None else change.stage.relation
    return relation is Relation.UNPROMOTED or (relation is Relation.TOGETHER and change.old is not None)


def _catalog_risks(facts: Facts) -> Iterator[Risk]:
    if facts.is_broken:
        yield Risk.BROKEN
    if facts.firmware is not None and facts.firmware.status_word not in DEPLOYABLE:
        yield Risk.UNVERIFIED


def _digest_risks(firmware: PinnedFirmware) -> Iterator[Risk]:
    algorithm = (firmware.digest or "").partition(":")[0]
    if not algorithm:
        yield Risk.NO_DIGEST
    elif algorithm == "md5":
        yield Risk.MD5
    elif algorithm != "sha256":
        yield Risk.WEAK_DIGEST


def _pair_risks(change: Change, old: PinnedFirmware, new: PinnedFirmware) -> Iterator[Risk]:
    if is_other_product(change):
        yield Risk.ELSEWHERE
        return
    is_one_version = old.dest_version == new.dest_version
    if order_of(change.criteria, new.dest_version, old.dest_version) is Order.UNKNOWN:
        yield Risk.ORDER_UNKNOWN
    if kind_of(change) is Kind.REPLACED and None not in (old.digest, new.digest):
        yield Risk.DIGEST_CHANGED
    if old.type != new.type:
        yield Risk.TYPE_CHANGED
    if new.type == FirmwareType.DIFFERENTIAL.value and not is_one_version and new.src_version != old.dest_version:
        yield Risk.SOURCE_GAP
