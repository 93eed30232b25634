# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A rate limiter that shares the account's quota among the threads and processes of a machine.

The quota belongs to the account (10 requests per second, according to the ListOTAFirmware page). An access key does not
show which account it belongs to, so all requests to one endpoint share one limit. At worst, two accounts on one machine
wait for each other, but two keys of one account never exceed its quota together.

Request slots are assigned in order. Each slot has a time that keeps every second within the limit, and it is recorded
before the request waits for it. A process has at most one slot in the future, so waiting processes get equal shares. If
the service reports that the quota is used up, the limit is halved, and then recovers gradually.

pyrate-limiter is not used, because its import takes 92 ms and its rates are fixed. SQLite is not used, because it opens
its files by path: another user could exchange a file between the check and the use. The state is one small file,
protected by a lock of the operating system. It survives a process that is killed during a change.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
import os
import threading
from typing import TYPE_CHECKING, Annotated

import msgspec

from alicloud_iot_ota.base import decoding, file_lock
from alicloud_iot_ota.base.private_directory import REMEDY, PrivateDirectory, UntrustedError
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.settings import MAX_REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import FileIO
    from pathlib import Path

    from alicloud_iot_ota.api.retry import Deadline, Timing
    from alicloud_iot_ota.errors import DeadlineError

RATE_FILE = "pace-3.json"
"""The name of the file in `cacheDir`. The number is the version of its format."""

WINDOW = 1.05
"""The seconds to which the limit applies: the service's second, and a margin for requests that overtake each other."""

RECOVERY = 20.0
"""The seconds in which the limit recovers completely from zero."""

LOCK_WAIT = 1.0
"""The seconds to wait for a process that has locked the file. After that, this process counts only its own requests."""

FALLBACK_WAIT = 60.0
"""The seconds for which a process counts only its own requests before it tries the file again."""

MAX_RATE_FILE_BYTES = 1024 * 1024
"""The maximum size of the file, in bytes. A larger file is replaced by an empty one."""

MAX_ENDPOINTS = 16
"""The maximum number of endpoints in the file. The most recently called ones are kept."""

MAX_ENDPOINT_AGE = 86_400.0
"""The seconds without a call after which an endpoint is removed from the file."""

MAX_TURNS = 3 * MAX_REQUESTS_PER_SECOND
"""The maximum number of slots of one endpoint in the file.

That is enough for the last window and for 2,000 waiting processes. A further request fails.
"""

_LOCK_POLL_INTERVAL = 0.002  # maximum seconds between two attempts to get the lock
_CLOCK_DRIFT = 2.0  # seconds; if the clocks differ by more, a record is from before a restart
_UNLIMITED = 2.0**31  # requests per second
_NO_SLOT = -1
_SKIPS = 2  # slots that a process leaves to others for each one it takes, after a burst


class RateState(msgspec.Struct, array_like=True):
    """The state of one endpoint. Times are from the monotonic clock, which all processes of a machine share.

    Attributes:
        turns: The times of the request slots within the last window and of future slots, in order.
        allowance: The requests per second that were allowed at `slowed`.
        slowed: When the service last reported that the quota is used up.
        first: The number of the first slot. Slots are numbered in order, so that a waiting process finds its own slot.
        spaced_until: The end of the time in which slots are evenly spaced: one window after processes last waited for
            each other.
    """

    turns: Annotated[list[float], msgspec.Meta(max_length=MAX_TURNS)] = []
    allowance: float = _UNLIMITED
    slowed: float = 0.0
    first: Annotated[int, msgspec.Meta(ge=0)] = 0
    spaced_until: float = 0.0

    def sanitize(self, now: float) -> None:
        """Remove values that no process can have written by now."""
        self.turns.sort()
        for place, (before, turn) in enumerate(itertools.pairwise([now, *self.turns])):
            if turn > max(now, before) + WINDOW:  # the next slot is never later
                del self.turns[place:]
                break
        self.spaced_until = min(self.spaced_until, max(self.turns, default=now) + WINDOW)
        if not 0.0 <= self.slowed <= now:
            self.allowance, self.slowed = _UNLIMITED, 0.0
        self.allowance = min(max(1.0, self.allowance), _UNLIMITED)


class _Record(msgspec.Struct, array_like=True):
    """The state of an endpoint and the time of writing, from both clocks."""

    state: RateState
    noted: float
    noted_utc: float

    def is_current(self, now: float, now_utc: float) -> bool:
        """Return whether the record is newer than the last start of the machine and the last change of its clock."""
        return 0.0 <= self.noted <= now and abs((now - self.noted) - (now_utc - self.noted_utc)) <= _CLOCK_DRIFT


class _RateFile(msgspec.Struct):
    """The content of the file."""

    endpoints: dict[str, _Record] = {}


