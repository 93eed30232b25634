# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Resolve entries of a lock file for the first time. To update an entry that has a package, see `bump`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.updates import EntryUpdate

if TYPE_CHECKING:
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

_MOST_DIFFERENCES = 10  # maximum in a message


def unchanged(entry: Entry, package: LockedFirmware) -> EntryUpdate:
    """Return an update that changes nothing, for an entry that already has a package."""
    return EntryUpdate(entry.name, entry, entry.criteria, package, "already locked")


def resolve_entry(lookup: Lookup, entry: Entry, warn: Warn) -> EntryUpdate:
    """Return an update with the package that the criteria of an entry select now.

    Raises:
        OtaError: The errors of `resolution.resolve`.
    """
    package = resolution.resolve(lookup, entry.criteria, resolution.with_location(entry, warn))
    return EntryUpdate(entry.name, entry, entry.criteria, package, "resolved")


def require_same(entry: Entry, criteria: LockCriteriaArgs) -> None:
    """Check that an existing entry has the given criteria, so that `lock` never overwrites other criteria.

    Raises:
        LockFileError: The criteria differ.
    """
    old, new = msgspec.to_builtins(entry.criteria), msgspec.to_builtins(criteria)
    changed = [name for name in sorted(new) if old[name] != new[name]]
    if not changed:
        return
    lines = [f"  {name} {_format(old[name])} -> {_format(new[name])}" for name in changed[:_MOST_DIFFERENCES]]
    if len(changed) > _MOST_DIFFERENCES:
        lines.append(f"  and {len(changed) - _MOST_DIFFERENCES} more")
    raise LockFileError(
        "\n".join(
            [
                f"{resolution.subject(entry)} already exists with other criteria.",
                *lines,
            ]
        ),
        f"To update the entry, run `alicloud-iot-ota bump {entry.name}` with --to or --range, or edit its criteria in "
        f"the file first. To replace the entry, run `alicloud-iot-ota lock --remove {entry.name}` first.",
    )


def _format(value: object) -> str:
    return "none" if value is None else format_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
