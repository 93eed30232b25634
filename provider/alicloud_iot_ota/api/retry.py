# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""When a request is tried again, how long to wait before it, and when to stop: one deadline over everything.

Not a library's work: those at hand (tenacity, stamina, urllib3) read the clock themselves, while here the clock, the
sleep and the randomness come from outside, and a cancelled wait ends at once.
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
"""Attempts to send one request."""

MAX_THROTTLED_ATTEMPTS = 20
"""Attempts to send one request while the service answers that the quota is used up."""

MAX_DELAY = 5.0
"""Seconds between two attempts."""


class Timing(msgspec.Struct, frozen=True):
    """The outside world's time and chance.

    Attributes:
        time: The time of day, in seconds since the epoch.
        monotonic: A clock that never goes back, in seconds.
        wait: Waits for some seconds and returns True if the wait was cancelled.
        random: A number from 0 up to 1.
    """

    time: Callable[[], float]
    monotonic: Callable[[], float]
    wait: Callable[[float], bool]
    random: Callable[[], float]

    def pause(self, seconds: float) -> None:
        """Wait for some seconds.

        Raises:
            CancelledError: The wait was cancelled.
        """
        if self.wait(seconds):
            raise cancelled_error()


class RetryPolicy(msgspec.Struct, frozen=True):
    """Exponential backoff with full jitter.

    Attributes:
        attempts: How often one request is sent at the most.
        throttled_attempts: The same while the answer is that the quota is used up: somebody's turn comes later.
        initial: Seconds within which the first wait lies; each further one doubles it.
        maximum: Seconds that no single wait exceeds.
    """

    attempts: int = MAX_ATTEMPTS
    throttled_attempts: int = MAX_THROTTLED_ATTEMPTS
    initial: float = 0.4
    maximum: float = MAX_DELAY

    def delay(self, attempt: int, random: float) -> float:
        """Return the seconds to wait after the failed attempt of this number (from 1)."""
        return random * min(self.maximum, self.initial * 2.0 ** min(attempt - 1, 16))


class Deadline:
    """The moment after which a look-up is given up."""

    def __init__(self, seconds: float, timing: Timing) -> None:
        self._seconds = seconds
        self._monotonic = timing.monotonic
        self._end = timing.monotonic() + seconds
        self._lock = threading.Lock()
        self._callbacks: set[Callable[[], None]] = set()

    def remaining(self) -> float:
        """Return the seconds left, 0 or less when the time is over."""
        return self._end - self._monotonic()

    def expire(self) -> None:
        """Let the time be over now: the look-up has failed, and what still goes on for it is in vain."""
        with self._lock:
            self._end = -math.inf
            for expire in self._callbacks:
                expire()

    @contextlib.contextmanager
    def on_expiry(self, expire: Callable[[], None]) -> Iterator[None]:
        """Call a function if the time is ended from another thread during the block, or was before it."""
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
        """Return the error for a look-up that takes too long, with a sentence that says why."""
        return DeadlineError(
            f"The lookup timed out after {self._seconds:g} seconds. {cause}".rstrip(),
            "Retry, or increase the setting timeout (in seconds).",
        )


def call_with_retries(call: Callable[[], _Result], policy: RetryPolicy, deadline: Deadline, timing: Timing) -> _Result:
    """Call until there is a result, an error that no second try can mend, or no time or try left.

    Raises:
        OtaError: The last attempt's own error.
        DeadlineError: The time was over before the attempts were.
        CancelledError: The wait was cancelled.
    """
    attempts = {True: 0, False: 0}  # throttled, or otherwise failed: a busy account leaves the other tries as they are
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
    """Return the error for a look-up that nobody waits for any more."""
    return CancelledError("The lookup was canceled before it was complete.", "Run the command again.")
