# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Collect catalog data for a review. It is optional: if a catalog cannot be read, the review omits the data."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import format_text, join_limited
from alicloud_iot_ota.errors import LockFileError, OtaError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.pins.verdicts import Presence, Verdict
from alicloud_iot_ota.review.changes import Change, Changes, Origin
from alicloud_iot_ota.review.judging.facts import Facts, facts_of
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.lookup import Lookup, Lookups, Warn

_MOST_NAMES = 12  # maximum in one warning
_SETTINGS = "Run this command with the settings of the provider: the same region, instance, endpoint and account."


def look_up(
    lookups: Lookups, changes: Changes, entries: Mapping[str, Entry], as_of: datetime | None, warn: Warn
) -> dict[str, Facts]:
    """Return the catalog data of changes, by key. Data that cannot be read is omitted with a warning.

    Args:
        lookups: Reads the catalogs, one for each account, instance and product.
        changes: The changes.
        entries: The lock file entries of the new packages, by the keys of the changes. Some or all may be missing.
        as_of: The time at which ages and expiry dates are evaluated, in UTC. Default: now.
        warn: Is called with each warning.

    Raises:
        OtaError: The settings are invalid.
    """

    @functools.cache  # many changes share a catalog, and its error
    def packages(lookup: Lookup, scope: GetFirmwaresArgs) -> Sequence[Package] | None:
        try:
            return lookup.select(scope, warn)
        except OtaError as error:
            warn(f"The review omits catalog data (status, age, newer versions).\n{error}")
            return None

    found, unseen = {}, []
    for change, lookup in _in_this_instance(lookups, changes, entries, warn):
        scope = GetFirmwaresArgs(iot_instance_id=change.iot_instance_id, product_key=change.new_place[0])
        catalog = packages(lookup, scope)
        facts = None if catalog is None else facts_of(change, catalog, as_of or lookup.now())
        if facts is None:
            continue
        if changes.origin is not Origin.LOCK_FILE and _is_not_found_here(change, facts):
            unseen.append(change)
        else:
            found[change.key] = facts
    if unseen:
        warn(_missing_facts(unseen, f"The preview found packages that this command cannot find. {_SETTINGS}"))
    return found


def _in_this_instance(
    lookups: Lookups, changes: Changes, entries: Mapping[str, Entry], warn: Warn
) -> list[tuple[Change, Lookup]]:
    """Return the changes with a new package and their lookups, except entries that were locked in another instance."""
    here, elsewhere = [], []
    why = ""
    for change in changes.items:
        if not isinstance(change.new, PinnedFirmware):
            continue
        entry = entries.get(change.key)
        lookup = lookups.get({} if entry is None else entry.criteria.settings)
        try:
            if entry is not None:
                resolution.require_instance(lookup, entry)
            here.append((change, lookup))
        except LockFileError as error:
            elsewhere.append(change)
            why = why or str(error)
    if elsewhere:
        warn(_missing_facts(elsewhere, why))
    return here


def _is_not_found_here(change: Change, facts: Facts) -> bool:
    """Return whether the preview found a package that this command cannot find.

    If the product is unknown, a package of the same version may belong to another product and is not counted as found.
    """
    verdict = facts.judgment.verdict
    is_gone = verdict.presence is Presence.ABSENT or (verdict is Verdict.REPLACED and change.new_place[0] is None)
    return is_gone and not change.errors


def _missing_facts(changes: Sequence[Change], why: str) -> str:
    """Return the warning that the review has no catalog data for some changes."""
    names = join_limited([format_text(change.name) for change in changes], _MOST_NAMES)
    return f"The review omits catalog data (status, age, newer versions) for {names}.\n{why}"
