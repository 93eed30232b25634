# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Paths that only Windows has: drives, roots, reserved names and characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from alicloud_iot_ota.cli import main
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, storage


@pytest.mark.parametrize("name", ["a<b>.lock", 'a"b.lock', "a|b.lock", "a*.lock", "a?.lock"])
def test_a_name_that_windows_does_not_allow(tmp_path: Path, name: str) -> None:
    """The error says that the name is the problem."""
    with pytest.raises(LockFileError, match="is not a valid file name"):
        storage.read(tmp_path / name)


@pytest.mark.parametrize("name", ["C:fleet.lock", r"\fleet.lock", r"\\server\share\fleet.lock", r"C:\none\fleet.lock"])
def test_a_path_with_a_drive_or_a_root(name: str) -> None:
    """The error does not say that the file is missing in the current directory, which was not searched."""
    with pytest.raises(LockFileError) as caught:
        storage.read(Path(name))
    assert str(caught.value).startswith(f"Lock file {name} does not exist.\n")


@pytest.mark.parametrize("name", ["NUL", "nul", "Nul"])
def test_the_empty_device(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A review accepts the device for a lock file without entries, in any case."""
    path = tmp_path / "firmware.lock"
    path.write_bytes(canonical.render({}).encode())
    assert main(["summarize", "--offline", "--old", name, "--new", str(path)]) == 0
    assert capfd.readouterr().err == ""
