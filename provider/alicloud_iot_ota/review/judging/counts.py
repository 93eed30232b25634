# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How many changes of each sort there are: the first line that a reviewer reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.review.changes import Changes, Origin
from alicloud_iot_ota.review.judging.differences import is_edited
from alicloud_iot_ota.review.judging.kinds import BUMPS, STOPPED, Kind, kind_of
from alicloud_iot_ota.review.writing.labels import EDITED, count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.review.judging.facts import Facts

_NAMED = {
    Kind.REPLACED: ("file replaced under its version", "files replaced under their version"),
    Kind.MOVED: ("moved", "moved"),
    Kind.NEW: ("new", "new"),
    Kind.REMOVED: ("removed", "removed"),
    Kind.UNRESOLVED: ("not resolved", "not resolved"),
    Kind.FAILED: ("failed pin", "failed pins"),
}
_OTHER = ("other change", "other changes")


class Counts(msgspec.Struct, frozen=True):
    """How many changes there are of each sort.

    Attributes:
        bumps: To a higher version.
        downgrades: To a lower one.
        broken: Pins whose package is not there as it was pinned, or may not be deployed; None where nobody looked.
        of_kind: The changes of every other kind.
        edited: The changes that keep their package and change something else.
    """

    bumps: int
    downgrades: int
    broken: int | None
    of_kind: Mapping[Kind, int]
    edited: int = 0

    def __str__(self) -> str:
        return ", ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield count(self.bumps, "bump", "bumps")
        yield count(self.downgrades, "downgrade", "downgrades")
        if self.broken is not None:
            yield count(self.broken, "broken pin", "broken pins")
        for kind, words in _NAMED.items():
            if self.of_kind.get(kind):
                yield count(self.of_kind[kind], *words)
        same = self.of_kind.get(Kind.SAME, 0)
        if self.edited:
            yield count(self.edited, EDITED, EDITED)
        if same > self.edited:
            yield f"{same - self.edited} unchanged"
        others = sum(number for kind, number in self.of_kind.items() if kind not in {*_NAMED, Kind.SAME})
        if others:
            yield count(others, *_OTHER)


def counts_of(changes: Changes, facts: Mapping[str, Facts]) -> Counts:
    """Count the changes.

    Args:
        changes: The changes.
        facts: What a catalogue says of each, by the changes' keys, as far as there are any.
    """
    kinds = [kind_of(change) for change in changes.items]
    of_kind = {kind: kinds.count(kind) for kind in Kind if kind in kinds}
    bumps = sum(of_kind.pop(kind, 0) for kind in BUMPS)
    broken = _broken(changes, kinds, facts)
    of_kind.pop(Kind.BROKEN, None)
    edited = sum(kind is Kind.SAME and is_edited(change) for change, kind in zip(changes.items, kinds, strict=True))
    return Counts(bumps, of_kind.pop(Kind.DOWNGRADE, 0), broken, of_kind, edited)


def _broken(changes: Changes, kinds: list[Kind], facts: Mapping[str, Facts]) -> int | None:
    broken = kinds.count(Kind.BROKEN) + sum(
        facts[change.key].is_broken
        for change, kind in zip(changes.items, kinds, strict=True)
        if change.key in facts and kind is not Kind.BROKEN
    )
    if broken:
        return broken
    # A preview that got through has looked every pin up.
    has_passed = changes.origin is Origin.PREVIEW and not changes.is_failed and not STOPPED.intersection(kinds)
    is_looked_up = all(change.key in facts for change in changes.items if change.new is not None)
    return 0 if has_passed or (changes.origin is Origin.LOCK_FILE and is_looked_up) else None