class RateStore:
    """A store for the state of one endpoint, in a file that all processes of this user on this machine share.

    Rate limiting is best effort; a lookup never fails because of it. The file may be unusable: the disk is full, the
    home directory is read-only, another user can change the file, or a stopped process has locked it. The threads of
    this process then share a state of their own for some time. It starts with the state that was last read.

    Args:
        path: The file, one for all endpoints, in a directory that only this user can change. None if there is no
            suitable directory: the threads of this process then share a state of their own.
        note: Called with each problem that the user can fix.
    """

    def __init__(
        self, path: Path | None, endpoint: str, timing: Timing, note: Callable[[str], None] = lambda _: None
    ) -> None:
        self._path = path
        self._endpoint = endpoint
        self._timing = timing
        self._note = note
        self._lock = threading.Lock()
        self._state = RateState()
        self._fallback_until: float | None = None

    @contextlib.contextmanager
    def update(self) -> Iterator[RateState]:
        """Yield the state for changes, to one thread of one process at a time."""
        with self._lock:
            descriptor = self._open_locked()
            if descriptor is None:
                yield self._state
                return
            # The file is not kept open: its lock would stay, and a cancel would have to close it.
            with os.fdopen(descriptor, "r+b", buffering=0) as file:
                endpoints = self._read(file)
                try:
                    yield self._state
                finally:
                    self._write(file, endpoints)

    def _open_locked(self) -> int | None:
        """Return a descriptor of the locked file, or None if this process uses its own state."""
        path = self._path
        if path is None or (self._fallback_until is not None and self._timing.monotonic() < self._fallback_until):
            return None
        try:
            with PrivateDirectory(path.parent, create=True) as directory:
                descriptor = directory.open(path.name, os.O_RDWR | os.O_CREAT)
        except UntrustedError as error:
            self._note(f"The rate limit is not shared with other processes: {error} {REMEDY}")
        except (OSError, ValueError):
            pass  # a read-only home, or no path: the user need not fix that
        else:
            try:
                if self._acquire_lock(descriptor):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
        self._fallback_until = self._timing.monotonic() + FALLBACK_WAIT
        return None

    def _acquire_lock(self, descriptor: int) -> bool:
        """Return whether the file was locked in time."""
        waited = 0.0
        try:
            while not file_lock.try_lock(descriptor):
                if waited >= LOCK_WAIT:
                    holder = file_lock.holder(descriptor).name
                    self._note(
                        f"The rate limit is not shared with other processes for {FALLBACK_WAIT:g} seconds: {holder} "
                        f"has locked {printable(str(self._path))} and does not release it. Resume or end that process."
                    )
                    return False
                step = _LOCK_POLL_INTERVAL * (1.0 + self._timing.random()) / 2
                waited += step
                self._timing.pause(step)
        except OSError:  # a file system without locks
            return False
        return True

    def _read(self, file: FileIO) -> dict[str, _Record]:
        """Load the state and return the records of other endpoints. Damaged content counts as missing.

        If the state is missing, the state that this process last had stays.
        """
        now, now_utc = self._timing.monotonic(), self._timing.time()
        self._state.sanitize(now)
        try:
            content = file.read(MAX_RATE_FILE_BYTES + 1)
            endpoints = decoding.decode(content, _RateFile).endpoints if len(content) <= MAX_RATE_FILE_BYTES else {}
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return {}
        found = endpoints.pop(self._endpoint, None)
        if found is not None and found.is_current(now, now_utc):
            self._state = found.state
            self._state.sanitize(now)
        return {name: note for name, note in endpoints.items() if 0 <= now_utc - note.noted_utc <= MAX_ENDPOINT_AGE}

    def _write(self, file: FileIO, others: dict[str, _Record]) -> None:
        last_called = sorted(others.items(), key=lambda item: item[1].noted_utc)[-(MAX_ENDPOINTS - 1) :]
        own = _Record(self._state, self._timing.monotonic(), self._timing.time())
        content = msgspec.json.encode(_RateFile({**dict(last_called), self._endpoint: own}))
        try:
            file.seek(0)
            is_written = file.write(content) == len(content)
            file.truncate(len(content))
        except OSError:
            is_written = False
        if not is_written:  # the next process would find no slots, and send as many requests as it likes
            self._note(
                f"The rate limit is not shared with other processes for {FALLBACK_WAIT:g} seconds: "
                f"{printable(str(self._path))} cannot be written. Check the free space of its disk."
            )
            self._fallback_until = self._timing.monotonic() + FALLBACK_WAIT


