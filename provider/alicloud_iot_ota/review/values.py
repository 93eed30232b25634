# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values of criteria as a review compares them: which are one, and what becomes of the elements of a list."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.base.table_enum import TableEnum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Name = tuple[str, ...]
"""The name of a value of criteria: of one in a mapping, with its key."""


class Withheld(TableEnum):
    """Why a value is there and cannot be shown, and the words in its place."""

    SECRET = "secret", "secret"  # the program keeps it secret
    UNKNOWN = "unknown", "known after the update"  # only the update will tell
    UNRESOLVED = "unresolved", "not resolved"  # an entry of firmware.lock, written by hand

    def __init__(self, _: str, words: str) -> None:
        self.words = words


class ListDiff(NamedTuple):
    """What becomes of the elements of a list, each as its canonical text. Those in both lists are kept."""

    removed: Sequence[str]
    added: Sequence[str]
    kept: Sequence[str]


def canonical(value: object) -> str:
    """Return a value as a text that no other value has: as JSON, with a word for each part that cannot be shown."""
    if isinstance(value, Withheld):
        return f"({value.words})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{canonical(name)}: {canonical(value[name])}' for name in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(canonical, value))}]"
    return json.dumps(value, ensure_ascii=False)


def are_same(old: object, new: object) -> bool:
    """Return whether two values are one. Python takes `true` for 1."""
    return canonical(old) == canonical(new)


def flatten(criteria: Mapping[str, object]) -> dict[Name, object]:
    """Return criteria with each value of a mapping as one of its own."""
    found: dict[Name, object] = {}
    for name, value in criteria.items():
        if isinstance(value, dict) and value:
            found.update({(name, key): inner for key, inner in value.items()})
        else:
            found[(name,)] = value
    return found


def changed_names(old: Mapping[Name, object], new: Mapping[Name, object]) -> list[Name]:
    """Return the names of the values that differ, sorted; one that is not given differs from every other."""
    names = sorted({*old, *new})
    return [name for name in names if (name in old) != (name in new) or not are_same(old.get(name), new.get(name))]


def diff_lists(old: Sequence[object], new: Sequence[object]) -> ListDiff:
    """Return which elements of a list are removed and added, wherever they are."""
    before, after = Counter(map(canonical, old)), Counter(map(canonical, new))
    return ListDiff([*(before - after).elements()], [*(after - before).elements()], [*(before & after).elements()])
