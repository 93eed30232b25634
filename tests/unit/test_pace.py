# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""When requests may go out, among threads and among processes. No clock runs in here, but for the real processes."""

from __future__ import annotations

import itertools
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import alicloud_iot_ota
from alicloud_iot_ota.api.pace import RECOVERY, WINDOW, MachineStore, Pace, ThreadStore
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import CancelledError, DeadlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDPOINT = "https://iot.example.com"
NOW = 1_764_547_200.0


class Clock:
    """A clock that stands still until it is set, or somebody waits."""

    def __init__(self, monotonic: float = 1000.0, utc: float = NOW) -> None:
        self.monotonic = monotonic
        self.utc = utc

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.monotonic += seconds
        self.utc += seconds

    def wait(self, seconds: float) -> bool:
        """Let time pass, and nobody cancel."""
        self.advance(seconds)
        return False

    @property
    def timing(self) -> Timing:
        """What is handed in."""
        return Timing(lambda: self.utc, lambda: self.monotonic, self.wait, lambda: 0.5)


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


def take(pace: Pace, clock: Clock, seconds: float = 60.0) -> float:
    """Take a turn and return the seconds that it took."""
    before = clock.monotonic
    assert pace.turn(Deadline(seconds, clock.timing)).moment == pytest.approx(clock.monotonic)
    return clock.monotonic - before


def machine(clock: Clock, path: Path, share: int = 8, endpoint: str = ENDPOINT) -> Pace:
    """Return what one process of a machine has."""
    return Pace(MachineStore(path, endpoint, clock.timing), share, clock.timing)


def busiest_second(moments: Sequence[float]) -> int:
    """Return the most moments that lie within one second."""
    return max(sum(1 for other in moments if 0 <= other - moment < 1.0) for moment in moments)


def test_share_goes_out_at_once_and_then_as_the_window_moves(clock: Clock) -> None:
    """As many requests as the share has do not wait; the next ones wait for the first of them to be a window old."""
    pace = Pace(ThreadStore(), 8, clock.timing)
    assert [take(pace, clock) for _ in range(16)] == [0.0] * 8 + [pytest.approx(WINDOW)] + [0.0] * 7
    clock.advance(0.5)
    assert take(pace, clock) == pytest.approx(WINDOW - 0.5)


@given(st.integers(1, 12), st.lists(st.floats(0, 0.7), min_size=1, max_size=60))
def test_no_second_sees_more_than_the_share(share: int, pauses: list[float]) -> None:
    """Whenever requests are asked for, no second holds more of them than the share, and they go out in order."""
    clock = Clock()
    pace = Pace(ThreadStore(), share, clock.timing)
    moments: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        take(pace, clock, 1e9)
        moments.append(clock.monotonic)
    assert moments == sorted(moments)
    assert busiest_second(moments) <= share


@pytest.mark.parametrize(("refusals", "allowed"), [(1, 4), (2, 2), (3, 1), (9, 1)])
def test_throttling_slows_down_and_recovers(clock: Clock, refusals: int, allowed: int) -> None:
    """Each refusal halves the share, down to one request a window; it recovers by the second."""
    pace = Pace(ThreadStore(), 8, clock.timing)
    for _ in range(refusals):
        pace.slow_down(pace.turn(Deadline(60.0, clock.timing)))
        clock.advance(WINDOW)
    assert [take(pace, clock) for _ in range(allowed + 1)] == [0.0] * allowed + [pytest.approx(WINDOW)]
    clock.advance(RECOVERY)
    assert [take(pace, clock) for _ in range(9)] == [0.0] * 8 + [pytest.approx(WINDOW)]


def test_refusals_of_one_burst_count_once(clock: Clock) -> None:
    """Requests that were under way together are refused together, which says no more than the first refusal."""
    pace = Pace(ThreadStore(), 8, clock.timing)
    turns = [pace.turn(Deadline(60.0, clock.timing)) for _ in range(6)]
    clock.advance(0.1)
    for turn in turns:
        pace.slow_down(turn)
    clock.advance(WINDOW)
    assert [take(pace, clock) for _ in range(5)] == [0.0] * 4 + [pytest.approx(WINDOW)]


