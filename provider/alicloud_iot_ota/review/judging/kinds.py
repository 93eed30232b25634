# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Determine the kind of each change, such as a minor bump or a downgrade, and count the changes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.pins import PinnedFirmware, are_same_file
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.review.changes import LOCK_ENTRY, Change, Changes, Origin
from alicloud_iot_ota.review.judging.tables import Category, Kind
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.versions import Order, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.review.judging.facts import Facts

_VERDICT = re.compile(r" is broken \((\w+)\)[:.]|\((\w+)\)\.$")
"""Matches the verdict in the first line of a broken pin's error (see `verdicts.Judgment`)."""

_PLAIN_VERSION = re.compile(r"[vV]?[0-9]+[.][0-9]+[.][0-9]+")
"""A version that all schemes order alike. A suffix would be a pre-release in one scheme and not in another."""


def kind_of(change: Change) -> Kind:
    """Return the kind of a change."""
    old, new = change.old, change.new
    if change.errors:
        return Kind.FAILED if verdict_of(change) is None else Kind.BROKEN
    if change.keeps_firmware:
        return Kind.SAME
    if new is None:
        return Kind.REMOVED
    if isinstance(new, Withheld):
        return Kind[new.name]
    # Secrets come in pairs. An old package that was never known counts as no package.
    return _kind_of_pair(change, old, new) if isinstance(old, PinnedFirmware) else Kind.NEW


def verdict_of(change: Change) -> Verdict | None:
    """Return the verdict that stopped the preview; None if the pin failed for another reason."""
    found = _VERDICT.search(change.errors[0].partition("\n")[0]) if change.errors else None
    return None if found is None else next((each for each in Verdict if each.value in found.groups()), None)


def counts_of(changes: Changes, facts: Mapping[str, Facts]) -> dict[Category, int]:
    """Count the changes by category. Broken pins are included only if the packages were checked."""
    counts = Counter(map(category_of, changes.items))
    counts[Category.BROKEN] += sum(
        facts[change.key].is_broken and kind_of(change) is not Kind.BROKEN
        for change in changes.items
        if change.key in facts
    )
    shown = {Category.BUMP, Category.DOWNGRADE, *([Category.BROKEN] if _are_all_checked(changes, facts) else [])}
    return {category: counts[category] for category in Category if counts[category] or category in shown}


def category_of(change: Change) -> Category:
    """Return the category in which a change is counted."""
    kind = kind_of(change)
    return Category.EDITED if kind is Kind.SAME and change.is_edited else kind.category


def _are_all_checked(changes: Changes, facts: Mapping[str, Facts]) -> bool:
    """Return whether every package was checked, by the preview or against a catalog."""
    if changes.origin is Origin.LOCK_FILE:
        return all(change.key in facts for change in changes.items if change.new is not None)
    return not changes.is_failed


def is_other_product(change: Change) -> bool:
    """Return whether the new package belongs to another product or module. Versions are then not comparable."""
    return any(
        before is not None and after is not None and before != after
        for before, after in zip(change.old_place, change.new_place, strict=True)
    )


def _kind_of_pair(change: Change, old: PinnedFirmware, new: PinnedFirmware) -> Kind:
    if is_other_product(change) or _is_another_entry(change):
        return Kind.OTHER
    if old.dest_version != new.dest_version:
        return _kind_by_version(change.criteria, old.dest_version, new.dest_version)
    if (old.type, old.src_version) != (new.type, new.src_version):
        return Kind.OTHER
    return Kind.MOVED if are_same_file(old, new) else Kind.REPLACED


def _kind_by_version(criteria: Mapping[str, object] | None, before: str, after: str) -> Kind:
    order = order_of(criteria, after, before)
    if order is Order.LOWER:
        return Kind.DOWNGRADE
    reader = _reader(criteria) or Reader()
    old, new = reader.read(before), reader.read(after)
    if order is not Order.HIGHER or old is None or new is None:
        return Kind.OTHER
    if old.numbers == new.numbers:
        return Kind.PRERELEASE if old.is_prerelease else Kind.PATCH
    padding = (0, 0)  # trailing zeros are not part of the numbers
    parts, others = (*old.numbers, *padding), (*new.numbers, *padding)
    if parts[0] != others[0]:
        return Kind.MAJOR
    return Kind.MINOR if parts[1] != others[1] else Kind.PATCH


def _is_another_entry(change: Change) -> bool:
    """Return whether a pin now refers to another lock file entry, which may be for another product."""
    before, after = (criteria.get(LOCK_ENTRY) for criteria in (change.old_criteria, change.new_criteria))
    return None not in (before, after) and before != after


def order_of(criteria: Mapping[str, object] | None, text: str, other: str) -> Order:
    """Compare two versions by the criteria of a pin. If the criteria are unknown, compare only plain versions.

    The result for plain versions is still correct, unless a versionPattern skips one of their numbers.
    """
    reader = _reader(criteria)
    if reader is not None:
        return reader.order(text, other)
    is_plain = all(map(_PLAIN_VERSION.fullmatch, (text, other)))
    return Reader().order(text, other) if is_plain or text == other else Order.UNKNOWN


def _reader(criteria: Mapping[str, object] | None) -> Reader | None:
    """Return the version reader of a pin; None if its criteria are unknown or withheld.

    Raises:
        MissingLibraryError: The reader uses a pattern. Without it, a downgrade would look like another change.
    """
    if criteria is None:
        return None
    scheme, pattern = criteria.get("versionScheme"), criteria.get("versionPattern")
    if isinstance(scheme, Withheld) or isinstance(pattern, Withheld):
        return None
    try:
        return Reader(
            VersionScheme(scheme) if isinstance(scheme, str) else None,
            Pattern(pattern) if isinstance(pattern, str) else None,
        )
    except (ParseError, ValueError):  # ValueError: a scheme that this release does not support
        return None
