# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The whole review as Markdown, for the comment of a pull request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alicloud_iot_ota.review.block import visible
from alicloud_iot_ota.review.changes import Origin
from alicloud_iot_ota.review.counts import counts_of
from alicloud_iot_ota.review.details import details
from alicloud_iot_ota.review.markdown import code, digest, fenced, folded, most
from alicloud_iot_ota.review.report import change_to_builtins
from alicloud_iot_ota.review.risks import urgency
from alicloud_iot_ota.review.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.review.changes import Change, Changes
    from alicloud_iot_ota.review.facts import Facts

MARKER = "<!-- alicloud-iot-ota -->"
"""The first line, which nobody sees: by it a CI step finds its comment again."""

MAX_SUMMARY = 60_000
"""Characters of a review in Markdown. GitHub accepts comments of 65,536 characters."""

_ROOM_FOR_THE_REST = 18_000  # characters that the names of what does not fit, and the notes, have together at most
_LENGTH_OF_NAMES = 5_000  # characters of the names of what does not fit, in each of both lists
_MOST_NOTES = 10
_FAILED = "The preview failed, so this may not be all of it"
_ORIGINS = {Origin.PREVIEW: "stack", Origin.LOCK_FILE: "lock file"}


def summarize(changes: Changes, facts: Mapping[str, Facts], where: str) -> str:
    """Return the review of changes: the same text for the same changes, whatever their order.

    Args:
        changes: The changes.
        facts: What a catalogue says of each, by the changes' keys, as far as there are any.
        where: The name of the stack, or of the lock file.
    """
    ordered = sorted(changes.items, key=lambda change: urgency(change, facts.get(change.key)))
    head = _head(changes, facts, where)
    room = MAX_SUMMARY - _ROOM_FOR_THE_REST - _length(head)
    seen: list[list[str]] = []
    for change in ordered:
        lines = ["", *visible(change, facts.get(change.key))]
        if _length(lines) > room:
            break
        room -= _length(lines)
        seen.append(lines)
    brief: list[Change] = []
    for index, change in enumerate(ordered[: len(seen)]):
        lines = ["", *details(change, facts.get(change.key))]
        if _length(lines) <= room:
            room -= _length(lines)
            seen[index] += lines
        else:
            brief.append(change)
    rest = [
        *_rest(ordered[len(seen) :], facts, "more"),
        *_rest(brief, facts, "without details, for which there is no room"),
    ]
    return "\n".join([*head, *(line for lines in seen for line in lines), *rest, *_notes(changes), ""])


def _head(changes: Changes, facts: Mapping[str, Facts], where: str) -> list[str]:
    place = f"({_ORIGINS[changes.origin]} {code(where)})"
    if not changes.items and changes.problem is None:
        return [MARKER, f"**Firmware: no change** {place}"]
    lines = [MARKER, f"**Firmware: {counts_of(changes, facts)}** {place}"]
    if changes.problem is not None:
        lines += ["", f"**{_FAILED}:** {code(changes.problem, 200)}"]
    elif any(change.errors for change in changes.items):
        lines += ["", f"**{_FAILED}.**"]
    return lines


def _rest(changes: Sequence[Change], facts: Mapping[str, Facts], what: str) -> list[str]:
    """Return the line about the changes that find no place, with a digest of all of them. They come last by risk."""
    if not changes:
        return []
    names, room = [], _LENGTH_OF_NAMES
    for change in changes:
        name = code(change.name, 60)
        room -= len(name) + len(", ")
        if room < 0:
            names.append("…")
            break
        names.append(name)
    whole = json.dumps([change_to_builtins(change, facts.get(change.key)) for change in changes], sort_keys=True)
    return ["", f"**{len(changes)} {what}:** {', '.join(names)} (SHA-256 of all their changes: {digest(whole)})"]


def _notes(changes: Changes) -> list[str]:
    if not changes.notes:
        return []
    lines = [line for note in changes.notes for line in note.splitlines()]
    title = count(len(changes.notes), "warning that names no resource", "warnings that name no resource")
    return ["", *folded(title, fenced(most(lines, _MOST_NOTES), "text"))]


def _length(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)
