# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""firmware.lock: what the programs of a folder deploy, by name, reviewed and committed beside them.

A person may write it by hand, and no program rewrites what a person wrote: an edit changes the lines of the
entry concerned, and no other byte.

- `entry`: the values
- `tables`: what each table of the file may hold
- `toml`, `document`: from the text to the values, or to every mistake with its line
- `layout`, `writing`, `edits`: from the text to the text with one entry changed
- `storage`: reading the file, and changing it, one process at a time and all or nothing
- `resolving`: an entry beside the live catalog; `asking`: many of them together
- `adding`, `bump`, `moves`: what becomes of entries, and writing it
- `check`, `used_by`: whether entries may be deployed, and which programs do
- `schema`: the JSON schema, for editors
"""

from __future__ import annotations

from alicloud_iot_ota.lock_file.document import parse
from alicloud_iot_ota.lock_file.entry import DEFAULT_NAME, Entry, LockFile
from alicloud_iot_ota.lock_file.storage import changing, read

__all__ = ["DEFAULT_NAME", "Entry", "LockFile", "changing", "parse", "read"]
