# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the catalogues of a review say, as far as they can be read: a review is worth something without them, too."""

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
    from alicloud_iot_ota.lookup import Lookup, Warn

_MOST_NAMES = 12  # in one warning
_SETTINGS = "Give this command the settings of the provider: region, instance, endpoint, and the same account."


def look_up(
    lookup: Lookup, changes: Changes, entries: Mapping[str, Entry], now: datetime, warn: Warn
) -> dict[str, Facts]:
    """Return what the catalogues say of changes, by their keys. What could not be read is left out, with a warning.

    Args:
        lookup: Reads the catalogues, one for each instance and product.
        changes: The changes.
        entries: The entries of lock files that hold the new packages, by the keys of the changes, as far as there are.
        now: The moment that ages and expiries are counted at, in UTC.
        warn: Is passed warnings.
    """

    @functools.cache  # many changes share a catalogue, and its failure
    def packages(scope: GetFirmwaresArgs) -> Sequence[Package] | None:
        try:
            return lookup.select(scope, warn)
        except OtaError as error:
            warn(f"The review says nothing of what only the catalogue tells.\n{error}")
            return None

    found, unseen = {}, []
    for change in _in_this_instance(lookup, changes, entries, warn):
        catalog = packages(GetFirmwaresArgs(iot_instance_id=change.iot_instance_id, product_key=change.new_place[0]))
        facts = None if catalog is None else facts_of(change, catalog, now)
        if facts is None:
            continue
        if changes.origin is Origin.PREVIEW and _is_not_found_here(change, facts):
            unseen.append(change)
        else:
            found[change.key] = facts
    if unseen:
        warn(
            _missing_facts(unseen, f"The preview has found what this command does not find where it looks. {_SETTINGS}")
        )
    return found


def _in_this_instance(lookup: Lookup, changes: Changes, entries: Mapping[str, Entry], warn: Warn) -> list[Change]:
    """Return the changes that bring a package, without those by an entry of another instance than the command asks."""
    here, elsewhere = [], []
    why = ""
    for change in changes.items:
        if not isinstance(change.new, PinnedFirmware):
            continue
        try:
            if change.key in entries:
                resolution.require_instance(lookup, entries[change.key])
            here.append(change)
        except LockFileError as error:
            elsewhere.append(change)
            why = why or str(error)
    if elsewhere:
        warn(_missing_facts(elsewhere, why))
    return here


def _is_not_found_here(change: Change, facts: Facts) -> bool:
    """Return whether a package that a preview has found is not where this command looks.

    Where the product is not known, a package of the same version may be of another one, and says nothing.
    """
    verdict = facts.judgment.verdict
    is_gone = verdict.presence is Presence.ABSENT or (verdict is Verdict.REPLACED and change.new_place[0] is None)
    return is_gone and not change.errors


def _missing_facts(changes: Sequence[Change], why: str) -> str:
    """Return the warning that the catalogue says nothing of some changes."""
    names = join_limited([format_text(change.name) for change in changes], _MOST_NAMES)
    return f"The review says nothing of what only the catalogue tells of {names}.\n{why}"
