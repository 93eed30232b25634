# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Rate limits for threads and processes. The clock is fake, except in the tests with real processes."""

from __future__ import annotations

import itertools
import json
import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import alicloud_iot_ota
from alicloud_iot_ota.api.rate_limiter import (
    FALLBACK_WAIT,
    LOCK_WAIT,
    MAX_ENDPOINTS,
    RECOVERY,
    WINDOW,
    RateLimiter,
    RateStore,
)
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import CancelledError, DeadlineError
from tests.posix import STOP, file_size_limited, give_away, make_link, make_pipe, make_socket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENDPOINT = "https://iot.example.com"
NOW = 1_764_547_200.0


class Clock:
    """A clock that advances only by a call or a wait."""

    def __init__(self, monotonic: float = 1000.0, utc: float = NOW) -> None:
        self.monotonic = monotonic
        self.utc = utc

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self.monotonic += seconds
        self.utc += seconds

    def wait(self, seconds: float) -> bool:
        """Advance the clock, and report no cancel."""
        self.advance(seconds)
        return False

    @property
    def timing(self) -> Timing:
        """Return the timing functions of this clock."""
        return Timing(lambda: self.utc, lambda: self.monotonic, self.wait, lambda: 0.5)


@pytest.fixture
def clock() -> Clock:
    """Return a fake clock."""
    return Clock()


def take(limiter: RateLimiter, clock: Clock, seconds: float = 60.0) -> float:
    """Wait for permission to send one request, and return the seconds of the wait."""
    before = clock.monotonic
    assert limiter.acquire(Deadline(seconds, clock.timing)) == pytest.approx(clock.monotonic)
    return clock.monotonic - before


def machine(clock: Clock, path: Path, share: int = 8, endpoint: str = ENDPOINT) -> RateLimiter:
    """Return the rate limiter of one process."""
    return RateLimiter(RateStore(path, endpoint, clock.timing), share, clock.timing)


def busiest_second(moments: Sequence[float]) -> int:
    """Return the largest number of requests within one second."""
    return max(sum(1 for other in moments if 0 <= other - moment < 1.0) for moment in moments)


def test_share_goes_out_at_once_and_then_as_the_window_moves(clock: Clock) -> None:
    """Requests within the limit do not wait. The next request waits until the first one is one window old."""
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), 8, clock.timing)
    assert [take(limiter, clock) for _ in range(16)] == [0.0] * 8 + [pytest.approx(WINDOW)] + [0.0] * 7
    clock.advance(0.5)
    assert take(limiter, clock) == pytest.approx(WINDOW - 0.5)


@given(st.integers(1, 12), st.lists(st.floats(0, 0.7), min_size=1, max_size=60))
def test_no_second_sees_more_than_the_share(share: int, pauses: list[float]) -> None:
    """Requests are sent in order, and never more than the limit within one second."""
    clock = Clock()
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), share, clock.timing)
    moments: list[float] = []
    for pause in pauses:
        clock.advance(pause)
        take(limiter, clock, 1e6)
        moments.append(clock.monotonic)
    assert moments == sorted(moments)
    assert busiest_second(moments) <= share


@pytest.mark.parametrize(("refusals", "allowed"), [(1, 4), (2, 2), (3, 1), (9, 1)])
def test_throttling_slows_down_and_recovers(clock: Clock, refusals: int, allowed: int) -> None:
    """Each throttled request halves the limit, down to one request per window. The limit recovers after some time."""
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), 8, clock.timing)
    for _ in range(refusals):
        limiter.slow_down(limiter.acquire(Deadline(60.0, clock.timing)))
        clock.advance(WINDOW)
    assert [take(limiter, clock) for _ in range(allowed + 1)] == [0.0] * allowed + [pytest.approx(WINDOW)]
    clock.advance(RECOVERY)
    assert [take(limiter, clock) for _ in range(9)] == [0.0] * 8 + [pytest.approx(WINDOW)]


