# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The content of a lock file, and how a new one is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting
from alicloud_iot_ota.lock_file.edits import Editor
from alicloud_iot_ota.lock_file.tables import criteria_values
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Callable

CRITERIA = {
    "productKey": "a1GatewayK01",
    "moduleName": "default",
    "select": "highest",
    "type": "full",
    "versionRange": "^4.0",
}
LOCKED = LockedFirmware(
    dest_version="4.0.0",
    firmware_id="qrTtkvjx0001",
    type="full",
    digest=f"sha256:{'fe38' * 16}",
    firmware_size=20_971_520,
    product_key="a1GatewayK01",
    firmware_name="gateway-4.0.0",
    utc_create="2026-09-01T08:00:00.000Z",
    iot_instance_id="iot-emulator01",
)
BY_HAND = """\
# Ours
version = 1

[firmware.modem.criteria]
productKey = 'a1'
[firmware]
camera.criteria = { productKey = "a2", statuses = ["verified", "verifying"] }
camera.locked.destVersion = "1.0"
camera.locked.firmwareId = "id"
camera.locked.type = "differential"
camera.locked.srcVersion = "0.9"
camera.locked.digest = "sm3:00ff"
[[firmware.modem.criteria.blocked]]
destVersion = "2.0"
reason = \"\"\"
[firmware.modem.locked] \\
bricks it\"\"\"
[[firmware.modem.criteria.blocked]]
firmwareId = "x"
reason = "the same"
"""


@pytest.fixture
def editor() -> Editor:
    """Return an editor of a new lock file."""
    return Editor(formatting.NEW, "firmware.lock")


def test_new_file(editor: Editor, golden: Callable[[str, str], None]) -> None:
    """A new file has a header, sorted entries and fields, one field per line, and no unset values."""
    blocked = [
        {"reason": 'says "no" \\ \u2026', "destVersion": "4.0.1", "expires": "2026-12-31"},
        {"reason": "no tab and no line", "firmwareId": "x"},
    ]
    modem = {"productKey": "a1", "statuses": ["verified", "notRequired"], "allowUnscoped": False}
    gateway = {**CRITERIA, "minSize": 1024, "fromVersion": None}
    editor.put_all({"modem": (validation.parse(EntryArgs, modem), None)})
    editor.put_all({"gateway": (validation.parse(EntryArgs, gateway), LOCKED)})
    editor.put_all({"camera": (validation.parse(EntryArgs, {**CRITERIA, "blocked": blocked}), None)})
    golden("firmware.lock", editor.text)


def test_what_was_put_is_read(editor: Editor) -> None:
    """A written entry reads back with the same values."""
    criteria = {**CRITERIA, "blocked": [{"reason": 'a "b"\\ \U0001f600 固件 é', "destVersion": " a "}]}
    editor.put_all({"gateway": (validation.parse(EntryArgs, criteria), LOCKED)})
    entry = lock_file.parse(editor.text, "firmware.lock").entry("gateway")
    assert criteria_values(entry.criteria) == criteria
    assert entry.locked == LOCKED
    assert editor.lock_file.entries == {"gateway": entry}


def test_everything_is_optional_but_the_identity(editor: Editor) -> None:
    """A package is locked even if the service returns only its version, ID and type."""
    little = LockedFirmware(dest_version="1", firmware_id="id", type="unknown")
    editor.put_all({"a": (EntryArgs(), little)})
    assert editor.lock_file.entry("a").locked == little


def test_written_by_hand() -> None:
    """Any TOML is accepted: dotted keys, inline tables, arrays of tables, literal and multi-line strings, any order."""
    read = lock_file.parse(BY_HAND, "firmware.lock")
    assert list(read.entries) == ["camera", "modem"]
    camera, modem = read.entries.values()
    assert (camera.line, modem.line) == (7, 4)
    assert criteria_values(camera.criteria) == {"productKey": "a2", "statuses": ["verified", "verifying"]}
    assert camera.locked == LockedFirmware(
        dest_version="1.0", firmware_id="id", type="differential", src_version="0.9", digest="sm3:00ff"
    )
    assert criteria_values(modem.criteria)["blocked"] == [
        {"destVersion": "2.0", "reason": "[firmware.modem.locked] bricks it"},
        {"firmwareId": "x", "reason": "the same"},
    ]
    assert modem.locked is None


def test_windows_line_ends() -> None:
    """A file with CRLF has the same meaning."""
    there = lock_file.parse(BY_HAND.replace("\n", "\r\n"), "firmware.lock")
    assert there == lock_file.parse(BY_HAND, "firmware.lock")


def test_without_entries() -> None:
    """A file without entries is valid. The error for an unknown entry reports that the file has no entries."""
    read = lock_file.parse("version = 1", "firmware.lock")
    assert read.entries == {}
    with pytest.raises(LockFileError) as caught:
        read.entry("gateway")
    assert caught.value.message == 'firmware.lock has no entry "gateway".\nThe file has no entries.'


def test_no_such_entry() -> None:
    """For a misspelled name, the error suggests the closest entry and lists all others."""
    with pytest.raises(LockFileError) as caught:
        lock_file.parse(BY_HAND, "app/firmware.lock").entry("modm")
    assert str(caught.value) == (
        'app/firmware.lock has no entry "modm"; did you mean "modem"?\n'
        "Its entries are camera, modem.\n"
        "Use the name of an existing entry, or add this one with `alicloud-iot-ota lock NAME` and criteria."
    )


def test_many_entries(editor: Editor) -> None:
    """The error lists at most twelve names and counts the others."""
    for number in range(14):
        editor.put_all({f"e{number:02}": (EntryArgs(), None)})
    with pytest.raises(LockFileError, match=r"e00, e01, .*, e11 and 2 more\."):
        editor.lock_file.entry("gateway")


@pytest.mark.parametrize("name", ["", "-a", "_a", "a.b", "a b", "a\n", "\xe9", "a" * 65])
def test_bad_name(editor: Editor, name: str) -> None:
    """Reject a name that is not a bare TOML key or that looks like an option."""
    with pytest.raises(LockFileError, match=r"A name has 1 to 64 ASCII letters"):
        editor.put_all({name: (validation.parse(EntryArgs, CRITERIA), LOCKED)})
    assert editor.text == formatting.NEW


def test_what_no_file_can_hold(editor: Editor) -> None:
    """A lone surrogate from the service is an error, and the file does not change."""
    half = LockedFirmware(dest_version="1", firmware_id="\ud800", type="full")
    with pytest.raises(LockFileError):
        editor.put_all({"gateway": (EntryArgs(), half)})
    assert editor.text == formatting.NEW
