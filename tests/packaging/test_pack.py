# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reproducible archives: the same files always result in the same bytes."""

from __future__ import annotations

import os
import stat
import tarfile
import zipfile
from typing import TYPE_CHECKING

import release_archive

if TYPE_CHECKING:
    from pathlib import Path

TIME = 1_700_000_000


def make(folder: Path, names: list[str], mode: int, time: int) -> Path:
    """Make a folder with files and a command, in this order, with the given permissions and times."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        path.chmod(mode | (0o100 if name == "command" else 0))
        os.utime(path, (time, time))
    return folder


def test_same_bytes(tmp_path: Path) -> None:
    """The order, permissions and times of the files on the machine do not change the archive."""
    names = ["command", "_internal/größe", "_internal/a"]
    release_archive.pack(make(tmp_path / "one", names, 0o600, 1), tmp_path / "one.tar.gz", TIME)
    release_archive.pack(make(tmp_path / "two", names[::-1], 0o664, 2), tmp_path / "two.tar.gz", TIME)
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as archive:
        members = {member.name: (member.mode, member.mtime, member.uid, member.uname) for member in archive}
    assert members == {
        "_internal": (0o755, TIME, 0, ""),
        "_internal/a": (0o644, TIME, 0, ""),
        "_internal/größe": (0o644, TIME, 0, ""),
        "command": (0o755, TIME, 0, ""),
    }


def test_same_bytes_of_a_zip_file(tmp_path: Path) -> None:
    """The same for a zip file, which has no entries for folders."""
    names = ["command", "_internal/größe", "_internal/a"]
    release_archive.pack_zip(make(tmp_path / "one", names, 0o600, 1), tmp_path / "one.zip", TIME)
    release_archive.pack_zip(make(tmp_path / "two", names[::-1], 0o664, 2), tmp_path / "two.zip", TIME)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        members = {member.filename: (member.external_attr >> 16, member.date_time) for member in archive.infolist()}
    date = (2023, 11, 14, 22, 13, 20)
    assert members == {
        "_internal/a": (stat.S_IFREG | 0o644, date),
        "_internal/größe": (stat.S_IFREG | 0o644, date),
        "command": (stat.S_IFREG | 0o755, date),
    }
