# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Many processes share the rate limit evenly and in order. Their time is simulated."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.api.rate_limiter import RECOVERY, WINDOW
from tests.unit.api.processes import ENDPOINT, NOW, Machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Start = Callable[..., Machine]

RESPONSE = 0.08  # seconds
SHARE = 8
SLOT = WINDOW / SHARE
"""The seconds between two slots while processes wait."""


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Return a function that makes a machine. Its processes end with the test."""
    made: list[Machine] = []

    def make(quota: int = 1000) -> Machine:
        made.append(Machine(tmp_path_factory.mktemp("machine") / "pace", quota))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.mark.parametrize(
    "responses", [(RESPONSE,), (0.0, RESPONSE)], ids=["one request each", "some with many parallel requests"]
)
@pytest.mark.parametrize("processes", [2, 3, 7, 20, 60])
def test_equal_turns(machine: Start, processes: int, responses: Sequence[float]) -> None:
    """More or fewer processes than slots in a second get equal turns, no matter how many requests each of them has."""
    here = machine()
    for _, response in zip(range(processes), itertools.cycle(responses), strict=False):
        here.start(SHARE, response=response)
    here.run(2 * WINDOW + processes * SLOT)
    assert min(here.counts) > 0
    here.run(60)
    assert here.fairness >= 0.95
    assert max(here.counts) <= min(here.counts) + 2 * SHARE
    assert here.busiest_second == SHARE
    assert len(here.moments) >= 60 / SLOT


def test_burst_is_left_to_others(machine: Start) -> None:
    """A process that used all slots before others came gets fewer slots, until the others have as many."""
    here = machine()
    first, *_ = [here.start(SHARE) for _ in range(20)]
    here.run(15)
    assert first.moments[:SHARE] == [0.0] * SHARE
    assert here.fairness >= 0.95
    assert min(here.counts) >= 5
    here.run(45)
    assert max(here.counts) <= min(here.counts) + 3
    assert max(first.waits) <= 3 * 20 * SLOT


@pytest.mark.parametrize("is_idle", [False, True])
def test_earlier_requests_are_forgotten(machine: Start, *, is_idle: bool) -> None:
    """A process that was alone for a long time leaves only one burst to others. After a break, it leaves none."""
    here = machine()
    first = here.start(SHARE)
    here.run(0.5)
    first.stopped = (1.0, 100.0) if is_idle else first.stopped
    here.run(98.5)
    others = [here.start(SHARE) for _ in range(19)]
    here.run(1 if is_idle else 40)
    before = len(first.moments), len(others[-1].moments)
    here.run(40)
    assert len(first.moments) - before[0] >= len(others[-1].moments) - before[1] - 2


def test_deadline_after_a_burst(machine: Start) -> None:
    """A process leaves no slot to others if its request could then miss the deadline."""
    here = machine()
    for _ in range(20):
        here.start(SHARE, timeout=4.0)
    here.run(30)
    assert [process.errors for process in here.processes] == [[]] * 20


@given(
    st.integers(1, 10),
    st.lists(
        st.tuples(st.sampled_from([0.0, RESPONSE, 0.5]), st.floats(0, 3), st.floats(0, 0.3)), min_size=1, max_size=12
    ),
)
def test_any_processes(
    tmp_path_factory: pytest.TempPathFactory, share: int, processes: list[tuple[float, float, float]]
) -> None:
    """No second has more requests than the limit, even if processes wake up late, and no process waits for long."""
    here = Machine(tmp_path_factory.mktemp("any") / "pace")
    for response, start, late in processes:
        here.start(share, response=response, start=start, late=late)
    here.run(20)
    here.end()
    assert here.busiest_second <= share
    round_trip = len(processes) * (WINDOW / share + max(late for *_, late in processes)) + WINDOW
    for process, (response, start, late) in zip(here.processes, processes, strict=True):
        waits = itertools.pairwise([start, *process.moments, here.now])
        assert max(later - earlier for earlier, later in waits) <= 3 * round_trip + response + 2 * late


def test_killed_process_costs_one_slot(machine: Start) -> None:
    """Each killed process leaves one slot unused, and the others share all further ones."""
    here = machine()
    for _ in range(20):
        here.start(SHARE)
    here.run(5)
    before = len(here.moments)
    for process in here.processes[1::2]:
        process.killed = here.now
    here.run(20)
    unused = 20 / SLOT - (len(here.moments) - before)
    assert 9 <= unused <= 11


def test_cancelled_process_costs_one_slot(machine: Start) -> None:
    """A cancel ends the wait, and the slot of the process remains unused."""
    here = machine()
    for _ in range(20):
        here.start(SHARE)
    here.run(5)
    before, canceled = len(here.moments), here.processes[-1]
    sent = canceled.moments.copy()
    canceled.canceled = here.now
    canceled.resume()
    assert canceled.wakes == float("inf")
    here.run(20)
    assert canceled.moments == sent
    assert 0 <= 20 / SLOT - (len(here.moments) - before) <= 2


def test_stopped_process_waits_again(machine: Start) -> None:
    """A process that was stopped during its slot does not send its request late, but waits behind the others."""
    here = machine()
    for _ in range(SHARE):
        here.start(SHARE)
    stopped = here.processes[1]
    stopped.stopped = (3.0, 6.0)
    here.run(30)
    late = next(moment for moment in stopped.moments if moment > 3.0)
    assert sum(6.0 < moment < late for moment in here.moments) >= SHARE - 2
    assert here.busiest_second == SHARE


def test_deadline(machine: Start) -> None:
    """A process whose slot would be too late fails immediately, reserves nothing, and does not delay others."""
    here = machine()
    for _ in range(20):
        here.start(SHARE, timeout=1.5, response=RESPONSE)
    here.run(30)
    errors = list(itertools.chain.from_iterable(process.errors for process in here.processes))
    assert len(errors) > 20
    assert max(errors) == 0.0
    assert max(itertools.chain.from_iterable(process.waits for process in here.processes)) < 1.5
    assert len(here.moments) >= 30 / SLOT - 1


def test_quota_error_delays_those_who_wait(machine: Start) -> None:
    """After a quota error, processes that already wait get their slots at half the rate, in the same order."""
    here = machine()
    for _ in range(20):
        here.start(SHARE, response=RESPONSE)
    here.run(10)
    here.quota = 0
    while not here.refused:
        here.run(0.01)
    here.quota = 1000
    order = sorted(here.processes, key=lambda process: process.moments[-1])[:-2]  # the last two wait for responses
    before = len(here.moments)
    here.run(2 * WINDOW + len(order) * 2 * SLOT)
    sent = here.moments[before:]
    assert max(sum(0 <= other - moment < 1.0 for other in sent[: SHARE + 1]) for moment in sent) <= SHARE / 2
    firsts = [next(moment for moment in process.moments if moment > here.refused[0]) for process in order]
    assert firsts == sorted(firsts)
    here.run(RECOVERY)
    before = len(here.moments)
    here.run(10)
    assert len(here.moments) - before >= 10 / SLOT - 2
    assert here.fairness >= 0.95


@pytest.mark.parametrize("quota", [1, 2, 4, 6])
def test_smaller_quota(machine: Start, quota: int) -> None:
    """If the service admits less than the limit, few requests are refused, and the turns remain equal."""
    here = machine(quota)
    for _ in range(20):
        here.start(SHARE, response=RESPONSE)
    here.run(60)
    assert len(here.refused) <= 24
    assert len(here.moments) - len(here.refused) >= 0.7 * 60 * min(quota, 4)
    assert here.fairness >= 0.95


def test_different_limits(machine: Start) -> None:
    """A process with a lower limit keeps to it: it sends only if that second has fewer requests, by any process."""
    here = machine()
    for _ in range(10):
        here.start(SHARE, response=RESPONSE)
    lower = here.start(2, response=RESPONSE)
    here.run(30)
    assert max(sum(moment - 1.0 < other <= moment for other in here.moments) for moment in lower.moments) <= 2
    assert here.busiest_second <= SHARE
    assert here.fairness >= 0.95


@pytest.mark.parametrize(
    ("turns", "wait"),
    [
        ([100.0 + 0.5 * number for number in range(60)], 29.5 + WINDOW),
        ([101.0, 103.0, 104.0], 1.0 + WINDOW),
        ([102.0], 0.0),
        ([1e300], 0.0),
    ],
    ids=["a queue", "a gap", "a gap before the first slot", "never"],
)
def test_slots_in_the_future(machine: Start, turns: list[float], wait: float) -> None:
    """A queue of slots counts, however long it is. Slots after a gap count as damage, because no process leaves one."""
    here = machine()
    here.run(100.0)
    content = {"endpoints": {ENDPOINT: [[turns, 1.0, 0.0, 0, 0.0], here.now, NOW + here.now]}}
    here.path.write_text(json.dumps(content))
    process = here.start(1)
    here.run(40)
    assert process.moments[0] - 100.0 == pytest.approx(wait)