def test_refusals_of_one_burst_count_once(clock: Clock) -> None:
    """Throttling of several parallel requests reduces the limit only once."""
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), 8, clock.timing)
    turns = [limiter.acquire(Deadline(60.0, clock.timing)) for _ in range(6)]
    clock.advance(0.1)
    for turn in turns:
        limiter.slow_down(turn)
    clock.advance(WINDOW)
    assert [take(limiter, clock) for _ in range(5)] == [0.0] * 4 + [pytest.approx(WINDOW)]


def test_turn_beyond_the_deadline_is_not_taken(clock: Clock) -> None:
    """A request that would wait past its deadline fails immediately with the reason, and does not delay others."""
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), 1, clock.timing)
    take(limiter, clock)
    for _ in range(3):
        with pytest.raises(DeadlineError, match=r"used up its share of the quota") as caught:
            take(limiter, clock, seconds=1.0)
    assert "timeout" in caught.value.remedy
    assert take(limiter, clock) == pytest.approx(WINDOW)


def test_cancel(clock: Clock) -> None:
    """A cancel ends a wait for permission to send, before and after the time of the request is reserved."""
    waits = iter([False, True, True])
    timing = msgspec.structs.replace(clock.timing, wait=lambda _: next(waits))
    limiter = RateLimiter(RateStore(None, ENDPOINT, clock.timing), 1, timing)
    limiter.acquire(Deadline(60.0, timing))
    limiter.acquire(Deadline(60.0, timing))  # the clock does not advance, so the reserved time is in the future
    for _ in range(2):
        with pytest.raises(CancelledError):
            limiter.acquire(Deadline(60.0, timing))


def test_canceled_requests_reserve_one_slot(clock: Clock, tmp_path: Path) -> None:
    """However many requests of a process are canceled, they reserve only one slot."""
    timing = msgspec.structs.replace(clock.timing, wait=lambda _: True)
    limiter = RateLimiter(RateStore(tmp_path / "pace", ENDPOINT, timing), 1, timing)
    limiter.acquire(Deadline(60.0, timing))
    for _ in range(3):
        with pytest.raises(CancelledError):
            limiter.acquire(Deadline(60.0, timing))
    assert take(machine(clock, tmp_path / "pace", 1), clock) == pytest.approx(2 * WINDOW)


def test_deadline_of_a_thread_behind_another(clock: Clock) -> None:
    """A thread waits for another thread of its process only until its own deadline."""
    is_waiting, is_over = threading.Event(), threading.Event()

    def wait(_: float) -> bool:
        is_waiting.set()
        return is_over.wait()

    timing = msgspec.structs.replace(clock.timing, wait=wait)
    limiter = RateLimiter(RateStore(None, ENDPOINT, timing), 1, timing)
    limiter.acquire(Deadline(60.0, timing))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(limiter.acquire, Deadline(60.0, timing))
        assert is_waiting.wait(30)
        clock.advance(WINDOW)  # its slot belongs to the first thread
        try:
            with pytest.raises(DeadlineError, match=r"used up its share of the quota"):
                limiter.acquire(Deadline(0.01, timing))
        finally:
            is_over.set()
        with pytest.raises(CancelledError):
            first.result()


def test_processes_share(clock: Clock, tmp_path: Path) -> None:
    """Two processes share one limit, and throttling of one process slows the other one too."""
    first, second = machine(clock, tmp_path / "pace"), machine(clock, tmp_path / "pace")
    assert [take(each, clock) for each in (first, second) * 4] == [0.0] * 8
    assert take(second, clock) == pytest.approx(WINDOW)
    clock.advance(3 * WINDOW)
    first.slow_down(first.acquire(Deadline(60.0, clock.timing)))
    assert [take(second, clock) for _ in range(4)] == [0.0] * 3 + [pytest.approx(WINDOW)]


def test_endpoints_do_not_share(clock: Clock, tmp_path: Path) -> None:
    """Each endpoint has its own limit."""
    first, second = (
        machine(clock, tmp_path / "pace", 1),
        machine(clock, tmp_path / "pace", 1, "https://iot.example.org"),
    )
    assert [take(first, clock), take(second, clock)] == [0.0, 0.0]


