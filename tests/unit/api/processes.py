# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A simulation of processes that share one rate limit. Time passes only while all of them wait.

Each process has its own thread, but only one thread runs at a time: the one whose wait ends first. The order, and
therefore every result, is the same in each run.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.api.rate_limiter import RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import CancelledError, DeadlineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

ENDPOINT = "https://iot.example.com"
NOW = 1_764_547_200.0  # the time of day at the start
START = 1000.0  # the monotonic clock at the start
NEVER = float("inf")


class _End(BaseException):
    """Ends the thread of a process."""


class Process:
    """A process that sends one request after another.

    Args:
        machine: The machine on which it runs.
        share: The maximum number of requests per second.
        response: The seconds from a request to the next one. 0 for a process with many requests at the same time.
        start: The seconds after which the process starts.
        timeout: The seconds after which a lookup of one request fails.

    Attributes:
        moments: The times of its requests.
        errors: The times of its failed lookups.
        alive_until: The time at which the process is killed.
        cancelled_at: The time at which the process is canceled.
        stopped: The start and the end of the time in which the process is stopped.
    """

    def __init__(self, machine: Machine, share: int, response: float, start: float, timeout: float) -> None:
        self.moments: list[float] = []
        self.errors: list[float] = []
        self.alive_until = self.cancelled_at = NEVER
        self.stopped = (NEVER, NEVER)
        self._machine, self._response, self._timeout = machine, response, timeout
        self.timing = Timing(lambda: NOW - START + machine.now, lambda: machine.now, self._wait, lambda: 0.5)
        self.limiter = RateLimiter(RateStore(machine.path, ENDPOINT, self.timing), share, self.timing)
        self.wakes = START + start
        self.may_run = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(_End, CancelledError):
            self._sleep_until(self.wakes)
            while True:
                try:
                    slot = self.limiter.acquire(Deadline(self._timeout, self.timing))
                except DeadlineError:
                    self.errors.append(self._machine.now)
                    self._sleep_until(self._machine.now + 0.1)
                    continue
                self.moments.append(self._machine.now)
                if self._machine.refuses(self._machine.now):
                    self.limiter.slow_down(slot)
                self._wait(self._response)
        self.wakes = NEVER
        self._machine.yields.set()

    def _wait(self, seconds: float) -> bool:
        end = self._machine.now + seconds
        self._sleep_until(min(end, max(self.cancelled_at, self._machine.now)))
        return self._machine.now >= self.cancelled_at

    def _sleep_until(self, moment: float) -> None:
        start, end = self.stopped
        self.wakes = end if start <= moment < end else moment
        self._machine.yields.set()
        self.may_run.wait()
        self.may_run.clear()
        if self._machine.now >= self.alive_until:
            raise _End


class Machine:
    """A machine with processes that share a rate limit.

    Args:
        path: The file with the state of the rate limit.
        quota: The requests that the service allows in one second.
    """

    def __init__(self, path: Path, quota: int = 1_000_000) -> None:
        self.path = path
        self.now = START
        self.processes: list[Process] = []
        self.yields = threading.Event()
        self.refused: list[float] = []
        self._quota = quota
        self._admitted: list[float] = []

    def start(
        self, share: int = 8, *, response: float = 0.0, start: float = 0.0, timeout: float = 60.0
    ) -> Process:
        """Start a process."""
        self.yields.clear()
        process = Process(self, share, response, start, timeout)
        self.yields.wait()
        self.processes.append(process)
        return process

    def refuses(self, now: float) -> bool:
        """Return whether the service refuses a request, because the quota of the last second is used up."""
        self._admitted = [moment for moment in self._admitted if moment > now - 1.0]
        if len(self._admitted) < self._quota:
            self._admitted.append(now)
            return False
        self.refused.append(now)
        return True

    def run(self, seconds: float) -> None:
        """Let the processes run."""
        end = self.now + seconds
        while (process := min(self.processes, key=lambda each: each.wakes)).wakes <= end:
            self.now = max(self.now, process.wakes)
            self.yields.clear()
            process.may_run.set()
            self.yields.wait()
        self.now = end

    def stop(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.alive_until = -NEVER
            if process.wakes < NEVER:
                self.yields.clear()
                process.may_run.set()
                self.yields.wait()

    @property
    def moments(self) -> list[float]:
        """The times of all requests, in order."""
        return sorted(moment for process in self.processes for moment in process.moments)

    @property
    def counts(self) -> list[int]:
        """The number of requests of each process."""
        return [len(process.moments) for process in self.processes]


def jain(counts: Sequence[int]) -> float:
    """Return Jain's fairness index: 1 if all counts are equal."""
    return sum(counts) ** 2 / (len(counts) * sum(count**2 for count in counts))
