# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A simulation of processes that share one rate limit. Time passes only while all of them wait.

Each process has its own thread, but only one thread runs at a time: the one whose wait ends first. The order, and
therefore every result, is the same in each run.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
import math
import threading
from typing import TYPE_CHECKING

from alicloud_iot_ota.api.rate_limiter import RateLimiter, RateStore
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import CancelledError, DeadlineError

if TYPE_CHECKING:
    from pathlib import Path

ENDPOINT = "https://iot.example.com"
NOW = 1_764_547_200.0  # the time of day at the start
LIMIT = 30  # seconds after which a process counts as hanging


class _KilledError(BaseException):
    """Ends the thread of a process."""


class Process:
    """A process that sends one request after another.

    Args:
        machine: The machine on which it runs.
        share: The maximum number of requests per second.
        response: The seconds from a request to the next one. 0 for a process with many parallel requests.
        start: The seconds after which the process starts.
        late: The seconds by which it wakes up late after each wait.
        timeout: The seconds that a request may wait.

    Attributes:
        moments: The times of its requests.
        waits: The seconds for which each of them waited.
        errors: The seconds for which each request waited that timed out.
        killed: When the process is killed.
        canceled: When the process is canceled.
        stopped: The start and the end of the time in which the process is stopped.
        wakes: When the process continues.
    """

    def __init__(  # noqa: PLR0913 - the behavior of a process
        self, machine: Machine, *, share: int, response: float, start: float, late: float, timeout: float
    ) -> None:
        self.moments: list[float] = []
        self.waits: list[float] = []
        self.errors: list[float] = []
        self.killed = self.canceled = math.inf
        self.stopped = (math.inf, math.inf)
        self.wakes = machine.now + start
        self._machine, self._response, self._late, self._timeout = machine, response, late, timeout
        self._timing = Timing(lambda: NOW + machine.now, lambda: machine.now, self._wait, lambda: 0.5)
        self._limiter = RateLimiter(RateStore(machine.path, ENDPOINT, self._timing), share, self._timing)
        self._continue = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def resume(self) -> None:
        """Let the process run until its next wait."""
        self._machine.waits.clear()
        self._continue.set()
        assert self._machine.waits.wait(LIMIT)

    def _run(self) -> None:
        with contextlib.suppress(_KilledError, CancelledError):
            self._sleep_until(self.wakes)
            while True:
                self._send()
                self._timing.pause(self._response)
        self.wakes = math.inf
        self._machine.waits.set()

    def _send(self) -> None:
        before = self._machine.now
        try:
            slot = self._limiter.acquire(Deadline(self._timeout, self._timing))
        except DeadlineError:
            self.errors.append(self._machine.now - before)
            self._timing.pause(self._timeout)
            return
        self.moments.append(self._machine.now)
        self.waits.append(self._machine.now - before)
        if not self._machine.admits(self._machine.now):
            self._limiter.slow_down(slot)

    def _wait(self, seconds: float) -> bool:
        now = self._machine.now
        self._sleep_until(now + seconds + self._late if now + seconds < self.canceled else max(now, self.canceled))
        return self._machine.now >= self.canceled

    def _sleep_until(self, moment: float) -> None:
        start, end = self.stopped
        self.wakes = end if start <= moment < end else moment
        self._machine.waits.set()
        self._continue.wait()
        self._continue.clear()
        if self._machine.now >= self.killed:
            raise _KilledError


class Machine:
    """A machine with processes that share a rate limit.

    Args:
        path: The file with the state of the rate limit.
        quota: The requests that the service admits in one second.

    Attributes:
        quota: The requests that the service admits in one second. It may change.
        now: The monotonic clock.
        processes: The processes, in the order of their start.
        refused: The times of the requests that the service refused.
        waits: Is set while all processes wait.
    """

    def __init__(self, path: Path, quota: int = 1000) -> None:
        self.path = path
        self.now = 0.0
        self.processes: list[Process] = []
        self.refused: list[float] = []
        self.waits = threading.Event()
        self.quota = quota
        self._admitted: list[float] = []

    def start(
        self, share: int = 8, *, response: float = 0.0, start: float = 0.0, late: float = 0.0, timeout: float = 60.0
    ) -> Process:
        """Start a process."""
        self.waits.clear()
        self.processes.append(Process(self, share=share, response=response, start=start, late=late, timeout=timeout))
        assert self.waits.wait(LIMIT)
        return self.processes[-1]

    def admits(self, now: float) -> bool:
        """Return whether the service admits a request, within its quota for the last second."""
        self._admitted = [moment for moment in self._admitted if moment > now - 1.0]
        admitted = len(self._admitted) < self.quota
        (self._admitted if admitted else self.refused).append(now)
        return admitted

    def run(self, seconds: float) -> None:
        """Let the processes run for some seconds."""
        end = self.now + seconds
        while self.processes and (first := min(self.processes, key=lambda each: each.wakes)).wakes <= end:
            self.now = max(self.now, first.wakes)
            first.resume()
        self.now = end

    def end(self) -> None:
        """Kill all processes."""
        for process in self.processes:
            process.killed = self.now
            if process.wakes < math.inf:
                process.resume()

    @property
    def counts(self) -> list[int]:
        """The number of requests of each process."""
        return [len(process.moments) for process in self.processes]

    @property
    def moments(self) -> list[float]:
        """The times of all requests, in order."""
        return sorted(itertools.chain.from_iterable(process.moments for process in self.processes))

    @property
    def busiest_second(self) -> int:
        """The largest number of requests within one second."""
        moments = self.moments
        return max(bisect.bisect_left(moments, moment + 1.0) - place for place, moment in enumerate(moments))

    @property
    def fairness(self) -> float:
        """Jain's fairness index of the numbers of requests: 1 if all of them are equal."""
        counts = self.counts
        return sum(counts) ** 2 / (len(counts) * sum(count**2 for count in counts))
