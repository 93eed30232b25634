# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lock file: firmware.lock records, by name, the packages that the programs of a folder deploy.

People review the file, commit it with the programs, and may edit it by hand. An edit by this package changes only the
lines of the entry concerned.

- `entry`: the values of an entry
- `tables`: the fields of each table
- `toml`, `document`: parsing, which reports every error with its line
- `layout`, `formatting`, `edits`: changing one entry in the text
- `storage`: reading the file, and changing it atomically under a lock
- `resolution`: comparing an entry with the live catalog
- `concurrency`: processing many entries in parallel
- `new_entries`, `bump`, `updates`: planning changes to entries, and writing them
- `check`: verifying that entries can be deployed
- `used_by`: finding the programs that use an entry
- `schema`: the JSON schema for editors
"""

from __future__ import annotations

from alicloud_iot_ota.lock_file.document import parse
from alicloud_iot_ota.lock_file.entry import DEFAULT_NAME, Entry, LockFile
from alicloud_iot_ota.lock_file.storage import changing, read

__all__ = ["DEFAULT_NAME", "Entry", "LockFile", "changing", "parse", "read"]
