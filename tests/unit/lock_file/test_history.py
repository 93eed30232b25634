# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The dates since which entries have their packages: the right date from real repositories, or none."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.lock_file import canonical, storage
from alicloud_iot_ota.lock_file.history import commit_dates
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.posix import require_git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GIT = ("git", "-c", "user.name=Team", "-c", "user.email=team@example.com", "-c", "init.defaultBranch=main")


def git(folder: Path, *words: str, day: str = "2026-11-01") -> str:
    """Run git at noon of a day."""
    require_git()
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    isolated = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.check_output([*GIT, *words], cwd=folder, env={**os.environ, **isolated, **dates}, text=True)


def write(path: Path, ids: Mapping[str, str]) -> None:
    """Write a lock file with entries of these names and IDs."""
    contents = {
        name: (EntryArgs(product_key="a1"), LockedFirmware(dest_version="1", firmware_id=each, type="full"))
        for name, each in ids.items()
    }
    path.write_text(canonical.render(contents))


def dates(path: Path) -> dict[str, str]:
    """Return the dates of all entries."""
    return commit_dates(path, storage.read(path).entries.values())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a lock file in a folder of an empty repository."""
    folder = tmp_path / "repository" / "deploy"
    folder.mkdir(parents=True)
    git(tmp_path, "init", "-q", "repository")
    return folder / "firmware.lock"


def commit(path: Path, day: str, ids: Mapping[str, str]) -> None:
    """Commit a lock file."""
    write(path, ids)
    git(path.parent, "add", path.name)
    git(path.parent, "commit", "-qm", day, day=day)


def test_each_entry_has_its_date(path: Path) -> None:
    """The date is that of the last commit that gave the entry its package, even if other entries have the same ID."""
    commit(path, "2026-11-01", {"dev": "one", "prod": "one"})
    commit(path, "2026-11-02", {"dev": "two", "prod": "one"})
    commit(path, "2026-11-03", {"dev": "two", "prod": "one", "added": "one"})
    commit(path, "2026-11-04", {"dev": "two", "prod": "two", "added": "one"})
    assert dates(path) == {"dev": "2026-11-02", "prod": "2026-11-04", "added": "2026-11-03"}
    commit(path, "2026-11-05", {"dev": "one", "prod": "two", "added": "one"})
    commit(path, "2026-11-06", {"dev": "two", "prod": "two", "added": "one"})
    assert dates(path)["dev"] == "2026-11-06"


def test_exchanged_entries(path: Path) -> None:
    """Two entries that exchange their packages in one commit have its date."""
    commit(path, "2026-11-01", {"dev": "one", "prod": "two"})
    commit(path, "2026-11-02", {"dev": "two", "prod": "one"})
    assert dates(path) == {"dev": "2026-11-02", "prod": "2026-11-02"}


def test_merge(path: Path) -> None:
    """A package counts since its merge into the current branch, and not since the commit on the other branch."""
    commit(path, "2026-11-01", {"dev": "one"})
    git(path.parent, "checkout", "-qb", "feature")
    commit(path, "2026-11-02", {"dev": "two"})
    git(path.parent, "checkout", "-q", "main")
    git(path.parent, "merge", "-q", "--no-ff", "feature", "-m", "Merge", day="2026-11-09")
    assert dates(path) == {"dev": "2026-11-09"}


def test_windows_line_ends(path: Path) -> None:
    """Committed CRLF line ends change no date."""
    commit(path, "2026-11-01", {"dev": "one"})
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(path.parent, "commit", "-qam", "CRLF", day="2026-11-02")
    assert dates(path) == {"dev": "2026-11-01"}


def test_uncommitted_package(path: Path) -> None:
    """An entry whose package is not committed has no date."""
    commit(path, "2026-11-01", {"dev": "one", "prod": "one"})
    write(path, {"dev": "two", "prod": "one"})
    assert dates(path) == {"prod": "2026-11-01"}


def test_shallow_clone(path: Path, tmp_path: Path) -> None:
    """A shallow clone has no dates: its first commit seems to contain everything."""
    commit(path, "2026-11-01", {"dev": "one"})
    commit(path, "2026-11-02", {"dev": "one", "prod": "one"})
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}/repository", "shallow")
    assert dates(tmp_path / "shallow" / "deploy" / "firmware.lock") == {}


def test_earlier_format(path: Path) -> None:
    """If an earlier version of the file has another format, the date before it is unknown."""
    path.write_text('version = 1\n[firmware.dev.locked]\nfirmwareId = "one"\n')
    git(path.parent, "add", path.name)
    git(path.parent, "commit", "-qm", "first")
    commit(path, "2026-11-02", {"dev": "one", "prod": "one"})
    commit(path, "2026-11-03", {"dev": "one", "prod": "two"})
    assert dates(path) == {"prod": "2026-11-03"}


def test_deleted_file(path: Path) -> None:
    """If the file was deleted for some time, dates before that are unknown."""
    commit(path, "2026-11-01", {"dev": "one"})
    git(path.parent, "rm", "-q", path.name)
    git(path.parent, "commit", "-qm", "delete", day="2026-11-02")
    commit(path, "2026-11-03", {"dev": "one"})
    assert dates(path) == {}


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a repository, and without git, there are no dates."""
    path = tmp_path / "firmware.lock"
    write(path, {"dev": "one"})
    assert dates(path) == {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dates(path) == {}


def test_nothing_else_runs(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The configuration of the user and of the repository starts no other program."""
    commit(path, "2026-11-01", {"dev": "one"})
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/caught\ncat\n")
    trap.chmod(0o755)
    (path.parent / ".gitattributes").write_text("*.lock diff=trap filter=trap\n")
    settings = {
        "core.pager": str(trap),
        "core.fsmonitor": str(trap),
        "diff.external": str(trap),
        "diff.trap.textconv": str(trap),
        "filter.trap.smudge": str(trap),
        "gpg.program": str(trap),
        "log.showSignature": "true",
    }
    for name, value in settings.items():
        git(path.parent, "config", name, value)
    monkeypatch.setenv("PAGER", str(trap))
    assert dates(path) == {"dev": "2026-11-01"}
    assert not (tmp_path / "caught").exists()


def test_names_that_look_like_patterns(path: Path) -> None:
    """The name of the file is neither a pattern nor an option."""
    for name in ("-n.lock", "a[bc].lock", ":(glob)x.lock"):
        odd = path.with_name(name)
        write(odd, {"dev": "one"})
        git(path.parent, "--literal-pathspecs", "add", "--", name)
        git(path.parent, "commit", "-qm", name, day="2026-11-03")
        assert commit_dates(odd, storage.read(odd).entries.values()) == {"dev": "2026-11-03"}


@pytest.mark.parametrize("failing", ["rev-parse", "log", "cat-file"])
def test_failing_command(tmp_path: Path, failing: str) -> None:
    """If one of the git commands fails, there are no dates."""
    path = tmp_path / "firmware.lock"
    write(path, {"dev": "one"})
    answers = {"rev-parse": "false\n", "log": f"{'a' * 40} 2026-11-01\n", "cat-file": path.read_text()}

    def answer(_: Path, arguments: Sequence[str]) -> str | None:
        return None if arguments[0] == failing else answers[arguments[0]]

    entries = storage.read(path).entries.values()
    assert commit_dates(path, entries, answer) == {}
    assert commit_dates(path, entries, lambda _, arguments: answers[arguments[0]]) == {"dev": "2026-11-01"}
