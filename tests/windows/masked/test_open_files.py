# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Files that another program has open, closed pipes, and Ctrl-C on Windows."""

from __future__ import annotations

import _thread
import concurrent.futures
import errno
import io
import os
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base import atomic_write, open_files, regular_file, waiting
from alicloud_iot_ota.base.regular_file import NotRegularError
from alicloud_iot_ota.cli.output import files, streams
from alicloud_iot_ota.cli.output.streams import OutputError
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import canonical, storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IN_USE = "it is open in another program, or this user may not change it"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return an existing lock file."""
    path = tmp_path / "firmware.lock"
    path.write_bytes(canonical.render({}).encode())
    return path


@pytest.fixture
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "IN_USE_WAIT", 0.0)


def test_a_file_that_another_program_closes_soon(tmp_path: Path, target: Path) -> None:
    """The file is replaced as soon as it is closed."""
    fresh = tmp_path / "fresh"
    fresh.write_bytes(b"new")
    reader = target.open("rb")
    seconds: list[float] = []

    def sleep(step: float) -> None:
        seconds.append(step)
        if len(seconds) == 3:
            reader.close()

    open_files.retry(lambda: fresh.replace(target), monotonic=lambda: sum(seconds), sleep=sleep)
    assert len(seconds) == 3
    assert target.read_bytes() == b"new"


def save_page(path: Path) -> None:
    """Write a file as `list --html` does."""
    files.save(path, b"new")


def save_lock_file(path: Path) -> None:
    """Write a lock file as `add` does."""
    with storage.changing(path) as draft:
        draft.lock = f"{draft.lock}\n"


@pytest.mark.usefixtures("_no_wait")
@pytest.mark.parametrize("save", [save_page, save_lock_file])
def test_a_file_that_stays_open(save: Callable[[Path], None], target: Path) -> None:
    """The error says why. The file is unchanged, and no other file is left."""
    before = target.read_bytes()
    with target.open("rb"), pytest.raises((LockFileError, OutputError), match=rf"could not be written \({IN_USE}\)"):
        save(target)
    assert {path: path.read_bytes() for path in target.parent.iterdir()} == {target: before}


@pytest.mark.parametrize("save", [save_page, save_lock_file])
def test_a_read_only_file(save: Callable[[Path], None], target: Path) -> None:
    """Windows does not replace a read-only file. The error says so immediately."""
    before = target.read_bytes()
    target.chmod(0o444)
    with pytest.raises((LockFileError, OutputError), match=r"could not be written \(the file is read-only\)"):
        save(target)
    assert {path: path.read_bytes() for path in target.parent.iterdir()} == {target: before}


def test_a_new_file(tmp_path: Path) -> None:
    """A file that does not exist is written."""
    atomic_write.replace(tmp_path / "new", tmp_path / "fresh", b"content")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("new", b"content")]


def test_a_directory_is_not_a_file(tmp_path: Path) -> None:
    """Windows does not open a directory. The error says what it is, without a wait for other programs."""
    with pytest.raises(NotRegularError) as caught:
        regular_file.read_start(tmp_path, 1)
    assert caught.value.strerror == "a directory"


class Unread(io.RawIOBase):
    """A pipe that no process reads. The C library of Windows reports it as an invalid argument."""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, _: object) -> int:
        """Fail."""
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def test_a_closed_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends as it does when a reader closes a pipe on other systems, without a message."""
    monkeypatch.setattr(os, "fdopen", lambda *_, **__: Unread())
    with pytest.raises(BrokenPipeError):
        streams.emit("text")


class Interrupted(Future[None]):
    """A call during which the user presses Ctrl-C, and which does not end."""

    def done(self) -> bool:
        """Press Ctrl-C."""
        _thread.interrupt_main()
        return super().done()


def test_ctrl_c_during_a_wait() -> None:
    """Python for Windows handles Ctrl-C between waits only, so a wait that never ends has steps."""
    with pytest.raises(KeyboardInterrupt):
        waiting.wait_for(Interrupted())


def test_results_of_a_wait() -> None:
    """A wait returns what `Future.result` does."""
    done, failed, late = Future[str](), Future[str](), Future[str]()
    done.set_result("result")
    failed.set_exception(ZeroDivisionError())
    assert waiting.wait_for(done) == "result"
    with pytest.raises(ZeroDivisionError):
        waiting.wait_for(failed, 1)
    with pytest.raises(concurrent.futures.TimeoutError):
        waiting.wait_for(late, 0)
    threading.Timer(0.0, late.set_result, ["later"]).start()
    assert waiting.wait_for(late) == "later"
