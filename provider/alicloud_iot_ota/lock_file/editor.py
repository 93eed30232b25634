# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Changes of a lock file in memory, each judged before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.lock_file import edits
from alicloud_iot_ota.lock_file.document import parse
from alicloud_iot_ota.lock_file.entry import require_name
from alicloud_iot_ota.lock_file.tables import criteria_values, locked_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import LockCriteriaArgs


class Editor:
    """Changes a lock file in memory.

    Attributes:
        lock_file: What it says now.
        text: Its text now.
    """

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.lock_file = parse(text, path)

    def put_all(self, entries: Mapping[str, tuple[LockCriteriaArgs, LockedFirmware | None]]) -> None:
        """Add or change entries, in the time that one takes.

        Args:
            entries: By their names, what is asked for, and what that resolved to; None if it is to be resolved later.

        Raises:
            LockFileError: A name is none, or an entry is written in a way that cannot be changed.
        """
        tables = {}
        for name, (criteria, locked) in entries.items():
            require_name(name)
            tables[name] = {"criteria": criteria_values(criteria)}
            if locked is not None:
                tables[name]["locked"] = locked_values(locked)
        self._take(edits.put(self.text, self.lock_file.path, tables))

    def remove(self, *names: str) -> None:
        """Remove entries, in the time that one takes.

        Raises:
            LockFileError: There is none of a name, or one is written in a way that it cannot be removed.
        """
        for name in names:
            self.lock_file.entry(name)
        self._take(edits.remove(self.text, self.lock_file.path, names))

    def _take(self, text: str) -> None:
        self.lock_file = parse(text, self.lock_file.path)
        self.text = text
