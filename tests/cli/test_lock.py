# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: firmware.lock follows firmware.toml. After a failure, the file is unchanged."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

BY_HAND = """\
# Ours; written by hand.
[firmware.meter]
productKey = "a1MeterK001"
moduleName = "default"   # the only one
destVersion = '1.5.0'
"""
TOASTER = '\n[firmware.toaster]\nproductKey = "a1MeterK001"\ndestVersion = "9.9"\n'
OLD_FORM = """\
version = 1

[firmware.meter.criteria]
productKey = "a1MeterK001"
"""


def outcomes(out: str) -> dict[str, str]:
    """Return the last column of a table, by entry."""
    return {line.split()[0]: " ".join(line.split()[3:]) for line in out.splitlines()[1:]}


def test_up_to_date(run: Run, lock_file: Path, manifest: Path, emulator: Emulator) -> None:
    """If both files have the same criteria, nothing is written, even if a newer package exists or a comment changes."""
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    manifest.write_text(f"# Ours.\n{manifest.read_text()}")
    before, calls = lock_file.stat(), len(emulator.requests)
    status, out, err = run("lock")
    assert (status, err) == (0, "")
    assert outcomes(out) == dict.fromkeys(("gateway", "meter", "modem"), "already locked")
    assert (lock_file.stat().st_ino, lock_file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(emulator.requests) == calls


@pytest.mark.usefixtures("emulator")
def test_new_entries(run: Run, folder: Path) -> None:
    """Entries without a package are resolved, and the manifest stays unchanged."""
    (folder / "ours.toml").write_text(BY_HAND)
    status, out, err = run("lock", "--lock-file", "ours.lock")
    assert (status, err) == (0, "")
    assert out.splitlines()[1].split() == ["meter", "-", "1.5.0", "resolved"]
    assert (folder / "ours.toml").read_text() == BY_HAND
    assert run("check", "--lock-file", "ours.lock")[0] == 0


def test_every_kind_of_change(run: Run, lock_file: Path, manifest: Path, golden: Golden, emulator: Emulator) -> None:
    """A package that meets the changed criteria stays. Otherwise it is moved. Deleted entries are removed."""
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    text = manifest.read_text().partition("\n[firmware.modem]")[0]
    text = text.replace("^3.0", "^3.1").replace('"1.5.0"', '"1.5.2"\ntype = "full"')
    manifest.write_text(text + '\n[firmware.another]\nproductKey = "a1MeterK001"\ndestVersion = "1.4.0"\n')
    before = manifest.read_bytes()
    status, out, err = run("lock")
    assert (status, err) == (0, "")
    golden("lock.txt", out)
    golden("lock-firmware.lock", lock_file.read_text())
    assert manifest.read_bytes() == before
    assert run("check")[0] == 0
    status, out, err = run("lock", "--json")
    assert (status, err) == (0, "")
    assert [each["isChanged"] for each in json.loads(out)["entries"]] == [False] * 3


def test_package_that_cannot_be_deployed(run: Run, manifest: Path, emulator: Emulator) -> None:
    """A package that meets the changed criteria, but was deleted, does not stay."""
    (row,) = [row for row in emulator.packages() if row["FirmwareName"] == "gateway-3.10.0"]
    emulator.withdraw(str(row["FirmwareId"]))
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    manifest.write_text(manifest.read_text().replace("^3.0", "^3.1"))
    status, out, err = run("lock")
    assert (status, err, outcomes(out)["gateway"]) == (0, "", "bumped")


@pytest.mark.usefixtures("emulator")
def test_downgrade(run: Run, lock_file: Path, manifest: Path) -> None:
    """Criteria that select a lower version are an error. The command in the error downgrades the entry."""
    before = lock_file.read_bytes()
    manifest.write_text(manifest.read_text().replace("^3.0", "~3.2"))
    status, out, err = run("lock")
    assert (status, out) == (1, "")
    *_, remedy = err.splitlines()
    assert remedy == "To downgrade on purpose, run `alicloud-iot-ota bump gateway --allow-downgrade`."
    assert lock_file.read_bytes() == before
    assert run(*shlex.split(remedy.partition("`")[2].rstrip("`."))[1:])[0] == 0
    assert run("check")[0] == 0


@pytest.mark.usefixtures("emulator")
def test_one_that_fails(run: Run, lock_file: Path, manifest: Path) -> None:
    """If one entry cannot be resolved, no entry is written, and the error shows its line in the manifest."""
    manifest.write_text(manifest.read_text().replace("^3.0", "^3.1") + TOASTER)
    before = lock_file.read_bytes()
    status, out, err = run("lock")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.toml:20 toaster\nNo package matches")
    assert "a1MeterK001" in err
    assert err.endswith("\nNothing was written, not even the entries that resolved.\n")
    assert lock_file.read_bytes() == before
    manifest.write_text(TOASTER)
    lock_file.unlink()
    assert run("lock")[0] == 1
    assert not lock_file.exists()


def test_undecidable(run: Run, lock_file: Path, manifest: Path, emulator: Emulator) -> None:
    """If the catalog cannot be read, nothing is written."""
    manifest.write_text(manifest.read_text().replace("^3.0", "^3.1"))
    before = lock_file.read_bytes()
    emulator.fault("garbage", times=99)
    assert run("lock")[:2] == (4, "")
    assert lock_file.read_bytes() == before


def test_no_entries(run: Run, folder: Path) -> None:
    """A manifest without entries is valid."""
    (folder / "firmware.toml").write_text("# nothing yet\n")
    for command in ("lock", "check", "outdated", "bump"):
        assert run(command) == (0, "The lock file has no entries.\n", "")
        assert run(command, "--json") == (0, '{\n  "entries": []\n}\n', "")


@pytest.mark.usefixtures("lock_file")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("gateway", "Unexpected argument that belongs to no option."),
        ("--type full", 'Unknown option "--type".'),
        ("--lock-file a.lock --lock-file b.lock", "--lock-file is set twice.\n"),
        ("--lock-file=", "argument --lock-file: must not be empty. Set a value or omit the option.\n"),
        ("--lock-file=.", "The name of a lock file must end in .lock, got ..\n"),
        ("--lock-file=firmware.toml", "The name of a lock file must end in .lock, got firmware.toml.\n"),
        ("--lock-file=none.lock", "Manifest none.toml does not exist.\n"),
        ("--lock-file=folder.lock", "folder.lock is a directory, so it is not a lock file.\n"),
        ("--lock-file=folder2.lock", "folder2.toml is a directory, so it is not a manifest.\n"),
    ],
)
def test_mistakes(argv: str, message: str, run: Run, folder: Path, emulator: Emulator) -> None:
    """Invalid command lines and paths are rejected before any request."""
    (folder / "folder.lock").mkdir()
    (folder / "folder2.toml").mkdir()
    (folder / "firmware.toml").write_text(BY_HAND)
    calls = len(emulator.requests)
    status, out, err = run("lock", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert len(emulator.requests) == calls


@pytest.mark.parametrize("command", ["lock", "check", "outdated", "bump", "remove meter"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BY_HAND}<<<<<<< ours\n", 'firmware.toml:6: Unresolved merge conflict marker "<<<<<<<".'),
        (BY_HAND + BY_HAND, "firmware.toml:7: Invalid TOML in column"),
        (f"{BY_HAND}colour = 'red'\n", 'firmware.toml:6: firmware.meter: Unknown argument "colour".'),
        (f"{BY_HAND}[firmware.meter.locked]\n", 'firmware.toml:6: firmware.meter: Unknown argument "locked".'),
        (f"{BY_HAND}# \u200b\n", "firmware.toml:6: Hidden character U+200B is invisible,"),
        (OLD_FORM, 'firmware.toml:1: Unknown argument "version".'),
    ],
)
def test_broken_manifest(  # noqa: PLR0913 - a row of the table, and what runs it
    run: Run, lock_file: Path, manifest: Path, emulator: Emulator, *, command: str, text: str, message: str
) -> None:
    """For an invalid manifest, every command shows the line, sends no request, and does not change the files."""
    manifest.write_text(text)
    before, calls = lock_file.read_bytes(), len(emulator.requests)
    status, out, err = run(*command.split())
    assert (status, out) == (1, "")
    assert err.startswith("firmware.toml is not a valid manifest (")
    assert message in err
    assert (manifest.read_text(), lock_file.read_bytes()) == (text, before)
    assert len(emulator.requests) == calls
