# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""When the next request may go out: a share of the account's quota, across the threads and processes of a machine.

The quota belongs to the account (10 requests a second: ListOTAFirmware page). An access key does not tell which account
it belongs to, so everything that calls one endpoint shares one pace: at worst two accounts of one machine wait for each
other, while two keys of one account never overrun it together.

Turns are given in order, each at a moment that keeps any second within the share, and are written down before they
are waited for. An answer that says the quota is used up halves the share, which then recovers by the second.

Not pyrate-limiter's work: its import costs the plugin 92 ms, and its rates are fixed. Nor that of SQLite, which opens
its files by path: another user could exchange them between a check and their use. The state is one small file under a
lock of the system, which survives a process that is killed in the middle.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING, Annotated

import msgspec

from alicloud_iot_ota.base import decoding, file_lock
from alicloud_iot_ota.base.private_directory import PrivateDirectory, UntrustedError
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.settings import MAX_REQUESTS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import FileIO
    from pathlib import Path

    from alicloud_iot_ota.api.retry import Deadline, Timing

RATE_FILE = "pace-2.json"
"""The file in `cacheDir`. Its number is that of its layout: another release may count in another way."""

WINDOW = 1.05
"""Seconds that hold one share: the service's second, and what requests may gain on each other on their way there."""

RECOVERY = 20.0
"""Seconds after which a share that was halved to nothing is whole again."""

LOCK_WAIT = 1.0
"""Seconds to wait for another process that has locked the file; then this process counts its own requests only."""

FALLBACK_WAIT = 60.0
"""Seconds for which a process counts its own requests only, before it tries the file again."""

MAX_RATE_FILE_BYTES = 1024 * 1024
"""Bytes of the file; a larger one is replaced by an empty one."""

MAX_ENDPOINTS = 16
"""Endpoints in the file: those called last."""

MAX_ENDPOINT_AGE = 86_400.0
"""Seconds without a call after which an endpoint is removed from the file."""

MAX_TURNS = 3 * MAX_REQUESTS_PER_SECOND
"""Turns of one endpoint in the file: those of the last window and of the next, and as many to spare."""

_POLL_INTERVAL = 0.1  # seconds after which a process asks again for a turn that was too far ahead
_LOCK_POLL_INTERVAL = 0.01  # seconds after which it asks again for the lock, at most
_CLOCK_DRIFT = 2.0  # seconds by which the two clocks may drift apart before a note is taken for one of another boot
_UNLIMITED = 2.0**31  # requests a second


class RateState(msgspec.Struct, array_like=True):
    """What is known of one endpoint. Moments are of the monotonic clock, which all processes of a machine share.

    Attributes:
        turns: The moments of the turns given within the last window, and of those to come.
        allowance: The requests a second that were allowed at `slowed`.
        slowed: When the service last said that the quota is used up.
    """

    turns: Annotated[list[float], msgspec.Meta(max_length=MAX_TURNS)] = []
    allowance: float = _UNLIMITED
    slowed: float = 0.0

    def sanitize(self, now: float) -> RateState:
        """Return the state without what no process can have written at this moment."""
        turns = sorted(turn for turn in self.turns if now - WINDOW < turn <= now + WINDOW)
        if not 0.0 <= self.slowed <= now:
            return RateState(turns)
        return RateState(turns, min(max(1.0, self.allowance), _UNLIMITED), self.slowed)


class _Record(msgspec.Struct, array_like=True):
    """What is known of an endpoint, and when that was written, by both clocks."""

    state: RateState
    noted: float
    noted_utc: float

    def is_current(self, now: float, now_utc: float) -> bool:
        """Return whether it was written since the machine was started and its clock was set."""
        return 0.0 <= self.noted <= now and abs((now - self.noted) - (now_utc - self.noted_utc)) <= _CLOCK_DRIFT


class _RateFile(msgspec.Struct):
    """The whole file."""

    endpoints: dict[str, _Record] = {}


