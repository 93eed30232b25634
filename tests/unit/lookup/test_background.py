# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Calls on background threads: what waiting callers receive, whatever happens to the call."""

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

LIMIT = 30  # seconds after which a test fails


class Held:
    """A call that ends only after it is released."""

    def __init__(self, end: Callable[[], str]) -> None:
        self.is_under_way = threading.Event()
        self.let_go = threading.Event()
        self.thread: threading.Thread | None = None
        self._end = end

    def __call__(self) -> str:
        """Wait for the release, then end."""
        self.thread = threading.current_thread()
        self.is_under_way.set()
        self.let_go.wait(LIMIT)
        return self._end()

    def finish(self) -> None:
        """Release the call, and wait until its thread ends."""
        self.let_go.set()
        assert self.thread is not None
        self.thread.join(LIMIT)
        assert not self.thread.is_alive()


def fail() -> str:
    """Raise an error that a call may raise."""
    raise TransportError("no answer", "try again")


@pytest.fixture
def background() -> Background:
    """Return background calls that can be canceled."""
    return Background()


@pytest.fixture
def hold(background: Background) -> Iterator[Callable[[Callable[[], str]], tuple[Held, Future[str]]]]:
    """Return a function that starts blocked calls. They are released at the end of the test at the latest."""
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
    """A call's result or error reaches every caller that waits for it."""
    assert background.start(lambda: "found").result(LIMIT) == "found"
    with pytest.raises(TransportError):
        background.start(fail).result(LIMIT)


def test_cancel_reaches_all_who_wait(
    background: Background, hold: Callable[..., tuple[Held, Future[str]]], timing: Timing
) -> None:
    """A cancel immediately ends all waits for any call, even while the calls still run."""
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
    """A call that is started after a cancel is canceled without running."""
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
    """If a call ends after a cancel, its result is ignored. A second cancel has no effect."""
    call, outcome = hold(end)
    background.cancel()
    background.cancel()
    call.finish()  # an error without a receiver would be a warning on its thread, which fails this test
    assert isinstance(outcome.exception(), CancelledError)


def test_what_ends_during_the_cancel(background: Background, hold: Callable[..., tuple[Held, Future[str]]]) -> None:
    """A call that ends during a cancel keeps its result, and the other calls are still canceled."""
    (first, first_outcome), (second, second_outcome) = hold(lambda: "found"), hold(lambda: "found")
    first_outcome.add_done_callback(lambda _: second.finish())
    second_outcome.add_done_callback(lambda _: first.finish())
    background.cancel()  # whichever is canceled first, the other one ends then
    errors = [first_outcome.exception(), second_outcome.exception()]
    assert sorted(isinstance(error, CancelledError) for error in errors) == [False, True]


def test_what_is_over_stays(background: Background) -> None:
    """A cancel does not affect a call that already has a result."""
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
    """A wait for a call that ignores its deadline ends soon after the deadline. The call can still be canceled."""
    monkeypatch.setattr(module, "GRACE_WAIT", 0.01)
    _, outcome = hold(lambda: "too late")
    with pytest.raises(DeadlineError, match=r"after 0 seconds\. The service or the credential source"):
        background.wait(outcome, Deadline(0.0, timing))
    background.cancel()
    assert isinstance(outcome.exception(), CancelledError)


def test_a_call_may_say_why_it_is_late(
    background: Background, hold: Callable[..., tuple[Held, Future[str]]], timing: Timing
) -> None:
    """If the call itself reports the timeout a moment later, its more precise error is raised."""
    call, outcome = hold(fail)
    is_over = iter([False, True])  # the first call creates the deadline, the second one checks it

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
    """A call that never ends does not prevent the process from exiting."""
    environ = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", STUCK], env=environ, timeout=LIMIT, check=False).returncode == 0
