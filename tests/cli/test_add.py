# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `add`: an entry in both files, or in neither."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base.shell import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator

    Golden = Callable[[str, str], None]
    Run = Callable[..., tuple[int, str, str]]

GATEWAY = "--product-key a1GatewayK01 --module-name default --type full --version-range ^3.0 --select highest"
MODEM = "--product-key a1GatewayK01 --module-name modem --type full --version-range ^1 --select highest"
METER = "--product-key a1MeterK001 --module-name default --dest-version 1.5.0"


def test_files(lock_file: Path, manifest: Path, golden: Golden) -> None:
    """The lock file is sorted, with one field per line, and neither file contains data about the run."""
    golden("firmware.toml", manifest.read_text())
    golden("firmware.lock", lock_file.read_text())


@pytest.mark.usefixtures("folder", "emulator")
def test_table_and_json(run: Run, golden: Golden) -> None:
    """The result is printed as a table and as JSON."""
    status, out, err = run("add", "gateway", *GATEWAY.split())
    assert (status, err) == (0, "")
    golden("add.txt", out)
    assert run("remove", "gateway")[0] == 0
    status, out, err = run("add", "gateway", *GATEWAY.split(), "--json")
    assert (status, err) == (0, "")
    golden("add.json", out)


def test_example_of_the_help(run: Run, emulator: Emulator, folder: Path) -> None:
    """The example in the help works unchanged."""
    program, *argv = shlex.split(run("add", "--help")[1].splitlines()[-1])
    assert program == "alicloud-iot-ota"
    assert run(*argv)[0] == 0
    assert len(emulator.requests) == 1
    assert sorted(each.name for each in folder.iterdir()) == ["firmware.lock", "firmware.toml"]
    assert run("check")[0] == 0


@pytest.mark.usefixtures("emulator")
def test_comments_stay(run: Run, manifest: Path) -> None:
    """A new entry is appended to the manifest. The text above it stays unchanged."""
    before = f"# Ours.\n\n{manifest.read_text()}# The last line.\n"
    manifest.write_text(before)
    assert run("add", "another", *METER.split())[0] == 0
    assert manifest.read_text().startswith(before)
    assert run("check")[0] == 0


@pytest.mark.usefixtures("folder", "emulator")
def test_blocks(run: Run, folder: Path) -> None:
    """A criterion with objects has one line for each object, and can be read again."""
    block = '{"destVersion": "1.5.2", "reason": "bricks, revision \\"B\\"", "expires": "2030-12-31"}'
    assert run("add", "meter", *METER.split(), "--blocked", block)[0] == 0
    assert (folder / "firmware.toml").read_text().splitlines()[-3:] == [
        "blocked = [",
        """    {reason = "bricks, revision \\"B\\"", destVersion = "1.5.2", expires = "2030-12-31"},""",
        "]",
    ]
    assert run("check")[0] == 0
    assert "already locked" in run("lock")[1]


def test_same_criteria_change_nothing(run: Run, lock_file: Path, manifest: Path, emulator: Emulator) -> None:
    """An entry with the same criteria stays, even if a newer package exists, and no request is sent."""
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    before, calls = [each.stat() for each in (lock_file, manifest)], len(emulator.requests)
    status, out, err = run("add", "gateway", *GATEWAY.split())
    assert (status, err) == (0, "")
    assert "already locked" in out
    for old, file in zip(before, (lock_file, manifest), strict=True):
        assert (file.stat().st_ino, file.stat().st_mtime_ns) == (old.st_ino, old.st_mtime_ns)
    assert len(emulator.requests) == calls


def test_other_criteria_are_an_error(run: Run, lock_file: Path, manifest: Path) -> None:
    """If the criteria differ from those of the entry, the error shows the differences, the line and the fix."""
    before = lock_file.read_bytes(), manifest.read_bytes()
    argv = ("add", "gateway", *GATEWAY.replace("^3.0", "^4.0").split(), "--statuses", "verified")
    status, out, err = run(*argv)
    assert (status, out) == (1, "")
    assert err == (
        'firmware.lock:4: entry "gateway" already exists with other criteria.\n'
        '  statuses none -> ["verified"]\n'
        '  versionRange "^3.0" -> "^4.0"\n'
        "Edit the criteria in firmware.toml, then run `alicloud-iot-ota lock`. To replace the entry, run "
        "`alicloud-iot-ota remove gateway` first.\n"
    )
    assert (lock_file.read_bytes(), manifest.read_bytes()) == before


