# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The entries of lock files that the pins of a preview are by, read in the working directory."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import resolving
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.review.reading.lock_entries import is_entry_of, named_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.lock_file import Entry, LockFile
    from alicloud_iot_ota.lookup import Warn
    from alicloud_iot_ota.review.changes import Change, Changes

_MOST_WARNINGS = 12


def pinned_entries(changes: Changes, warn: Warn) -> dict[str, Entry]:
    """Return the entries that hold the new packages of pins, by the keys of the changes.

    An entry that cannot be read, or holds another package, is left out with a warning: the review then says less.
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
        texts[_MOST_WARNINGS:] = [f"The same is true of {len(texts) - _MOST_WARNINGS} more pins."]
    for text in texts:
        warn(f"The review says less of a pin, since the criteria of its entry are not known here.\n{text}")
    return found


def _entry(change: Change, path: str, name: str, read: Callable[[str], LockFile]) -> Entry:
    """Return the entry that holds the new package of a pin.

    Raises:
        LockFileError: The file cannot be read, has no such entry, or holds another package.
    """
    entry = read(path).entry(name)
    if not is_entry_of(entry, change):
        raise LockFileError(
            f"{resolving.subject(entry)} does not hold the package that the preview shows.",
            "Run this in the folder of the program, at the commit that the preview was made of.",
        )
    return entry
