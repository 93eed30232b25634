# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which entry of firmware.lock a pin is by: a preview names it, and shows nothing of what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.lock_file import DEFAULT_NAME
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.changes import LOCK_ENTRY
from alicloud_iot_ota.review.lock_changes import criteria_of

if TYPE_CHECKING:
    from alicloud_iot_ota.lock_file import Entry
    from alicloud_iot_ota.review.changes import Change


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
