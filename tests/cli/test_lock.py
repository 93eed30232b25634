# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `lock`: entries are added, resolved and removed. After a failure, the file is unchanged."""

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

GATEWAY = "--product-key a1GatewayK01 --module-name default --type full --version-range ^3.0 --select highest"
BY_HAND = """\
version = 1

# Ours; written by hand.
[firmware.meter.criteria]
productKey = "a1MeterK001"
moduleName = "default"   # the only one
destVersion = '1.5.0'
"""


def test_file(lock_file: Path, golden: Golden) -> None:
    """The file is sorted, has one field per line, and contains no data about the run."""
    golden("firmware.lock", lock_file.read_text())


@pytest.mark.usefixtures("folder", "emulator")
def test_table_and_json(run: Run, golden: Golden) -> None:
    """The result is printed as a table and as JSON."""
    status, out, err = run("lock", "gateway", *GATEWAY.split())
    assert (status, err) == (0, "")
    golden("lock.txt", out)
    status, out, err = run("lock", "gateway", "--remove", "--json")
    assert (status, err) == (0, "")
    golden("lock-remove.json", out)
    status, out, err = run("lock", "gateway", *GATEWAY.split(), "--json")
    assert (status, err) == (0, "")
    golden("lock.json", out)


def test_example_of_the_help(run: Run, emulator: Emulator, folder: Path) -> None:
    """The example in the help works unchanged."""
    program, *argv = shlex.split(run("lock", "--help")[1].splitlines()[-1])
    assert program == "alicloud-iot-ota"
    assert run(*argv)[0] == 0
    assert len(emulator.requests) == 1
    assert (folder / "firmware.lock").exists()


def test_same_criteria_change_nothing(run: Run, lock_file: Path, emulator: Emulator) -> None:
    """An entry with the same criteria stays, even if a newer package exists, and no request is sent."""
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    before, calls = lock_file.stat(), len(emulator.requests)
    status, out, err = run("lock", "gateway", *GATEWAY.split())
    assert (status, err) == (0, "")
    assert "already locked" in out
    assert run("lock") == (0, run("lock", "gateway", "meter", "modem")[1], "")
    assert (lock_file.stat().st_ino, lock_file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(emulator.requests) == calls


def test_other_criteria_are_an_error(run: Run, lock_file: Path) -> None:
    """If the criteria differ from those of the entry, the error shows the differences, the line and the fix."""
    before = lock_file.read_bytes()
    argv = ("lock", "gateway", *GATEWAY.replace("^3.0", "^4.0").split(), "--statuses", "verified")
    status, out, err = run(*argv)
    assert (status, out) == (1, "")
    assert err == (
        'firmware.lock:4: entry "gateway" already exists with other criteria.\n'
        '  statuses none -> ["verified"]\n'
        '  versionRange "^3.0" -> "^4.0"\n'
        "To update the entry, run `alicloud-iot-ota bump gateway` with --to or --range, or edit its criteria in the "
        "file first. To replace the entry, run `alicloud-iot-ota lock --remove gateway` first.\n"
    )
    assert lock_file.read_bytes() == before


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("names", [(), ("meter",)])
def test_written_by_hand(names: tuple[str, ...], run: Run, folder: Path) -> None:
    """Entries without a package are resolved, and every other byte stays the same."""
    path = folder / "ours.lock"
    path.write_text(BY_HAND)
    status, out, err = run("lock", *names, "--lock-file", "ours.lock")
    assert (status, err) == (0, "")
    assert out.splitlines()[1].split() == ["meter", "-", "1.5.0", "resolved"]
    assert path.read_text().startswith(f"{BY_HAND}\n[firmware.meter.locked]\n")
    assert run("check", "--lock-file", "ours.lock")[0] == 0


@pytest.mark.usefixtures("emulator")
def test_one_that_fails(run: Run, folder: Path) -> None:
    """If one entry cannot be resolved, no entry is written, and the error shows its line."""
    path = folder / "firmware.lock"
    path.write_text(BY_HAND + '\n[firmware.toaster.criteria]\nproductKey = "a1MeterK001"\ndestVersion = "9.9"\n')
    before = path.read_bytes()
    status, out, err = run("lock")
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock:9 toaster\nNo package matches")
    assert "a1MeterK001" in err
    assert path.read_bytes() == before


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    "argv", ["gateway --product-key a1GatewayK01 --dest-version 9.9.9", "gateway", "", "--remove x"]
)
def test_no_file_is_made_in_vain(argv: str, run: Run, folder: Path) -> None:
    """The file is created only with its first resolved entry."""
    status, out, err = run("lock", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith("No package matches" if "9.9.9" in argv else "Lock file firmware.lock does not exist in /")
    assert list(folder.iterdir()) == []


def test_remove(run: Run, lock_file: Path) -> None:
    """Either all specified entries are removed, or none."""
    before = lock_file.read_bytes()
    status, out, err = run("lock", "--remove", "meter", "moden")
    assert (status, out) == (1, "")
    assert err.startswith('firmware.lock has no entry "moden"; did you mean "modem"?\nIts entries are gateway, meter,')
    assert lock_file.read_bytes() == before
    status, out, err = run("lock", "--remove", "meter", "modem")
    assert (status, err) == (0, "")
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["meter", "1.5.0", "-", "removed"],
        ["modem", "1.0.12", "-", "removed"],
    ]
    assert lock_file.read_text() == before.decode().partition("\n[firmware.meter")[0]


