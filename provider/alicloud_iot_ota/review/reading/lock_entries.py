# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Compare two lock files, and add the criteria of lock file entries to the pins of a preview."""

from __future__ import annotations

import functools
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import DEFAULT_NAME, Entry, LockFile, resolution
from alicloud_iot_ota.lock_file.history import commit_dates
from alicloud_iot_ota.pins import PinnedFirmware, are_same_file
from alicloud_iot_ota.review.changes import LOCK_ENTRY, Change, Changes, Origin, Relation, Stage, by_wire_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alicloud_iot_ota.lookup import Warn

    FindDates = Callable[[Path, Iterable[Entry]], Mapping[str, str]]

_MOST_WARNINGS = 12
_MOST_STAGES = 20  # maximum after one entry

_RELATIONS = {
    (True, True): Relation.PROMOTED,
    (True, False): Relation.PASSED_ON,
    (False, True): Relation.TOGETHER,
    (False, False): Relation.UNPROMOTED,
}
"""The relation to the previous stage, by whether it has the same file before and after the change."""


def compare(old: LockFile, new: LockFile) -> Changes:
    """Return the entries that were added, removed, or changed in their package or criteria."""
    following = _following(new)
    items = []
    for name in sorted({*old.entries, *new.entries}):
        change = _change(name, old.entries.get(name), new.entries.get(name))
        if change is not None:
            stage = _stage(new.entries.get(name), new, old)
            later = _later_stages(name, new, following)
            items.append(msgspec.structs.replace(change, stage=stage, later_stages=later))
    return Changes(origin=Origin.LOCK_FILE, items=tuple(items))


def with_dates(changes: Changes, file: LockFile, find: FindDates = commit_dates) -> Changes:
    """Add the dates since which the previous stages in a lock file have their packages. `find` reads the commits."""
    return msgspec.structs.replace(changes, items=tuple(_with_dates(changes.items, file, find)))


def _with_dates(items: Sequence[Change], file: LockFile, find: FindDates) -> Iterator[Change]:
    names = {each.stage.source for each in items if each.stage is not None} & file.entries.keys()
    dates = find(Path(file.path), [file.entries[name] for name in sorted(names)])
    for each in items:
        stage = each.stage
        if stage is not None:
            stage = msgspec.structs.replace(stage, since=dates.get(stage.source))
        yield msgspec.structs.replace(each, stage=stage)


def _following(file: LockFile) -> Mapping[str, Sequence[str]]:
    """Return the entries that are promoted from each entry."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in file.entries.items():
        if entry.criteria.promote_from is not None:
            following[entry.criteria.promote_from].append(name)
    return following


def _later_stages(
    name: str, file: LockFile, following: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, str | None], ...]:
    """Return the later stages of an entry with their versions, the next ones first, up to a maximum."""
    stages = [*following.get(name, ())]
    for stage in stages:  # grows
        if len(stages) >= _MOST_STAGES:
            break
        stages += [each for each in following.get(stage, ()) if each not in stages]
    return tuple((each, _version(file.entries.get(each))) for each in stages[:_MOST_STAGES])


def _stage(entry: Entry | None, new: LockFile, old: LockFile | None) -> Stage | None:
    """Return the previous stage of an entry. The file before the change may be unknown."""
    source = None if entry is None else entry.criteria.promote_from
    if entry is None or source is None:
        return None
    before, after = (file.entries.get(source) for file in (old or new, new))
    relation = _RELATIONS[_is_same(entry, before), _is_same(entry, after)]
    return Stage(source, relation, _version(after))


def _is_same(entry: Entry, source: Entry | None) -> bool:
    """Return whether two entries have the same version and the same file."""
    if source is None or entry.locked is None or source.locked is None:
        return False
    return entry.locked.dest_version == source.locked.dest_version and are_same_file(entry.locked, source.locked)


def _version(entry: Entry | None) -> str | None:
    return None if entry is None or entry.locked is None else entry.locked.dest_version


def _change(name: str, old: Entry | None, new: Entry | None) -> Change | None:
    change = Change(
        key=name,
        name=name,
        old=None if old is None else old.locked,
        new=None if new is None else new.locked,
        old_criteria={} if old is None else by_wire_names(old.criteria),
        new_criteria={} if new is None else by_wire_names(new.criteria),
    )
    is_same = (change.old, change.old_criteria) == (change.new, change.new_criteria)
    return None if is_same else change


def named_entry(change: Change) -> tuple[str, str] | None:
    """Return the lock file and the entry that a pin refers to; None if it refers to none or they are withheld."""
    path, name = change.new_criteria.get("lockFile", DEFAULT_NAME), change.new_criteria.get(LOCK_ENTRY)
    return (path, name) if isinstance(path, str) and isinstance(name, str) else None


def is_entry_of(entry: Entry, change: Change) -> bool:
    """Return whether an entry contains the new package of a pin.

    It may not, if the lock file has changed since the preview.
    """
    held, new = entry.locked, change.new
    if held is None or not isinstance(new, PinnedFirmware) or held.dest_version != new.dest_version:
        return False
    return held.digest == new.digest and (held.digest is not None or held.firmware_id == new.firmware_id)


def with_entries(changes: Changes, warn: Warn, find: FindDates = commit_dates) -> tuple[Changes, dict[str, Entry]]:
    """Add the criteria of lock file entries, and their stages, to the changes of a preview. `find` reads commits.

    The lock files are read relative to the working directory. An entry that cannot be read, or has another package, is
    skipped with a warning; the review then contains less.

    Returns:
        The changes with the criteria, and the entries by the keys of their changes.
    """

    @functools.cache  # many pins share a file
    def read(path: str) -> LockFile:
        return lock_file.read(Path(path))

    @functools.cache
    def following(path: str) -> Mapping[str, Sequence[str]]:
        return _following(read(path))

    found, unread = {}, []
    others: list[Change] = []
    in_files: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes.items:
        named = named_entry(change)
        if named is None or not isinstance(change.new, PinnedFirmware):
            others.append(change)
            continue
        path, name = named
        try:
            file = read(path)
            found[change.key] = entry = _entry(change, file, name)
        except LockFileError as error:
            unread.append(str(error))
            others.append(change)
            continue
        in_files[path].append(
            msgspec.structs.replace(
                change,
                entry_criteria=by_wire_names(entry.criteria),
                stage=_stage(entry, file, None),
                later_stages=_later_stages(name, file, following(path)),
            )
        )
    texts = list(dict.fromkeys(unread))
    if len(texts) > _MOST_WARNINGS:
        texts[_MOST_WARNINGS:] = [f"The same applies to {len(texts) - _MOST_WARNINGS} more pins."]
    for text in texts:
        warn(f"The review of a pin is incomplete, because the criteria of its entry are unknown.\n{text}")
    items = [*others, *(each for path, held in in_files.items() for each in _with_dates(held, read(path), find))]
    return msgspec.structs.replace(changes, items=tuple(items)), found


def _entry(change: Change, file: LockFile, name: str) -> Entry:
    """Return the entry with the new package of a pin.

    Raises:
        LockFileError: The entry does not exist, or it has another package.
    """
    entry = file.entry(name)
    if not is_entry_of(entry, change):
        raise LockFileError(
            f"{resolution.subject(entry)} does not contain the package that the preview shows.",
            "Run this command in the folder of the program, at the commit that was previewed.",
        )
    return entry
