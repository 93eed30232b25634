# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Both files on disk: complete after any interruption and with any number of writers."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, storage
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write
from tests.posix import file_size_limited, locked, make_link, make_pipe, owner, unprivileged
from tests.unit.lock_file.samples import A1, OLD, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOWS = canonical.render({"gateway": (A1, OLD)}).replace("\n", "\r\n").encode()
MANIFEST = "# Ours\n[firmware.gateway]\nproductKey = 'a1' # the gateways\n"
ADD = """
import sys
from pathlib import Path
from alicloud_iot_ota.lock_file.updates import EntryUpdate, write
from alicloud_iot_ota.pins import LockedFirmware
from alicloud_iot_ota.schema.arguments import EntryArgs
print("ready", flush=True)
sys.stdin.readline()
locked = LockedFirmware(dest_version="1.0", firmware_id="old", type="full")
write(Path(sys.argv[1]), [EntryUpdate(sys.argv[2], None, EntryArgs(product_key="a1"), locked, "added")])
"""


def start(program: str, *argv: str) -> subprocess.Popen[str]:
    """Start a Python program that uses this package."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *argv],
        env={**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a lock file with one entry, which git wrote on Windows, and its manifest."""
    path = tmp_path / "firmware.lock"
    path.write_bytes(WINDOWS)
    (tmp_path / "firmware.toml").write_bytes(MANIFEST.encode())
    return path


def add(path: Path, name: str = "modem") -> None:
    """Add an entry to both files."""
    write(path, [EntryUpdate(name, None, A1, OLD, "added")])


def names(path: Path) -> list[str]:
    """Return the names of the entries in both files, which must be up to date."""
    return list(lock_file.read_current(path).entries)


def test_new_files(tmp_path: Path) -> None:
    """Missing files are created with the default permissions, and no other file is created."""
    path = tmp_path / "firmware.lock"
    other = tmp_path / "other"
    other.touch()
    add(path)
    assert path.read_text() == canonical.render({"modem": (A1, OLD)})
    manifest = tmp_path / "firmware.toml"
    assert manifest.read_text() == '[firmware.modem]\nproductKey = "a1"\n'
    assert {file.stat().st_mode for file in (path, manifest)} == {other.stat().st_mode}
    assert {each.name for each in tmp_path.iterdir()} == {"firmware.lock", "firmware.toml", "other"}


def test_no_new_file_without_a_change(tmp_path: Path) -> None:
    """Without a change, no file is created."""
    with storage.changing(tmp_path / "firmware.lock") as draft:
        assert (draft.lock, draft.manifest) == (None, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.posix
def test_change(path: Path, tmp_path: Path) -> None:
    """A change keeps the line ends and the permissions of each file, and leaves no temporary file."""
    path.chmod(0o640)
    (tmp_path / "firmware.toml").chmod(0o604)
    add(path)
    expected = canonical.render({"gateway": (A1, OLD), "modem": (A1, OLD)})
    assert path.read_bytes() == expected.replace("\n", "\r\n").encode()
    assert (tmp_path / "firmware.toml").read_text() == f'{MANIFEST}\n[firmware.modem]\nproductKey = "a1"\n'
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, tmp_path / "firmware.toml")] == [0o640, 0o604]
    assert {each.name for each in tmp_path.iterdir()} == {"firmware.lock", "firmware.toml"}


def test_windows_line_ends(path: Path) -> None:
    """A lock file in which all lines end in CRLF is in canonical form. Mixed line ends are not."""
    assert names(path) == ["gateway"]
    path.write_bytes(WINDOWS.replace(b"\r\n", b"\n", 1))
    with pytest.raises(LockFileError, match="not every line ends in CRLF"):
        lock_file.read(path)


def test_no_change(path: Path) -> None:
    """Without a change, no file is rewritten."""
    files = [path, path.with_suffix(".toml")]
    before = [file.stat() for file in files]
    with storage.changing(path) as draft:
        assert draft.lock is not None
        draft.lock = canonical.render({"gateway": (A1, OLD)})
    assert [file.stat() for file in files] == before


def test_error_in_the_middle(path: Path, tmp_path: Path) -> None:
    """After an error, the files are unchanged."""
    with pytest.raises(ZeroDivisionError), storage.changing(path) as draft:  # noqa: PT012 - a change and its end
        draft.lock = draft.manifest = ""
        raise ZeroDivisionError
    assert (path.read_bytes(), (tmp_path / "firmware.toml").read_text()) == (WINDOWS, MANIFEST)
    add(path)


