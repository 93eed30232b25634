# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The collapsed details of one change: values as a diff, messages, and affected resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.review.changes import Change, by_wire_names
from alicloud_iot_ota.review.values import Name, Withheld, changed_names, diff_lists, flatten
from alicloud_iot_ota.review.writing.markdown import (
    Safe,
    collapsible,
    fenced_block,
    first_lines,
    safe,
    safe_json,
    truncate,
)
from alicloud_iot_ota.review.writing.value_text import CHANGED_WITHHELD, format_change, format_name, format_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_iot_ota.pins import PinnedFirmware
    from alicloud_iot_ota.review.judging.facts import Facts

_MOST_LINES = 60  # of one fenced block
_LONGEST_NAME = 80  # maximum characters; a line of a block contains a name and a value
_LONGEST_VALUE = 200


def details(change: Change, facts: Facts | None) -> list[str]:
    """Return the details of a change in a collapsible block."""
    urn = [] if change.key == change.name else [change.key]
    affected = [f"affects: {each.op} {each.type} {each.name}" for each in change.affected]
    text_lines = first_lines([*_diagnostics(change), *_reasons(facts), *affected, *urn], _MOST_LINES)
    blocks = {"diff": _values(change), "text": text_lines}
    lines = [line for language, texts in blocks.items() if texts for line in ("", *fenced_block(texts, language))]
    return collapsible("Details", lines[1:])


def _values(change: Change) -> list[str]:
    """Return the old and new values as a diff. Unchanged values are truncated first."""
    texts = [
        *_diff("firmware", flatten(_fields(change.old)), flatten(_fields(change.new))),
        *_diff("criteria", flatten(change.old_criteria), flatten(change.new_criteria)),
        *(f"! {safe(name)}: {CHANGED_WITHHELD}" for name in change.withheld_edits),
    ]
    lines: list[str] = list(map(Safe, texts))
    if len(lines) <= _MOST_LINES:
        return lines
    changed = [line for line in lines if not line.startswith("  ")]
    same = [line for line in lines if line.startswith("  ")]
    shown = first_lines(changed, _MOST_LINES, "more changed lines")
    return [*shown, *(f"  {line}" for line in first_lines(same, 0, "unchanged lines"))]


def _fields(held: PinnedFirmware | Withheld | None) -> dict[str, object]:
    if held is None:
        return {}
    return {"firmware": held} if isinstance(held, Withheld) else by_wire_names(held)


def _diff(heading: str, old: Mapping[Name, object], new: Mapping[Name, object]) -> Iterator[str]:
    """Yield the lines of a diff under a heading. Each list element has a separate line."""
    names = sorted({*old, *new})
    if names:
        yield f"# {heading}"
    changed = set(changed_names(old, new))
    for name in names:
        label, before, after = truncate(format_name(name), _LONGEST_NAME), old.get(name), new.get(name)
        if name not in changed:
            yield f"  {label}: {truncate(format_value(after), _LONGEST_VALUE)}"
            continue
        elements = diff_lists(before, after) if isinstance(before, list) and isinstance(after, list) else None
        if elements is not None and (elements.removed or elements.added):  # otherwise only the order differs
            for sign, texts in zip("-+ ", elements, strict=True):
                yield from (f"{sign} {label}: {truncate(safe_json(each), _LONGEST_VALUE)}" for each in texts)
            continue
        was, now = format_change(before, after, _LONGEST_VALUE)
        if name in old:
            yield f"- {label}: {was}"
        if name in new:
            yield f"+ {label}: {now}"


def _diagnostics(change: Change) -> Iterator[str]:
    for label, texts in (("error", change.errors), ("warning", change.warnings)):
        for text in texts:
            first, *rest = text.splitlines() or [""]
            yield f"{label}: {first}"
            yield from rest


def _reasons(facts: Facts | None) -> Iterator[str]:
    """Yield the verdict on the package with its reasons, and why newer packages were skipped."""
    if facts is None:
        return
    if facts.is_broken:
        yield f"catalog: the pin {facts.judgment.describe()}"
        yield from (f"  {each}" for each in facts.judgment.differences)
    for each in facts.newer.skipped if facts.newer is not None else ():
        yield f"skipped: {each.firmware.dest_version} {each.firmware.firmware_id}, {each.reason}"
