# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Compare the values of criteria and arguments, including the elements of lists."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.base.table_enum import TableEnum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Name = tuple[str, ...]
"""The path of a value: its name and, for a value in a mapping, its key."""


class Withheld(TableEnum):
    """Why a value cannot be shown, with the words to show instead."""

    SECRET = "secret", "secret"  # the value is a Pulumi secret
    UNKNOWN = "unknown", "known after the update"  # the value is known only after the update

    def __init__(self, _: str, words: str) -> None:
        self.words = words


class ListDiff(NamedTuple):
    """The difference between two lists. Elements are in canonical form; `kept` has those that are in both."""

    removed: Sequence[str]
    added: Sequence[str]
    kept: Sequence[str]


def canonical(value: object) -> str:
    """Return a unique text for a value: JSON, with a placeholder for each part that cannot be shown."""
    if isinstance(value, Withheld):
        return f"({value.words})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{canonical(name)}: {canonical(value[name])}' for name in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(canonical, value))}]"
    return json.dumps(value, ensure_ascii=False)


def are_same(old: object, new: object) -> bool:
    """Return whether two values are the same. In Python, `True == 1`; here they differ."""
    return canonical(old) == canonical(new)


def flatten(criteria: Mapping[str, object]) -> dict[Name, object]:
    """Return criteria with each value of a mapping as a separate value."""
    found: dict[Name, object] = {}
    for name, value in criteria.items():
        if isinstance(value, dict) and value:
            found.update({(name, key): inner for key, inner in value.items()})
        else:
            found[(name,)] = value
    return found


def changed_names(old: Mapping[Name, object], new: Mapping[Name, object]) -> list[Name]:
    """Return the sorted names of the values that differ. A value that is not set differs from every other value."""
    names = sorted({*old, *new})
    return [name for name in names if (name in old) != (name in new) or not are_same(old.get(name), new.get(name))]


def diff_lists(old: Sequence[object], new: Sequence[object]) -> ListDiff:
    """Return the elements that were removed from and added to a list, ignoring their order."""
    before, after = Counter(map(canonical, old)), Counter(map(canonical, new))
    return ListDiff([*(before - after).elements()], [*(after - before).elements()], [*(before & after).elements()])