@pytest.mark.posix
def test_links(path: Path, tmp_path: Path) -> None:
    """Symbolic links stay links and their targets change. Messages show the path that the user wrote."""
    folder = tmp_path / "app"
    folder.mkdir()
    for name in ("firmware.lock", "firmware.toml"):
        make_link(folder / name, f"../{name}")
    link = folder / "firmware.lock"
    add(link)
    assert all(each.is_symlink() for each in folder.iterdir())
    assert names(path) == names(link) == ["gateway", "modem"]
    assert {each.name for each in folder.iterdir()} == {"firmware.lock", "firmware.toml"}
    link.write_text("x")
    with pytest.raises(LockFileError) as caught:
        add(link)
    assert caught.value.message.startswith(f"{link} is not a valid lock file")


@pytest.mark.parametrize("name", ["firmware.lock", "firmware.toml"])
def test_broken_file(path: Path, name: str) -> None:
    """If one file is invalid, no file is changed."""
    path.with_name(name).write_bytes(b"<<<<<<< HEAD\n")
    before = {each: each.read_bytes() for each in path.parent.iterdir()}
    with pytest.raises(LockFileError, match="Unresolved merge conflict marker"):
        add(path)
    assert {each: each.read_bytes() for each in path.parent.iterdir()} == before


@pytest.mark.parametrize("name", ["firmware.lock", "firmware.toml"])
@pytest.mark.parametrize("changes_lock", [True, False])
def test_changed_by_an_editor(path: Path, name: str, changes_lock: bool) -> None:  # noqa: FBT001 - one of two cases
    """If an editor saved one of the files in the meantime, neither is written."""
    edited = path.with_name(name)
    with pytest.raises(LockFileError) as caught, storage.changing(path) as draft:  # noqa: PT012 - as above
        if changes_lock:
            draft.lock = canonical.render({})
        else:
            draft.manifest = ""
        edited.write_text("# edited\n")
    assert str(caught.value) == (
        f"{edited} was changed by another program. Nothing was written.\n"
        "Run the command again. It starts from the changed file."
    )
    assert edited.read_text() == "# edited\n"
    other = {"firmware.lock": path.with_suffix(".toml"), "firmware.toml": path}[name]
    assert other.read_bytes() in {WINDOWS, MANIFEST.encode()}
    assert len(list(path.parent.iterdir())) == 2


def test_ten_at_once(path: Path) -> None:
    """Ten processes that each add an entry all succeed without losing an entry."""
    added = [f"e{number}" for number in range(10)]
    processes = [start(ADD, str(path), name) for name in added]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        assert process.communicate(timeout=60) == ("", "")
        assert process.returncode == 0
    assert names(path) == [*added, "gateway"]


@pytest.mark.posix
def test_waits(path: Path) -> None:
    """A writer waits for another one, and continues from what that one wrote."""
    with locked(path.parent) as unlock:

        def sleep(seconds: float) -> None:
            assert 0 < seconds < 1
            path.write_text(canonical.render({"camera": (A1, OLD)}))
            unlock()

        with storage.changing(path, sleep=sleep) as draft:
            assert draft.lock == canonical.render({"camera": (A1, OLD)})


@pytest.mark.posix
@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs a system that tells who holds a lock")
def test_waits_in_vain(path: Path) -> None:
    """After ten seconds the wait ends, and the error shows the process with the lock."""
    waits: list[float] = []
    with (
        locked(path.parent),
        pytest.raises(LockFileError) as caught,
        storage.changing(path, monotonic=lambda: sum(waits), sleep=waits.append),
    ):
        pass
    assert 1 < sum(waits) < 30
    name = Path("/proc/self/comm").read_text().strip()
    assert str(caught.value) == (
        f"Process {os.getpid()} ({name}) is still changing a lock file in {path.parent} "
        "after 10 seconds.\n"
        "Nothing was written. Wait for that process or end it, then run the command again."
    )
    assert path.read_bytes() == WINDOWS


@pytest.mark.posix
@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs a system that tells who holds a lock")
@pytest.mark.parametrize("is_shared", [False, True])
def test_locked_by_another_user(path: Path, monkeypatch: pytest.MonkeyPatch, *, is_shared: bool) -> None:
    """A lock of another user is reported with that user, because only they can end the process."""
    user, uid = owner(path)
    command = Path("/proc/self/comm").read_text().strip()
    waits: list[float] = []
    with locked(path.parent, is_shared=is_shared):
        monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
        with (
            pytest.raises(LockFileError) as caught,
            storage.changing(path, monotonic=lambda: sum(waits), sleep=waits.append),
        ):
            pass
    assert caught.value.message == (
        f"Process {os.getpid()} ({command}) of the user {user} (uid {uid}) has locked the directory {path.parent} for "
        "more than 10 seconds."
    )
    assert "chmod go-r" in caught.value.remedy
    assert path.read_bytes() == WINDOWS


