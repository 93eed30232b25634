# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lock file that was edited by hand or merged by git, and commands that were killed: `lock` recovers the entries."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.posix import KILL, KILLED, require_git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_emulator import Emulator

    Run = Callable[..., tuple[int, str, str]]
    Start = Callable[..., subprocess.Popen[bytes]]

NOTE = "note: firmware.lock was edited by hand or has merge conflicts, so it was written again.\n"
METER = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"
LIMIT = 60  # seconds after which a test fails
OLD_FORM = """\
version = 1

[firmware.meter.criteria]
productKey = "a1MeterK001"
destVersion = "1.5.0"

[firmware.meter.locked]
destVersion = "1.5.0"
firmwareId = "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"
type = "full"
"""
NORTH = """
[firmware.north]
productKey = "a1MeterK001"
destVersion = "1.4.0"
"""
DIES = """
import os, signal, sys
from pathlib import Path
from alicloud_iot_ota.cli import main

count, *argv = sys.argv[1:]
replace, renamed = Path.replace, []

def replace_or_die(*args):
    if len(renamed) == int(count):
        os.kill(os.getpid(), KILL)
    renamed.append(args)
    return replace(*args)

Path.replace = replace_or_die
sys.exit(main(argv))
""".replace("KILL", str(int(KILL)))
"""The CLI, which is killed when it would rename a further file."""


def outcomes(out: str) -> dict[str, list[str]]:
    """Return the other columns of a table, by entry."""
    return {line.split()[0]: line.split(maxsplit=3)[1:] for line in out.splitlines()[1:]}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[firmware.meter.locked]", "# checked by me\n[firmware.meter.locked]", "Expected `[firmware.meter.locked]`"),
        ('"1.5.0"', "'1.5.0'", "Not in canonical form."),
        ("\n\n[firmware.meter.criteria]", "\n\n\n[firmware.meter.criteria]", "got an empty line."),
        ("version = 2\n", "version = 2 \n", "Not in canonical form."),
        ("firmwareSize = 266240", "firmwareSize = 266_240", "got `firmwareSize = 266_240`."),
    ],
)
def test_form(run: Run, lock_file: Path, emulator: Emulator, *, old: str, new: str, what: str) -> None:  # noqa: PLR0913 - a row of the table, and what runs it
    """A file with the same values in another form is an error with its line. `lock` restores it without a request."""
    good = lock_file.read_text()
    lock_file.write_text(good.replace(old, new, 1))
    calls = len(emulator.requests)
    for command in ("check", "outdated", "bump", "remove meter", f"summarize --old {os.devnull} --new firmware.lock"):
        status, out, err = run(*command.split())
        assert (status, out) == (1, "")
        assert err.startswith("firmware.lock is not a valid lock file (1 error).\nfirmware.lock:")
        assert what in err
    status, out, err = run("lock")
    assert (status, err) == (0, NOTE)
    assert {last for *_, last in outcomes(out).values()} == {"already locked"}
    assert lock_file.read_text() == good
    assert len(emulator.requests) == calls


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u00a0", "\u2066", "\ufe0f"])
@pytest.mark.parametrize("place", ['"meter-1.5.0', 'productKey = "a1MeterK001', "# Written"])
def test_hidden_character(run: Run, lock_file: Path, hidden: str, place: str) -> None:
    """One hidden character is an error. `lock` selects the package of that entry again."""
    good = lock_file.read_text()
    lock_file.write_text(good.replace(place, place + hidden, 1))
    status, out, err = run("check")
    assert (status, out) == (1, "")
    assert f"Hidden character U+{ord(hidden):04X} is invisible" in err
    status, out, err = run("lock")
    assert (status, err) == (0, NOTE)
    expected = ["1.5.0", "1.5.0", "already locked"] if place.startswith("#") else ["-", "1.5.0", "resolved again"]
    assert outcomes(out)["meter"] == expected
    assert lock_file.read_text() == good