class RateStore:
    """Keeps the state of one endpoint, in a file that all processes of this user on this machine share.

    Rate limiting is best effort; a lookup never fails because of it. If the file cannot be used (no space, a read-only
    home, another user can change it, a stopped process has locked it), the threads of this process share a state of
    their own for a while, which starts with what was last read.

    Args:
        path: The file, one for all endpoints, in a directory that only this user can change. None where there is no
            place for it: then the threads of this process share a state of their own.
        note: Is passed what the user can repair.
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
    def changing(self) -> Iterator[RateState]:
        """Give the state to change, to one thread of one process at a time."""
        with self._lock:
            descriptor = self._open_locked()
            if descriptor is None:
                yield self._state
                return
            # Not kept open: the lock would stay, and somebody would have to close it on a cancel.
            with os.fdopen(descriptor, "r+b", buffering=0) as file:
                endpoints = self._read(file)
                try:
                    yield self._state
                finally:
                    with contextlib.suppress(OSError):
                        self._write(file, endpoints)

    def _open_locked(self) -> int | None:
        """Return a descriptor of the file, which is locked; None if this process goes on alone."""
        path = self._path
        if path is None or (self._fallback_until is not None and self._timing.monotonic() < self._fallback_until):
            return None
        try:
            with PrivateDirectory(path.parent, create=True) as directory:
                descriptor = directory.open(path.name, os.O_RDWR | os.O_CREAT)
        except UntrustedError as error:
            self._note(
                f"The rate limit is not shared with other processes: {error} Set cacheDir to a directory that only "
                "this user can change, or correct the owner and mode."
            )
        except (OSError, ValueError):
            pass  # a read-only home, or no path at all: nothing that the user must repair
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
        """Return whether the file could be locked in time."""
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
        """Take the state from the file, and return what else is in it. What is damaged counts as absent."""
        self._state = RateState()
        try:
            content = file.read(MAX_RATE_FILE_BYTES + 1)
            endpoints = decoding.decode(content, _RateFile).endpoints if len(content) <= MAX_RATE_FILE_BYTES else {}
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return {}
        now, now_utc = self._timing.monotonic(), self._timing.time()
        found = endpoints.pop(self._endpoint, None)
        if found is not None and found.is_current(now, now_utc):
            self._state = found.state.sanitize(now)
        return {name: note for name, note in endpoints.items() if 0 <= now_utc - note.noted_utc <= MAX_ENDPOINT_AGE}

    def _write(self, file: FileIO, others: dict[str, _Record]) -> None:
        last_called = sorted(others.items(), key=lambda item: item[1].noted_utc)[-(MAX_ENDPOINTS - 1) :]
        own = _Record(self._state, self._timing.monotonic(), self._timing.time())
        content = msgspec.json.encode(_RateFile({**dict(last_called), self._endpoint: own}))
        file.seek(0)
        file.write(content)
        file.truncate(len(content))


class RateLimiter:
    """Gives turns.

    Args:
        store: Who shares them.
        share: The requests a second to keep within.
    """

    def __init__(self, store: RateStore, share: int, timing: Timing) -> None:
        self._store = store
        self._share = share
        self._timing = timing
        self._queue_lock = threading.Lock()

    def turn(self, deadline: Deadline) -> float:
        """Wait for the next turn, which is leave to send one request, and return its moment by the monotonic clock.

        Raises:
            DeadlineError: It would come after the deadline. It is not taken then.
            CancelledError: Somebody cancelled the wait.
        """
        # One thread of a process at a time asks, and none takes a turn far ahead. So a process with many requests
        # leaves the others as many turns as it gets itself, and one that is killed leaves no queue behind.
        with self._queue_lock:
            while (moment := self._reserve(deadline)) is None:
                self._timing.pause(_POLL_INTERVAL)
        if (seconds := moment - self._timing.monotonic()) > 0:
            self._timing.pause(seconds)
        return moment

    def _reserve(self, deadline: Deadline) -> float | None:
        """Take the next turn, unless it is too far ahead."""
        with self._current_state() as (state, now):
            allowed = max(1, int(self._allowance(state, now)))
            moment = max([now, *state.turns[-1:]])
            if len(state.turns) >= allowed:
                moment = max(moment, state.turns[-allowed] + WINDOW)
            if moment - now >= deadline.remaining():
                raise deadline.timeout_error(
                    "Other requests on this machine used up its share of the quota (requestsPerSecond)."
                )
            if moment - now > WINDOW:
                return None
            state.turns.append(moment)
            return moment

    def slow_down(self, turn: float) -> None:
        """Halve the share: the service said that the quota is used up, in its answer to the request of this turn."""
        with self._current_state() as (state, now):
            if turn >= state.slowed:  # what was sent before that says nothing new
                state.allowance = max(1.0, self._allowance(state, now) / 2)
                state.slowed = now

    def _allowance(self, state: RateState, now: float) -> float:
        recovered = (now - state.slowed) * self._share / RECOVERY
        return min(self._share, state.allowance + recovered)

    @contextlib.contextmanager
    def _current_state(self) -> Iterator[tuple[RateState, float]]:
        """Give the state without what is over, and the moment."""
        with self._store.changing() as state:
            now = self._timing.monotonic()
            state.turns = [moment for moment in state.turns if moment > now - WINDOW]
            yield state, now