@pytest.mark.posix
def test_full_disk(path: Path, tmp_path: Path) -> None:
    """If one of the new files does not fit on the disk, both old files stay, and the error shows its path."""
    with file_size_limited(len(WINDOWS)), pytest.raises(LockFileError) as caught:  # enough for the new manifest
        add(path)
    assert str(caught.value).startswith(f"{path} could not be written (File too large).\nNothing was changed.")
    assert (path.read_bytes(), (tmp_path / "firmware.toml").read_text()) == (WINDOWS, MANIFEST)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.fixture
def foreign() -> Iterator[Path]:
    """Yield a directory that other users can read, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o700)


@pytest.mark.posix
def test_read_only_directory(foreign: Path) -> None:
    """A read-only directory is reported with its path. Reading from it works."""
    path = foreign / "firmware.lock"
    with unprivileged():
        with pytest.raises(LockFileError) as caught:
            add(path)
        with storage.changing(path) as draft:
            assert draft.lock is None
    assert str(caught.value) == (
        f"{path.with_suffix('.toml')} could not be written (Permission denied).\n"
        "Nothing was changed. Check that the path exists, its directory is writable, and the disk has free space."
    )


@pytest.mark.posix
def test_unreadable(foreign: Path) -> None:
    """An unreadable file is reported with its path."""
    path = foreign / "firmware.lock"
    path.parent.chmod(0o755)
    path.write_bytes(WINDOWS)
    path.chmod(0)
    with unprivileged(), pytest.raises(LockFileError, match=r"lock could not be read \(Permission denied\)") as caught:
        lock_file.read(path)
    assert caught.value.remedy == "Nothing was changed. Check the path, and that you may read it."


def test_missing(tmp_path: Path) -> None:
    """The error for a missing lock file says how to create one."""
    path = tmp_path / "firmware.lock"
    with pytest.raises(LockFileError) as caught:
        lock_file.read(path)
    assert str(caught.value) == (
        f"Lock file {path} does not exist.\n"
        "Create it with `alicloud-iot-ota add NAME` and criteria, or specify another file."
    )
    path.with_suffix(".toml").touch()
    with pytest.raises(LockFileError) as caught:
        lock_file.read(path)
    assert caught.value.remedy == (
        f"Run `alicloud-iot-ota lock --lock-file {path}`, which creates it from {path.with_suffix('.toml')}."
    )


@pytest.mark.parametrize("name", ["firmware.lock", "./firmware.lock", "releases/2027.lock", "../other/firmware.lock"])
def test_missing_names_the_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a relative path shows the working directory, which may not be the expected one."""
    folder = tmp_path / "project" / "app"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    with pytest.raises(LockFileError) as caught:
        lock_file.read(Path(name))
    assert caught.value.message == f"Lock file {Path(name)} does not exist in {folder.resolve()}."
    assert caught.value.remedy.startswith("Create it with")


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_missing_here_and_there_above(depth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error suggests the nearest file with that name in a parent directory. That file is not used automatically."""
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    above = folder.resolve().parents[depth - 1]
    (above / "firmware.lock").write_text("")
    (folder.parent / "other.lock").mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(LockFileError) as caught:
        lock_file.read(Path("firmware.lock"))
    assert caught.value.remedy.startswith(
        f"To use the lock file in {above}, set lockFile or --lock-file. Create it with"
    )
    with pytest.raises(LockFileError) as caught:
        lock_file.read(Path("other.lock"))
    assert caught.value.remedy.startswith("Create it with")


def test_missing_is_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a secret path does not show the path or a directory next to it."""
    (tmp_path / "app").mkdir()
    (tmp_path / "hush.lock").write_text("")
    monkeypatch.chdir(tmp_path / "app")
    with hiding.hide((), "lockFile"), pytest.raises(LockFileError) as caught:
        lock_file.read(Path("hush.lock"))
    assert "hush" not in str(caught.value)
    assert "app" not in str(caught.value)


@pytest.mark.posix
def test_missing_where_the_folder_is_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the working directory was removed, the error does not show it."""
    folder = tmp_path / "app"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(LockFileError, match=r"Lock file firmware\.lock does not exist\.\n"):
        lock_file.read(Path("firmware.lock"))


def test_missing_directory(tmp_path: Path) -> None:
    """A missing directory is reported with its path."""
    with pytest.raises(LockFileError, match="app could not be opened \\(No such file"):
        add(tmp_path / "app" / "firmware.lock")


@pytest.mark.posix
def test_loop_of_links(tmp_path: Path) -> None:
    """A symbolic link to itself is an error that shows its path."""
    path = tmp_path / "firmware.lock"
    make_link(path, path)
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match="lock could not be read"):
            use(path)
    assert path.is_symlink()


@pytest.mark.posix
@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_no_name_of_a_file(name: str) -> None:
    """An impossible file name is shown with unprintable characters escaped."""
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match="is not a valid file name") as caught:
            use(Path(name))
        assert caught.value.message.isprintable()


@pytest.mark.posix
@pytest.mark.parametrize(("kind", "make"), [("a directory", Path.mkdir), ("not a regular file", make_pipe)])
def test_something_else_in_its_place(tmp_path: Path, kind: str, make: object) -> None:
    """A directory or a pipe is not a lock file, and is rejected without a wait."""
    assert callable(make)
    path = tmp_path / "firmware.lock"
    make(path)
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match=f"{re.escape(str(path))} is {kind}, so it is not a lock file"):
            use(path)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "gb18030"])
@pytest.mark.parametrize("suffix", [".lock", ".toml"])
def test_not_utf_8(path: Path, encoding: str, suffix: str) -> None:
    """The error for a file that is not UTF-8 shows the line."""
    file = path.with_suffix(suffix)
    file.write_bytes(b"" if encoding == "utf-16" else b"# Ours\n")
    with file.open("ab") as opened:
        opened.write("# \xe9\u00fc\n".encode(encoding))
    with pytest.raises(LockFileError) as caught:
        lock_file.read_current(path)
    assert caught.value.message.splitlines()[1].startswith(f"{file}:{1 if encoding == 'utf-16' else 2}: Byte 0x")
    assert caught.value.remedy == "Save the file as UTF-8."


@pytest.mark.posix
def test_a_working_directory_that_was_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the working directory was removed, a relative path is an error."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(LockFileError, match="could not be found"), storage.changing(Path("firmware.lock")):
        pass


def test_another_suffix(path: Path) -> None:
    """A file with another suffix is not a lock file for a program. `summarize` can read it, as an old version."""
    other = path.rename(path.with_name("firmware.old"))
    for use in (lock_file.read_current, add):
        with pytest.raises(LockFileError, match=r"must end in \.lock"):
            use(other)
    assert list(lock_file.read(other).entries) == ["gateway"]


def test_without_a_manifest(path: Path) -> None:
    """A program may be deployed with the lock file alone."""
    path.with_suffix(".toml").unlink()
    assert names(path) == ["gateway"]


def test_not_up_to_date(path: Path) -> None:
    """If the manifest has other entries or criteria, a program stops. A change of form is not a change."""
    path.with_suffix(".toml").write_text("firmware.gateway.productKey = 'a1'")
    assert names(path) == ["gateway"]
    write_files(path, dict.fromkeys(("a", "b", "c"), (A1, OLD)))
    text = "[firmware.b]\nproductKey = 'a2'\n[firmware.c]\nproductKey = 'a1'\n[firmware.d]\n"
    path.with_suffix(".toml").write_text(text)
    with pytest.raises(LockFileError) as caught:
        lock_file.read_current(path)
    assert str(caught.value) == (
        f"{path} is not up to date with {path.with_suffix('.toml')}.\n"
        "  not locked: d\n"
        "  locked with other criteria: b\n"
        "  not in firmware.toml: a\n"
        f"Run `alicloud-iot-ota lock --lock-file {path}`, then commit both files."
    )


def test_parsed_once(path: Path) -> None:
    """Many pins of a program use the same parsed entries. Each of them still sees a change of either file."""
    entries = lock_file.read_current(path).entries
    assert lock_file.read_current(path).entries is entries
    add(path)
    assert lock_file.read_current(path).entries.keys() == {*entries, "modem"}
    manifest = path.with_suffix(".toml")
    before = manifest.read_text()
    manifest.write_text(before.replace("productKey = 'a1'", "productKey = 'a2'"))
    with pytest.raises(LockFileError, match="is not up to date with"):
        lock_file.read_current(path)
    manifest.write_text(before)
    assert lock_file.read_current(path).entries.keys() == {*entries, "modem"}


@pytest.mark.posix
def test_manifest_of_a_linked_lock_file(path: Path, tmp_path: Path) -> None:
    """The manifest of a linked lock file is next to its target, and a link without a file is an error."""
    folder = tmp_path / "program"
    folder.mkdir()
    link = folder / "firmware.lock"
    make_link(link, path)
    assert lock_file.read_current(link).entries.keys() == lock_file.read_current(path).entries.keys()
    path.with_suffix(".toml").write_text("")
    with pytest.raises(LockFileError, match="is not up to date with"):
        lock_file.read_current(link)
    make_link(link.with_suffix(".toml"), "gone.toml")
    with pytest.raises(LockFileError, match="is a link to a file that does not exist"):
        lock_file.read_current(link)
