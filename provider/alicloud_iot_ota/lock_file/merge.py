# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Recover the entries of a lock file after a manual edit or a merge conflict, for the command `lock`."""

from __future__ import annotations

import bisect
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.canonical import LOCK_FILE, entries_of
from alicloud_iot_ota.lock_file.document import MERGE_MARKER, Problem
from alicloud_iot_ota.lock_file.entry import NAME
from alicloud_iot_ota.lock_file.tokens import line_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.lock_file.canonical import Content
    from alicloud_iot_ota.pins import LockedFirmware

_OURS, _BASE, _THEIRS = "<", "|", "="
_END = ">"
_LOCKED_TABLE = re.compile(rf"^\[firmware\.({NAME})\.locked\](?:\n.+)*$", re.MULTILINE)


class Recovered(NamedTuple):
    """The entries of a lock file, certain and uncertain ones.

    Attributes:
        certain: The criteria and the package of each certain entry, by name.
        uncertain: The names of the other entries. `lock` selects their packages again.
    """

    certain: Mapping[str, Content]
    uncertain: frozenset[str]


def recover(text: str, path: str, version: Callable[[int], str | None] = lambda _: None) -> Recovered:
    """Return the entries of a lock file that may be invalid.

    Without a conflict, the valid entries are certain. With a conflict, these are:

    - the entries that have the same package on both sides;
    - the entries on one side only, unless git may have mixed the package from both sides, even from different entries;
    - if the conflict shows the common ancestor (diff3), the entries that one side changed.

    Args:
        text: The text of the lock file.
        path: The path of the file for messages.
        version: Returns the complete file of our side (2) or their side (3), or None if it is unknown.

    Raises:
        LockFileError: The text is not TOML, or has another format version.
    """
    text = text.removeprefix("\ufeff")  # the new file has no byte order mark
    if MERGE_MARKER.search(text) is None:
        return _recovered(entries_of(text, path))
    sides = _split(text, path)
    ours, theirs = (entries_of(sides[side].text, path) for side in (_OURS, _THEIRS))
    try:
        base = entries_of(sides[_BASE].text, path) if _BASE in sides else None
    except LockFileError:  # with zdiff3, git moves lines that both sides added out of the conflict
        base = None
    both = ours.keys() & theirs.keys()
    merged = {name: _merge(ours[name], theirs[name], None if base is None else (base.get(name),)) for name in both}
    merged |= {name: ours.get(name) or theirs.get(name) for name in ours.keys() ^ theirs.keys()}  # added or removed
    versions = [version(stage) for stage in (2, 3)]
    if None in versions:
        whole = both | sides[_OURS].whole_packages() | sides[_THEIRS].whole_packages()
        return _recovered({name: content if name in whole else None for name, content in merged.items()})
    known = {each for text in versions for each in _packages(text or "", path)}
    return _recovered(
        {name: each if each is not None and (name, each[1]) in known else None for name, each in merged.items()}
    )


def _packages(text: str, path: str) -> set[tuple[str, LockedFirmware]]:
    """Return the names and packages in a version of a lock file; none if it is invalid."""
    try:
        return {(name, each[1]) for name, each in entries_of(text, path).items() if each is not None}
    except LockFileError:
        return set()


def _recovered(entries: Mapping[str, Content | None]) -> Recovered:
    certain = {name: content for name, content in entries.items() if content is not None}
    return Recovered(certain, frozenset(entries.keys() - certain.keys()))


def _merge(ours: Content | None, theirs: Content | None, base: tuple[Content | None] | None) -> Content | None:
    """Return the content of an entry on both sides after a merge; None if it is uncertain. `base` may be unknown."""
    if ours is None or theirs is None:
        return None
    if ours[1] == theirs[1]:  # criteria are compared with the manifest later
        return ours
    if base is not None and ours in base:
        return theirs
    return ours if base is not None and theirs in base else None


class _Side:
    """The lines of one side of the conflicts, and the lines outside of conflicts."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, part: str) -> None:
        self._parts.append(part)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def whole_packages(self) -> set[str]:
        """Return the names of the entries whose package is completely in a conflict, or completely outside of it."""
        ends = list(itertools.accumulate(map(len, self._parts)))
        return {
            table[1]
            for table in _LOCKED_TABLE.finditer(self.text)
            if bisect.bisect_right(ends, table.start()) == bisect.bisect_left(ends, table.end())
        }


def _split(text: str, path: str) -> Mapping[str, _Side]:
    """Return each side of the conflicts, by the first character of its marker.

    Raises:
        LockFileError: A marker is missing or in the wrong place.
    """
    sides = {_OURS: _Side(), _BASE: _Side(), _THEIRS: _Side()}
    place: str | None = None  # the side of the current lines; None outside of a conflict
    position, has_base = 0, False
    for marker in MERGE_MARKER.finditer(text):
        between = text[position : marker.start()]
        position = min(marker.end() + 1, len(text))
        for side in sides if place is None else (place,):
            sides[side].add(between)
        following = marker[1][0]
        if following not in {None: {_OURS}, _OURS: {_BASE, _THEIRS}, _BASE: {_THEIRS}, _THEIRS: {_END}}[place]:
            what = f'Merge conflict marker "{marker[1]}" is in the wrong place.'
            raise LOCK_FILE.error(path, [Problem(line_at(text, marker.start()), what)], LOCK_FILE.rewrite)
        has_base |= following == _BASE
        place = None if following == _END else following
    if place is not None:
        what = "The last merge conflict has no end."
        raise LOCK_FILE.error(path, [Problem(line_at(text, len(text)), what)], LOCK_FILE.rewrite)
    for each in sides.values():
        each.add(text[position:])
    if not has_base:
        del sides[_BASE]
    return sides