def test_turn_beyond_the_deadline_is_not_taken(clock: Clock) -> None:
    """A request whose turn comes too late fails at once, says what it would wait for, and leaves its turn to others."""
    pace = Pace(ThreadStore(), 1, clock.timing)
    take(pace, clock)
    for _ in range(3):
        with pytest.raises(DeadlineError, match=r"used up this machine.s share of the quota") as caught:
            take(pace, clock, seconds=1.0)
    assert "timeout" in caught.value.remedy
    assert take(pace, clock) == pytest.approx(WINDOW)


def test_cancel(clock: Clock) -> None:
    """A wait for a turn ends when somebody cancels it, whether the turn is taken or still too far ahead."""
    waits = iter([False, True, True])
    timing = msgspec.structs.replace(clock.timing, wait=lambda _: next(waits))
    pace = Pace(ThreadStore(), 1, timing)
    pace.turn(Deadline(60.0, timing))
    pace.turn(Deadline(60.0, timing))  # the clock stands still, and so its turn lies ahead
    for _ in range(2):
        with pytest.raises(CancelledError):
            pace.turn(Deadline(60.0, timing))


def test_processes_share(clock: Clock, tmp_path: Path) -> None:
    """Two processes take turns from one share, and one that slows down slows the other."""
    first, second = machine(clock, tmp_path / "pace"), machine(clock, tmp_path / "pace")
    assert [take(each, clock) for each in (first, second) * 4] == [0.0] * 8
    assert take(second, clock) == pytest.approx(WINDOW)
    clock.advance(3 * WINDOW)
    first.slow_down(first.turn(Deadline(60.0, clock.timing)))
    assert [take(second, clock) for _ in range(4)] == [0.0] * 3 + [pytest.approx(WINDOW)]


def test_endpoints_do_not_share(clock: Clock, tmp_path: Path) -> None:
    """The quota of one region says nothing of another's."""
    first, second = (
        machine(clock, tmp_path / "pace", 1),
        machine(clock, tmp_path / "pace", 1, "https://iot.example.org"),
    )
    assert [take(first, clock), take(second, clock)] == [0.0, 0.0]


