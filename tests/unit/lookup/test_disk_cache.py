# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lists on disk: complete, recent, and only for the account that read them."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alicloud_iot_ota
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.lookup.disk_cache import DiskCache
from alicloud_iot_ota.settings import MAX_CACHE_AGE
from tests.posix import file_size_limited, make_link, make_pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = 1_764_547_200.0
MAX_AGE = 60.0
KEY = "the key of a list"
PACKAGES = (
    Package(firmware_id="id-1", dest_version="1.0.0", firmware_desc="erste \u56fa\u4ef6", status=7),
    Package(firmware_id="id-2", dest_version="1.1.0", src_version="1.0.0", type=FirmwareType.DIFFERENTIAL.code),
)


class Clock:
    """A clock that does not advance until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        """Return the time in seconds since the epoch."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a fake clock."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the path of a directory that does not exist yet."""
    return tmp_path / "cache" / "catalogues"


@pytest.fixture
def cache(folder: Path, clock: Clock) -> DiskCache:
    """Return a disk cache in that directory, with a maximum age of one minute."""
    return DiskCache(folder, MAX_AGE, clock)


@pytest.fixture
def kept(cache: DiskCache, folder: Path) -> Path:
    """Store a list, and return its file."""
    cache.put(KEY, PACKAGES, NOW)
    (path,) = folder.iterdir()
    return path


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Change the umask of this process."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def content(entry: dict[str, Any]) -> bytes:
    """Return the content of a file with a valid checksum."""
    body = json.dumps(entry).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def entry_of(path: Path) -> dict[str, Any]:
    """Return the entry in a file."""
    entry: dict[str, Any] = json.loads(path.read_bytes().partition(b"\n")[2])
    return entry


texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
integers = st.integers(-(2**63), 2**63 - 1)
firmwares = st.builds(
    Package,
    firmware_id=st.text(min_size=1, max_size=20),
    dest_version=st.text(min_size=1, max_size=20),
    firmware_name=texts,
    src_version=texts,
    firmware_desc=texts,
    firmware_sign=texts,
    firmware_size=st.none() | integers,
    sign_method=texts,
    module_name=texts,
    product_key=texts,
    product_name=texts,
    status=st.none() | st.sampled_from([-1, 0, 1, 2, 3]) | integers,
    type=st.none() | st.sampled_from([0, 1]) | integers,
    utc_create=texts,
    utc_modified=texts,
)


@given(st.lists(firmwares, max_size=4, unique_by=lambda package: package.firmware_id).map(tuple), st.floats(0, MAX_AGE))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, packages: tuple[Package, ...], age: float) -> None:
    """Every field of a package is restored unchanged, including an unknown status and type."""
    cache = DiskCache(tmp_path_factory.getbasetemp() / "round-trip", MAX_AGE, lambda: NOW)
    cache.put(KEY, packages, NOW - age)
    found = cache.get(KEY)
    assert found == (packages, NOW - age)
    words = [(package.status_word, package.type_word) for package in found[0]]
    assert words == [(package.status_word, package.type_word) for package in packages]


def test_nothing_is_kept(cache: DiskCache) -> None:
    """Without a stored list, the cache returns None."""
    assert cache.get(KEY) is None


def test_newest_list_counts(cache: DiskCache) -> None:
    """A new list replaces the earlier one."""
    cache.put(KEY, PACKAGES, NOW - 1)
    cache.put(KEY, PACKAGES[:1], NOW)
    assert cache.get(KEY) == (PACKAGES[:1], NOW)


@pytest.mark.parametrize(
    ("age", "is_given_out"), [(0.0, True), (MAX_AGE, True), (MAX_AGE + 0.001, False), (-0.001, False), (-86_400, False)]
)
@pytest.mark.usefixtures("kept")
def test_age(cache: DiskCache, clock: Clock, age: float, is_given_out: bool) -> None:  # noqa: FBT001 - what is expected
    """A list is returned up to its maximum age, and never if it is from the future."""
    clock.now = NOW + age
    assert (cache.get(KEY) is not None) is is_given_out


def test_cut_at_any_byte(cache: DiskCache, kept: Path) -> None:
    """A file that was cut at any byte is ignored."""
    whole = kept.read_bytes()
    for length in range(len(whole)):
        kept.write_bytes(whole[:length])
        assert cache.get(KEY) is None, length
    kept.write_bytes(whole)
    assert cache.get(KEY) == (PACKAGES, NOW)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> tuple[DiskCache, Path, bytes]:
    """Return a cache, the file of a stored list, and its content, for examples that damage it."""
    folder = tmp_path_factory.mktemp("damaged")
    cache = DiskCache(folder, MAX_AGE, lambda: NOW)
    cache.put(KEY, PACKAGES, NOW)
    (path,) = folder.iterdir()
    return cache, path, path.read_bytes()


@given(st.data())
def test_any_byte_changed(damaged: tuple[DiskCache, Path, bytes], data: st.DataObject) -> None:
    """A file with any byte changed is ignored, and never read as another list."""
    cache, path, whole = damaged
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
    assert cache.get(KEY) is None


@given(st.data())
def test_bytes_put_in(damaged: tuple[DiskCache, Path, bytes], data: st.DataObject) -> None:
    """A file with additional bytes anywhere is ignored."""
    cache, path, whole = damaged
    place = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:place] + data.draw(st.binary(min_size=1, max_size=8)) + whole[place:])
    assert cache.get(KEY) is None


def test_list_of_another_key(cache: DiskCache, folder: Path, kept: Path) -> None:
    """A list is returned only for its own key, even if its file has another key's name."""
    assert cache.get("another key") is None
    cache.put("another key", (), NOW)
    (other,) = set(folder.iterdir()) - {kept}
    other.write_bytes(kept.read_bytes())
    assert cache.get("another key") is None
    assert cache.get(KEY) == (PACKAGES, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 1},
        {"format": 3},
        {"format": "2"},
        {"readAt": None},
        {"readAt": "1764547200"},
        {"packages": None},
        {"packages": [{"destVersion": "1.0.0"}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": None}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": "1.0.0", "status": "1"}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": "1.0.0"}] * 2},
        {"packages": [{"firmwareId": "", "destVersion": "1.0.0"}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": ""}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": "1.0.0", "firmwareSize": 10**40}]},
        {"packages": [{"firmwareId": "id-1", "destVersion": "1.0.0", "status": 10**40}]},
        {"readAt": float("nan")},
        {"readAt": float("inf")},
        {"readAt": 1.7e308},
        {"readAt": -1.7e308},
        {"another": 1},
    ],
    ids=str,
)
def test_another_format(cache: DiskCache, kept: Path, changes: dict[str, Any]) -> None:
    """A valid file in the format of another release is ignored."""
    entry = entry_of(kept)
    kept.write_bytes(content(entry))
    assert cache.get(KEY) == (PACKAGES, NOW)
    kept.write_bytes(content({**entry, **changes}))
    assert cache.get(KEY) is None


