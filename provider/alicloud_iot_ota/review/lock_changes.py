# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From two states of firmware.lock to what changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.review.changes import Change, Changes, Origin, Withheld

if TYPE_CHECKING:
    from alicloud_iot_ota.lock_file import Entry, LockFile
    from alicloud_iot_ota.pins import PinnedFirmware


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