@pytest.mark.usefixtures("emulator")
def test_other_entries_are_not_touched(run: Run, lock_file: Path, manifest: Path) -> None:
    """Other entries keep the state that they had: locked, not locked yet, or locked with other criteria."""
    manifest.write_text(
        manifest.read_text().replace("^3.0", "^4.0") + '\n[firmware.toaster]\nproductKey = "a1Toaster01"\n'
    )
    assert run("add", "another", *METER.split())[0] == 0
    status, out, err = run("check")
    assert (status, out) == (1, "")
    assert err == (
        "firmware.lock is not up to date with firmware.toml.\n"
        "  not locked: toaster\n"
        "  locked with other criteria: gateway\n"
        "Run `alicloud-iot-ota lock`, then commit both files.\n"
    )
    assert 'destVersion = "1.5.0"' in lock_file.read_text().partition("[firmware.another.locked]")[2][:60]


@pytest.mark.usefixtures("emulator")
def test_entry_that_only_the_lock_file_has(run: Run, lock_file: Path, manifest: Path) -> None:
    """An entry that was deleted from the manifest can be added again, with the same or with other criteria."""
    text = manifest.read_text()
    for criteria in (METER, METER.replace("1.5.0", "1.4.0")):
        manifest.write_text(text.partition("\n[firmware.meter]")[0])
        status, out, err = run("add", "meter", *criteria.split())
        assert (status, err, out.splitlines()[1].split()[-1]) == (0, "", "added")
        assert run("check")[0] == 1  # the deleted entry modem
        assert run("remove", "modem")[0] == 0
        assert run("check")[0] == 0
        assert run("add", "modem", *MODEM.split())[0] == 0
    assert 'destVersion = "1.4.0"' in lock_file.read_text()


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (f"gateway {GATEWAY} --version-regex nothing", "No package matches"),
        ("gateway", "An entry requires criteria.\nSee alicloud-iot-ota add --help.\n"),
        ("", "the following arguments are required: NAME.\n"),
        ("-- a --type full", "--type must precede --, because no option can follow it."),
        ("a b --type full", "Unexpected argument that belongs to no option."),
        (f"gateway --lock-file a.lock --lock-file b.lock {GATEWAY}", "--lock-file is set twice.\n"),
        ("gateway --type whole", 'type must be one of "differential", "full", "unknown"'),
        ("--product-key=x -- -a", 'Invalid entry name "-a".\nA name has 1 to 64 ASCII letters'),
        ("a.b --product-key=x", 'Invalid entry name "a.b".\nA name has 1 to 64 ASCII letters'),
        ("gateway --lock-file=", "argument --lock-file: must not be empty. Set a value or omit the option.\n"),
        (f"gateway --lock-file=. {GATEWAY}", "The name of a lock file must end in .lock, got ..\n"),
        (f"gateway --lock-file=fleet.toml {GATEWAY}", "The name of a lock file must end in .lock, got fleet.toml.\n"),
        (f"gateway --lock-file=no/fleet.lock {GATEWAY}", "FOLDER"),
        (
            f"gateway {GATEWAY} --promote-from canary",
            'firmware.toml has no entry "canary".\n',
        ),
        (
            f"gateway {GATEWAY} --promote-from gateway",
            'firmware.toml has no entry "gateway".\n',
        ),
    ],
)
def test_mistakes(argv: str, message: str, run: Run, folder: Path) -> None:
    """After an error, no file exists."""
    status, out, err = run("add", *argv.split())
    assert (status, out) == (1, "")
    assert err.startswith(message.replace("FOLDER", str(folder)))
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("firmware.lock", "<<<<<<< ours\n", 'firmware.lock:1: Unresolved merge conflict marker "<<<<<<<".'),
        ("firmware.lock", "", "firmware.lock:1: version must be the number 2, got none."),
        ("firmware.toml", "<<<<<<< ours\n", 'firmware.toml:1: Unresolved merge conflict marker "<<<<<<<".'),
        ("firmware.toml", "version = 2\n", 'firmware.toml:1: Unknown argument "version".'),
        ("firmware.toml", "[firmware]\nx = 1\n", "firmware.toml:2: firmware.x must be a table."),
    ],
)
def test_broken_file_is_not_overwritten(run: Run, folder: Path, name: str, text: str, message: str) -> None:
    """Adding an entry does not overwrite an invalid file."""
    (folder / name).write_text(text)
    status, out, err = run("add", "gateway", *GATEWAY.split())
    assert (status, out) == (1, "")
    assert message in err
    assert {each.name: each.read_text() for each in folder.iterdir()} == {name: text}


