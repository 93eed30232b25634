# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Planned updates of entries, which are written together or not at all.

Updates are planned before the files are locked, because reading the service takes time. Another program may therefore
change the files in between. Only a change to the same entries is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_full_text, printable
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, project, storage
from alicloud_iot_ota.lock_file.entry import manifest_of
from alicloud_iot_ota.lock_file.manifest import stage_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from alicloud_iot_ota.lock_file.entry import Entry
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.schema.arguments import EntryArgs


class EntryUpdate(msgspec.Struct, frozen=True):
    """A planned update of one entry.

    Attributes:
        name: The name of the entry.
        before: The entry as it was read; None if it is new.
        criteria: The new criteria, for both files; None if the entry is removed.
        locked: The new package; None if the entry is removed.
        what: A description of the update for the user.
        promoted: The package of the previous stage, if the update promotes it.
    """

    name: str
    before: Entry | None
    criteria: EntryArgs | None
    locked: LockedFirmware | None
    what: str
    promoted: LockedFirmware | None = None

    @property
    def old(self) -> LockedFirmware | None:
        """The package before the update, or None."""
        return None if self.before is None else self.before.locked

    @property
    def after(self) -> Entry | None:
        """The entry after the update; None if it is new or removed."""
        if self.before is None or self.criteria is None:
            return None
        return msgspec.structs.replace(self.before, criteria=self.criteria, locked=self.locked, recorded=self.criteria)

    @property
    def moves(self) -> bool:
        """Whether the update changes the package of the entry."""
        return self.old != self.locked

    @property
    def is_change(self) -> bool:
        """Whether the update changes a file."""
        return _content(self.before) != (self.criteria, self.locked, self.criteria)


def keep(entry: Entry, what: str) -> EntryUpdate:
    """Return an update that keeps the package of an entry, for the criteria in the manifest."""
    return EntryUpdate(entry.name, entry, entry.criteria, entry.locked, what)


def remove(entry: Entry) -> EntryUpdate:
    """Return an update that removes an entry from both files."""
    return EntryUpdate(entry.name, entry, None, None, "removed")


def write(path: Path, updates: Iterable[EntryUpdate], *, recovers: bool = False) -> None:
    """Write all updates that change an entry, or none of them.

    With `recovers`, also write the lock file if it is not in canonical form.

    Raises:
        LockFileError: Another program changed one of these entries since it was read, or a file cannot be written.
    """
    changes = [update for update in updates if update.is_change]
    if not changes and not recovers:
        return
    with storage.changing(path) as draft:
        now = project.join(draft, recovers=recovers)
        for change in changes:
            before = now.wanted.entries.get(change.name) if change.before is None else now.get(change.name)
            if _content(before) != _content(change.before):
                raise _conflict_error(change.name, path)
        contents = {
            name: (entry.recorded, entry.locked)
            for name, entry in {**now.wanted.entries, **now.orphans}.items()
            if entry.recorded is not None and entry.locked is not None
        }
        for change in changes:
            contents.pop(change.name, None)
            if change.criteria is not None and change.locked is not None:
                contents[change.name] = (change.criteria, change.locked)
        for change in changes:
            stage = None if change.criteria is None else change.criteria.promote_from
            if change.promoted is not None and stage and contents.get(stage, (None, None))[1] != change.promoted:
                raise _conflict_error(stage, path)
        draft.lock = canonical.render(contents)
        canonical.parse(draft.lock, str(path))  # never write a file that cannot be read
        wanted = {name: entry.criteria for name, entry in now.wanted.entries.items()}
        edits = {each.name: each.criteria for each in changes if each.criteria != wanted.get(each.name)}
        if edits:
            _require_stages({**wanted, **edits}, manifest_of(path))
            from alicloud_iot_ota.lock_file import manifest_edits  # noqa: PLC0415 - tomlkit is slow to import

            draft.manifest = manifest_edits.edit(draft.manifest or "", str(manifest_of(path)), edits)


def _conflict_error(name: str, path: Path) -> LockFileError:
    return LockFileError(
        f'Entry "{name}" in {printable(str(path))} was changed by another program. Nothing was written.',
        "Run the command again. It starts from the changed file.",
    )


def _require_stages(entries: Mapping[str, EntryArgs | None], path: Path) -> None:
    """Check the promoteFrom of each entry after the updates, so that the manifest stays valid. None means no entry."""
    stages = {name: criteria.promote_from for name, criteria in entries.items() if criteria is not None}
    for name, what in stage_errors(stages, stages):
        raise LockFileError(
            f"{format_full_text(str(path))} would be invalid. firmware.{name}: {what} Nothing was written.",
            "Change the promoteFrom of that entry, or remove that entry too.",
        )


def _content(entry: Entry | None) -> tuple[object, ...]:
    """Return the content of an entry without its position in the file."""
    return () if entry is None else (entry.criteria, entry.locked, entry.recorded)
