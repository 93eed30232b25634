# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Locks, private directories and the folders of a user on Windows."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base import executables, file_lock, private_directory, shell, user_folders
from alicloud_iot_ota.base.private_directory import PrivateDirectory, UntrustedError
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import storage

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDER = """
import sys, time
from pathlib import Path
if sys.argv[2] == "masked":
    import tests.windows.mask
from alicloud_iot_ota.base import file_lock
with file_lock.open_directory(Path(sys.argv[1])) as descriptor:
    print(file_lock.try_lock(descriptor), flush=True)
    time.sleep(60)
"""
"""A process that locks a directory until it is killed."""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process lock the directory."""
    mask = "masked" if "tests.windows.mask" in sys.modules else "windows"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), mask], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "True"
        yield process
        process.kill()


@pytest.mark.usefixtures("holder")
def test_a_writer_waits_for_another_process(tmp_path: Path) -> None:
    """The wait is limited, and nothing is written."""
    seconds: list[float] = []
    with (
        pytest.raises(LockFileError, match="process is still changing a lock file in") as caught,
        storage.changing(tmp_path / "firmware.lock", monotonic=lambda: sum(seconds), sleep=seconds.append),
    ):
        pass
    assert "Nothing was written." in caught.value.remedy
    assert sum(seconds) == pytest.approx(storage.LOCK_WAIT, abs=0.1)
    assert [path.name for path in tmp_path.iterdir()] == [file_lock.WINDOWS_LOCK]


def test_a_killed_process_releases_its_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """The next writer gets the lock, and removes the file that the killed process left."""
    holder.kill()
    holder.wait()
    assert (tmp_path / file_lock.WINDOWS_LOCK).exists()
    with storage.changing(tmp_path / "firmware.lock"):
        assert (tmp_path / file_lock.WINDOWS_LOCK).exists()
    assert list(tmp_path.iterdir()) == []


def test_only_the_profile_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no owners and modes to check, so a directory outside the profile is not trusted."""
    with PrivateDirectory(tmp_path / "cache", create=True):
        pass
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "profile"))
    with pytest.raises(UntrustedError, match="is not in the profile of this user, so other users may"):
        PrivateDirectory(tmp_path / "cache")
    assert "owner" not in private_directory.REMEDY


def test_a_link_to_a_file_is_refused(tmp_path: Path) -> None:
    """A link in a private directory is not followed."""
    (tmp_path / "file").touch()
    with contextlib.suppress(OSError):  # Windows lets only some users create links
        (tmp_path / "link").symlink_to(tmp_path / "file")
    if not (tmp_path / "link").is_symlink():
        return
    with PrivateDirectory(tmp_path) as directory, pytest.raises(UntrustedError, match="is a symbolic link"):
        directory.open("link")


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"LOCALAPPDATA": "{root}/local", "XDG_CACHE_HOME": "{root}/other"}, "{root}/local"),
        ({"LOCALAPPDATA": "relative", "USERPROFILE": "{root}"}, "{root}/AppData/Local"),
        ({"USERPROFILE": "{root}"}, "{root}/AppData/Local"),
        ({}, None),
    ],
)
def test_cache_folder(tmp_path: Path, environ: dict[str, str], folder: str | None) -> None:
    """Caches are in %LOCALAPPDATA%."""
    given = {name: value.format(root=tmp_path) for name, value in environ.items()}
    expected = None if folder is None else Path(folder.format(root=tmp_path))
    assert user_folders.cache_folder(given) == expected


def test_command_with_a_path() -> None:
    """Commands in messages have quotes that both shells of Windows read."""
    assert shell.quote(r"C:\app\firmware.lock") == r"C:\app\firmware.lock"
    assert shell.quote(r"C:\my app\firmware.lock") == r'"C:\my app\firmware.lock"'
    assert shell.quote(">=4.0.0 <5") == '">=4.0.0 <5"'


def test_a_program_in_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in a checkout does not run instead of the one on PATH. Python for Windows finds it first."""
    on_path = tmp_path / "on path" / "git.exe"
    for program in (tmp_path / "git.exe", on_path):
        program.parent.mkdir(exist_ok=True)
        program.write_bytes(b"MZ")
        program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: which(name) if Path(name).is_absolute() else "./git.exe")
    for path, found in ((os.pathsep.join([".", str(on_path.parent)]), str(on_path)), (".", None)):
        monkeypatch.setenv("PATH", path)
        assert executables.find("git") == found
