# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Recover the entries of a lock file after a manual edit or a merge conflict, for the command `lock`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.canonical import LOCK_FILE, entries_of
from alicloud_iot_ota.lock_file.document import MERGE_MARKER, Problem
from alicloud_iot_ota.lock_file.tokens import line_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.lock_file.canonical import Content

_OURS, _BASE, _THEIRS = "<", "|", "="
_END = ">"


class Recovered(NamedTuple):
    """The entries of a lock file, certain and uncertain ones.

    Attributes:
        certain: The criteria and the package of each certain entry, by name.
        uncertain: The names of the other entries. `lock` selects their packages again.
    """

    certain: Mapping[str, Content]
    uncertain: frozenset[str]


def recover(text: str, path: str) -> Recovered:
    """Return the entries of a lock file that may be invalid.

    An entry with a wrong checksum is uncertain: it was edited by hand, or git mixed its lines from both sides. Without
    a conflict, all other entries are certain. With a conflict, these are:

    - the entries that have the same package on both sides, or exist on one side only;
    - if the conflict shows the common ancestor (diff3), the entries that one side changed.

    Raises:
        LockFileError: The text is not TOML, or has another format version.
    """
    text = text.removeprefix("\ufeff")  # the new file has no byte order mark
    if MERGE_MARKER.search(text) is None:
        return _recovered(entries_of(text, path))
    sides = _split(text, path)
    ours, theirs = (entries_of(sides[side], path) for side in (_OURS, _THEIRS))
    try:
        base = entries_of(sides[_BASE], path) if _BASE in sides else None
    except LockFileError:  # with zdiff3, git moves lines that both sides added out of the conflict
        base = None
    both = ours.keys() & theirs.keys()
    merged = {name: _merge(ours[name], theirs[name], None if base is None else (base.get(name),)) for name in both}
    return _recovered({**ours, **theirs, **merged})  # the manifest says whether the others were added or removed


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


def _split(text: str, path: str) -> Mapping[str, str]:
    """Return the text of each side of the conflicts, by the first character of its marker.

    Raises:
        LockFileError: A marker is missing or in the wrong place.
    """
    sides: dict[str, list[str]] = {_OURS: [], _BASE: [], _THEIRS: []}
    place: str | None = None  # the side of the current lines; None outside of a conflict
    position, has_base = 0, False
    for marker in MERGE_MARKER.finditer(text):
        between = text[position : marker.start()]
        position = min(marker.end() + 1, len(text))
        for side in sides if place is None else (place,):
            sides[side].append(between)
        following = marker[1][0]
        if following not in {None: {_OURS}, _OURS: {_BASE, _THEIRS}, _BASE: {_THEIRS}, _THEIRS: {_END}}[place]:
            what = f'Merge conflict marker "{marker[1]}" is in the wrong place.'
            raise LOCK_FILE.error(path, [Problem(line_at(text, marker.start()), what)], LOCK_FILE.rewrite)
        has_base |= following == _BASE
        place = None if following == _END else following
    if place is not None:
        what = "The last merge conflict has no end."
        raise LOCK_FILE.error(path, [Problem(line_at(text, len(text)), what)], LOCK_FILE.rewrite)
    if not has_base:
        del sides[_BASE]
    return {side: "".join([*lines, text[position:]]) for side, lines in sides.items()}
