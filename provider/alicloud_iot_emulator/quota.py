# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The request quota of an account, shared by all callers."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from alicloud_iot_emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable


QUERIES_PER_SECOND = 10
"""The documented limit of ListOTAFirmware per Alibaba Cloud account, in queries per second."""


class Quota:
    """A quota with a sliding window of one second. 0 disables it. Thread-safe.

    Raises:
        ValueError: The quota is negative.
    """

    def __init__(self, queries_per_second: int, monotonic: Callable[[], float]) -> None:
        if queries_per_second < 0:
            raise ValueError(f"queries_per_second must be 0 (no quota) or more, got {queries_per_second}")
        self._queries_per_second = queries_per_second
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._let_in: deque[float] = deque(maxlen=queries_per_second)

    def spend(self) -> None:
        """Count one call.

        Raises:
            ApiError: The quota for the last second is used up.
        """
        if not self._queries_per_second:
            return
        with self._lock:
            now = self._monotonic()
            if len(self._let_in) == self._queries_per_second and now - self._let_in[0] < 1.0:
                raise throttling()
            self._let_in.append(now)  # at maximum length, the deque drops the oldest call

    def reset(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._let_in.clear()


def throttling() -> ApiError:
    """Return the error for an exceeded quota."""
    return ApiError("Throttling.User", "Request was denied due to user flow control.")
