# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a reviewer has to look at, the most urgent first."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from alicloud_iot_ota.firmware import DEPLOYABLE
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.judging.differences import are_same, list_change
from alicloud_iot_ota.review.judging.kinds import STOPPED, Kind, is_elsewhere, kind_of, order_of
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_ota.review.changes import Change
    from alicloud_iot_ota.review.judging.facts import Facts


class Risk(enum.Enum):
    """Something to look at, the most urgent first.

    Attributes:
        FAILED: The preview failed at this pin.
        BROKEN: The catalogue does not hold the package as it is pinned, or it may not be deployed.
        DIGEST_CHANGED: Another file stands under the version that stays.
        BLOCK_REMOVED: A block is removed or changed, or may have been.
        DOWNGRADE: The version falls.
        ORDER_UNKNOWN: Which version is higher is unknown, so this may be a downgrade.
        ELSEWHERE: Another product or module is meant.
        UNVERIFIED: The package is not verified, and needs to be.
        MAJOR: The first part of the version rises.
        TYPE_CHANGED: A full package takes the place of a differential one, or the other way round.
        SOURCE_GAP: A differential package starts from another version than the one that was pinned.
        NO_DIGEST: Nothing tells which file it is.
        MD5: The digest is MD5, for which another file can be made.
        WEAK_DIGEST: The digest is neither SHA-256 nor MD5.
    """

    FAILED = "failed"
    BROKEN = "broken"
    DIGEST_CHANGED = "digestChanged"
    BLOCK_REMOVED = "blockRemoved"
    DOWNGRADE = "downgrade"
    ORDER_UNKNOWN = "orderUnknown"
    ELSEWHERE = "elsewhere"
    UNVERIFIED = "unverified"
    MAJOR = "major"
    TYPE_CHANGED = "typeChanged"
    SOURCE_GAP = "sourceGap"
    NO_DIGEST = "noDigest"
    MD5 = "md5"
    WEAK_DIGEST = "weakDigest"


_OF_KIND = {Kind.BROKEN: Risk.FAILED, Kind.FAILED: Risk.FAILED, Kind.DOWNGRADE: Risk.DOWNGRADE, Kind.MAJOR: Risk.MAJOR}
BLOCKED = "blocked"
"""The criterion that lists the packages that must not be selected."""

_ORDER = list(Risk)
_KINDS = list(Kind)
_DIFFERENTIAL = "differential"


def risks_of(change: Change, facts: Facts | None) -> tuple[Risk, ...]:
    """Return the risks of a change, the most urgent first."""
    kind, new = kind_of(change), change.new
    found = {_OF_KIND[kind]} if kind in _OF_KIND else set()
    if _loses_block(change):
        found.add(Risk.BLOCK_REMOVED)
    if facts is not None:
        found.update(_of_facts(facts))
    if isinstance(new, PinnedFirmware) and kind not in STOPPED | {Kind.SAME}:
        found.update(_of_file(new))
        if isinstance(change.old, PinnedFirmware):
            found.update(_of_both(change, change.old, new))
    return tuple(sorted(found, key=_ORDER.index))


def urgency(change: Change, facts: Facts | None) -> tuple[int, int, str, str]:
    """Return a key that sorts changes by risk, then by kind, then by name."""
    risks = risks_of(change, facts)
    risk = _ORDER.index(risks[0]) if risks else len(_ORDER)
    return risk, _KINDS.index(kind_of(change)), change.name, change.key


def _loses_block(change: Change) -> bool:
    """Return whether a block is not there as it was, or that cannot be ruled out."""
    if BLOCKED in change.withheld_edits:
        return True
    if change.new is None and not change.new_criteria:  # the pin or the entry is removed
        return False
    before, after = (criteria.get(BLOCKED) or [] for criteria in (change.old_criteria, change.criteria or {}))
    if isinstance(before, list) and isinstance(after, list):
        return bool(list_change(before, after).removed)
    return bool(before) and not are_same(before, after)


def _of_facts(facts: Facts) -> Iterator[Risk]:
    if facts.is_broken:
        yield Risk.BROKEN
    if facts.firmware is not None and facts.firmware.status_word not in DEPLOYABLE:
        yield Risk.UNVERIFIED


def _of_file(firmware: PinnedFirmware) -> Iterator[Risk]:
    algorithm = (firmware.digest or "").partition(":")[0]
    if not algorithm:
        yield Risk.NO_DIGEST
    elif algorithm == "md5":
        yield Risk.MD5
    elif algorithm != "sha256":
        yield Risk.WEAK_DIGEST


def _of_both(change: Change, old: PinnedFirmware, new: PinnedFirmware) -> Iterator[Risk]:
    if is_elsewhere(change):
        yield Risk.ELSEWHERE
        return
    is_one_version = old.dest_version == new.dest_version
    if order_of(change.criteria, new.dest_version, old.dest_version) is Order.UNKNOWN:
        yield Risk.ORDER_UNKNOWN
    if kind_of(change) is Kind.REPLACED and None not in (old.digest, new.digest):
        yield Risk.DIGEST_CHANGED
    if old.type != new.type:
        yield Risk.TYPE_CHANGED
    if new.type == _DIFFERENTIAL and not is_one_version and new.src_version != old.dest_version:
        yield Risk.SOURCE_GAP
