# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`outdated`: what is newer, and what is higher and does not count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota import locked
from alicloud_iot_ota.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.usefixtures("lock_file")


def test_table_and_json(run: Run, golden: Golden, emulator: Emulator) -> None:
    """What is newer, how old it is, and why the highest version of all does not count."""
    created = "2025-11-20T08:00:00.000Z"
    emulator.publish(
        FirmwareId="newer", DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01", UtcCreate=created, FirmwareSize=1
    )
    status, out, err = run("outdated")
    assert (status, err) == (0, "")
    golden("outdated.txt", out)
    status, out, err = run("outdated", "--json")
    assert (status, err) == (0, "")
    golden("outdated.json", out)


def test_detailed_exitcode(run: Run) -> None:
    """The status is 2 on request, and only where something newer is there."""
    assert run("outdated", "--detailed-exitcode")[0] == 2
    assert run("outdated")[0] == 0
    assert run("outdated", "--detailed-exitcode", "modem")[0] == 0


def test_undecidable(run: Run, emulator: Emulator) -> None:
    """Of a catalogue that cannot be read nothing is said, and the status is 4 in any case."""
    emulator.fault("garbage", times=99)
    for argv in (("outdated",), ("outdated", "--detailed-exitcode")):
        status, out, err = run(*argv)
        assert status == 4
        assert out.count("undecidable") == 3
        assert err.startswith("firmware.lock:4 gateway, firmware.lock:23 meter, firmware.lock:40 modem\n")
    status, out, _ = run("outdated", "--json", "meter")
    assert status == 4
    (entry,) = json.loads(out)["entries"]
    assert entry["newer"] is None
    assert entry["message"].startswith("The answer is not one of ListOTAFirmware")


def test_one_is_undecidable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something newer does not hide that a catalogue could not be read."""
    newer = locked.newer

    def newer_or_fail(lookup: Any, entry: Any, warn: Any) -> Any:  # noqa: ANN401 - hands them on
        if entry.name == "modem":
            raise TransportError("The connection broke.", "Try again.")
        return newer(lookup, entry, warn)

    monkeypatch.setattr(locked, "newer", newer_or_fail)
    status, out, err = run("outdated", "--detailed-exitcode")
    assert (status, err) == (4, "firmware.lock:40 modem\nThe connection broke.\nTry again.\n")
    assert "1.5.2" in out


def test_not_resolved(run: Run, lock_file: Path) -> None:
    """An entry without a package has nothing that could be outdated."""
    lock_file.write_text('version = 1\n[firmware.a.criteria]\nproductKey = "a1MeterK001"\n')
    status, out, err = run("outdated")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock:2 a\nThe entry a of firmware.lock was not resolved yet.\n")
