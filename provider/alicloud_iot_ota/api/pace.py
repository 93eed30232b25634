# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""When the next request may go out: a share of the account's quota, across the threads and processes of a machine.

The quota belongs to the account (10 requests a second: ListOTAFirmware page). An access key does not tell which account
it belongs to, so everything that calls one endpoint shares one pace: at worst two accounts of one machine wait for each
other, while two keys of one account never overrun it together.

Turns are given in order, each at a moment that keeps any second within the share, and are written down before they
are waited for. An answer that says the quota is used up halves the share, which then recovers by the second.

Not pyrate-limiter's work: its import costs the plugin 92 ms where sqlite3 costs 5, and its rates are fixed. SQLite does
the locking, and survives a process that is killed in the middle.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Protocol

import msgspec

from alicloud_iot_ota import structs
from alicloud_iot_ota.api.retry import cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alicloud_iot_ota.api.retry import Deadline, Timing

PACE_FILE = "pace-1.sqlite3"
"""The file in `cacheDir`. Its number is that of its table: another release may count in another way."""

WINDOW = 1.05
"""Seconds that hold one share: the service's second, and what requests may gain on each other on their way there."""

RECOVERY = 20.0
"""Seconds after which a share that was halved to nothing is whole again."""

_STEP = 0.1  # seconds after which a process asks again for a turn that was too far ahead
_SLEW = 2.0  # seconds by which the two clocks may drift apart before a note is taken for one of another boot
_FORGOTTEN = 86_400.0  # seconds after which an endpoint that nobody calls is forgotten
_BUSY = 2.0  # seconds to wait for another process that writes


class State(msgspec.Struct, array_like=True):
    """What is known of one endpoint. Moments are of the monotonic clock, which all processes of a machine share.

    Attributes:
        turns: The moments of the turns given within the last window, and of those to come.
        allowance: The requests a second that were allowed at `slowed`.
        slowed: When the service last said that the quota is used up.
    """

    turns: list[float] = []
    allowance: float = 2.0**31
    slowed: float = 0.0


class Store(Protocol):
    """Keeps the state of one endpoint."""

    def changing(self) -> contextlib.AbstractContextManager[State]:
        """Give the state to change, to one at a time."""


