# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A manifest and its lock file together, for the commands that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest
from alicloud_iot_ota.lock_file.entry import Entry, LockFile, manifest_of
from alicloud_iot_ota.lock_file.merge import recover
from alicloud_iot_ota.lock_file.storage import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Project(msgspec.Struct, frozen=True):
    """The entries of both files.

    Attributes:
        wanted: The entries in the manifest, with their packages in the lock file.
        orphans: The entries that exist only in the lock file.
        uncertain: The names of entries whose package in the lock file is uncertain (`merge.recover`).
    """

    wanted: LockFile
    orphans: Mapping[str, Entry]
    uncertain: frozenset[str] = frozenset()

    def get(self, name: str) -> Entry | None:
        """Return an entry in either file, or None."""
        return self.wanted.entries.get(name) or self.orphans.get(name)


def read(path: Path, *, recovers: bool = False, creates: bool = False) -> Project:
    """Read both files, without locking them.

    Args:
        path: The path of the lock file.
        recovers: Whether the lock file may be invalid. Only its certain entries then have a package.
        creates: Whether both files may be missing.

    Raises:
        LockFileError: The manifest does not exist, or a file cannot be read or is invalid.
    """
    draft = Draft(path)
    found = join(draft, recovers=recovers)
    if draft.manifest is None and (found.orphans or not creates):
        raise LockFileError(
            f"Manifest {format_full_text(str(manifest_of(path)))} does not exist.",
            f"Restore it from version control: {format_full_text(str(path))} has entries."
            if found.orphans
            else "Create it with `alicloud-iot-ota add NAME` and criteria. Or set --lock-file to another lock file.",
        )
    return found


def join(draft: Draft, *, recovers: bool = False) -> Project:
    """Return the entries of two files. A file that does not exist has no entries. The errors are those of `read`."""
    path, manifest_path = str(draft.path), str(manifest_of(draft.path))
    locked, uncertain = _locked(draft.lock, path, recovers=recovers)
    found = {} if draft.manifest is None else manifest.parse(draft.manifest, manifest_path).entries
    wanted = {
        name: msgspec.structs.replace(locked[name], criteria=entry.criteria) if name in locked else entry
        for name, entry in found.items()
    }
    orphans = {name: entry for name, entry in locked.items() if name not in found}
    return Project(LockFile(manifest_path, wanted), orphans, uncertain)


def _locked(text: str | None, path: str, *, recovers: bool) -> tuple[Mapping[str, Entry], frozenset[str]]:
    if text is None:
        return {}, frozenset()
    if not recovers:
        return canonical.parse(text, path).entries, frozenset()
    certain, uncertain = recover(text, path)
    return canonical.parse(canonical.render(certain), path).entries, uncertain