@pytest.mark.posix
def test_private(cache: DiskCache, folder: Path) -> None:
    """The file and its new directory are private to the user, whatever the umask."""
    with umask(0):
        cache.put(KEY, PACKAGES, NOW)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.posix
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666, 0o660])
def test_others_may_write(cache: DiskCache, kept: Path, mode: int) -> None:
    """A file that other users could change is ignored, and the next list replaces it."""
    kept.chmod(mode)
    assert cache.get(KEY) is None
    cache.put(KEY, (), NOW)
    assert cache.get(KEY) == ((), NOW)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.posix
def test_file_of_somebody_else(cache: DiskCache, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another user is ignored."""
    owner = kept.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert cache.get(KEY) is None


def test_symbolic_link(cache: DiskCache, kept: Path, tmp_path: Path) -> None:
    """A symbolic link is not followed. The next list replaces the link, not its target."""
    elsewhere = kept.rename(tmp_path / "elsewhere")
    make_link(kept, elsewhere)
    assert cache.get(KEY) is None
    cache.put(KEY, (), NOW)
    assert cache.get(KEY) == ((), NOW)
    assert not kept.is_symlink()
    assert elsewhere.exists()


def test_no_file_in_its_place(cache: DiskCache, kept: Path) -> None:
    """A directory with the file's name is ignored without an error, for reading and for writing."""
    kept.unlink()
    kept.mkdir()
    assert cache.get(KEY) is None
    cache.put(KEY, PACKAGES, NOW)
    assert cache.get(KEY) is None
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_old_files_are_dropped(cache: DiskCache, folder: Path, kept: Path, tmp_path: Path) -> None:
    """Storing a list removes old lists and incomplete files of this program. All other files stay."""
    old, young = NOW - MAX_CACHE_AGE - 1, NOW - MAX_CACHE_AGE
    ours, half = kept.read_bytes(), f"alicloud-iot-ota-{'0' * 16}.new"
    lock = cache.lock(KEY).name
    dropped = {kept.name: ours, half: b"", half.replace("0", "1"): ours[:100], lock: b""}
    foreign = {
        "old.json": ours,
        "old.new": ours,
        "notes.txt": b"mine",
        f"{'0' * 64}.json": b"a list of another program",
        f"{'1' * 64}.json": ours,  # the list of another key
        f"{'2' * 63}.json": ours,
        f"{kept.name}.bak": ours,
        f"{'a' * 64}.JSON": ours,
        "tmp12345.new": b"",
        "alicloud-iot-ota-mine.lock": b"",
    }
    for name, content_ in (dropped | foreign).items():
        (folder / name).write_bytes(content_)
        os.utime(folder / name, (old, old))
    recent = half.replace("0", "2")
    (folder / recent).touch()
    os.utime(folder / recent, (young, young))
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(ours)
    os.utime(elsewhere, (old, old))
    links = [f"{'b' * 64}.json", half.replace("0", "3")]
    make_link(folder / links[0], elsewhere)
    (folder / links[1]).hardlink_to(elsewhere)
    (folder / f"{'c' * 64}.json").mkdir()
    cache.put("another key", (), NOW)
    stayed = {path.name for path in folder.iterdir()}
    assert stayed >= {*foreign, *links, recent, f"{'c' * 64}.json"}
    assert not stayed & dropped.keys()
    assert elsewhere.read_bytes() == ours
    assert cache.get("another key") == ((), NOW)


def test_link_in_place_of_the_directory(folder: Path, clock: Clock, tmp_path: Path) -> None:
    """A directory that is a link is not used for reading, writing or deleting, and the reason is reported."""
    elsewhere = DiskCache(tmp_path / "elsewhere" / "lists", MAX_AGE, clock)
    elsewhere.put(KEY, PACKAGES, NOW)
    (file,) = (tmp_path / "elsewhere" / "lists").iterdir()
    os.utime(file, (0, 0))
    folder.parent.mkdir()
    make_link(folder, tmp_path / "elsewhere" / "lists")
    notes: list[str] = []
    cache = DiskCache(folder, MAX_AGE, clock, notes.append)
    assert cache.get(KEY) is None
    cache.put("another key", (), NOW)
    assert list((tmp_path / "elsewhere" / "lists").iterdir()) == [file]
    assert len(notes) == 2
    assert f"{folder} is a symbolic link" in notes[0]
    assert "Set cacheDir" in notes[0]


@pytest.mark.posix
@pytest.mark.parametrize("place", [".", "..", "file"])
@pytest.mark.parametrize("change", ["owner", 0o720, 0o702, 0o777])
@pytest.mark.parametrize("call", ["get", "put"])
def test_what_others_can_change(  # noqa: PLR0913, PLR0917 - pytest passes the columns of the table by name
    folder: Path, clock: Clock, kept: Path, make_foreign: Callable[[Path], None], place: str, change: object, call: str
) -> None:
    """A directory or file that another user owns or can write is not used, and the reason is reported."""
    changed = kept if place == "file" else (folder / place).resolve()
    if isinstance(change, int):
        changed.chmod(change)
    else:
        make_foreign(changed)
    notes: list[str] = []
    cache = DiskCache(folder, MAX_AGE, clock, notes.append)
    before = kept.read_bytes()
    if call == "get" or place != "file":  # writing replaces the file completely
        if call == "get":
            assert cache.get(KEY) is None
        else:
            cache.put("other", (), NOW)
        assert [note for note in notes if str(changed) in note and "Set cacheDir" in note] == notes != []
    assert kept.read_bytes() == before
    assert list(folder.iterdir()) == [kept]


def test_too_large_to_keep(cache: DiskCache, folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list above the maximum size is not written and not read."""
    size = kept.stat().st_size
    monkeypatch.setattr("alicloud_iot_ota.lookup.disk_cache.MAX_LIST_BYTES", size)
    assert cache.get(KEY) == (PACKAGES, NOW)
    monkeypatch.setattr("alicloud_iot_ota.lookup.disk_cache.MAX_LIST_BYTES", size - 1)
    assert cache.get(KEY) is None
    kept.unlink()
    cache.put(KEY, PACKAGES, NOW)
    assert list(folder.iterdir()) == []


@pytest.mark.posix
def test_disk_is_full(cache: DiskCache, folder: Path, kept: Path) -> None:
    """A list that does not fit on the disk is not stored, and the previous one stays."""
    with file_size_limited(100):
        cache.put(KEY, (), NOW + 1)
    assert list(folder.iterdir()) == [kept]
    assert cache.get(KEY) == (PACKAGES, NOW)


def test_directory_cannot_be_made(clock: Clock, tmp_path: Path) -> None:
    """If the directory cannot be created, no list is stored, without an error."""
    (tmp_path / "file").touch()
    for name in ("file", "no\0name", "n" * 300):
        cache = DiskCache(tmp_path / name / "catalogues", MAX_AGE, clock)
        cache.put(KEY, PACKAGES, NOW)
        assert cache.get(KEY) is None


@pytest.mark.posix
def test_pipe_in_place_of_a_list(cache: DiskCache, kept: Path) -> None:
    """A pipe instead of a file is ignored without a wait."""
    kept.unlink()
    make_pipe(kept)
    assert cache.get(KEY) is None


WRITER = """
import itertools, os, sys, time
from pathlib import Path
from alicloud_iot_ota.lookup.disk_cache import DiskCache
from alicloud_iot_ota.firmware import Package
cache = DiskCache(Path(sys.argv[1]), 60.0, time.time)
for number in itertools.count(1):
    label, size = f"{os.getpid()} {number}", 100 + number % 50
    packages = [Package(firmware_id=f"id-{n}", dest_version="1.0", firmware_desc=label) for n in range(size)]
    cache.put("the key of a list", tuple(packages), time.time())
    if number == 1:
        print("ready", flush=True)
"""


def test_writers_are_killed(folder: Path) -> None:
    """A reader always finds a complete list, even if writers of the same list are killed."""
    cache = DiskCache(folder, MAX_AGE, time.time)
    environ = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])}

    def read() -> str:
        found = cache.get(KEY)
        assert found is not None
        (label,) = {package.firmware_desc for package in found[0]}
        assert label is not None
        assert len(found[0]) == 100 + int(label.split()[1]) % 50
        return label

    with ExitStack() as stack:
        writers = []
        for _ in range(4):
            writer = subprocess.Popen(
                [sys.executable, "-c", WRITER, folder], env=environ, stdout=subprocess.PIPE, text=True
            )
            writers.append(stack.enter_context(writer))
            stack.callback(writer.kill)
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        labels = {read() for _ in range(100)}
        for writer in writers:
            writer.kill()
            writer.wait()
            labels |= {read() for _ in range(100)}
    assert len(labels) > 1
    DiskCache(folder, MAX_AGE, lambda: time.time() + MAX_CACHE_AGE + 1).put(KEY, (), NOW)
    assert len(list(folder.iterdir())) == 1
