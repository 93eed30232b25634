# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Adding an entry that exists: it is not overwritten."""

from __future__ import annotations

import msgspec
import pytest

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import Entry, new_entries
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs

CRITERIA = EntryArgs(product_key="a1", module_name="default")
PACKAGE = LockedFirmware(dest_version="1.0", firmware_id="id", type="full")
ENTRY = Entry("gateway", CRITERIA, PACKAGE, "app/firmware.lock", 7)


def test_the_same_criteria() -> None:
    """An entry that is requested again with the same criteria does not change."""
    new_entries.require_same(ENTRY, CRITERIA)
    assert not new_entries.unchanged(ENTRY, PACKAGE).is_change


def test_other_criteria() -> None:
    """The error shows each different criterion with its old and new value."""
    with pytest.raises(LockFileError) as caught:
        new_entries.require_same(ENTRY, EntryArgs(product_key="a2", min_size=1))
    assert caught.value.message.splitlines() == [
        'app/firmware.lock:7: entry "gateway" already exists with other criteria.',
        "  minSize none -> 1",
        '  moduleName "default" -> none',
        '  productKey "a1" -> "a2"',
    ]
    assert "lock --remove gateway" in caught.value.remedy


def test_many_differences() -> None:
    """The error lists at most ten differences and counts the others."""
    other = msgspec.structs.replace(CRITERIA, **dict.fromkeys(EntryArgs.__struct_fields__[:12], "x"))
    with pytest.raises(LockFileError) as caught:
        new_entries.require_same(ENTRY, other)
    assert len(caught.value.message.splitlines()) == 1 + 10 + 1
    assert caught.value.message.endswith("\n  and 2 more")
