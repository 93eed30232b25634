# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How an entry of a lock file comes to its first package. What has one stays as it is: `bump` moves it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_full_text, format_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry, resolution
from alicloud_iot_ota.lock_file.updates import EntryUpdate

if TYPE_CHECKING:
    from alicloud_iot_ota.lookup import Lookup, Warn
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs

_MOST_DIFFERENCES = 10  # in a message


def unchanged(entry: Entry, package: LockedFirmware) -> EntryUpdate:
    """Return that nothing becomes of an entry that has a package."""
    return EntryUpdate(entry.name, entry, entry.criteria, package, "is locked already")


def resolve_entry(lookup: Lookup, entry: Entry, warn: Warn) -> EntryUpdate:
    """Return an entry with the package that its criteria name now. Raises what resolving.resolve raises."""
    package = resolution.resolve(lookup, entry.criteria, resolution.with_location(entry, warn))
    return EntryUpdate(entry.name, entry, entry.criteria, package, "resolved")


def require_same(entry: Entry, criteria: LockCriteriaArgs) -> None:
    """Make sure that an entry has the same criteria as are given: what it has is not overwritten in passing.

    Raises:
        LockFileError: It has others.
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
                f"{format_full_text(entry.path)}:{entry.line} has an entry {entry.name} already, with other criteria.",
                *lines,
            ]
        ),
        f"Run `alicloud-iot-ota bump {entry.name}` with --to or --range, or after a change of its criteria in the "
        f"file; or remove the entry first, `alicloud-iot-ota lock --remove {entry.name}`.",
    )


def _format(value: object) -> str:
    return "none" if value is None else format_text(json.dumps(value, ensure_ascii=False, sort_keys=True))