@pytest.mark.usefixtures("folder", "emulator")
def test_instance(run: Run, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance from an option becomes a criterion of the entry. An instance from the environment does not."""
    monkeypatch.delenv("ALIBABA_CLOUD_IOT_INSTANCE_ID")
    argv = ("lock", "gateway", *GATEWAY.split(), "--iot-instance-id", str(emulator.instance_id), "--json")
    assert json.loads(run(*argv)[1])["entries"][0]["new"]["iotInstanceId"] == emulator.instance_id
    assert run("check")[0] == 0


@pytest.mark.usefixtures("lock_file")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("a b --type full", "Criteria require the name of exactly one entry.\n"),
        ("--type full", "Criteria require the name of exactly one entry.\n"),
        ("--remove", "--remove requires the names of entries, and accepts no criteria.\n"),
        ("--remove gateway --type full", "--remove requires the names of entries, and accepts no criteria.\n"),
        ("gateway --lock-file a --lock-file b", "--lock-file is set twice.\n"),
        ("gateway --type whole", 'type must be one of "differential", "full", "unknown"'),
        ("--product-key=x -- -a", 'Invalid entry name "-a".\nA name has 1 to 64 ASCII letters'),
        ("toaster", 'firmware.lock has no entry "toaster".\n'),
        ("--lock-file=", "argument --lock-file: must not be empty. Set a value or omit the option.\n"),
        ("--lock-file=.", ". is a directory, so it cannot be read as a lock file.\n"),
    ],
)
def test_mistakes(argv: str, message: str, run: Run, emulator: Emulator) -> None:
    """Invalid combinations are rejected before any request."""
    calls = len(emulator.requests)
    status, out, err = run("lock", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert len(emulator.requests) == calls


@pytest.mark.parametrize("command", ["lock", "check", "outdated", "bump"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "firmware.lock:1: The file is empty."),
        (BY_HAND + "<<<<<<< ours\n", 'firmware.lock:8: Unresolved merge conflict marker "<<<<<<<".'),
        (BY_HAND + BY_HAND.partition("\n")[2], "is defined twice, here and in line 4."),
        (BY_HAND + "colour = 'red'\n", 'firmware.lock:8: firmware.meter.criteria: Unknown argument "colour".'),
        (BY_HAND.replace("1", "2", 1), "firmware.lock:1: version is 2, but this release supports only version 1."),
    ],
)
def test_broken_file(  # noqa: PLR0913 - a row of the table, and what runs it
    run: Run, folder: Path, emulator: Emulator, *, command: str, text: str, message: str
) -> None:
    """For an invalid file, every command shows the line, sends no request, and does not change the file."""
    path = folder / "firmware.lock"
    path.write_text(text)
    status, out, err = run(command)
    assert (status, out) == (1, "")
    assert err.startswith("firmware.lock is not a valid lock file (")
    assert message in err
    assert path.read_text() == text
    assert not emulator.requests


@pytest.mark.usefixtures("folder", "emulator")
def test_broken_file_is_not_overwritten(run: Run, folder: Path) -> None:
    """Adding an entry does not overwrite an invalid file."""
    (folder / "firmware.lock").write_text("<<<<<<< ours\n")
    status, out, _ = run("lock", "gateway", *GATEWAY.split())
    assert (status, out) == (1, "")
    assert (folder / "firmware.lock").read_text() == "<<<<<<< ours\n"
