# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lock file on disk: complete after any interruption and with any number of writers."""

from __future__ import annotations

import fcntl
import os
import pwd
import resource
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota import lock_file
from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import formatting
from alicloud_iot_ota.schema.arguments import EntryArgs

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
OLD = f"# Ours\r\n{formatting.NEW}\n[firmware.gateway.criteria]\n"
ADD = """
import sys
from pathlib import Path
from alicloud_iot_ota import lock_file
from alicloud_iot_ota.schema.arguments import EntryArgs
print("ready", flush=True)
sys.stdin.readline()
with lock_file.changing(Path(sys.argv[1])) as editor:
    editor.put_all({sys.argv[2]: (EntryArgs(product_key="a1"), None)})
"""
KILLED = """
import os, resource, signal, sys
from pathlib import Path
from alicloud_iot_ota import lock_file
from alicloud_iot_ota.schema.arguments import EntryArgs

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def replaced(self, target):
    os.rename(self, target)
    killed()

when = sys.argv[2]
if when == "before it writes":
    os.fchmod = killed
elif when == "while it writes":
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
elif when == "after it has written":
    os.fsync = killed
elif when == "before it replaces":
    Path.replace = killed
elif when == "after it has replaced":
    Path.replace = replaced
with lock_file.changing(Path(sys.argv[1])) as editor:
    editor.put_all({"modem": (EntryArgs(), None)})
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
    """Return a lock file with one entry."""
    path = tmp_path / "firmware.lock"
    path.write_bytes(OLD.encode())
    return path


@contextmanager
def held(directory: Path) -> Iterator[int]:
    """Lock a directory against other writers."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def add(path: Path, name: str = "modem") -> None:
    """Add an entry."""
    with lock_file.changing(path) as editor:
        editor.put_all({name: (EntryArgs(), None)})


def test_new_file(tmp_path: Path) -> None:
    """A missing file is created with the default permissions, and no other file is created."""
    path = tmp_path / "firmware.lock"
    other = tmp_path / "other"
    other.touch()
    add(path)
    assert path.read_text(encoding="utf-8") == f"{formatting.NEW}\n[firmware.modem.criteria]\n"
    assert path.stat().st_mode == other.stat().st_mode
    assert {each.name for each in tmp_path.iterdir()} == {"firmware.lock", "other"}


def test_no_new_file_without_an_entry(tmp_path: Path) -> None:
    """Without a change, no file is created."""
    with lock_file.changing(tmp_path / "firmware.lock") as editor:
        assert editor.lock_file.entries == {}
    assert list(tmp_path.iterdir()) == []


def test_change(path: Path, tmp_path: Path) -> None:
    """A change preserves every other byte and the file mode, and leaves no temporary file."""
    path.chmod(0o640)
    with lock_file.changing(path) as editor:
        editor.put_all({"modem": (EntryArgs(), None)})
        assert list(editor.lock_file.entries) == ["gateway", "modem"]
        assert path.read_bytes() == OLD.encode()
    assert path.read_bytes() == f"{OLD}\r\n[firmware.modem.criteria]\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_no_change(path: Path) -> None:
    """Without a change, the file is not rewritten."""
    before = path.stat()
    with lock_file.changing(path) as editor:
        editor.put_all({"gateway": (EntryArgs(), None)})
    assert path.stat() == before


def test_last_entry_removed(tmp_path: Path) -> None:
    """After its last entry is removed, the file is still written."""
    path = tmp_path / "firmware.lock"
    add(path)
    with lock_file.changing(path) as editor:
        editor.remove("modem")
    assert path.read_text(encoding="utf-8") == formatting.NEW


def test_error_in_the_middle(path: Path, tmp_path: Path) -> None:
    """After an error, the file is unchanged."""
    with pytest.raises(ZeroDivisionError), lock_file.changing(path) as editor:  # noqa: PT012 - a change and its end
        editor.put_all({"modem": (EntryArgs(), None)})
        raise ZeroDivisionError
    assert path.read_bytes() == OLD.encode()
    assert list(tmp_path.iterdir()) == [path]
    add(path)


def test_link(path: Path, tmp_path: Path) -> None:
    """A symbolic link stays a link and its target changes. Messages show the path that the user wrote."""
    folder = tmp_path / "app"
    folder.mkdir()
    link = folder / "firmware.lock"
    link.symlink_to("../firmware.lock")
    with lock_file.changing(link) as editor:
        assert editor.lock_file.path == str(link)
        editor.put_all({"modem": (EntryArgs(), None)})
    assert link.is_symlink()
    assert list(lock_file.read(path).entries) == ["gateway", "modem"]
    assert list(folder.iterdir()) == [link]