def test_package_edited_by_hand(run: Run, lock_file: Path) -> None:
    """An entry with another value has a wrong checksum, even offline. `lock` selects its package again."""
    before = lock_file.read_text()
    lock_file.write_text(before.replace(METER, "another"))
    status, _, err = run("check", "--offline")
    assert status == 1
    assert "firmware.lock:40: firmware.meter: the checksum does not match." in err
    status, out, err = run("lock")
    assert (status, err) == (0, NOTE)
    assert "resolved again" in out
    assert lock_file.read_text() == before


@pytest.mark.usefixtures("emulator")
@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("", "version must be the number 2, got none.", "Or delete it and run `alicloud-iot-ota lock`"),
        ("version = 7\n", "version is 7, but this release supports only version 2.", "Upgrade alicloud-iot-ota."),
        ("version = true\n", "version must be the number 2, got True.", "Or delete it"),
        ("version = [\n", "Invalid TOML", "Or delete it"),
        (
            OLD_FORM,
            "version is 1: an earlier release wrote the file, with the criteria and the packages in one file.",
            "run `mv firmware.lock old.lock`, then `alicloud-iot-ota add NAME` with the criteria of each entry in old.",
        ),
    ],
)
def test_what_cannot_be_recovered(run: Run, lock_file: Path, text: str, what: str, remedy: str) -> None:
    """A file without entries that can be read is an error for every command, and stays unchanged."""
    lock_file.write_text(text)
    for command in ("lock", "check", "outdated", "bump", "remove meter", "add x --product-key y"):
        status, out, err = run(*command.split())
        assert (status, out) == (1, "")
        assert err.startswith("firmware.lock is not a valid lock file (1 error).\nfirmware.lock:1: ")
        assert what in err
        assert remedy in err
    assert lock_file.read_text() == text


@pytest.mark.usefixtures("folder", "emulator")
def test_commands_in_the_error_for_the_old_form(run: Run, folder: Path) -> None:
    """The two commands in the error for an old file work."""
    path = folder / "firmware.lock"
    path.write_text(OLD_FORM)
    _, _, err = run("lock", "--lock-file", "firmware.lock")
    assert "`mv firmware.lock old.lock`" in err
    path.rename(folder / "old.lock")
    assert run("add", "meter", "--product-key", "a1MeterK001", "--dest-version", "1.5.0")[0] == 0
    assert run("check")[0] == 0


class Repository:
    """A git repository with both files on the branch main."""

    def __init__(self, run: Run) -> None:
        require_git()
        self._run = run
        for argv in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "Start")):
            assert self.git(*argv) == 0

    def git(self, *argv: str) -> int:
        """Run git, and return its exit code."""
        user = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        return subprocess.run(["git", *user, *argv], check=False, capture_output=True).returncode

    def branch(self, name: str, command: str) -> None:
        """Run a command of the CLI on a new branch of main, and commit its changes."""
        assert self.git("checkout", "-q", "-b", name, "main") == 0
        status, _, err = self._run(*command.split())
        assert (status, err) == (0, "")
        assert self.git("commit", "-qam", name) == 0


@pytest.fixture
def repository(lock_file: Path, run: Run) -> Repository:
    """Return a repository in the working directory."""
    assert lock_file.exists()
    return Repository(run)