@pytest.mark.posix
def test_file_is_private(clock: Clock, tmp_path: Path) -> None:
    """The file and its new directory are private to the user."""
    take(machine(clock, tmp_path / "made" / "pace"), clock)
    assert stat.S_IMODE((tmp_path / "made" / "pace").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700


@pytest.mark.parametrize("uptime", [0.0, 5.0, 999.0, 1000.0, 100_000.0])
def test_another_boot(tmp_path: Path, uptime: float) -> None:
    """Times from before a reboot are ignored, because the monotonic clock restarted."""
    before = Clock()
    take(machine(before, tmp_path / "pace", 1), before)
    after = Clock(monotonic=uptime, utc=NOW + 3600)
    assert take(machine(after, tmp_path / "pace", 1), after) == 0.0


@pytest.mark.parametrize(
    "content", [b"", b"not a database, but long enough to be taken for one" * 50, b"SQLite format 3\0"]
)
def test_file_that_is_no_good(clock: Clock, tmp_path: Path, content: bytes) -> None:
    """An invalid file is replaced by a valid one, which the next process uses."""
    (tmp_path / "pace").write_bytes(content)
    assert take(machine(clock, tmp_path / "pace", 2), clock) == 0.0
    assert take(machine(clock, tmp_path / "pace", 2), clock) == 0.0
    assert take(machine(clock, tmp_path / "pace", 2), clock) == pytest.approx(WINDOW)


@pytest.mark.parametrize("name", ["file", "no\0name", "n" * 300, "\udcff/\udcfe"])
def test_directory_that_cannot_be_made(clock: Clock, tmp_path: Path, name: str) -> None:
    """If the directory cannot be created, the process has its own limit."""
    (tmp_path / "file").touch()
    limiter = machine(clock, tmp_path / name / "pace", 2)
    assert [take(limiter, clock) for _ in range(3)] == [0.0, 0.0, pytest.approx(WINDOW)]


NUMBERS = st.floats() | st.integers() | st.sampled_from([0.0, -1.0, 999.0, 1000.0, 1001.0, 1.7e308, -1.7e308, NOW])
VALUES = NUMBERS | st.none() | st.text(max_size=5) | st.booleans() | st.lists(NUMBERS, max_size=3)
STATES = st.tuples(st.lists(NUMBERS, max_size=20) | VALUES, VALUES, VALUES, VALUES, VALUES) | VALUES
ENTRIES = st.tuples(STATES, VALUES | st.just(1000.0), VALUES | st.just(NOW)) | VALUES


@given(
    st.fixed_dictionaries(
        {"endpoints": st.dictionaries(st.sampled_from([ENDPOINT, "another"]) | st.text(max_size=5), ENTRIES) | VALUES}
    )
    | VALUES
)
def test_any_content(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    """With any file content, no process fails, waits longer than two windows, or exceeds the limit.

    The file is valid afterwards.
    """
    clock, path = Clock(), tmp_path_factory.mktemp("any") / "pace"
    path.write_text(json.dumps(content), encoding="utf-8")
    first, second = machine(clock, path, 2), machine(clock, path, 2)
    moments: list[float] = []
    for limiter in (first, second) * 4:
        # A damaged file may say that the limit is used up or halved, but only for a short time.
        take(limiter, clock, 2 * WINDOW + 0.2)
        moments.append(clock.monotonic)
    assert busiest_second(moments) <= 2
    assert isinstance(json.loads(path.read_bytes())["endpoints"][ENDPOINT], list)


MOMENTS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(990.0, 1010.0)


@given(st.lists(MOMENTS, max_size=20), MOMENTS | st.floats(-2.0, 20.0), MOMENTS, st.integers(0, 10**30), MOMENTS)
@example([1.7e308], 2.0**31, 0.0, 0, 0.0)
@example([1003.0], 2.0**31, 0.0, 0, 0.0)
@example([1001.0, 1000.2, 1000.3], 2.0**31, 0.0, 0, 0.0)
@example([1001.0, 1002.0, 1003.0, 1004.0, 1006.0, 1007.0], 2.0**31, 0.0, 0, 0.0)
@example([999.5], 2.0**31, 0.0, 0, 1.7e308)
@example([], -1.7e308, 1000.0, 0, 0.0)
@example([], 1.7e308, -1.7e308, 0, 0.0)
@example([], 1.0, 1.7e308, 0, 0.0)
@example([], 1.0, 1001.0, 0, 0.0)
@example([], 1e-300, 1000.0, 0, 0.0)
def test_any_state(  # noqa: PLR0913, PLR0917 - the parts of a state
    tmp_path_factory: pytest.TempPathFactory,
    turns: list[float],
    allowance: float,
    slowed: float,
    first: int,
    spaced_until: float,
) -> None:
    """A well-formed state with impossible numbers delays a process by two windows, and by one for each slot in a queue.

    It causes no burst.
    """
    clock, path = Clock(), tmp_path_factory.mktemp("any") / "pace"
    content = [[turns, allowance, slowed, first, spaced_until], 1000.0, NOW]
    path.write_text(json.dumps({"endpoints": {ENDPOINT: content}}))
    queue = sum(1000.0 < turn <= 1000.0 + len(turns) * WINDOW for turn in turns)
    moments: list[float] = []
    for limiter in (machine(clock, path, 2), machine(clock, path, 2)) * 4:
        take(limiter, clock, (2 + queue) * WINDOW + 0.2)
        queue = 0
        moments.append(clock.monotonic)
        state = json.loads(path.read_bytes())["endpoints"][ENDPOINT][0]
        assert state[0] == sorted(state[0])
        assert 1.0 <= state[1] <= 2.0**31
        assert 0.0 <= state[2] <= clock.monotonic
        assert state[4] <= clock.monotonic + WINDOW
    assert busiest_second(moments) <= 2


def test_slots_in_disorder(clock: Clock, tmp_path: Path) -> None:
    """Slots that are not in order are sorted, because every process counts from the last one."""
    note = [[[1000.9, 1000.2, 1000.5], 1.0, 0.0], 1000.0, NOW]
    (tmp_path / "pace").write_text(json.dumps({"endpoints": {ENDPOINT: note}}))
    with RateStore(tmp_path / "pace", ENDPOINT, clock.timing).update() as state:
        assert state.turns == [1000.2, 1000.5, 1000.9]


@pytest.mark.parametrize(
    "noted", [(1.7e308, -1.7e308), (1.7e308, 1.7e308), (-1.7e308, 1.7e308), (0.0, NOW), (1000.0, 0.0)]
)
def test_note_of_another_clock(clock: Clock, tmp_path: Path, noted: tuple[float, float]) -> None:
    """A stored state is ignored if its two times cannot belong to these two clocks."""
    note = [[[999.9], 1.0, 999.9], *noted]
    (tmp_path / "pace").write_text(json.dumps({"endpoints": {ENDPOINT: note}}))
    assert take(machine(clock, tmp_path / "pace", 1), clock) == 0.0


@given(st.data())
def test_flipped_bits(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Flipped bits, missing parts or added bytes in a real file cause no error and no burst of requests."""
    clock, path = Clock(), tmp_path_factory.mktemp("bits") / "pace"
    take(machine(clock, path, 2), clock)
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) * 8 - 1), max_size=8)):
        content[place // 8] ^= 1 << place % 8
    end = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:end] + data.draw(st.binary(max_size=8)))
    moments: list[float] = []
    for limiter in (machine(clock, path, 2), machine(clock, path, 2)) * 4:
        take(limiter, clock, 2 * WINDOW + 0.2)
        moments.append(clock.monotonic)
    assert busiest_second(moments) <= 2


def test_file_without_end(clock: Clock, tmp_path: Path) -> None:
    """Only a limited part of an oversized file is read, and the next process finds a small one."""
    path = tmp_path / "pace"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert take(machine(clock, path, 1), clock) == 0.0
    assert path.stat().st_size < 1000
    assert take(machine(clock, path, 1), clock) == pytest.approx(WINDOW)


def test_forgotten_endpoints(clock: Clock, tmp_path: Path) -> None:
    """The file lists only the most recently used endpoints, for at most a day after their last use."""

    def kept() -> list[str]:
        return sorted(json.loads((tmp_path / "pace").read_bytes())["endpoints"])

    for number in range(MAX_ENDPOINTS + 5):
        take(machine(clock, tmp_path / "pace", 1, f"http://127.0.0.1:{number}"), clock)
        clock.advance(1.0)
    assert kept() == sorted(f"http://127.0.0.1:{number}" for number in range(5, MAX_ENDPOINTS + 5))
    clock.advance(90_000)
    take(machine(clock, tmp_path / "pace", 1), clock)
    assert kept() == [ENDPOINT]


@pytest.mark.posix
@pytest.mark.parametrize(
    ("place", "change", "cause"),
    [
        ("file", "link", "not a regular file"),
        ("file", "dangling link", "not a regular file"),
        ("file", "pipe", "not a regular file"),
        ("file", "socket", "not a regular file"),
        ("file", "directory", "not a regular file"),
        ("file", "hard link", "second name"),
        *((place, mode, "can be changed by other users") for place in ("file", "directory") for mode in (0o720, 0o702)),
        *((place, "owner", "belongs to another user") for place in ("file", "directory")),
    ],
)
def test_what_others_can_change(  # noqa: PLR0913, PLR0917 - pytest passes the columns of the table by name
    clock: Clock, tmp_path: Path, make_foreign: Callable[[Path], None], place: str, change: object, cause: str
) -> None:
    """A file that other users can change is not used. The process applies its own limit and reports the reason."""
    path = tmp_path / "cache" / "pace"
    path.parent.mkdir(mode=0o700)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"somebody's")
    if change == "link":
        make_link(path, elsewhere)
    elif change == "dangling link":
        make_link(path, tmp_path / "missing")
    elif change == "hard link":
        path.hardlink_to(elsewhere)
    elif change == "pipe":
        make_pipe(path)
    elif change == "socket":
        make_socket(path)
    elif change == "directory":
        path.mkdir()
    else:
        path.write_bytes(b"somebody's")
        changed = path if place == "file" else path.parent
        if isinstance(change, int):
            changed.chmod(change)
        else:
            make_foreign(changed)
    notes: list[str] = []
    limiter = RateLimiter(RateStore(path, ENDPOINT, clock.timing, notes.append), 2, clock.timing)
    assert [take(limiter, clock) for _ in range(3)] == [0.0, 0.0, pytest.approx(WINDOW)]
    assert len(notes) == 1
    assert cause in notes[0]
    assert "Set cacheDir" in notes[0]
    assert not (tmp_path / "missing").exists()
    assert [each.read_bytes() for each in (elsewhere, path) if each.is_file()] in (
        [b"somebody's"],
        [b"somebody's"] * 2,
    )
    clock.advance(FALLBACK_WAIT)
    take(limiter, clock)
    assert notes == [notes[0]] * 2  # the process retries after a while, and shows each note once


@pytest.mark.posix
@pytest.mark.parametrize("written", [0, 40])
def test_full_disk(clock: Clock, tmp_path: Path, written: int) -> None:
    """If the file cannot be written completely, the process applies the limit on its own and says so."""
    notes: list[str] = []
    limiter = RateLimiter(RateStore(tmp_path / "pace", ENDPOINT, clock.timing, notes.append), 4, clock.timing)
    moments = []
    with file_size_limited(written):
        while clock.monotonic < 1000.0 + 3 * FALLBACK_WAIT:
            take(limiter, clock)
            moments.append(clock.monotonic)
    assert busiest_second(moments) == 4
    note = (
        "The rate limit is not shared with other processes for 60 seconds: {} cannot be written. Check the free space "
    )
    assert {*notes} == {note.format(tmp_path / "pace") + "of its disk."}


@pytest.mark.posix
def test_link_to_the_directory(clock: Clock, tmp_path: Path) -> None:
    """The user's own link to a cache directory is followed. A link of another user is not."""
    (tmp_path / "real").mkdir(mode=0o700)
    make_link(tmp_path / "cache", tmp_path / "real")
    for limiter in (machine(clock, tmp_path / "cache" / "pace", 1), machine(clock, tmp_path / "real" / "pace", 1)):
        limiter.acquire(Deadline(60.0, clock.timing))
    assert clock.monotonic > 1000.0
    notes: list[str] = []
    make_link(tmp_path / "foreign", tmp_path / "real")
    try:
        give_away(tmp_path / "foreign")
    except PermissionError:
        return
    store = RateStore(tmp_path / "foreign" / "pace", ENDPOINT, clock.timing, notes.append)
    RateLimiter(store, 1, clock.timing).acquire(Deadline(60.0, clock.timing))
    assert [note for note in notes if "is a symbolic link" in note] == notes != []


HOLDER = """
import sys, threading, time
from pathlib import Path
from alicloud_iot_ota.api.rate_limiter import RateStore
from alicloud_iot_ota.api.retry import Timing
timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
with RateStore(Path(sys.argv[1]), "https://iot.example.com", timing).update():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.posix
def test_stopped_process(clock: Clock, tmp_path: Path) -> None:
    """A stopped process that locks the file delays others by one short wait a minute. A note reports it."""
    path = tmp_path / "pace"
    notes: list[str] = []
    other = machine(clock, path, 2)
    take(other, clock)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        env={**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            holder.send_signal(STOP)
            limiter = RateLimiter(RateStore(path, ENDPOINT, clock.timing, notes.append), 100, clock.timing)
            before = clock.monotonic
            for _ in range(50):
                limiter.acquire(Deadline(60.0, clock.timing))
            assert LOCK_WAIT <= clock.monotonic - before < LOCK_WAIT + 0.1
            (note,) = notes
            if Path("/proc/locks").exists():
                assert f"Process {holder.pid} (" in note
            assert f"has locked {path}" in note
            assert "Resume or end that process" in note
            clock.advance(FALLBACK_WAIT)
            before = clock.monotonic
            limiter.acquire(Deadline(60.0, clock.timing))
            assert LOCK_WAIT <= clock.monotonic - before < LOCK_WAIT + 0.1
        finally:
            holder.kill()
    clock.advance(FALLBACK_WAIT)
    before = clock.monotonic
    limiter.acquire(Deadline(60.0, clock.timing))
    assert clock.monotonic == before
    assert len(notes) == 2


def test_alone_with_what_was_known(clock: Clock, tmp_path: Path) -> None:
    """A process that cannot access the file any more continues from the last state, without a burst of requests."""
    first, second = machine(clock, tmp_path / "pace", 2), machine(clock, tmp_path / "pace", 2)
    take(first, clock)
    take(second, clock)
    (tmp_path / "pace").chmod(0o666)
    assert take(second, clock) == pytest.approx(WINDOW)


def test_cancelled_while_locked(clock: Clock, tmp_path: Path) -> None:
    """A cancel ends the wait for the locked file."""
    timing = msgspec.structs.replace(clock.timing, wait=lambda _: True)
    with RateStore(tmp_path / "pace", ENDPOINT, clock.timing).update(), pytest.raises(CancelledError):
        RateLimiter(RateStore(tmp_path / "pace", ENDPOINT, timing), 1, timing).acquire(Deadline(60.0, timing))


WORKER = """
import sys, threading, time
from pathlib import Path
from alicloud_iot_ota.api.rate_limiter import RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, Timing
timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
limiter = RateLimiter(RateStore(Path(sys.argv[1]), "https://iot.example.com", timing), 40, timing)
moments = []
def work():
    for _ in range(5):
        moments.append(limiter.acquire(Deadline(60.0, timing)))
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*moments)
"""


def test_real_processes(tmp_path: Path) -> None:
    """Eight processes with two threads each send 80 requests, never more than the limit within one second."""
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
from alicloud_iot_ota.api.rate_limiter import RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, Timing
timing = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
limiter = RateLimiter(RateStore(Path(sys.argv[1]), "https://iot.example.com", timing), 8, timing)
def work():
    limiter.acquire(Deadline(600.0, timing))
    print("turn", flush=True)
for _ in range(400):
    threading.Thread(target=work).start()
"""


def test_killed_process_leaves_no_queue(tmp_path: Path) -> None:
    """If a process with 400 waiting requests (50 seconds) is killed, other processes do not wait for them."""
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
    limiter = RateLimiter(RateStore(tmp_path / "pace", ENDPOINT, timing), 8, timing)
    limiter.acquire(Deadline(15.0, timing))
