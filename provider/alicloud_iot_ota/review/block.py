# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One change as a reviewer sees it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.changes import Withheld
from alicloud_iot_ota.review.kinds import STOPPED, Kind, kind_of, verdict_of
from alicloud_iot_ota.review.markdown import code
from alicloud_iot_ota.review.preview_json import first_line, last_line
from alicloud_iot_ota.review.risks import Risk, risks_of
from alicloud_iot_ota.review.wording import KINDS, RISKS, VERDICTS, WITHHELD, count, growth, size, spelt, why_skipped
from alicloud_iot_ota.times import read_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.review.changes import Change
    from alicloud_iot_ota.review.facts import Facts

_MOST_NAMES = 5  # in one line
_MOST_WARNINGS = 2
_MOST_CRITERIA = 2
_ID_ENDS = (6, 4)  # characters of an ID that are shown, from its beginning and its end
_DIGITS = 12  # of a digest that are shown


def visible(change: Change, facts: Facts | None) -> list[str]:
    """Return the lines that are seen at once: twelve at most."""
    lines = [_heading(change)]
    risks = [_risk(risk, change, facts) for risk in risks_of(change, facts) if risk is not Risk.FAILED]
    if risks:
        lines += ["", f"**Risk: {', '.join(risks)}**"]
    items = list(_items(change, facts))
    return [*lines, "", *(f"- {item}" for item in items)] if items else lines


def _heading(change: Change) -> str:
    kind, versions = kind_of(change), _versions(change)
    verdict = verdict_of(change)
    words = KINDS[kind] if verdict is None else f"{KINDS[kind]} ({VERDICTS[verdict]})"
    told = f"{versions} ({words})" if versions else words
    return f"#### {code(change.name)}: {told}"


def _versions(change: Change) -> str:
    """Return the old and the new version, as far as they are there and can be shown."""
    if kind_of(change) in STOPPED:
        return ""
    versions = [code(each.dest_version) for each in (change.old, change.new) if isinstance(each, PinnedFirmware)]
    return " → ".join(dict.fromkeys(versions))


def _risk(risk: Risk, change: Change, facts: Facts | None) -> str:
    if risk is Risk.BROKEN and facts is not None:
        return f"{RISKS[risk]} ({VERDICTS[facts.judgement.verdict]})"
    if risk is Risk.TYPE_CHANGED and isinstance(change.new, PinnedFirmware):
        was = {"full": "full, was differential", "differential": "differential, was full"}
        return was.get(change.new.type, RISKS[risk])
    return RISKS[risk]


def _items(change: Change, facts: Facts | None) -> Iterator[str]:
    kind, old, new = kind_of(change), change.old, change.new
    if kind in STOPPED:
        yield from (
            code(line, 200) for line in dict.fromkeys([first_line(change.errors[0]), last_line(change.errors[0])])
        )
        return
    if isinstance(new, PinnedFirmware):
        if kind is not Kind.SAME:
            yield _standing(new, facts)
            before = old if isinstance(old, PinnedFirmware) else None
            yield from _size(before, new)
            yield f"id {_sides(before, new, lambda each: each.firmware_id, _short_id)}"
            yield f"digest {_sides(before, new, lambda each: each.digest, _short_digest)}"
        yield from _newer(facts)
    elif kind is Kind.UNRESOLVED:
        yield f"resolve it with {code('alicloud-iot-ota lock ' + change.name, 200)}"
    yield from _other_criteria(change)
    if change.affected:
        yield f"affects: {_grouped((each.name, each.op) for each in change.affected)}"
    for warning in change.warnings[:_MOST_WARNINGS]:
        yield f"warning: {code(first_line(warning), 200)}"