def test_merge_of_different_entries(repository: Repository, run: Run) -> None:
    """Changes of entries that are not neighbors merge without a conflict."""
    repository.branch("one", "bump gateway --range ^4.0")
    repository.branch("two", "remove modem")
    assert repository.git("merge", "-q", "one") == 0
    assert run("check")[0] == 0
    assert "already locked" in run("lock")[1]


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_merge_of_new_entries(repository: Repository, run: Run, lock_file: Path, manifest: Path, *, style: str) -> None:
    """Two new entries at the same place conflict. Once the manifest is resolved, `lock` keeps both packages."""
    repository.branch("one", "add north --product-key a1MeterK001 --dest-version 1.4.0")
    repository.branch("two", "add south --product-key a1MeterK001 --dest-version 1.5.0")
    assert repository.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "one") == 1
    status, out, err = run("check")
    assert (status, out) == (1, "")
    assert 'Unresolved merge conflict marker "<<<<<<<".' in err
    assert "Resolve the conflicts in firmware.toml, then run `alicloud-iot-ota lock`." in err
    status, _, err = run("lock")
    assert (status, err.startswith("firmware.toml is not a valid manifest (")) == (1, True)
    assert repository.git("checkout", "-q", "--ours", "firmware.toml") == 0
    with manifest.open("a") as file:
        file.write(NORTH)
    status, out, err = run("lock")
    assert (status, err) == (0, NOTE)
    assert {name: each[1:] for name, each in outcomes(out).items()} == {
        "gateway": ["3.10.0", "already locked"],
        "meter": ["1.5.0", "already locked"],
        "modem": ["1.0.12", "already locked"],
        "north": ["1.4.0", "already locked"],
        "south": ["1.5.0", "already locked"],
    }
    assert lock_file.read_text().count(".locked]") == 5
    assert run("check")[0] == 0


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_merge_of_one_entry(repository: Repository, run: Run, emulator: Emulator, style: str) -> None:
    """If both branches moved an entry, its package is uncertain, and selected again by the resolved criteria."""
    emulator.publish(DestVersion="3.11.0", Status=1, ProductKey="a1GatewayK01")
    repository.branch("one", "bump gateway --range ^4.0")
    repository.branch("two", "bump gateway --range ~3.11")
    assert repository.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "one") == 1
    assert repository.git("checkout", "-q", "--theirs", "firmware.toml") == 0
    status, out, err = run("lock")
    assert (status, err) == (0, NOTE)
    assert outcomes(out)["gateway"] == ["-", "4.0.0", "resolved again"]
    assert run("check")[0] == 0


class TestKilled:
    """A process that is killed while it writes."""

    @pytest.mark.parametrize(
        "argv",
        [
            "bump gateway --range ^4.0",
            "add another --product-key a1MeterK001 --dest-version 1.4.0",
            "remove gateway",
        ],
    )
    def test_between_the_files(self, run: Run, start: Start, lock_file: Path, manifest: Path, argv: str) -> None:
        """The manifest was written, the lock file was not. Programs stop until `lock` runs."""
        before, old = lock_file.read_bytes(), manifest.read_bytes()
        process = start("1", *argv.split(), program=DIES)
        process.communicate(timeout=LIMIT)
        assert process.returncode == KILLED
        assert (lock_file.read_bytes() == before, manifest.read_bytes() == old) == (True, False)
        status, out, err = run("check")
        assert (status, out) == (1, "")
        assert err.startswith("firmware.lock is not up to date with firmware.toml.\n")
        assert run("lock")[0] == 0
        assert run("check")[0] == 0
        assert sorted(each.name for each in lock_file.parent.iterdir()) == ["firmware.lock", "firmware.toml"]

    def test_before_both(self, run: Run, start: Start, lock_file: Path, manifest: Path) -> None:
        """Both files are unchanged, and the next command replaces the temporary files that were left behind."""
        before = lock_file.read_bytes(), manifest.read_bytes()
        process = start("0", "bump", "gateway", "--range", "^4.0", program=DIES)
        process.communicate(timeout=LIMIT)
        assert process.returncode == KILLED
        assert (lock_file.read_bytes(), manifest.read_bytes()) == before
        assert run("check")[0] == 0
        assert run("bump", "gateway", "--range", "^4.0")[0] == 0
        assert run("check")[0] == 0
        assert sorted(each.name for each in lock_file.parent.iterdir()) == ["firmware.lock", "firmware.toml"]


@pytest.mark.usefixtures("emulator")
def test_commands_in_parallel(run: Run, start: Start, lock_file: Path) -> None:
    """Concurrent commands for different entries all take effect."""
    argv = ["--product-key", "a1MeterK001", "--module-name", "default", "--dest-version", "1.4.0"]
    processes = [start("add", f"meter-{number}", *argv) for number in range(6)]
    results = [(process.communicate(timeout=LIMIT)[1], process.returncode) for process in processes]
    assert results == [(b"", 0)] * 6
    assert run("check")[0] == 0
    assert lock_file.read_text().count("\n[firmware.meter-") == 12
