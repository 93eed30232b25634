# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A manifest and its lock file together, for the commands that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_full_text
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, manifest
from alicloud_iot_ota.lock_file.entry import Entry, LockFile, command, manifest_of
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
        is_recovered: Whether the lock file is not in canonical form.
    """

    wanted: LockFile
    orphans: Mapping[str, Entry]
    uncertain: frozenset[str] = frozenset()
    is_recovered: bool = False

    def get(self, name: str) -> Entry | None:
        """Return an entry in either file, or None."""
        return self.everything.entries.get(name)

    @property
    def everything(self) -> LockFile:
        """The entries in either file."""
        return LockFile(self.wanted.path, dict(sorted({**self.orphans, **self.wanted.entries}.items())))


def read(path: Path, *, recovers: bool = False, creates: bool = False) -> Project:
    """Read both files, without locking them.

    Args:
        path: The path of the lock file.
        recovers: Whether the lock file may be invalid. Only its certain entries then have a package.
        creates: Whether the manifest may be missing. The lock file must then have no entries.

    Raises:
        LockFileError: The manifest does not exist, or a file cannot be read or is invalid.
    """
    draft = Draft(path)
    is_missing = draft.manifest is None
    missing, lock_path = format_full_text(str(manifest_of(path))), str(path)
    if is_missing and draft.lock is None and not creates:
        raise LockFileError(
            f"Manifest {missing} does not exist.",
            f"Create it with `{command('add NAME', lock_path)}` and criteria, or set --lock-file to the lock file next "
            "to it.",
        )
    found = join(draft, recovers=recovers)
    if is_missing and (found.orphans or not creates):
        raise LockFileError(
            f"Manifest {missing} does not exist, but {format_full_text(lock_path)} does.",
            "Restore the manifest from version control. If it is lost, write the criteria of each entry in "
            f"{format_full_text(lock_path)} to a table [firmware.NAME] in {missing}.",
        )
    return found


def join(draft: Draft, *, recovers: bool = False) -> Project:
    """Return the entries of two files. A file that does not exist has no entries. The errors are those of `read`."""
    path, manifest_path = str(draft.path), str(manifest_of(draft.path))
    locked, uncertain, is_recovered = _locked(draft.lock, path, recovers=recovers)
    found = {} if draft.manifest is None else manifest.parse(draft.manifest, manifest_path).entries
    wanted = {
        name: msgspec.structs.replace(locked[name], criteria=entry.criteria) if name in locked else entry
        for name, entry in found.items()
    }
    orphans = {name: entry for name, entry in locked.items() if name not in found}
    return Project(LockFile(manifest_path, wanted), orphans, uncertain, is_recovered)


def _locked(text: str | None, path: str, *, recovers: bool) -> tuple[Mapping[str, Entry], frozenset[str], bool]:
    """Return the entries of a lock file, the names of uncertain ones, and whether the file is not in canonical form."""
    if text is None:
        return {}, frozenset(), False
    if not recovers:
        return canonical.parse(text, path).entries, frozenset(), False
    certain, uncertain = recover(text, path)
    rendered = canonical.render(certain)
    return canonical.parse(rendered, path).entries, uncertain, text != rendered