class ThreadStore:
    """Shares a state among the threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    @contextlib.contextmanager
    def changing(self) -> Iterator[State]:
        """Give the state to change, to one thread at a time."""
        with self._lock:
            yield self._state


class MachineStore:
    """Shares a state among all processes of this user on this machine, in a file.

    Where the file cannot be used (no space, a read-only home, a foreign file in its place), the threads of this
    process still share one: a pace is a courtesy, and no reason to fail.

    Args:
        path: The file, one for all endpoints.
        endpoint: The endpoint whose state it is.
        timing: The clocks.
    """

    def __init__(self, path: Path, endpoint: str, timing: Timing) -> None:
        self._path = path
        self._endpoint = endpoint
        self._timing = timing
        self._lock = threading.Lock()
        self._own: State | None = None

    @contextlib.contextmanager
    def changing(self) -> Iterator[State]:
        """Give the state to change, to one thread of one process at a time."""
        with self._lock:
            if self._own is None:
                try:
                    connection = self._begin()
                except (OSError, sqlite3.Error) as error:
                    if "locked" in str(error):  # by a process that was stopped, perhaps: the next turn asks again
                        yield State()
                        return
                    self._own = State()  # and it stays so: no later request is to wait for a file that fails
                else:
                    # Not kept open: a turn costs a millisecond by it, and nobody has to close it on a cancel.
                    with contextlib.closing(connection):
                        state = self._read(connection)
                        try:
                            yield state
                        finally:
                            with contextlib.suppress(sqlite3.Error):
                                self._commit(connection, state)
                    return
            yield self._own

    def _begin(self) -> sqlite3.Connection:
        try:
            return _begun(self._path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # the file is no database, or is damaged
            self._path.unlink()
            return _begun(self._path)

    def _read(self, connection: sqlite3.Connection) -> State:
        row = connection.execute(
            "SELECT state, noted, noted_utc FROM pace WHERE endpoint = ?", [self._endpoint]
        ).fetchone()
        if row is None or abs((self._timing.monotonic() - row[1]) - (self._timing.time() - row[2])) > _SLEW:
            return State()  # noted before the machine was started anew, or before its clock was set
        try:
            return structs.decode(row[0], State)
        except msgspec.MsgspecError:
            return State()

    def _commit(self, connection: sqlite3.Connection, state: State) -> None:
        now_utc = self._timing.time()
        connection.execute(
            "INSERT OR REPLACE INTO pace VALUES (?, ?, ?, ?)",
            [self._endpoint, msgspec.json.encode(state), self._timing.monotonic(), now_utc],
        )
        connection.execute("DELETE FROM pace WHERE noted_utc < ?", [now_utc - _FORGOTTEN])
        connection.execute("COMMIT")


def _begun(path: Path) -> sqlite3.Connection:
    """Open the file and begin a change of it, which no other process can make meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite itself would let everybody read it
    connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # what a power cut loses is a second's turns
        connection.execute("BEGIN IMMEDIATE")
        # The moment of each note by both clocks: where they disagree later, the note is of no use any more.
        connection.execute(
            "CREATE TABLE IF NOT EXISTS pace (endpoint TEXT PRIMARY KEY, state BLOB, noted REAL, noted_utc REAL)"
        )
        connection.execute("SELECT state, noted, noted_utc FROM pace LIMIT 0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Turn(msgspec.Struct, frozen=True):
    """Leave to send one request.

    Attributes:
        moment: From when on it holds, by the monotonic clock.
    """

    moment: float


class Pace:
    """Gives turns.

    Args:
        store: Who shares them.
        share: The requests a second to keep within.
        timing: The clocks, and waiting.
    """

    def __init__(self, store: Store, share: int, timing: Timing) -> None:
        self._store = store
        self._share = share
        self._timing = timing
        self._line = threading.Lock()

    def turn(self, deadline: Deadline) -> Turn:
        """Wait for the next turn, and return it.

        Raises:
            DeadlineError: It would come after the deadline. It is not taken then.
            CancelledError: Somebody cancelled the wait.
        """
        # One thread of a process at a time asks, and none takes a turn far ahead. So a process with many requests
        # leaves the others as many turns as it gets itself, and one that is killed leaves no queue behind.
        with self._line:
            while (turn := self._taken(deadline)) is None:
                self._wait(_STEP)
        self._wait(turn.moment - self._timing.monotonic())
        return turn

    def _taken(self, deadline: Deadline) -> Turn | None:
        """Take the next turn, unless it is too far ahead."""
        with self._current() as (state, now):
            allowed = max(1, int(self._allowance(state, now)))
            moment = max([now, *state.turns[-1:]])
            if len(state.turns) >= allowed:
                moment = max(moment, state.turns[-allowed] + WINDOW)
            if moment - now >= deadline.remaining():
                raise deadline.over(
                    "Other requests have used up this machine's share of the quota (requestsPerSecond)."
                )
            if moment - now > WINDOW:
                return None
            state.turns.append(moment)
            return Turn(moment)

    def _wait(self, seconds: float) -> None:
        if seconds > 0 and self._timing.wait(seconds):
            raise cancelled()

    def slow_down(self, turn: Turn) -> None:
        """Halve the share: the service said that the quota is used up, in its answer to the request of this turn."""
        with self._current() as (state, now):
            if turn.moment >= state.slowed:  # what was sent before that says nothing new
                state.allowance = max(1.0, self._allowance(state, now) / 2)
                state.slowed = now

    def _allowance(self, state: State, now: float) -> float:
        recovered = (now - state.slowed) * self._share / RECOVERY
        return min(self._share, state.allowance + recovered)

    @contextlib.contextmanager
    def _current(self) -> Iterator[tuple[State, float]]:
        """Give the state without what is over, and the moment."""
        with self._store.changing() as state:
            now = self._timing.monotonic()
            state.turns = [moment for moment in state.turns if moment > now - WINDOW]
            yield state, now
