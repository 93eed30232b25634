# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Two lock files become changes, and an entry of firmware.lock adds to a pin of a preview what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.lock_file import DEFAULT_NAME
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import LOCK_ENTRY, Change, Changes, Origin
from alicloud_iot_ota.review.values import Withheld

if TYPE_CHECKING:
    from alicloud_iot_ota.lock_file import Entry, LockFile


def compare(old: LockFile, new: LockFile) -> Changes:
    """Return the entries that were added, removed, moved to another package, or given other criteria.

    Args:
        old: The lock file as it was.
        new: The lock file as it is to be.
    """
    changes = (
        _change(name, old.entries.get(name), new.entries.get(name)) for name in sorted({*old.entries, *new.entries})
    )
    return Changes(origin=Origin.LOCK_FILE, items=tuple(change for change in changes if change is not None))


def _change(name: str, old: Entry | None, new: Entry | None) -> Change | None:
    change = Change(
        key=name,
        name=name,
        old=_locked(old),
        new=_locked(new),
        old_criteria={} if old is None else criteria_of(old),
        new_criteria={} if new is None else criteria_of(new),
    )
    is_same = (change.old, change.old_criteria) == (change.new, change.new_criteria)
    return None if is_same else change


def _locked(entry: Entry | None) -> PinnedFirmware | Withheld | None:
    return None if entry is None else entry.locked or Withheld.UNRESOLVED


def criteria_of(entry: Entry) -> dict[str, object]:
    """Return the criteria of an entry by their wire names."""
    return {name: value for name, value in sorted(msgspec.to_builtins(entry.criteria).items()) if value is not None}


def named_entry(change: Change) -> tuple[str, str] | None:
    """Return the lock file and the entry that a pin is by; None where it is by none, or they are withheld."""
    path, name = change.new_criteria.get("lockFile", DEFAULT_NAME), change.new_criteria.get(LOCK_ENTRY)
    return (path, name) if isinstance(path, str) and isinstance(name, str) else None


def is_entry_of(entry: Entry, change: Change) -> bool:
    """Return whether an entry holds the package that a pin is to hold; in another state of the file it may not."""
    held, new = entry.locked, change.new
    if held is None or not isinstance(new, PinnedFirmware) or held.dest_version != new.dest_version:
        return False
    return held.digest == new.digest and (held.digest is not None or held.firmware_id == new.firmware_id)


def with_entry(change: Change, entry: Entry) -> Change:
    """Return the change of a pin with the criteria of its entry."""
    return msgspec.structs.replace(change, entry_criteria=criteria_of(entry))