def _standing(firmware: PinnedFirmware, facts: Facts | None) -> str:
    """Return the type, the status and the age of the new package."""
    kind = firmware.type if firmware.type in {"full", "differential"} else "of unknown type"
    parts = [kind + (f" from {code(firmware.src_version)}" if firmware.src_version else "")]
    if facts is None:
        utc_create = firmware.utc_create if isinstance(firmware, LockedFirmware) else None
        created, age, status = read_utc(utc_create), None, "status unknown (not looked up)"
    else:
        created = facts.firmware.created if facts.firmware is not None else None
        age, status = facts.age_days, _status(facts.firmware)
    parts.append(status)
    if created is not None:
        day = f"created {created.date().isoformat()}"
        parts.append(day if age is None else f"{day} ({count(age, 'day', 'days')} old)")
    return ", ".join(parts)


def _status(firmware: Firmware | None) -> str:
    if firmware is None:
        return "not in the catalogue"
    known = {
        "verified": "verified",
        "notRequired": "needs no verification",
        "verificationFailed": "failed verification",
    }
    return known.get(firmware.status_word, f"status {firmware.status_word}")


def _size(old: PinnedFirmware | None, new: PinnedFirmware) -> Iterator[str]:
    before = None if old is None else old.firmware_size
    after = new.firmware_size
    if after is None:
        if before is not None:
            yield f"size {size(before)} → not given"
    elif before is None:
        yield f"size {size(after)}"
    elif before == after:
        yield f"size {size(after)}, as before"
    else:
        yield f"size {size(before)} → {size(after)} ({growth(before, after)})"


def _sides(
    old: PinnedFirmware | None,
    new: PinnedFirmware,
    field: Callable[[PinnedFirmware], str | None],
    short: Callable[[str], str],
) -> str:
    """Return an old and a new text, shortened, but never so that two that differ look alike."""
    after = field(new)
    if old is None:
        return _code(after, short)
    before = field(old)
    if before == after:
        return f"{_code(after, short)}, as before"
    told = _code(before, short), _code(after, short)
    if told[0] == told[1]:
        told = _code(before, str), _code(after, str)
    return " → ".join(told)


def _code(text: str | None, short: Callable[[str], str]) -> str:
    return "none" if text is None else code(short(text))


def _short_id(text: str) -> str:
    head, tail = _ID_ENDS
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"


def _short_digest(text: str) -> str:
    algorithm, _, digits = text.partition(":")
    return text if len(digits) <= _DIGITS else f"{algorithm}:{digits[:_DIGITS]}…"


def _newer(facts: Facts | None) -> Iterator[str]:
    newer = None if facts is None else facts.newer
    if newer is None:
        return
    if newer.best is not None:
        yield f"newer available: {code(newer.best.dest_version)}"
    if newer.skipped:
        yield f"skipped newer: {_grouped((each.firmware.dest_version, why_skipped(each)) for each in newer.skipped)}"


def _other_criteria(change: Change) -> Iterator[str]:
    """Yield the criteria that changed: in brief, as they say why another firmware is meant."""
    old, new = change.old_criteria, change.new_criteria
    if (change.old is None and not old) or (change.new is None and not new):  # it comes, or goes
        return
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    told = [f"{code(name)} {_value(old, name)} → {_value(new, name)}" for name in changed[:_MOST_CRITERIA]]
    if changed:
        rest = len(changed) - len(told)
        yield "; ".join(told) + (f"; and {rest} more criteria" if rest else "")


def _value(criteria: Mapping[str, object], name: str) -> str:
    value = criteria.get(name)
    if value is None:
        return "none"
    return WITHHELD[value] if isinstance(value, Withheld) else code(spelt(value))


def _grouped(items: Iterable[tuple[str, str]]) -> str:
    """Return texts in the order in which they come, those with one remark together and the remark behind them."""
    groups: dict[str, list[str]] = {}
    for text, remark in items:
        groups.setdefault(remark, []).append(code(text))
    return "; ".join(f"{_few(texts)} ({remark})" for remark, texts in groups.items())


def _few(items: Sequence[str]) -> str:
    rest = len(items) - _MOST_NAMES
    return ", ".join(items[:_MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")
