# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Hidden characters from the service: every output escapes them, and such packages cannot be locked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base.visible import first_hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Run = Callable[..., tuple[int, str, str]]

HOSTILE = "x\x1b[31m\x85\x9b31m\u202e\u2066\u200b\ufe0f\u2800\u3164\U000e0041\u00a0\u3000\ue000 e\u0301\r\n\tz"
SCOPE = ("--product-key", "a1MeterK001", "--module-name", "default")


@pytest.mark.parametrize(
    "argv",
    [
        ("get", *SCOPE, "--firmware-id", "hostile1", "--json"),
        ("find", *SCOPE, "--firmware-id", "hostile1", "--json"),
        ("list", *SCOPE, "--json"),
        ("explain", *SCOPE, "--json"),
        ("get", *SCOPE, "--firmware-id", "hostile1"),
        ("list", *SCOPE),
        ("explain", *SCOPE),
    ],
)
def test_lookups(run: Run, emulator: Emulator, argv: tuple[str, ...]) -> None:
    """In JSON and in tables, hidden characters are escaped. The values in JSON are exactly those of the service."""
    emulator.publish(
        FirmwareId="hostile1",
        DestVersion="9.9.9",
        FirmwareName=HOSTILE,
        FirmwareDesc=HOSTILE,
        ProductName=HOSTILE,
        ProductKey="a1MeterK001",
    )
    status, out, err = run(*argv)
    assert (status, err) == (0, "")
    assert first_hidden(out, "\n") is None
    if "--json" in argv:
        assert json.dumps(HOSTILE) in json.dumps(json.loads(out))


def test_feed(run: Run, emulator: Emulator) -> None:
    """In a feed, hidden characters are escaped."""
    emulator.publish(FirmwareId="hostile1", DestVersion=f"9.9.9-{HOSTILE}", ProductKey="a1MeterK001")
    emulator.publish(FirmwareId="hostile2", DestVersion="9.9.8", FirmwareSign=HOSTILE, ProductKey="a1MeterK001")
    status, out, err = run("feed", *SCOPE, "--on-unparsable", "ignore")
    assert (status, err) == (0, "")
    assert first_hidden(out, "\n") is None
    assert "9.9.8" in [each["version"] for each in json.loads(out)["releases"]]


@pytest.mark.parametrize("command", ["check", "outdated"])
@pytest.mark.usefixtures("lock_file")
def test_lock_file(run: Run, emulator: Emulator, command: str) -> None:
    """In output about entries, hidden characters are escaped."""
    emulator.publish(DestVersion=f"9.9.9{HOSTILE}", ProductKey="a1GatewayK01", ModuleName="modem")
    _, out, err = run(command, "--json")
    assert first_hidden(out, "\n") is None
    assert first_hidden(err, "\n") is None
    assert json.loads(out)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("field", "wire", "expected"),
    [
        ("DestVersion", "destVersion", "printable ASCII"),
        ("FirmwareId", "firmwareId", "printable ASCII"),
        ("FirmwareName", "firmwareName", "visible text in composed form (NFC)"),
    ],
)
def test_what_hides_is_not_locked(run: Run, emulator: Emulator, field: str, wire: str, expected: str) -> None:
    """A package with a hidden character cannot be locked, and the error says why."""
    texts = {"FirmwareId": "hostile1", "DestVersion": "9.9.9", "FirmwareName": "meter", field: "9.9.9\ufe0f"}
    emulator.publish(**texts, ProductKey="a1MeterK001", Type=0)
    status, out, err = run("add", "meter", *SCOPE, "--version-regex", "9.9.9")
    assert (status, out) == (1, "")
    assert f'{wire} must be {expected}, got U+FE0F after "9.9.9".' in err
    assert "cannot be locked" in err
    assert list(Path().iterdir()) == []


@pytest.mark.usefixtures("folder")
def test_what_the_file_cannot_record_is_not_locked(run: Run, emulator: Emulator) -> None:
    """If the lock file cannot record a criterion, such as an algorithm without a digest, the package is not locked."""
    emulator.publish(DestVersion="9.9.9", ProductKey="a1MeterK001", Type=0, SignMethod="SHA256", FirmwareSign=None)
    status, out, err = run("add", "meter", *SCOPE, "--dest-version", "9.9.9", "--sign-method", "SHA256")
    assert (status, out) == (1, "")
    assert 'cannot be locked. The fields recorded in firmware.lock would not meet signMethod "SHA256"' in err
    assert "Remove signMethod from the criteria" in err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("argv", [("check",), ("outdated",), ("bump", "meter")])
def test_block_without_effect(run: Run, manifest: Path, argv: tuple[str, ...]) -> None:
    """A warning about a block without effect shows the block and the scope."""
    block = '[[firmware.meter.blocked]]\ndestVersion = "1.5.00"\nreason = "bricks"\n\n[firmware.modem]'
    manifest.write_text(manifest.read_text().replace("[firmware.modem]", block))
    if argv[0] != "bump":
        assert run("lock")[0] == 0
    _, _, err = run(*argv)
    assert 'blocked[0] (destVersion "1.5.00") matches no package in product a1MeterK001' in err
    assert "so it has no effect. The nearest version is 1.5." in err


@pytest.mark.usefixtures("emulator")
def test_block_without_effect_in_lookups(run: Run) -> None:
    """A lookup warns about a block without effect, and still succeeds."""
    blocked = '{"destVersion": "1.5.00", "reason": "bricks"}'
    for command in ("get", "explain", "list"):
        status, _, err = run(command, *SCOPE, "--dest-version", "1.5.0", "--blocked", blocked)
        assert status == 0
        assert err.startswith('warning: blocked[0] (destVersion "1.5.00") matches no package in ')