class RateLimiter:
    """A limiter that assigns a slot to each request.

    Args:
        store: The state, which other threads and processes share.
        share: The maximum number of requests per second.
        timing: The clocks, the wait function and the random numbers.
    """

    def __init__(self, store: RateStore, share: int, timing: Timing) -> None:
        self._store = store
        self._share = share
        self._timing = timing
        self._queue_lock = threading.Lock()
        self._number = _NO_SLOT  # of the slot that this process has reserved
        self._used = 0.0  # the time of its last slot
        self._burst = -1  # the slots that it used without waiting, except the first, and has not left to others since

    def acquire(self, deadline: Deadline) -> float:
        """Wait for the next request slot, and return its time on the monotonic clock.

        Raises:
            DeadlineError: The slot would start after the deadline. It is not reserved.
            CancelledError: The wait was canceled.
        """
        # Only one thread of a process waits for a slot, and the others wait for that thread. A process with many
        # requests therefore gets no more slots than other processes, and a killed process leaves only one slot unused.
        if not self._queue_lock.acquire(timeout=max(0.0, deadline.remaining())):
            raise _timeout_error(deadline)
        try:
            if self._timing.monotonic() > self._used + WINDOW:
                self._burst = -1
            skips = min(self._burst, _SKIPS)
            planned = 0.0
            while (moment := self._reserve(deadline, skips)) > max(planned, now := self._timing.monotonic()):
                self._timing.pause(moment - now)
                planned = moment
                skips -= 1
            self._number, self._used = _NO_SLOT, moment
        finally:
            self._queue_lock.release()
        return moment

    def _reserve(self, deadline: Deadline, skips: int) -> float:
        """Return the time of this process's slot. If it has no slot, reserve the next one.

        After a wait, the slot may have a later time: the limit was halved, or another process was late. A process that
        was stopped may have lost its slot. If a thread times out, the next thread of its process uses the slot.

        Args:
            deadline: The deadline of the request.
            skips: If this is positive and other processes wait, reserve nothing, and return the last of their slots.
        """
        with self._current_state() as (state, now):
            turns, place = state.turns, self._number - state.first
            if 0 <= place < len(turns):
                moment = max(now, turns[place])
                moment = max(moment, self._end_of_window(state, place, moment))
                turns[place:] = [max(moment, turn) for turn in turns[place:]]
            else:
                place = len(turns)
                moment = self._earliest(state, now)
                if turns and turns[-1] > now:  # another process waits
                    state.spaced_until = moment + WINDOW
                    if skips > 0 and turns[-1] - now < deadline.remaining() / 2:
                        self._burst -= 1
                        return turns[-1]
            if moment - now >= deadline.remaining() or place == MAX_TURNS:
                raise _timeout_error(deadline)
            if place == len(turns):
                if moment == now:
                    self._burst = min(self._burst + 1, self._share)
                turns.append(moment)
                self._number = state.first + place
            return moment

    def _earliest(self, state: RateState, now: float) -> float:
        """Return the earliest time for a slot behind all others.

        A burst is possible only if no process has waited for others within the last window. Otherwise, the slots are
        evenly spaced, so that a process that waits for its response does not miss the slots of a burst.
        """
        last = max(state.turns, default=now)
        moment = max(now, last)
        if last > now or now < state.spaced_until:
            moment = max(now, last + WINDOW / self._allowed(state, moment))
        return max(moment, self._end_of_window(state, len(state.turns), moment))

    def _end_of_window(self, state: RateState, place: int, moment: float) -> float:
        """Return when the limit allows the slot at a place of the queue: a window after the slot that it replaces."""
        allowed = self._allowed(state, moment)
        return state.turns[place - allowed] + WINDOW if place >= allowed else moment

    def slow_down(self, slot: float) -> None:
        """Halve the limit, because the service answered the request of this slot with a quota error.

        Processes that already wait for a slot notice this when it comes, and wait longer.
        """
        with self._current_state() as (state, now):
            if slot >= state.slowed:  # the last reduction already covers older requests
                state.allowance = max(1.0, self._allowance(state, now) / 2)
                state.slowed = now

    def _allowed(self, state: RateState, moment: float) -> int:
        return max(1, int(self._allowance(state, moment)))

    def _allowance(self, state: RateState, now: float) -> float:
        recovered = (now - state.slowed) * self._share / RECOVERY
        return min(self._share, state.allowance + recovered)

    @contextlib.contextmanager
    def _current_state(self) -> Iterator[tuple[RateState, float]]:
        """Yield the state without expired slots, and the current time."""
        with self._store.update() as state:
            now = self._timing.monotonic()
            expired = bisect.bisect(state.turns, now - WINDOW)
            del state.turns[:expired]
            state.first += expired
            yield state, now


def _timeout_error(deadline: Deadline) -> DeadlineError:
    return deadline.timeout_error("Other requests on this machine used up its share of the quota (requestsPerSecond).")
