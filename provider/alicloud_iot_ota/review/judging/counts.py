# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How many changes of each sort there are: the first line that a reviewer reads."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Change, Changes, Origin
from alicloud_iot_ota.review.judging.kinds import kind_of
from alicloud_iot_ota.review.judging.tables import Kind, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.review.judging.facts import Facts


def counts_of(changes: Changes, facts: Mapping[str, Facts]) -> dict[Tally, int]:
    """Count the changes. Bumps and downgrades are counted always, broken pins where somebody looked."""
    counts = Counter(map(tally_of, changes.items))
    counts[Tally.BROKEN] += sum(
        facts[change.key].is_broken and kind_of(change) is not Kind.BROKEN
        for change in changes.items
        if change.key in facts
    )
    told = {Tally.BUMP, Tally.DOWNGRADE, *([Tally.BROKEN] if _are_looked_up(changes, facts) else [])}
    return {tally: counts[tally] for tally in Tally if counts[tally] or tally in told}


def tally_of(change: Change) -> Tally:
    """Return what a change is counted as."""
    kind = kind_of(change)
    return Tally.EDITED if kind is Kind.SAME and change.is_edited else kind.tally


def _are_looked_up(changes: Changes, facts: Mapping[str, Facts]) -> bool:
    """Return whether every package was looked up, by the preview itself or in a catalogue."""
    if changes.origin is Origin.LOCK_FILE:
        return all(change.key in facts for change in changes.items if change.new is not None)
    return not changes.is_failed
