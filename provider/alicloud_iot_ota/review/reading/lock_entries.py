# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Compare two lock files, and add the criteria of lock file entries to the pins of a preview."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import DEFAULT_NAME, Entry, LockFile, resolution
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import LOCK_ENTRY, Change, Changes, Origin, by_wire_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.lookup import Warn

_MOST_WARNINGS = 12


def compare(old: LockFile, new: LockFile) -> Changes:
    """Return the entries that were added, removed, or changed in their package or criteria."""
    changes = (
        _change(name, old.entries.get(name), new.entries.get(name)) for name in sorted({*old.entries, *new.entries})
    )
    return Changes(origin=Origin.LOCK_FILE, items=tuple(change for change in changes if change is not None))


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


def with_entries(changes: Changes, warn: Warn) -> tuple[Changes, dict[str, Entry]]:
    """Add the criteria of lock file entries to the changes of a preview.

    The lock files are read relative to the working directory. An entry that cannot be read, or has another package, is
    skipped with a warning; the review then contains less.

    Returns:
        The changes with the criteria, and the entries by the keys of their changes.
    """

    @functools.cache  # many pins share a file
    def read(path: str) -> LockFile:
        return lock_file.read(Path(path))

    found, unread = {}, []
    for change in changes.items:
        named = named_entry(change)
        if named is None or not isinstance(change.new, PinnedFirmware):
            continue
        try:
            found[change.key] = _entry(change, *named, read)
        except LockFileError as error:
            unread.append(str(error))
    texts = list(dict.fromkeys(unread))
    if len(texts) > _MOST_WARNINGS:
        texts[_MOST_WARNINGS:] = [f"The same applies to {len(texts) - _MOST_WARNINGS} more pins."]
    for text in texts:
        warn(f"The review of a pin is incomplete, because the criteria of its entry are unknown.\n{text}")
    items = tuple(
        msgspec.structs.replace(each, entry_criteria=by_wire_names(found[each.key].criteria))
        if each.key in found
        else each
        for each in changes.items
    )
    return msgspec.structs.replace(changes, items=items), found


def _entry(change: Change, path: str, name: str, read: Callable[[str], LockFile]) -> Entry:
    """Return the entry with the new package of a pin.

    Raises:
        LockFileError: The file cannot be read, the entry does not exist, or it has another package.
    """
    entry = read(path).entry(name)
    if not is_entry_of(entry, change):
        raise LockFileError(
            f"{resolution.subject(entry)} does not contain the package that the preview shows.",
            "Run this command in the folder of the program, at the commit that was previewed.",
        )
    return entry
