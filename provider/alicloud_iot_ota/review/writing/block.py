# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The visible summary of one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import join_limited, pluralize, size
from alicloud_iot_ota.base.times import read_utc
from alicloud_iot_ota.firmware import FirmwareType, Package, describe_type
from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.changes import Change, Relation, descriptive_fields
from alicloud_iot_ota.review.judging.kinds import category_of, kind_of, verdict_of
from alicloud_iot_ota.review.judging.risks import risks_of
from alicloud_iot_ota.review.judging.tables import Category, Kind, Risk
from alicloud_iot_ota.review.reading.preview_json import first_line, last_line
from alicloud_iot_ota.review.values import Name, Withheld, changed_names, diff_lists, flatten
from alicloud_iot_ota.review.writing.markdown import Safe, code, safe, safe_json
from alicloud_iot_ota.review.writing.value_text import (
    CHANGED_WITHHELD,
    MAX_SIDE,
    format_change,
    format_name,
    format_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alicloud_iot_ota.review.judging.facts import Facts
    from alicloud_iot_ota.selection import Skipped

_MOST_NAMES = 5  # maximum in one line
_MOST_WARNINGS = 2
_MOST_CRITERIA = 2
_MOST_ELEMENTS = 3  # maximum of added or removed list elements
_LONGEST = 100  # maximum length of a shown value
_ID_ENDS = (6, 4)  # characters shown from the start and the end of an ID
_DIGITS = 12  # shown of a digest
_SKIP_REASONS = {
    "blocked": "blocked",
    "includePrerelease": "pre-release",
    "minAge": "too recent",
    "versionRange": "outside versionRange",
}


def summary_lines(change: Change, facts: Facts | None) -> list[str]:
    """Return the lines of a change that are always visible: at most fourteen."""
    lines = [_heading(change)]
    risks = [_risk(risk, change, facts) for risk in risks_of(change, facts) if risk is not Risk.FAILED]
    if risks:
        lines += ["", f"**Risk: {', '.join(risks)}**"]
    items = list(_items(change, facts))
    return [*lines, "", *(f"- {item}" for item in items)] if items else lines


def _heading(change: Change) -> str:
    kind, versions = kind_of(change), _versions(change)
    verdict = verdict_of(change)
    named = Category.EDITED.one if category_of(change) is Category.EDITED else kind.words
    words = named if verdict is None else f"{named} ({verdict.words})"
    text_parts = f"{versions} ({words})" if versions else words
    return f"#### {code(change.name)}: {text_parts}"


def _versions(change: Change) -> str:
    """Return the old and the new version, if they exist and can be shown."""
    if kind_of(change).is_stopped:
        return ""
    versions = [each.dest_version for each in (change.old, change.new) if isinstance(each, PinnedFirmware)]
    if len(set(versions)) > 1:
        old, new = versions
        return " → ".join(code(text, MAX_SIDE) for text in format_change(old, new, _LONGEST, safe))
    return code(versions[0]) if versions else ""


def _risk(risk: Risk, change: Change, facts: Facts | None) -> str:
    if risk is Risk.BROKEN and facts is not None:
        return f"{risk.words} ({facts.judgment.verdict.words})"
    if risk is Risk.TYPE_CHANGED and isinstance(change.new, PinnedFirmware):
        was = {"full": "full, was differential", "differential": "differential, was full"}
        return was.get(change.new.type, risk.words)
    return risk.words


def _items(change: Change, facts: Facts | None) -> Iterator[str]:
    kind, old, new = kind_of(change), change.old, change.new
    if kind.is_stopped:
        yield from (
            code(line, 200) for line in dict.fromkeys([first_line(change.errors[0]), last_line(change.errors[0])])
        )
        return
    if isinstance(new, PinnedFirmware):
        if kind is not Kind.SAME:
            yield _status_line(new, facts)
            before = old if isinstance(old, PinnedFirmware) else None
            yield from _size(before, new)
            yield f"id {_before_and_after(before, new, lambda each: each.firmware_id, _short_id)}"
            yield f"digest {_before_and_after(before, new, lambda each: each.digest, _short_digest)}"
            yield from _stages(change)
        if change.stage is None:  # the previous stage decides about newer packages
            yield from _newer(facts)
    yield from _edits(change)
    if change.affected:
        yield f"affects: {_group_by_remark((each.name, each.op) for each in change.affected)}"
    warnings = [f"warning: {code(first_line(each), 200)}" for each in change.warnings[:_MOST_WARNINGS]]
    if len(change.warnings) > _MOST_WARNINGS:
        warnings[-1] += f" and {pluralize(len(change.warnings) - _MOST_WARNINGS, 'more warning')}"
    yield from warnings


def _status_line(firmware: PinnedFirmware, facts: Facts | None) -> str:
    """Return the type, the status and the age of the new package."""
    is_known = firmware.type in {FirmwareType.FULL.value, FirmwareType.DIFFERENTIAL.value}
    word = firmware.type if is_known else "unknown type"
    parts = [describe_type(word, firmware.src_version, code)]
    if facts is None:
        utc_create = firmware.utc_create if isinstance(firmware, LockedFirmware) else None
        created, age, status = read_utc(utc_create), None, "status unknown (not checked)"
    else:
        created = facts.firmware.created if facts.firmware is not None else None
        age, status = facts.age_days, _status(facts.firmware)
    parts.append(status)
    if created is not None:
        day = f"created {created.date().isoformat()}"
        parts.append(day if age is None else f"{day} ({pluralize(age, 'day')} old)")
    return ", ".join(parts)


def _status(firmware: Package | None) -> str:
    if firmware is None:
        return "not in the catalog"
    known = {
        "verified": "verified",
        "notRequired": "needs no verification",
        "verificationFailed": "failed verification",
    }
    return known.get(firmware.status_word, f"status {firmware.status_word}")


def _size(old: PinnedFirmware | None, new: PinnedFirmware) -> Iterator[str]:
    before, after = None if old is None else old.firmware_size, new.firmware_size
    if before is not None and after is not None:
        how = f" → {size(after)} ({_size_change(before, after)})" if before != after else ", as before"
        yield f"size {size(before)}{how}"
    elif after is not None:
        yield f"size {size(after)}"
    elif before is not None:
        yield f"size {size(before)} → unknown"


def _size_change(old: int, new: int) -> str:
    """Return a change of size in bytes and, if the old size is positive, in percent."""
    delta = new - old
    sign = "-" if delta < 0 else "+"
    text_parts = f"{sign}{abs(delta):,} bytes"
    if old <= 0:
        return text_parts
    tenths = (abs(delta) * 1000 + old // 2) // old
    return f"{text_parts}, {sign}{tenths // 10}.{tenths % 10} %"


def _before_and_after(
    old: PinnedFirmware | None,
    new: PinnedFirmware,
    field: Callable[[PinnedFirmware], str | None],
    short: Callable[[str], str],
) -> str:
    """Return an old and a new text in short form. Texts that differ never look the same."""
    after = field(new)
    if old is None:
        return _code(after, short)
    before = field(old)
    if before == after:
        return f"{_code(after, short)}, as before"
    text_parts = _code(before, short), _code(after, short)
    if text_parts[0] == text_parts[1]:
        return " → ".join(code(text, MAX_SIDE) for text in format_change(before, after, _LONGEST, _text))
    return " → ".join(text_parts)


def _code(text: str | None, short: Callable[[str], str]) -> str:
    return "none" if text is None else code(short(text))


def _text(text: str | None) -> Safe:
    return format_value(None) if text is None else safe(text)


def _short_id(text: str) -> str:
    head, tail = _ID_ENDS
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"


def _short_digest(text: str) -> str:
    algorithm, _, digits = text.partition(":")
    return text if len(digits) <= _DIGITS else f"{algorithm}:{digits[:_DIGITS]}…"


def _stages(change: Change) -> Iterator[str]:
    """Yield where the package came from, and the versions of later stages."""
    stage, new = change.stage, change.new
    if stage is not None:
        source = code(stage.source)
        version = "no package" if stage.version is None else code(stage.version)
        is_one_version = isinstance(new, PinnedFirmware) and stage.version == new.dest_version
        since = "" if stage.since is None else f" since the commit of {stage.since}"
        yield {
            Relation.PROMOTED: f"promoted from {source}, which has the same file{since}",
            Relation.PASSED_ON: f"promoted from {source}, which moves to {version} in the same change",
            Relation.TOGETHER: f"same file as {source}, which gets it in the same change",
            Relation.UNPROMOTED: f"{source} has {f'another file of {version}' if is_one_version else version}",
        }[stage.relation]
    if change.later_stages:
        later = ((name, "no package" if version is None else code(version)) for name, version in change.later_stages)
        yield f"later stages: {_group_by_remark(later)}"


def _newer(facts: Facts | None) -> Iterator[str]:
    newer = None if facts is None else facts.newer
    if newer is None:
        return
    if newer.best is not None:
        yield f"newer available: {code(newer.best.dest_version)}"
    if newer.skipped:
        skipped = ((each.firmware.dest_version, _skip_reason(each)) for each in newer.skipped)
        yield f"newer, but skipped: {_group_by_remark(skipped)}"


def _skip_reason(skipped: Skipped) -> str:
    """Return a short reason why a newer package was skipped."""
    if skipped.is_possibly_newer:
        return "possibly newer, order unknown"
    if skipped.criterion == "statuses":
        return skipped.firmware.status_word
    return _SKIP_REASONS.get(skipped.criterion, f"excluded by {skipped.criterion}")


def _edits(change: Change) -> Iterator[str]:
    """Yield the changes of criteria and other fields in short form. They explain why another package was selected."""
    old, new = flatten(change.old_criteria), flatten(change.new_criteria)
    is_new_or_gone = (change.old is None and not old) or (change.new is None and not new)
    edits = [] if is_new_or_gone else [(name, old.get(name), new.get(name)) for name in changed_names(old, new)]
    if kind_of(change) is Kind.SAME:  # a new package always has a new name and time of creation
        before, after = descriptive_fields(change.old), descriptive_fields(change.new)
        edits += [(name, before.get(name), after.get(name)) for name in changed_names(before, after)]
    if change.withheld_edits:
        yield f"{join_limited([code(name) for name in change.withheld_edits], _MOST_NAMES)} {CHANGED_WITHHELD}"
    if edits:
        rest = [code(format_name(name)) for name, _, _ in edits[_MOST_CRITERIA:]]
        text_parts = "; ".join(_edit(*edit) for edit in edits[:_MOST_CRITERIA])
        yield text_parts + (f"; and {len(rest)} more: {join_limited(rest, _MOST_NAMES)}" if rest else "")


def _edit(name: Name, before: object, after: object) -> str:
    """Describe how a value changed. For lists, describe the removed and added elements."""
    old, new = ([] if each is None else each for each in (before, after))
    if isinstance(old, list) and isinstance(new, list):
        text_parts = [
            f"{verb} {join_limited([code(safe_json(each)) for each in texts], _MOST_ELEMENTS)}"
            for verb, texts in zip(("removes", "adds"), diff_lists(old, new), strict=False)
            if texts
        ]
        if text_parts:
            return f"{code(format_name(name))} {' and '.join(text_parts)}"
    values = format_change(before, after, _LONGEST)
    shown = [_value(text, value) for text, value in zip(values, (before, after), strict=True)]
    return f"{code(format_name(name))} {' → '.join(shown)}"


def _value(text: str, value: object) -> str:
    if value is None:
        return "none"
    return value.words if isinstance(value, Withheld) else code(text, MAX_SIDE)


def _group_by_remark(items: Iterable[tuple[str, str]]) -> str:
    """Join texts in their order, grouped by remark, each group followed by its remark."""
    groups: dict[str, list[str]] = {}
    for text, remark in items:
        groups.setdefault(remark, []).append(code(text))
    return "; ".join(f"{join_limited(texts, _MOST_NAMES)} ({remark})" for remark, texts in groups.items())
