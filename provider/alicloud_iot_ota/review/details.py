# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One change in full, behind a click: raw values as a diff, messages, and everything that it affects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Withheld, by_wire_names
from alicloud_iot_ota.review.markdown import fenced, folded
from alicloud_iot_ota.review.wording import spelt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alicloud_iot_ota.pins import PinnedFirmware
    from alicloud_iot_ota.review.changes import Change
    from alicloud_iot_ota.review.facts import Facts

_MOST_LINES = 60  # of one fenced block


def details(change: Change, facts: Facts | None) -> list[str]:
    """Return the lines that a click shows: everything in full."""
    urn = [] if change.key == change.name else [change.key]
    blocks = {
        "diff": list(_values(change)),
        "text": [*_told(change), *_reasons(facts), *_affected(change), *urn],
    }
    lines = [line for language, texts in blocks.items() if texts for line in ("", *fenced(_most(texts), language))]
    return folded("Details", lines[1:])


def _most(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"and {rest} more lines"] if rest > 0 else [])]


def _values(change: Change) -> Iterator[str]:
    """Yield the old and the new values in the way of a diff."""
    yield from _diff("firmware", _fields(change.old), _fields(change.new))
    yield from _diff("criteria", change.old_criteria, change.new_criteria)


def _fields(held: PinnedFirmware | Withheld | None) -> dict[str, object]:
    if held is None:
        return {}
    return {"firmware": held} if isinstance(held, Withheld) else by_wire_names(held)


def _diff(title: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    names = sorted({*old, *new})
    if names:
        yield f"# {title}"
    for name in names:
        if name in old and name in new and old[name] == new[name]:
            yield f"  {name}: {spelt(new[name])}"
            continue
        if name in old:
            yield f"- {name}: {spelt(old[name])}"
        if name in new:
            yield f"+ {name}: {spelt(new[name])}"


def _told(change: Change) -> Iterator[str]:
    for label, texts in (("error", change.errors), ("warning", change.warnings)):
        for text in texts:
            first, *rest = text.splitlines() or [""]
            yield f"{label}: {first}"
            yield from rest


def _reasons(facts: Facts | None) -> Iterator[str]:
    """Yield in full what the catalogue has against the package, and why newer ones do not count."""
    if facts is None:
        return
    if facts.is_broken:
        yield f"broken: it {facts.judgement.told()}"
        yield from (f"  {each}" for each in facts.judgement.differences)
    for each in facts.newer.skipped if facts.newer is not None else ():
        yield f"skipped: {each.firmware.dest_version} {each.firmware.firmware_id}, {each.reason}"


def _affected(change: Change) -> Iterator[str]:
    for each in change.affected:
        yield f"affects: {each.op} {each.type} {each.name}"
