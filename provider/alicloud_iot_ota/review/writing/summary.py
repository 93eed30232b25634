# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Render the complete review as Markdown for a pull request comment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import pluralize
from alicloud_iot_ota.review.changes import Change, Changes, Origin
from alicloud_iot_ota.review.judging.kinds import counts_of, kind_of
from alicloud_iot_ota.review.judging.risks import sort_key
from alicloud_iot_ota.review.judging.tables import Kind
from alicloud_iot_ota.review.reading.causes import headline
from alicloud_iot_ota.review.reading.preview_json import last_line
from alicloud_iot_ota.review.writing.block import summary_lines
from alicloud_iot_ota.review.writing.details import details
from alicloud_iot_ota.review.writing.markdown import code, collapsible, digest, fenced_block, first_lines
from alicloud_iot_ota.review.writing.report import change_to_builtins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_iot_ota.review.judging.facts import Facts

MARKER = "<!-- alicloud-iot-ota -->"
"""The hidden first line. A CI step uses it to find its own comment."""

MAX_SUMMARY = 60_000
"""Characters of a review in Markdown. GitHub accepts comments of 65,536 characters."""

_RESERVED_CHARACTERS = 18_000  # characters reserved for the names of omitted changes and for the notes
_LENGTH_OF_NAMES = 5_000  # characters, for each of the two lists of omitted changes
_MOST_NOTES = 10
_MOST_CAUSES = 3  # that are always visible
_MOST_LINES_OF_CAUSES = 40
_FAILED = "The {0} failed, so this review is incomplete. Resources that the {0} did not reach are unknown"
_MAY_HAVE_FAILED = "The {0} may have failed, so this review may be incomplete"
_REMOVED = "Do not rely on the removals. A failed program does not register the resources that it did not reach."


def summarize(changes: Changes, facts: Mapping[str, Facts], where: str) -> str:
    """Render the review of changes. The result does not depend on their order.

    Args:
        changes: The changes.
        facts: The catalog data of the changes, by key, where available.
        where: The name of the stack or of the lock file.
    """
    ordered = sorted(changes.items, key=lambda change: sort_key(change, facts.get(change.key)))
    head = _head(changes, facts, where)
    remaining = MAX_SUMMARY - _RESERVED_CHARACTERS - _length(head)
    seen: list[list[str]] = []
    for change in ordered:
        lines = ["", *summary_lines(change, facts.get(change.key))]
        if _length(lines) > remaining:
            break
        remaining -= _length(lines)
        seen.append(lines)
    brief: list[Change] = []
    for index, change in enumerate(ordered[: len(seen)]):
        lines = ["", *details(change, facts.get(change.key))]
        if _length(lines) <= remaining:
            remaining -= _length(lines)
            seen[index] += lines
        else:
            brief.append(change)
    rest = [
        *_rest(ordered[len(seen) :], facts, "more"),
        *_rest(brief, facts, "without details, to limit the length"),
    ]
    return "\n".join([*head, *(line for lines in seen for line in lines), *rest, *_notes(changes), ""])


def _head(changes: Changes, facts: Mapping[str, Facts], where: str) -> list[str]:
    place = f"({changes.origin.place} {code(where)})"
    counts = [pluralize(number, category.one, category.many) for category, number in counts_of(changes, facts).items()]
    nothing = "unknown" if changes.is_failed else "no change"
    lines = [MARKER, f"**Firmware: {', '.join(counts) if changes.items else nothing}** {place}"]
    if not changes.is_failed:
        return lines
    lines += ["", f"**{(_FAILED if changes.is_certain else _MAY_HAVE_FAILED).format(changes.origin.noun)}.**"]
    if changes.origin is Origin.PREVIEW and any(kind_of(change) is Kind.REMOVED for change in changes.items):
        lines += ["", _REMOVED]
    return [*lines, *_causes(changes)]


def _causes(changes: Changes) -> list[str]:
    """Return the causes of a failed preview: the first and last line of each, and all lines in a collapsed block."""
    causes = changes.causes or (() if changes.problem is None else (changes.problem,))
    if not causes:
        return []
    seen = [[code(line, 200) for line in dict.fromkeys([headline(each), last_line(each).strip()])] for each in causes]
    items = [f"- {'; '.join(lines_of_cause)}" for lines_of_cause in seen[:_MOST_CAUSES]]
    if len(causes) > _MOST_CAUSES:
        items.append(f"- and {pluralize(len(causes) - _MOST_CAUSES, 'more cause')}")
    lines = [line for each in causes for line in each.splitlines()]
    return ["", *items, "", *collapsible("Cause", fenced_block(first_lines(lines, _MOST_LINES_OF_CAUSES), "text"))]


def _rest(changes: Sequence[Change], facts: Mapping[str, Facts], what: str) -> list[str]:
    """Return the line about changes that exceed the length limit, with a digest of their content.

    These changes have the lowest risk.
    """
    if not changes:
        return []
    names, remaining = [], _LENGTH_OF_NAMES
    for change in changes:
        name = code(change.name, 60)
        remaining -= len(name) + len(", ")
        if remaining < 0:
            names.append("…")
            break
        names.append(name)
    document = json.dumps([change_to_builtins(change, facts.get(change.key)) for change in changes], sort_keys=True)
    return ["", f"**{len(changes)} {what}:** {', '.join(names)} (SHA-256 of all their changes: {digest(document)})"]


def _notes(changes: Changes) -> list[str]:
    if not changes.notes:
        return []
    lines = [line for note in changes.notes for line in note.splitlines()]
    title = pluralize(len(changes.notes), "warning about no specific resource", "warnings about no specific resource")
    return ["", *collapsible(title, fenced_block(first_lines(lines, _MOST_NOTES), "text"))]


def _length(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)
