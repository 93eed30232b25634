# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Retries with a policy for their number and delays, under one deadline for the whole lookup.

No retry library is used: tenacity, stamina and urllib3 read the clock themselves. Here the clock, the sleep function
and the random numbers are passed in, and a canceled wait ends immediately.
"""

from __future__ import annotations

import contextlib
import math
import threading
from typing import TYPE_CHECKING, TypeVar

import msgspec

from alicloud_iot_ota.errors import ApiError, CancelledError, DeadlineError, ThrottledError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Result = TypeVar("_Result")

MAX_ATTEMPTS = 6
"""The maximum number of attempts to send one request."""

MAX_THROTTLED_ATTEMPTS = 20
"""The maximum number of attempts to send one request while the service reports that the quota is used up."""

MAX_DELAY = 5.0
"""The maximum delay between two attempts, in seconds."""


class Timing(msgspec.Struct, frozen=True):
    """The clocks, the wait function and the random numbers of the system.

    Attributes:
        time: The time of day, in seconds since the epoch.
        monotonic: A clock that never goes back, in seconds.
        wait: Waits for some seconds and returns True if the wait was canceled.
        random: Returns a number from 0 up to, but not including, 1.
    """

    time: Callable[[], float]
    monotonic: Callable[[], float]
    wait: Callable[[float], bool]
    random: Callable[[], float]

    def pause(self, seconds: float) -> None:
        """Wait for some seconds.

        Raises:
            CancelledError: The wait was canceled.
        """
        if self.wait(seconds):
            raise cancelled_error()


class RetryPolicy(msgspec.Struct, frozen=True):
    """Exponential backoff with full jitter.

    Attributes:
        attempts: The maximum number of attempts for one request.
        throttled_attempts: The same while the service reports that the quota is used up, because a slot will become
        free.
        initial: The upper limit of the first delay in seconds. It doubles with each attempt.
        maximum: The maximum delay in seconds.
    """

    attempts: int = MAX_ATTEMPTS
    throttled_attempts: int = MAX_THROTTLED_ATTEMPTS
    initial: float = 0.4
    maximum: float = MAX_DELAY

    def delay(self, attempt: int, random: float) -> float:
        """Return the seconds to wait after a failed attempt. Attempts are counted from 1."""
        return random * min(self.maximum, self.initial * 2.0 ** min(attempt - 1, 16))


class Deadline:
    """The time after which a lookup is given up."""

    def __init__(self, seconds: float, timing: Timing) -> None:
        self._seconds = seconds
        self._monotonic = timing.monotonic
        self._end = timing.monotonic() + seconds
        self._lock = threading.Lock()
        self._callbacks: set[Callable[[], None]] = set()

    def remaining(self) -> float:
        """Return the seconds left; 0 or less if the deadline has passed."""
        return self._end - self._monotonic()

    def expire(self) -> None:
        """Make the deadline pass now. The lookup has failed, so its remaining work is no longer needed."""
        with self._lock:
            self._end = -math.inf
            for expire in self._callbacks:
                expire()

    @contextlib.contextmanager
    def on_expiry(self, expire: Callable[[], None]) -> Iterator[None]:
        """Call a function if `expire` is called during the block, or was called before it."""
        with self._lock:
            if self._end == -math.inf:
                expire()
            self._callbacks.add(expire)
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.discard(expire)

    def timeout_error(self, cause: str = "") -> DeadlineError:
        """Return the error for a lookup that timed out. `cause` is a sentence with the reason."""
        return DeadlineError(
            f"The lookup timed out after {self._seconds:g} seconds. {cause}".rstrip(),
            "Retry, or increase the setting timeout (in seconds).",
        )


def call_with_retries(call: Callable[[], _Result], policy: RetryPolicy, deadline: Deadline, timing: Timing) -> _Result:
    """Call a function until it succeeds, a retry cannot help, or no time or attempt is left.

    Raises:
        OtaError: The error of the last attempt.
        DeadlineError: The deadline passed before the last attempt.
        CancelledError: The wait was canceled.
    """
    attempts = {True: 0, False: 0}  # throttled or not; throttling does not use up the other attempts
    failed: ApiError | TransportError | None = None
    while True:
        try:
            return call()
        except DeadlineError:
            if failed is None:
                raise
            raise _deadline_error(deadline, failed) from None
        except (ApiError, TransportError) as error:
            failed = error
        is_throttled = isinstance(failed, ThrottledError)
        attempts[is_throttled] += 1
        limit = policy.throttled_attempts if is_throttled else policy.attempts
        if not failed.retryable or attempts[is_throttled] >= limit:
            raise failed
        delay = policy.delay(attempts[is_throttled], timing.random())
        if delay >= deadline.remaining():
            raise _deadline_error(deadline, failed)
        timing.pause(delay)


def _deadline_error(deadline: Deadline, failed: ApiError | TransportError) -> DeadlineError:
    return deadline.timeout_error(f"The last attempt failed: {failed.message}").with_quoted(*failed.quoted)


def cancelled_error() -> CancelledError:
    """Return the error for a lookup that was canceled."""
    return CancelledError("The lookup was canceled before it was complete.", "Run the command again.")
