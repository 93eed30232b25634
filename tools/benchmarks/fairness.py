# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How evenly processes share the limit for requests, if each of them always has a request to send."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.api.rate_limiter import WINDOW
from alicloud_iot_ota.settings import DEFAULT_REQUESTS_PER_SECOND as SHARE
from benchmarks.comparison import Figure, Reach, Row
from benchmarks.fleets import fleet, product_key
from benchmarks.measuring import PYTHON, MeasuringError
from benchmarks.setting import service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.setting import Setting

_PROCESSES, _SECONDS = 20, 15.0
_ROUNDS = 3
_LOOP = Path(__file__).with_name("lookup_loop.py")


@dataclass(frozen=True)
class Turns:
    """The requests of each process, as the service received them.

    Attributes:
        seconds: The duration of the measurement.
        moments: The times of the requests of each process, in order, in seconds from the start.
    """

    seconds: float
    moments: Sequence[Sequence[float]]

    @property
    def inequality(self) -> float:
        """The reciprocal of Jain's fairness index: 1 if all processes sent the same number of requests."""
        counts = [len(each) for each in self.moments]
        return len(counts) * sum(count**2 for count in counts) / sum(counts) ** 2

    @property
    def longest_wait(self) -> float:
        """The longest time in seconds in which one process sent no request."""
        ends = ([0.0, *each, self.seconds] for each in self.moments)
        return max(later - earlier for each in ends for earlier, later in itertools.pairwise(each))

    @property
    def busiest_second(self) -> int:
        """The maximum number of requests in any second."""
        moments = list(itertools.chain.from_iterable(self.moments))
        return max(sum(0 <= other - moment < 1 for other in moments) for moment in moments)


def measure(setting: Setting) -> list[Row]:
    """Compare processes that share the limit with equal shares of it."""
    return rows(setting, _PROCESSES, _SECONDS)


def rows(setting: Setting, processes: int, seconds: float) -> list[Row]:
    """Compare a number of processes that share the limit for some seconds with equal shares of it."""
    found = [share_limit(setting, processes, seconds) for _ in range(setting.at_most(_ROUNDS))]
    section = f"{processes} processes that share the limit for {seconds:g} s"
    equal = "equal shares"
    return [
        Row.of(
            section,
            "inequality (1 / Jain's index)",
            "x",
            Reach(at_most=1.05),  # Jain's index is at least 0.95
            ours=Figure.of("the processes", [each.inequality for each in found]),
            theirs=Figure.of(equal, [1.0]),
        ),
        Row.of(
            section,
            "longest wait of a process",
            "s",
            Reach(at_most=1.5),
            ours=Figure.of("the processes", [each.longest_wait for each in found]),
            theirs=Figure.of(equal, [WINDOW + processes * WINDOW / SHARE]),  # the first window may be used up
        ),
        Row.of(
            section,
            "requests in the busiest second",
            "requests",
            Reach(at_most=1.0),
            ours=Figure.of("the processes", [float(each.busiest_second) for each in found]),
            theirs=Figure.of("the limit", [float(SHARE)]),
        ),
    ]


def share_limit(setting: Setting, processes: int, seconds: float) -> Turns:
    """Let a number of processes send requests for some seconds, with the default limit.

    Raises:
        MeasuringError: A process ended, or no request arrived.
    """
    products = [product_key(number) for number in range(processes)]
    with service(setting, fleet(1, processes)) as server:  # immediate responses: all processes always want a turn
        with looking_up(products, server.env) as running:
            began = time.time()
            time.sleep(seconds)
            if any(process.poll() is not None for process in running) or not server.emulator.requests:
                raise MeasuringError("The processes that look up packages ended early, or sent no request.")
        moments: dict[str, list[float]] = {product: [] for product in products}
        for request in server.emulator.requests:
            moment = datetime.fromisoformat(request.time.replace("Z", "+00:00")).timestamp() - began
            moments[request.parameters["ProductKey"]].append(max(0.0, moment))
    return Turns(seconds, [[moment for moment in each if moment < seconds] for each in moments.values()])


@contextlib.contextmanager
def looking_up(products: Sequence[str], env: Mapping[str, str]) -> Iterator[list[subprocess.Popen[str]]]:
    """Run one process for each product, which reads its list again and again. All of them start together.

    Raises:
        MeasuringError: A process ended before its start.
    """
    with contextlib.ExitStack() as stack:
        running: list[subprocess.Popen[str]] = []
        for product in products:
            process = subprocess.Popen(
                [PYTHON, _LOOP, product], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            running.append(process)
        for process in running:
            if process.stdout is None or not process.stdout.readline():
                raise MeasuringError("A process that looks up packages did not start.")
        for process in running:
            if process.stdin is not None:
                process.stdin.write("\n")
                process.stdin.flush()
        yield running
