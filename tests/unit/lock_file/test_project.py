# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Both files together, for the commands that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, project
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.unit.lock_file.samples import A1, NEW, OLD, write_files

if TYPE_CHECKING:
    from pathlib import Path

A2 = EntryArgs(product_key="a2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a lock file, and a manifest with one of its entries, one with other criteria, and a new one."""
    path = tmp_path / "firmware.lock"
    write_files(path, {"gateway": (A1, OLD), "modem": (A1, NEW), "camera": (A1, OLD)})
    path.with_suffix(".toml").write_text(
        "[firmware.modem]\nproductKey = 'a2'\n\n"
        "[firmware.new]\nproductKey = 'a1'\n[firmware.gateway]\nproductKey = 'a1'\n"
    )
    return path


def test_entries(path: Path) -> None:
    """An entry has the criteria of the manifest, and the package and the recorded criteria of the lock file."""
    found = project.read(path)
    assert {name: (each.criteria, each.locked, each.recorded) for name, each in found.wanted.entries.items()} == {
        "gateway": (A1, OLD, A1),
        "modem": (A2, NEW, A1),
        "new": (A1, None, None),
    }
    assert [name for name, each in found.wanted.entries.items() if each.is_current] == ["gateway"]
    assert list(found.orphans) == ["camera"]
    assert list(found.everything.entries) == ["camera", "gateway", "modem", "new"]
    assert (found.get("camera"), found.get("x")) == (found.orphans["camera"], None)
    assert (found.uncertain, found.is_recovered) == (frozenset(), False)


def test_lines(path: Path) -> None:
    """Messages about an entry show its line in the lock file, or in the manifest if it is not locked yet."""
    entries = project.read(path).wanted.entries
    lines = path.read_text().split("\n")
    assert lines[entries["modem"].line - 1] == "[firmware.modem.criteria]"
    assert (entries["modem"].path, entries["new"].path) == (str(path), str(path.with_suffix(".toml")))
    assert entries["new"].line == 4


def test_without_a_lock_file(path: Path) -> None:
    """Without a lock file, no entry is locked."""
    path.unlink()
    found = project.read(path)
    assert [entry.locked for entry in found.wanted.entries.values()] == [None] * 3
    assert found.orphans == {}


def test_without_a_manifest(path: Path) -> None:
    """Without a manifest, the error says how to get one. A lost manifest does not look like an empty one."""
    path.with_suffix(".toml").unlink()
    for creates in (False, True):
        with pytest.raises(LockFileError, match=r"firmware\.toml does not exist, but .*firmware\.lock does") as caught:
            project.read(path, creates=creates)
        assert "Restore the manifest from version control" in caught.value.remedy
    path.unlink()
    with pytest.raises(LockFileError, match=r"Manifest .*firmware\.toml does not exist\.\nCreate it with"):
        project.read(path)
    assert project.read(path, creates=True).everything.entries == {}


def test_recovers(path: Path) -> None:
    """An invalid lock file is an error, or its certain packages are recovered."""
    path.write_text(path.read_text().replace('"id"', '"i"').replace('firmwareId = "new"', "firmwareId = 1"))
    with pytest.raises(LockFileError, match="not a valid lock file"):
        project.read(path)
    found = project.read(path, recovers=True)
    assert (found.uncertain, found.is_recovered) == (frozenset({"modem"}), True)
    assert found.wanted.entries["modem"].locked is None
    assert found.wanted.entries["gateway"].locked == OLD
    write_files(path, {"gateway": (A1, OLD)})
    assert not project.read(path, recovers=True).is_recovered


def test_empty_lock_file(path: Path) -> None:
    """A lock file without entries is not a missing one."""
    path.write_text(canonical.HEADER)
    assert project.read(path).orphans == {}
    path.with_suffix(".toml").unlink()
    assert project.read(path, creates=True).everything.entries == {}