def test_file_is_private(clock: Clock, tmp_path: Path) -> None:
    """Nobody else can read or change it, nor the directory that is made for it."""
    take(machine(clock, tmp_path / "made" / "pace"), clock)
    assert stat.S_IMODE((tmp_path / "made" / "pace").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700


@pytest.mark.parametrize("uptime", [0.0, 5.0, 999.0, 1000.0, 100_000.0])
def test_another_boot(tmp_path: Path, uptime: float) -> None:
    """What was noted before the machine was started anew is of no use: its clock began again."""
    before = Clock()
    take(machine(before, tmp_path / "pace", 1), before)
    after = Clock(monotonic=uptime, utc=NOW + 3600)
    assert take(machine(after, tmp_path / "pace", 1), after) == 0.0


@pytest.mark.parametrize(
    "content", [b"", b"not a database, but long enough to be taken for one" * 50, b"SQLite format 3\0"]
)
def test_file_that_is_no_good(clock: Clock, tmp_path: Path, content: bytes) -> None:
    """A file that is no database makes place for one, which the next process shares."""
    (tmp_path / "pace").write_bytes(content)
    assert take(machine(clock, tmp_path / "pace", 2), clock) == 0.0
    assert take(machine(clock, tmp_path / "pace", 2), clock) == 0.0
    assert take(machine(clock, tmp_path / "pace", 2), clock) == pytest.approx(WINDOW)


def test_another_table(clock: Clock, tmp_path: Path) -> None:
    """A database that is not this one stays as it is; the threads of the process still share their pace."""
    with sqlite3.connect(tmp_path / "pace") as connection:
        connection.execute("CREATE TABLE pace (a)")
    connection.close()
    before = (tmp_path / "pace").read_bytes()
    pace = machine(clock, tmp_path / "pace", 2)
    assert [take(pace, clock) for _ in range(3)] == [0.0, 0.0, pytest.approx(WINDOW)]
    assert (tmp_path / "pace").read_bytes() == before


def test_directory_that_cannot_be_made(clock: Clock, tmp_path: Path) -> None:
    """The same where there is no place for the file."""
    (tmp_path / "file").touch()
    pace = machine(clock, tmp_path / "file" / "pace", 2)
    assert [take(pace, clock) for _ in range(3)] == [0.0, 0.0, pytest.approx(WINDOW)]


def test_damaged_state(clock: Clock, tmp_path: Path) -> None:
    """A state that cannot be read is one that is not there, and the next process finds a good one again."""
    take(machine(clock, tmp_path / "pace", 1), clock)
    with sqlite3.connect(tmp_path / "pace") as connection:
        connection.execute("UPDATE pace SET state = ?", [b"{"])
    connection.close()
    assert take(machine(clock, tmp_path / "pace", 1), clock) == 0.0
    assert take(machine(clock, tmp_path / "pace", 1), clock) == pytest.approx(WINDOW)


def test_forgotten_endpoints(clock: Clock, tmp_path: Path) -> None:
    """What nobody has called for a day is not kept."""
    for number in range(5):
        take(machine(clock, tmp_path / "pace", 1, f"http://127.0.0.1:{number}"), clock)
    clock.advance(90_000)
    take(machine(clock, tmp_path / "pace", 1), clock)
    with sqlite3.connect(tmp_path / "pace") as connection:
        assert connection.execute("SELECT endpoint FROM pace").fetchall() == [(ENDPOINT,)]
    connection.close()


WORKER = """
import sys, threading, time
from pathlib import Path
from alicloud_iot_ota.api.pace import MachineStore, Pace
from alicloud_iot_ota.api.retry import Deadline, Timing
timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
pace = Pace(MachineStore(Path(sys.argv[1]), "https://iot.example.com", timing), 40, timing)
moments = []
def work():
    for _ in range(5):
        moments.append(pace.turn(Deadline(60.0, timing)).moment)
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*moments)
"""


def test_real_processes(tmp_path: Path) -> None:
    """Eight processes of two threads each take eighty turns together, and no second has too many of them."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, tmp_path / "pace"],
            env={**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    moments = sorted(
        itertools.chain.from_iterable(map(float, process.communicate(timeout=60)[0].split()) for process in processes)
    )
    assert len(moments) == 80
    assert busiest_second(moments) <= 40


CROWD = """
import sys, threading, time
from pathlib import Path
from alicloud_iot_ota.api.pace import MachineStore, Pace
from alicloud_iot_ota.api.retry import Deadline, Timing
timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
pace = Pace(MachineStore(Path(sys.argv[1]), "https://iot.example.com", timing), 8, timing)
def work():
    pace.turn(Deadline(600.0, timing))
    print("turn", flush=True)
for _ in range(400):
    threading.Thread(target=work).start()
"""


def test_killed_process_leaves_no_queue(tmp_path: Path) -> None:
    """Of a process with 400 requests in line, 50 seconds of them, nothing is left to wait for when it is killed."""
    crowd = subprocess.Popen(
        [sys.executable, "-c", CROWD, tmp_path / "pace"],
        env={**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])},
        stdout=subprocess.PIPE,
    )
    assert crowd.stdout is not None
    for _ in range(12):
        crowd.stdout.readline()
    crowd.kill()
    crowd.communicate()
    timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
    pace = Pace(MachineStore(tmp_path / "pace", ENDPOINT, timing), 8, timing)
    pace.turn(Deadline(15.0, timing))
