# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Waiting for another process that reads the same list: how long, and what ends the wait."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.base import file_lock
from alicloud_iot_ota.errors import CancelledError, DeadlineError
from alicloud_iot_ota.lookup.reading_lock import READER_WAIT, hold
from tests.posix import make_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = 10 * READER_WAIT
"""The timeout of a lookup in seconds, longer than every wait."""


class Waiter:
    """A process that waits for the lock of a list, with a fake clock."""

    def __init__(self, timing: Timing, path: Path) -> None:
        self.timing = timing
        self.notes: list[str] = []
        self.path = path / "cache" / "lists" / "a.lock"

    def wait(self, seconds: float = LONG, **changes: Any) -> None:  # noqa: ANN401 - parts of a timing
        """Wait for the lock in a lookup with this timeout in seconds."""
        timing = replace(self.timing, **changes)
        with hold(self.path, "product a1", Deadline(seconds, timing), timing, self.notes.append):
            pass


@pytest.fixture
def waiter(timing: Timing, tmp_path: Path) -> Waiter:
    """Return a waiting process."""
    return Waiter(timing, tmp_path)


@pytest.fixture
def locked(waiter: Waiter, tmp_path: Path) -> Iterator[int]:
    """Hold the lock like another process, and yield a descriptor of its file."""
    with hold(waiter.path, "product a1", Deadline(LONG, waiter.timing), waiter.timing, print):
        descriptor = os.open(waiter.path, os.O_RDWR)
        yield descriptor
        os.close(descriptor)
    assert [path.name for path in (tmp_path / "cache" / "lists").iterdir()] == ["a.lock"]


def test_nobody_reads(waiter: Waiter, waits: list[float]) -> None:
    """A free lock is acquired without a wait, and is released afterwards."""
    waiter.wait()
    waiter.wait()
    assert (waits, waiter.notes) == ([], [])


@pytest.mark.usefixtures("locked")
def test_a_reader_that_does_not_get_on(waiter: Waiter, waits: list[float]) -> None:
    """The wait for a stopped reader is limited, and a note identifies the process."""
    waiter.wait()
    assert READER_WAIT <= sum(waits) < READER_WAIT + 0.2
    (note,) = waiter.notes
    assert note.startswith("The package list for product a1 was not shared by another process: ")
    assert f"Process {os.getpid()} (" in note or "Another process has" in note
    assert "for more than 10 seconds. Resume or end that process" in note


@pytest.mark.usefixtures("locked")
def test_a_reader_that_gets_on(waiter: Waiter, waits: list[float]) -> None:
    """While the reader makes progress, the wait lasts up to half of the lookup's timeout."""
    ticks = itertools.count(1)

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        os.utime(waiter.path, ns=(0, next(ticks)))
        return False

    waiter.wait(wait=wait)
    assert LONG / 2 <= sum(waits) < LONG / 2 + 0.2


@pytest.mark.usefixtures("locked")
def test_a_short_lookup(waiter: Waiter, waits: list[float]) -> None:
    """A short lookup waits for half of its timeout, so that the other half remains for reading."""
    waiter.wait(READER_WAIT)
    assert READER_WAIT / 2 <= sum(waits) < READER_WAIT / 2 + 0.2


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(("seconds", "notes"), [(1.0, 0), (7.0, 1)])
def test_a_list_that_comes(
    waiter: Waiter, waits: list[float], monkeypatch: pytest.MonkeyPatch, seconds: float, notes: int
) -> None:
    """Only a long wait is reported. The note identifies the reading process."""
    monkeypatch.setattr(file_lock, "try_lock", lambda _: sum(waits) > seconds)
    waiter.wait()
    assert len(waiter.notes) == notes
    for note in waiter.notes:
        assert note.startswith("Waited 7 seconds for the package list for product a1. ")
        assert note.endswith(" was reading it.")


@pytest.mark.usefixtures("locked")
def test_a_cancel(waiter: Waiter) -> None:
    """A cancel ends the wait."""
    with pytest.raises(CancelledError):
        waiter.wait(wait=lambda _: True)


@pytest.mark.usefixtures("locked")
def test_a_lookup_that_is_given_up(waiter: Waiter, waits: list[float]) -> None:
    """If the lookup times out, the wait ends with an error that says what it waited for."""
    deadline = Deadline(LONG, waiter.timing)

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        deadline.expire()
        return False

    with (
        pytest.raises(DeadlineError, match="Another process was reading the same list"),
        hold(waiter.path, "product a1", deadline, replace(waiter.timing, wait=wait), waiter.notes.append),
    ):
        pass
    assert len(waits) == 1


@pytest.mark.parametrize("kind", ["file above", "not private", "a link", "no locks", "a full disk", "a bad name"])
def test_no_lock_to_be_had(
    waiter: Waiter, waits: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    """If the lock cannot be used, a lookup reads its list without it."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if kind == "file above":
        (tmp_path / "cache").touch()
    elif kind == "not private":
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache").chmod(0o777)
    elif kind == "a link":
        waiter.path.parent.mkdir(parents=True)
        make_link(waiter.path, tmp_path / "elsewhere")
    elif kind == "no locks":
        monkeypatch.setattr(file_lock, "try_lock", fail)
    elif kind == "a full disk":
        monkeypatch.setattr(os, "open", fail)
    else:
        waiter.path = waiter.path.with_name("no\0name")
    waiter.wait()
    assert (waits, waiter.notes) == ([], [])
    assert not (tmp_path / "elsewhere").exists()


def test_an_error_releases_the_lock(waiter: Waiter, waits: list[float]) -> None:
    """After a failed read, the lock is released for the next reader."""
    with (
        pytest.raises(ZeroDivisionError),
        hold(waiter.path, "product a1", Deadline(LONG, waiter.timing), waiter.timing, print),
    ):
        raise ZeroDivisionError
    waiter.wait()
    assert waits == []


@pytest.mark.usefixtures("locked")
def test_the_state_of_the_clock_does_not_matter(waiter: Waiter, waits: list[float]) -> None:
    """A modification time in the past or in the future does not count as progress."""
    for moment in (0, 2**33):
        waits.clear()
        os.utime(waiter.path, (moment, moment))
        waiter.wait()
        assert READER_WAIT <= sum(waits) < READER_WAIT + 0.2


def test_marks_are_seen(waiter: Waiter) -> None:
    """Each page updates the modification time of the lock file."""
    with hold(waiter.path, "x", Deadline(LONG, waiter.timing), waiter.timing, print) as progress:
        os.utime(waiter.path, (0, 0))
        progress()
        assert waiter.path.stat().st_mtime > 0
