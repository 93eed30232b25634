# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Old and new values side by side: two that differ never render alike, however long they are."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from alicloud_iot_ota.pins import LockedFirmware, PinnedFirmware
from alicloud_iot_ota.review.changes import wire_name
from alicloud_iot_ota.review.writing.markdown import EMPTY, Safe, cut, digest, safe
from alicloud_iot_ota.review.writing.spelling import exact, spelt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.review.changes import Change, Withheld

    Name = tuple[str, ...]

MAX_SIDE = 400
"""Characters of an old or a new value with what says that it was cut."""

_BLANKS = re.compile("(?<= ) | (?= )")  # next to another one, where a page shows one
_BLANK = r"\\u0020"
_CONTEXT = 20  # characters before the first difference that are shown


class ListChange(NamedTuple):
    """What becomes of the elements of a list, each as a text.

    Attributes:
        removed: The elements that only the old one has.
        added: The elements that only the new one has.
        kept: The elements of both.
    """

    removed: Sequence[Safe]
    added: Sequence[Safe]
    kept: Sequence[Safe]


def flat(criteria: Mapping[str, object]) -> dict[Name, object]:
    """Return criteria with each value of a mapping as one of its own."""
    found: dict[Name, object] = {}
    for name, value in criteria.items():
        if isinstance(value, dict) and value:
            found.update({(name, key): inner for key, inner in value.items()})
        else:
            found[(name,)] = value
    return found


def title(name: Name) -> Safe:
    """Return the name of a value: `destVersion`, `keepers["campaign"]`."""
    return Safe(safe(name[0]) + "".join(f"[{exact(each)}]" for each in name[1:]))


def are_same(old: object, new: object) -> bool:
    """Return whether two values are one. Python takes `true` for 1."""
    return exact(old) == exact(new)


def changed_names(old: Mapping[Name, object], new: Mapping[Name, object]) -> list[Name]:
    """Return the names of the values that differ, sorted; one that is not given differs from every other."""
    names = sorted({*old, *new})
    return [name for name in names if (name in old) != (name in new) or not are_same(old.get(name), new.get(name))]


def is_edited(change: Change) -> bool:
    """Return whether anything of a pin or an entry differs but what identifies its package."""
    has_other_fields = changed_names(beside_identity(change.old), beside_identity(change.new))
    has_other_criteria = changed_names(flat(change.old_criteria), flat(change.new_criteria))
    return bool(has_other_criteria or has_other_fields or change.withheld_edits)


def beside_identity(held: PinnedFirmware | Withheld | None) -> dict[Name, object]:
    """Return what firmware.lock keeps of a package beside what identifies it."""
    if not isinstance(held, LockedFirmware):
        return {}
    names = {field.name for field in msgspec.structs.fields(PinnedFirmware)}
    fields = msgspec.structs.asdict(held)
    return {(wire_name(name),): value for name, value in fields.items() if name not in names and value is not None}


def sides(old: object, new: object, longest: int, spell: Callable[[Any], Safe] = spelt) -> tuple[Safe, Safe]:
    """Return two values as texts. If they differ, the texts do, also where blanks look like one.

    Args:
        old: The old value.
        new: The new value.
        longest: Characters that each may have, apart from what says that it was cut.
        spell: How a value is shown that is short and looks like no other.
    """
    plain = spell(old), spell(new)
    if are_same(old, new):
        return cut(plain[0], longest), cut(plain[1], longest)
    is_short = max(map(len, plain)) <= longest
    if is_short and _on_a_page(plain[0]) != _on_a_page(plain[1]) and EMPTY not in plain:
        return plain
    texts = Safe(_BLANKS.sub(_BLANK, exact(old))), Safe(_BLANKS.sub(_BLANK, exact(new)))
    if max(map(len, texts)) <= longest:
        return texts
    place = next(
        (index for index, (one, other) in enumerate(zip(*texts, strict=False)) if one != other),
        min(map(len, texts)),
    )
    start = max(0, place - _CONTEXT)
    before, after = (_window(text, start, longest) for text in texts)
    return before, after


def list_change(old: Sequence[object], new: Sequence[object]) -> ListChange:
    """Return which elements of a list are removed and added, wherever they are."""
    before, after = Counter(map(exact, old)), Counter(map(exact, new))
    return ListChange([*(before - after).elements()], [*(after - before).elements()], [*(before & after).elements()])


def _window(text: Safe, start: int, longest: int) -> Safe:
    """Return a part of a text, with where it starts and the digest of all of it."""
    end = start + longest
    if start == 0 and len(text) <= end:
        return text
    head, tail = "…" if start else "", "…" if len(text) > end else ""
    note = f"(from character {start + 1:,} of {len(text):,}, SHA-256 {digest(text)})"
    return Safe(f"{head}{text[start:end]}{tail} {note}")


def _on_a_page(text: str) -> str:
    """Return a text as a page shows it, where several blanks are one."""
    return " ".join(text.split())