def test_broken_file(path: Path) -> None:
    """An invalid file is never changed."""
    path.write_bytes(b"<<<<<<< HEAD\n")
    with pytest.raises(LockFileError, match="Unresolved merge conflict marker"):
        add(path)
    assert path.read_bytes() == b"<<<<<<< HEAD\n"


def test_changed_by_an_editor(path: Path, tmp_path: Path) -> None:
    """A file that was saved by an editor in the meantime is not overwritten."""
    with pytest.raises(LockFileError) as caught, lock_file.changing(path) as editor:  # noqa: PT012 - as above
        editor.put_all({"modem": (EntryArgs(), None)})
        path.write_text(formatting.NEW, encoding="utf-8")
    assert str(caught.value) == (
        f"{path} was changed by another program. Nothing was written.\n"
        "Run the command again. It starts from the changed file."
    )
    assert path.read_text(encoding="utf-8") == formatting.NEW
    assert list(tmp_path.iterdir()) == [path]


def test_ten_at_once(path: Path) -> None:
    """Ten processes that each add an entry all succeed without losing an entry."""
    names = [f"e{number}" for number in range(10)]
    processes = [start(ADD, str(path), name) for name in names]
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
    assert list(lock_file.read(path).entries) == [*names, "gateway"]


@pytest.mark.parametrize(
    ("when", "entries"),
    [
        ("before it writes", ["gateway"]),
        ("while it writes", ["gateway"]),
        ("after it has written", ["gateway"]),
        ("before it replaces", ["gateway"]),
        ("after it has replaced", ["gateway", "modem"]),
    ],
)
def test_killed(path: Path, tmp_path: Path, when: str, entries: list[str]) -> None:
    """A process that is killed at any moment leaves the old or the new file, and does not block others."""
    process = start(KILLED, str(path), when)
    process.communicate(timeout=60)
    assert process.returncode in {-signal.SIGKILL, -signal.SIGXFSZ}
    assert list(lock_file.read(path).entries) == entries
    add(path, "camera")
    assert list(lock_file.read(path).entries) == ["camera", *entries]
    assert list(tmp_path.iterdir()) == [path]


