# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The manifest and the lock file: firmware.toml and firmware.lock.

People write criteria in firmware.toml. The tool resolves them, and records the packages that programs deploy in
firmware.lock. Programs read only firmware.lock, and stop if it is not up to date with the manifest next to it.

- `entry`: the values of an entry
- `tables`: the fields of each table
- `toml`, `tokens`, `lines`, `document`: parsing, which reports every error with its line
- `manifest`, `manifest_edits`: reading firmware.toml, and changing its text
- `canonical`: writing and reading firmware.lock
- `merge`: recovering the entries in firmware.lock after a conflict or a manual edit
- `storage`: reading the files, and changing them atomically under a lock
- `project`: the entries of both files together
- `resolution`: comparing an entry with the live catalog
- `concurrency`: processing many entries in parallel
- `resolving`, `bump`, `promote`, `updates`: planning changes to entries, and writing them
- `history`: reading git: since when an entry has its package, and the sides of a merge conflict
- `check`: verifying that entries can be deployed
- `used_by`: finding the programs that use an entry
- `schema`: the JSON schema of firmware.toml for editors
"""

from __future__ import annotations

from alicloud_iot_ota.lock_file.entry import DEFAULT_NAME, Entry, LockFile
from alicloud_iot_ota.lock_file.storage import read, read_current

__all__ = ["DEFAULT_NAME", "Entry", "LockFile", "read", "read_current"]
