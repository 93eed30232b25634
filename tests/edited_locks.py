# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lock files with other values, in canonical form, as another program could write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.lock_file.document import TableReader
from alicloud_iot_ota.lock_file.lines import Lines
from alicloud_iot_ota.lock_file.toml import values_of

if TYPE_CHECKING:
    from pathlib import Path


def sealed(text: str) -> str:
    """Return the text of a lock file with edited values, with the right checksums."""
    tables = canonical._tables(values_of(text), TableReader(Lines(text)))
    return canonical.render({name: each.content for name, each in tables.items() if each is not None})


def edit_package(path: Path, name: str, **changes: object) -> None:
    """Change some fields of the package of an entry."""
    contents = {
        each.name: (each.criteria, each.locked)
        for each in lock_file.read(path).entries.values()
        if each.locked is not None
    }
    criteria, locked = contents[name]
    contents[name] = criteria, msgspec.structs.replace(locked, **changes)
    path.write_text(canonical.render(contents))