def test_waits(path: Path) -> None:
    """A writer waits for another one, and continues from what that one wrote."""
    with held(path.parent) as descriptor:

        def sleep(seconds: float) -> None:
            assert 0 < seconds < 1
            path.write_bytes(OLD.encode() + b'productKey = "a1"\n')
            fcntl.flock(descriptor, fcntl.LOCK_UN)

        with lock_file.changing(path, sleep=sleep) as editor:
            editor.put_all({"modem": (EntryArgs(), None)})
    entries = lock_file.read(path).entries
    assert [entry.criteria.product_key for entry in entries.values()] == ["a1", None]


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs a system that tells who holds a lock")
def test_waits_in_vain(path: Path) -> None:
    """After ten seconds the wait ends, and the error shows the process with the lock."""
    waits: list[float] = []
    with (
        held(path.parent),
        pytest.raises(LockFileError) as caught,
        lock_file.changing(path, monotonic=lambda: sum(waits), sleep=waits.append),
    ):
        pass
    assert 1 < sum(waits) < 30
    name = Path("/proc/self/comm").read_text().strip()
    assert str(caught.value) == (
        f"Process {os.getpid()} ({name}) is still changing a lock file in {path.parent} "
        "after 10 seconds.\n"
        "Nothing was written. Wait for that process or end it, then run the command again."
    )
    assert path.read_bytes() == OLD.encode()


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs a system that tells who holds a lock")
@pytest.mark.parametrize("mode", [fcntl.LOCK_EX, fcntl.LOCK_SH])
def test_locked_by_another_user(path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    """A lock of another user is reported with that user, because only they can end the process."""
    user = pwd.getpwuid(os.geteuid()).pw_name
    uid = os.geteuid()
    command = Path("/proc/self/comm").read_text().strip()
    waits: list[float] = []
    with held(path.parent) as descriptor:
        fcntl.flock(descriptor, mode)
        monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
        with (
            pytest.raises(LockFileError) as caught,
            lock_file.changing(path, monotonic=lambda: sum(waits), sleep=waits.append),
        ):
            pass
    assert caught.value.message == (
        f"Process {os.getpid()} ({command}) of the user {user} (uid {uid}) has locked the directory {path.parent} for "
        "more than 10 seconds."
    )
    assert "chmod go-r" in caught.value.remedy
    assert path.read_bytes() == OLD.encode()


def test_full_disk(path: Path, tmp_path: Path) -> None:
    """If the new file does not fit on the disk, the old one stays and the error shows its path."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(LockFileError) as caught:
            add(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(caught.value).startswith(f"{path} could not be written (File too large).\n")
    assert path.read_bytes() == OLD.encode()
    assert list(tmp_path.iterdir()) == [path]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Drop root privileges, because file modes do not restrict root."""
    owner = os.geteuid()
    if owner == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(owner)


@pytest.fixture
def foreign() -> Iterator[Path]:
    """Yield a directory that other users can read, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o700)


def test_read_only_directory(foreign: Path) -> None:
    """A read-only directory is reported with its path. Reading from it works."""
    path = foreign / "firmware.lock"
    with unprivileged():
        with pytest.raises(LockFileError) as caught:
            add(path)
        with lock_file.changing(path) as editor:
            assert editor.lock_file.entries == {}
    assert str(caught.value) == (
        f"{path} could not be written (Permission denied).\n"
        "Nothing was changed. Check that the path exists, its directory is writable, and the disk has free space."
    )


def test_unreadable(foreign: Path) -> None:
    """An unreadable file is reported with its path."""
    path = foreign / "firmware.lock"
    path.parent.chmod(0o755)
    path.write_bytes(OLD.encode())
    path.chmod(0)
    with unprivileged(), pytest.raises(LockFileError, match=r"lock could not be read \(Permission denied\)"):
        lock_file.read(path)


def test_missing(tmp_path: Path) -> None:
    """The error for a missing lock file says how to create one."""
    path = tmp_path / "firmware.lock"
    with pytest.raises(LockFileError) as caught:
        lock_file.read(path)
    assert str(caught.value) == (
        f"Lock file {path} does not exist.\n"
        "Create it with `alicloud-iot-ota lock NAME` and criteria, or specify another file."
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


def test_loop_of_links(tmp_path: Path) -> None:
    """A symbolic link to itself is an error that shows its path."""
    path = tmp_path / "firmware.lock"
    path.symlink_to(path)
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match="lock could not be read"):
            use(path)
    assert path.is_symlink()


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_no_name_of_a_file(name: str) -> None:
    """An impossible file name is shown with unprintable characters escaped."""
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match="is not a valid file name") as caught:
            use(Path(name))
        assert caught.value.message.isprintable()


@pytest.mark.parametrize(("kind", "make"), [("a directory", Path.mkdir), ("not a regular file", os.mkfifo)])
def test_something_else_in_its_place(tmp_path: Path, kind: str, make: object) -> None:
    """A directory or a pipe is not a lock file, and is rejected without a wait."""
    assert callable(make)
    path = tmp_path / "firmware.lock"
    make(path)
    for use in (lock_file.read, add):
        with pytest.raises(LockFileError, match=f"{path} is {kind}, so it cannot be read"):
            use(path)


def test_too_large(path: Path) -> None:
    """A file above the maximum size is not read. A file of exactly that size is read."""
    content = OLD.encode()
    path.write_bytes((content + (b"#" * 63 + b"\n") * 64 * 1024)[: 4 * 1024 * 1024])
    assert list(lock_file.read(path).entries) == ["gateway"]
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(LockFileError, match="larger than 4 MiB"):
        lock_file.read(path)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "gb18030"])
def test_not_utf_8(path: Path, encoding: str) -> None:
    """The error for a file that is not UTF-8 shows the line."""
    path.write_bytes(b"" if encoding == "utf-16" else OLD.encode())
    with path.open("ab") as file:
        file.write("# \xe9\u00fc\n".encode(encoding))
    line = 1 if encoding == "utf-16" else OLD.count("\n") + 1
    with pytest.raises(LockFileError) as caught:
        lock_file.read(path)
    assert caught.value.message.splitlines()[1].startswith(f"{path}:{line}: Byte 0x")
    assert caught.value.remedy == "Save the file as UTF-8."


def test_a_working_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the working directory was removed, a relative path is an error."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(LockFileError, match="could not be found"), lock_file.changing(Path("firmware.lock")):
        pass
