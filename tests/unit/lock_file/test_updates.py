# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Changes of entries: either all are written or none, and only if the entries did not change meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = EntryArgs(product_key="a1")
OLD = LockedFirmware(dest_version="1.0", firmware_id="old", type="full")
NEW = LockedFirmware(dest_version="2.0", firmware_id="new", type="full")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a lock file with two entries."""
    path = tmp_path / "firmware.lock"
    with lock_file.changing(path) as editor:
        editor.put_all({"gateway": (CRITERIA, OLD), "modem": (CRITERIA, OLD)})
    return path


def test_change_add_and_remove(path: Path) -> None:
    """One write changes, adds and removes entries."""
    entries = lock_file.read(path).entries
    moves = [
        EntryUpdate("gateway", entries["gateway"], CRITERIA, NEW, "bumped"),
        EntryUpdate("modem", entries["modem"], None, None, "removed"),
        EntryUpdate("camera", None, CRITERIA, None, "added"),
    ]
    assert [move.old for move in moves] == [OLD, OLD, None]
    write(path, moves)
    assert {entry.name: entry.locked for entry in lock_file.read(path).entries.values()} == {
        "camera": None,
        "gateway": NEW,
    }


def test_nothing_changes(tmp_path: Path) -> None:
    """Without a change, no file is written or created."""
    path = tmp_path / "firmware.lock"
    entry = lock_file.Entry("gateway", CRITERIA, OLD, str(path), 3)
    write(path, [EntryUpdate("gateway", entry, CRITERIA, OLD, "stays")])
    assert not path.exists()


def test_changed_meanwhile(path: Path) -> None:
    """If another program changed an entry, no entry is written. A changed line number does not matter."""
    before = lock_file.read(path).entries
    with lock_file.changing(path) as editor:
        editor.put_all({"modem": (CRITERIA, NEW), "antenna": (CRITERIA, None)})
    text = path.read_bytes()
    moves = [EntryUpdate(name, before[name], CRITERIA, NEW, "bumped") for name in ("gateway", "modem")]
    with pytest.raises(LockFileError, match=r"Entry \"modem\" in .* was changed by another program"):
        write(path, moves)
    assert path.read_bytes() == text
    write(path, moves[:1])
    assert lock_file.read(path).entry("gateway").locked == NEW
