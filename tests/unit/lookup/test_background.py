# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Calls on threads of their own: what those who wait are told, whatever becomes of the call itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

import alicloud_iot_ota
from alicloud_iot_ota.api.retry import Deadline
from alicloud_iot_ota.errors import CancelledError, DeadlineError, TransportError
from alicloud_iot_ota.lookup import background as module
from alicloud_iot_ota.lookup.background import Background

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from alicloud_iot_ota.api.retry import Timing

LIMIT = 30  # seconds after which a test gives up what must come at once


class Held:
    """A call that does not end before it is let go."""

    def __init__(self, end: Callable[[], str]) -> None:
        self.is_under_way = threading.Event()
        self.let_go = threading.Event()
        self.thread: threading.Thread | None = None
        self._end = end

    def __call__(self) -> str:
        """Wait, then end."""
        self.thread = threading.current_thread()
        self.is_under_way.set()
        self.let_go.wait(LIMIT)
        return self._end()

    def finish(self) -> None:
        """Let it go, and wait until its thread is over."""
        self.let_go.set()
        assert self.thread is not None
        self.thread.join(LIMIT)
        assert not self.thread.is_alive()


def fail() -> str:
    """Fail, as a call may."""
    raise TransportError("no answer", "try again")


@pytest.fixture
def background() -> Background:
    """Calls that may be cancelled."""
    return Background()


@pytest.fixture
def hold(background: Background) -> Iterator[Callable[[Callable[[], str]], tuple[Held, Future[str]]]]:
    """Start calls that are held until the test, at the latest its end, lets them go."""
    calls: list[Held] = []

    def start(end: Callable[[], str]) -> tuple[Held, Future[str]]:
        call = Held(end)
        calls.append(call)
        outcome = background.start(call)
        assert call.is_under_way.wait(LIMIT)
        return call, outcome

    yield start
    for call in calls:
        call.finish()


def test_outcome(background: Background) -> None:
    """A call's result and a call's error reach whoever waits for it."""
    assert background.start(lambda: "found").result(LIMIT) == "found"
    with pytest.raises(TransportError):
        background.start(fail).result(LIMIT)


def test_cancel_reaches_all_who_wait(
    background: Background, hold: Callable[..., tuple[Held, Future[str]]], timing: Timing
) -> None:
    """Whoever waits, for the same call or for another, is told at once, while the calls themselves are not over."""
    outcomes = [hold(lambda: "too late")[1] for _ in range(3)] * 4
    are_waiting = threading.Barrier(len(outcomes) + 1)

    def wait(outcome: Future[str]) -> None:
        are_waiting.wait(LIMIT)
        with pytest.raises(CancelledError):
            background.wait(outcome, Deadline(LIMIT, timing))

    with ThreadPoolExecutor(len(outcomes)) as pool:
        waiting = [pool.submit(wait, outcome) for outcome in outcomes]
        are_waiting.wait(LIMIT)
        background.cancel()
        for each in waiting:
            each.result(LIMIT)


def test_cancel_holds_from_now_on(background: Background) -> None:
    """What is started after a cancel is cancelled already, and is not called."""
    background.cancel()
    calls: list[str] = []
    outcome = background.start(lambda: calls.append("called"))
    assert outcome.done()
    assert isinstance(outcome.exception(), CancelledError)
    assert calls == []


@pytest.mark.parametrize("end", [lambda: "a result", fail], ids=["a result", "an error"])
def test_a_late_end_has_nobody_to_tell(
    background: Background, hold: Callable[..., tuple[Held, Future[str]]], end: Callable[[], str]
) -> None:
    """A call that ends after the cancel changes nothing and disturbs nobody; nor does a second cancel."""
    call, outcome = hold(end)
    background.cancel()
    background.cancel()
    call.finish()  # an error that nobody takes would be a warning on its thread, and so fail this test
    assert isinstance(outcome.exception(), CancelledError)


def test_what_ends_during_the_cancel(background: Background, hold: Callable[..., tuple[Held, Future[str]]]) -> None:
    """A call that ends while others are being told keeps its result, and the cancel goes on."""
    (first, first_outcome), (second, second_outcome) = hold(lambda: "found"), hold(lambda: "found")
    first_outcome.add_done_callback(lambda _: second.finish())
    second_outcome.add_done_callback(lambda _: first.finish())
    background.cancel()  # whichever it reaches first, the other one ends then
    errors = [first_outcome.exception(), second_outcome.exception()]
    assert sorted(isinstance(error, CancelledError) for error in errors) == [False, True]


def test_what_is_over_stays(background: Background) -> None:
    """A cancel takes nothing away from a call that had its result before."""
    outcome = background.start(lambda: "found")
    assert outcome.result(LIMIT) == "found"
    background.cancel()
    assert outcome.result() == "found"


def test_a_wait_ends_after_the_deadline(
    background: Background,
    hold: Callable[..., tuple[Held, Future[str]]],
    timing: Timing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call that never notices that its time is over is not waited for any longer, and can still be cancelled."""
    monkeypatch.setattr(module, "GRACE_WAIT", 0.01)
    _, outcome = hold(lambda: "too late")
    with pytest.raises(DeadlineError, match=r"within its 0 seconds\. The service, or the source of the credentials"):
        background.wait(outcome, Deadline(0.0, timing))
    background.cancel()
    assert isinstance(outcome.exception(), CancelledError)


def test_a_call_may_say_why_it_is_late(
    background: Background, hold: Callable[..., tuple[Held, Future[str]]], timing: Timing
) -> None:
    """The error of a call that notices the end of its time by itself, a moment later, goes before the plain one."""
    call, outcome = hold(fail)
    is_over = iter([False, True])  # the deadline is made, and then looked at

    def monotonic() -> float:
        if next(is_over):
            call.let_go.set()
        return 0.0

    with pytest.raises(TransportError):
        background.wait(outcome, Deadline(0.0, replace(timing, monotonic=monotonic)))


STUCK = """
import threading
from alicloud_iot_ota.lookup.background import Background
is_under_way = threading.Event()
def never_end():
    is_under_way.set()
    threading.Event().wait()
Background().start(never_end)
is_under_way.wait()
"""


def test_interpreter_ends() -> None:
    """A call that never ends does not keep the process from ending."""
    environ = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", STUCK], env=environ, timeout=LIMIT, check=False).returncode == 0
