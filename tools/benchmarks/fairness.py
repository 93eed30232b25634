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

from alicloud_iot_ota.settings import DEFAULT_REQUESTS_PER_SECOND as SHARE
from benchmarks.comparison import Figure, Reach, Row
from benchmarks.fleets import fleet, product_key
from benchmarks.measuring import PYTHON, MeasuringError
from benchmarks.setting import ANSWER_SECONDS, service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.setting import Setting

_PROCESSES, _SECONDS = 20, 15
_ROUNDS = 3
_SECTION = "20 processes that share the limit for 15 s"
_LOOP = Path(__file__).with_name("lookup_loop.py")
_OURS, _EQUAL = "the processes", "equal shares"


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
        return len(counts) * sum(count**2 for count in counts) / max(1, sum(counts)) ** 2

    @property
    def longest_wait(self) -> float:
        """The longest time in seconds in which one process sent no request."""
        ends = ([0.0, *each, self.seconds] for each in self.moments)
        return max(later - earlier for each in ends for earlier, later in itertools.pairwise(each))

    @property
    def busiest_second(self) -> int:
        """The maximum number of requests in any second."""
        moments = sorted(itertools.chain.from_iterable(self.moments))
        return max(sum(0 <= other - moment < 1 for other in moments) for moment in moments)


def measure(setting: Setting) -> list[Row]:
    """Compare processes that share the limit with equal shares of it."""
    found = [share_limit(setting, _PROCESSES, _SECONDS) for _ in range(setting.at_most(_ROUNDS))]
    return [
        Row.of(
            _SECTION,
            "inequality of the numbers of requests (1 / Jain's index)",
            "",
            Reach(at_most=1.05),
            ours=Figure.of(_OURS, [each.inequality for each in found]),
            theirs=Figure.of(_EQUAL, [1.0]),
        ),
        Row.of(
            _SECTION,
            "longest wait of a process",
            "s",
            Reach(at_most=1.5),
            ours=Figure.of(_OURS, [each.longest_wait for each in found]),
            theirs=Figure.of(_EQUAL, [_PROCESSES / SHARE]),
        ),
        Row.of(
            _SECTION,
            "requests in the busiest second",
            "requests",
            Reach(at_most=1.0),
            ours=Figure.of(_OURS, [float(each.busiest_second) for each in found]),
            theirs=Figure.of("the limit", [float(SHARE)]),
        ),
    ]


def share_limit(setting: Setting, processes: int, seconds: float) -> Turns:
    """Let processes send requests for some seconds. Each reads a product of its own, with the default limit.

    Raises:
        MeasuringError: A process ended.
    """
    products = [product_key(number) for number in range(processes)]
    with service(setting, fleet(1, processes), seconds=ANSWER_SECONDS) as server, contextlib.ExitStack() as stack:
        running = []
        for product in products:
            process = stack.enter_context(
                subprocess.Popen(
                    [PYTHON, _LOOP, product], env=server.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            stack.callback(process.kill)
            running.append(process)
        for process in running:
            if process.stdout is None or not process.stdout.readline():
                raise MeasuringError("A process that looks up packages ended before its start.")
        began = time.time()
        for process in running:
            if process.stdin is not None:
                process.stdin.write("\n")
                process.stdin.flush()
        time.sleep(seconds)
        if any(process.poll() is not None for process in running):
            raise MeasuringError("A process that looks up packages ended too early.")
    moments: dict[str, list[float]] = {product: [] for product in products}
    for request in server.emulator.requests:
        moment = datetime.fromisoformat(request.time.replace("Z", "+00:00")).timestamp() - began
        if moment < seconds:
            moments[request.parameters["ProductKey"]].append(moment)
    return Turns(seconds, list(moments.values()))
