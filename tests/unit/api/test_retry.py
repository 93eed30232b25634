# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Retries of requests: when to retry, how long to wait, and when to stop. The clock is fake and no test waits."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, call_with_retries
from alicloud_iot_ota.errors import (
    CancelledError,
    CredentialsError,
    DeadlineError,
    InvalidResponseError,
    OtaError,
    ServiceError,
    ThrottledError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.api.retry import Timing


def throttled(*, retryable: bool = True) -> ThrottledError:
    """Return a throttling error."""
    return ThrottledError(
        "over the quota", "wait", code="Throttling.User", request_id="R", http_status=400, retryable=retryable
    )


def failing(*errors: OtaError) -> tuple[Callable[[], int], list[int]]:
    """Return a call that raises these errors and then returns its attempt number, and the list of attempts."""
    attempts: list[int] = []

    def call() -> int:
        attempts.append(len(attempts) + 1)
        if len(attempts) <= len(errors):
            raise errors[len(attempts) - 1]
        return len(attempts)

    return call, attempts


def run(call: Callable[[], int], timing: Timing, seconds: float = 60.0, policy: RetryPolicy | None = None) -> int:
    """Retry a call with a timeout in seconds."""
    return call_with_retries(call, policy or RetryPolicy(), Deadline(seconds, timing), timing)


def test_success_needs_no_wait(timing: Timing, waits: list[float]) -> None:
    """A successful call is made once."""
    assert run(failing()[0], timing) == 1
    assert waits == []


@pytest.mark.parametrize("error", [throttled(), TransportError("the connection broke", "try again")])
def test_passing_errors_are_tried_again(error: OtaError, timing: Timing, waits: list[float]) -> None:
    """Temporary errors are retried with growing delays."""
    assert run(failing(error, error, error)[0], timing) == 4
    assert waits == [0.2, 0.4, 0.8]


@pytest.mark.parametrize(
    "error",
    [throttled(retryable=False), InvalidResponseError("a web page", "look"), CredentialsError("none", "log in")],
)
def test_lasting_errors_are_not(error: OtaError, timing: Timing) -> None:
    """Permanent errors are raised immediately and unchanged."""
    call, attempts = failing(error)
    with pytest.raises(type(error)) as caught:
        run(call, timing)
    assert caught.value is error
    assert attempts == [1]


def test_attempts_end(timing: Timing) -> None:
    """After the last attempt, the error of that attempt is raised."""
    errors = [TransportError("broken", "try again") for _ in range(9)]
    call, attempts = failing(*errors)
    with pytest.raises(TransportError) as caught:
        run(call, timing, policy=RetryPolicy(attempts=3))
    assert caught.value is errors[2]
    assert attempts == [1, 2, 3]


def test_throttled_attempts_end_later(timing: Timing) -> None:
    """Throttled requests have their own, higher number of attempts, because the whole account shares the quota."""
    errors = [throttled() for _ in range(9)]
    call, attempts = failing(*errors)
    with pytest.raises(ThrottledError) as caught:
        run(call, timing, policy=RetryPolicy(attempts=3, throttled_attempts=5))
    assert caught.value is errors[4]
    assert attempts == [1, 2, 3, 4, 5]
    assert RetryPolicy().throttled_attempts > RetryPolicy().attempts


@given(st.integers(min_value=1, max_value=50), st.floats(min_value=0, max_value=1, exclude_max=True))
def test_backoff_bounds(attempt: int, chance: float) -> None:
    """The delay is between zero and a limit that doubles up to the maximum."""
    delay = RetryPolicy(initial=0.4, maximum=5.0).delay(attempt, chance)
    assert 0 <= delay <= min(5.0, 0.4 * 2 ** (attempt - 1))


def test_deadline_ends_the_tries(timing: Timing, waits: list[float]) -> None:
    """No wait exceeds the deadline. The error shows the timeout, the last cause and the setting to change."""
    with pytest.raises(DeadlineError) as caught:
        run(failing(*itertools.repeat(throttled(), 9))[0], timing, seconds=1.0)
    assert waits == [0.2, 0.4]
    assert "timed out after 1 seconds" in caught.value.message
    assert "over the quota" in caught.value.message
    assert "timeout" in caught.value.remedy


def test_a_busy_account_leaves_the_other_tries(timing: Timing) -> None:
    """Throttled attempts do not count towards the attempts after broken connections."""
    broken = TransportError("the connection broke", "try again")
    call, attempts = failing(*[throttled()] * 8, *[broken] * 5)
    assert run(call, timing, seconds=600.0) == 14
    assert attempts == list(range(1, 15))


def test_cancel_ends_the_wait(timing: Timing) -> None:
    """A cancel during a wait ends the lookup immediately."""
    failed = ServiceError("down", "wait", code="InternalError", request_id=None, http_status=500, retryable=True)
    call, attempts = failing(failed)
    with pytest.raises(CancelledError):
        run(call, msgspec.structs.replace(timing, wait=lambda _: True))
    assert attempts == [1]


def test_remaining_counts_down(timing: Timing, waits: list[float]) -> None:
    """The remaining time counts down with the monotonic clock and can be negative."""
    deadline = Deadline(10.0, timing)
    waits.append(4.0)
    assert deadline.remaining() == 6.0
    waits.append(7.0)
    assert deadline.remaining() == -1.0
