# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Updates of entries in both files: either all are written or none, even if the process is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota import lock_file
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, project
from alicloud_iot_ota.lock_file.updates import EntryUpdate, remove, write
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.posix import KILL, KILLED
from tests.unit.lock_file.samples import A1, NEW, OLD, write_files

if TYPE_CHECKING:
    from alicloud_iot_ota.lock_file import Entry

A2 = EntryArgs(product_key="a2")
WRITER = """
import os, signal, sys
from pathlib import Path
from alicloud_iot_ota.lock_file import project
from alicloud_iot_ota.lock_file.updates import EntryUpdate, remove, write
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs

def kills(function, is_before):
    calls = []
    def call(*argv, **options):
        calls.append(argv)
        if len(calls) == number and is_before:
            os.kill(os.getpid(), KILL)
        result = function(*argv, **options)
        if len(calls) == number:
            os.kill(os.getpid(), KILL)
        return result
    return call

path, when, number, what = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
if when == "sync":
    os.fsync = kills(os.fsync, True)
else:
    Path.replace = kills(Path.replace, when == "before")
criteria = EntryArgs(product_key="a2")
locked = LockedFirmware(dest_version="2.0", firmware_id="new", type="full", digest="sm3:0f", firmware_size=7)
before = project.read(path).wanted.entries["gateway"]
write(path, [{
    "add": EntryUpdate("camera", None, criteria, locked, "added"),
    "bump": EntryUpdate("gateway", before, before.criteria, locked, "bumped"),
    "change": EntryUpdate("gateway", before, criteria, locked, "bumped"),
    "remove": remove(before),
}[what]])
""".replace("KILL", str(int(KILL)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a lock file with two entries, and its manifest."""
    path = tmp_path / "firmware.lock"
    write_files(path, {"gateway": (A1, OLD), "modem": (A1, OLD)})
    return path


def entries(path: Path) -> dict[str, Entry]:
    """Return the entries in both files."""
    return dict(project.read(path).everything.entries)


def contents(path: Path) -> dict[str, tuple[EntryArgs, object]]:
    """Return the content of each entry for a program."""
    return {name: (entry.criteria, entry.locked) for name, entry in lock_file.read_current(path).entries.items()}


def test_change_add_and_remove(path: Path) -> None:
    """One write changes, adds and removes entries in both files."""
    before = entries(path)
    updates = [
        EntryUpdate("gateway", before["gateway"], A2, NEW, "bumped"),
        remove(before["modem"]),
        EntryUpdate("camera", None, A1, OLD, "added"),
    ]
    assert [update.old for update in updates] == [OLD, OLD, None]
    assert [update.moves for update in updates] == [True, True, True]
    write(path, updates)
    assert contents(path) == {"camera": (A1, OLD), "gateway": (A2, NEW)}


def test_last_entry_removed(path: Path) -> None:
    """After the last entry is removed, both files are valid and have no entries."""
    write(path, map(remove, entries(path).values()))
    assert contents(path) == {}
    assert path.read_text() == canonical.HEADER


def test_only_the_package(path: Path) -> None:
    """An update of the package leaves the manifest unchanged, so that people can write it in any form."""
    file = path.with_suffix(".toml")
    file.write_text("firmware = { gateway = { productKey = 'a1' }, modem = { productKey = 'a1' } } # ours")
    before = file.stat()
    write(path, [EntryUpdate("gateway", entries(path)["gateway"], A1, NEW, "bumped")])
    assert contents(path)["gateway"] == (A1, NEW)
    assert file.stat() == before


def test_criteria_from_the_manifest(path: Path) -> None:
    """If the criteria changed in the manifest, only the lock file is written."""
    file = path.with_suffix(".toml")
    text = file.read_text().replace('"a1"', "'a2'", 1)
    file.write_text(text)
    write(path, [EntryUpdate("gateway", entries(path)["gateway"], A2, OLD, "criteria updated")])
    assert contents(path) == {"gateway": (A2, OLD), "modem": (A1, OLD)}
    assert file.read_text() == text


def test_entry_only_in_the_lock_file(path: Path) -> None:
    """An entry that was removed from the manifest is removed from the lock file."""
    file = path.with_suffix(".toml")
    file.write_text("[firmware.modem]\nproductKey = 'a1'\n")
    write(path, [remove(entries(path)["gateway"])])
    assert contents(path) == {"modem": (A1, OLD)}
    assert file.read_text() == "[firmware.modem]\nproductKey = 'a1'\n"


def test_nothing_changes(tmp_path: Path) -> None:
    """Without a change, no file is written or created."""
    path = tmp_path / "firmware.lock"
    entry = lock_file.Entry("gateway", A1, OLD, str(path), 3, A1)
    write(path, [EntryUpdate("gateway", entry, A1, OLD, "stays")])
    assert list(tmp_path.iterdir()) == []


def test_changed_meanwhile(path: Path) -> None:
    """If another program changed an entry, no entry is written. Changes of other entries do not matter."""
    before = entries(path)
    write(path, [EntryUpdate("modem", before["modem"], A1, NEW, "bumped"), EntryUpdate("a", None, A2, OLD, "added")])
    texts = [path.read_bytes(), path.with_suffix(".toml").read_bytes()]
    updates = [EntryUpdate(name, before[name], A1, NEW, "bumped") for name in ("gateway", "modem")]
    for late in (updates, [remove(before["modem"])], [EntryUpdate("a", None, A1, NEW, "added")]):
        with pytest.raises(LockFileError, match=r"Entry \"(modem|a)\" in .* was changed by another program"):
            write(path, late)
    assert [path.read_bytes(), path.with_suffix(".toml").read_bytes()] == texts
    write(path, updates[:1])
    assert contents(path) == {"a": (A2, OLD), "gateway": (A1, NEW), "modem": (A1, NEW)}


def test_criteria_changed_meanwhile(path: Path) -> None:
    """If the criteria of an entry were edited after its package was selected, the package is not written."""
    before = entries(path)
    file = path.with_suffix(".toml")
    file.write_text(file.read_text().replace('"a1"', '"a2"', 1))
    with pytest.raises(LockFileError, match=r"Entry \"gateway\" in .* was changed by another program"):
        write(path, [EntryUpdate("gateway", before["gateway"], A1, NEW, "bumped")])


def test_recovers(path: Path) -> None:
    """With `recovers`, an invalid lock file is written again, even if no entry changes."""
    text = path.read_text()
    path.write_text(text.replace("[firmware.modem.criteria]", "# ours\n[firmware.modem.criteria]"))
    with pytest.raises(LockFileError, match="Not in canonical form"):
        write(path, [EntryUpdate("a", None, A1, OLD, "added")])
    write(path, [], recovers=True)
    assert path.read_text() == text


def test_invalid_manifest_is_never_written(path: Path) -> None:
    """An update that would leave an entry without its previous stage is refused, and no file is written."""
    staged = EntryArgs(product_key="a1", promote_from="gateway")
    write(path, [EntryUpdate("modem", entries(path)["modem"], staged, OLD, "changed")])
    texts = [path.read_bytes(), path.with_suffix(".toml").read_bytes()]
    with pytest.raises(LockFileError, match=r'would be invalid\. firmware\.modem: promoteFrom .* "gateway"'):
        write(path, [remove(entries(path)["gateway"])])
    assert [path.read_bytes(), path.with_suffix(".toml").read_bytes()] == texts
    write(path, map(remove, entries(path).values()))


def test_manifest_that_cannot_be_edited(path: Path) -> None:
    """If the manifest has a form that cannot be edited, no file is written."""
    file = path.with_suffix(".toml")
    file.write_text("firmware = { gateway = { productKey = 'a1' }, modem = { productKey = 'a1' } }")
    texts = [path.read_bytes(), file.read_bytes()]
    with pytest.raises(LockFileError, match="cannot be edited safely"):
        write(path, [remove(entries(path)["gateway"])])
    assert [path.read_bytes(), file.read_bytes()] == texts


@pytest.mark.parametrize("what", ["add", "bump", "change", "remove"])
@pytest.mark.parametrize(
    ("when", "number"), [("sync", 1), ("sync", 2), ("before", 1), ("after", 1), ("before", 2), ("after", 2)]
)
def test_killed(path: Path, what: str, when: str, number: int) -> None:
    """After a process is killed at any moment, programs are right or stop, and other processes can write the files."""
    old = contents(path)
    new = {
        "add": {**old, "camera": (A2, NEW)},
        "bump": {**old, "gateway": (A1, NEW)},
        "change": {**old, "gateway": (A2, NEW)},
        "remove": {"modem": old["modem"]},
    }[what]
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(path), when, str(number), what],
        env={**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])},
        timeout=60,
        check=False,
    )
    is_killed = what != "bump" or number == 1 or when == "sync"  # a bump replaces only one file
    assert done.returncode == (KILLED if is_killed else 0)
    try:
        assert contents(path) in (old, new)
    except LockFileError as error:
        assert "is not up to date with" in error.message  # noqa: PT017 - not after every moment
        assert what != "bump"
    # `lock` makes the lock file up to date with the manifest, and removes what the process left.
    now = project.read(path, recovers=True)
    criteria = {name: entry.criteria for name, entry in now.wanted.entries.items()}
    updates = [EntryUpdate(name, now.get(name), each, NEW, "resolved") for name, each in criteria.items()]
    write(path, [*updates, *map(remove, now.orphans.values()), EntryUpdate("z", None, A1, NEW, "added")])
    assert contents(path) == {**{name: (each, NEW) for name, each in criteria.items()}, "z": (A1, NEW)}
    assert {each.name for each in path.parent.iterdir()} == {"firmware.lock", "firmware.toml"}


def test_previous_stage_changed_meanwhile(path: Path) -> None:
    """A promotion is written only if the previous stage still has the promoted package."""
    before = entries(path)["gateway"]
    staged = EntryArgs(product_key="p", promote_from="gateway")
    for promoted, is_written in ((NEW, False), (OLD, True)):
        update = EntryUpdate("prod", None, staged, NEW, "promoted", promoted=promoted)
        if is_written:
            write(path, [update])
            assert contents(path)["prod"] == (staged, NEW)
        else:
            with pytest.raises(LockFileError, match=r'Entry "gateway" in .* was changed by another program'):
                write(path, [update])
            assert "prod" not in contents(path)
    write(path, [EntryUpdate("gateway", before, before.criteria, NEW, "bumped")])
    again = EntryUpdate("prod", entries(path)["prod"], staged, OLD, "promoted", promoted=OLD)
    with pytest.raises(LockFileError):
        write(path, [again])