def test_missing_manifest(run: Run, lock_file: Path, manifest: Path) -> None:
    """If only the lock file exists, `add` creates no manifest: it would lack the other entries."""
    manifest.unlink()
    before = lock_file.read_bytes()
    for argv in (("add", "another", *METER.split()), ("lock",), ("bump",), ("remove", "meter")):
        status, out, err = run(*argv)
        assert (status, out) == (1, "")
        assert err == (
            "Manifest firmware.toml does not exist, but firmware.lock does.\n"
            "Restore the manifest from version control. If it is lost, write the criteria of each entry in "
            "firmware.lock to a table [firmware.NAME] in firmware.toml.\n"
        )
    assert run("check")[0] == 0
    assert (lock_file.read_bytes(), manifest.exists()) == (before, False)


def test_instance(run: Run, folder: Path, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance from an option becomes a criterion of the entry. An instance from the environment does not."""
    assert run("add", "meter", *METER.split())[0] == 0
    assert "iotInstanceId" not in (folder / "firmware.toml").read_text()
    monkeypatch.delenv("ALIBABA_CLOUD_IOT_INSTANCE_ID")
    argv = ("add", "gateway", *GATEWAY.split(), "--iot-instance-id", str(emulator.instance_id), "--json")
    assert json.loads(run(*argv)[1])["entries"][0]["new"]["iotInstanceId"] == emulator.instance_id
    assert f'iotInstanceId = "{emulator.instance_id}"' in (folder / "firmware.toml").read_text()
    assert run("check", "gateway")[0] == 0


@pytest.mark.usefixtures("emulator")
def test_another_lock_file(run: Run, folder: Path) -> None:
    """Each lock file has its own manifest, and commands in messages contain its path."""
    (folder / "other").mkdir()
    place = ("--lock-file", "other/fleet.lock")
    assert run("add", "gateway", *GATEWAY.split(), *place)[0] == 0
    assert sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*.*")) == [
        "other/fleet.lock",
        "other/fleet.toml",
    ]
    for argv in (("check",), ("outdated",), ("bump",), ("lock",), ("check", "--offline")):
        assert run(*argv, *place)[::2] == (0, "")
    _, _, err = run("bump", "gateway", "--range", "~3.2", *place)
    assert err.endswith(
        f"To downgrade on purpose, run `alicloud-iot-ota bump gateway --lock-file {Path('other/fleet.lock')} "
        f"--range {quote('~3.2')} --allow-downgrade`.\n"
    )
    with (folder / "other/fleet.toml").open("a") as file:
        file.write('[firmware.meter]\nproductKey = "a1MeterK001"\n')
    _, _, err = run("check", *place)
    name = Path("other/fleet.lock")
    assert err == (
        f"{name} is not up to date with {name.with_suffix('.toml')}.\n  not locked: meter\n"
        f"Run `alicloud-iot-ota lock --lock-file {name}`, then commit both files.\n"
    )
    assert run("remove", "gateway", "meter", *place)[0] == 0
    assert run("check", *place) == (0, "The lock file has no entries.\n", "")
