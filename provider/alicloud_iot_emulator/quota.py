# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The quota of an account: so many queries a second, whoever asks."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from alicloud_iot_emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable


QUERIES_PER_SECOND = 10
"""The documented limit of ListOTAFirmware for a whole Alibaba Cloud account."""


class Quota:
    """A sliding window of one second over the calls let in, where 0 lets all in; safe to use from many threads.

    Raises:
        ValueError: the quota is below 0.
    """

    def __init__(self, queries_per_second: int, monotonic: Callable[[], float]) -> None:
        if queries_per_second < 0:
            raise ValueError(f"queries_per_second must be 0, for no quota, or more, not {queries_per_second}")
        self._queries_per_second = queries_per_second
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._let_in: deque[float] = deque(maxlen=queries_per_second)

    def spend(self) -> None:
        """Count one call.

        Raises:
            ApiError: as many calls as the quota allows were let in during the last second.
        """
        if not self._queries_per_second:
            return
        with self._lock:
            now = self._monotonic()
            if len(self._let_in) == self._queries_per_second and now - self._let_in[0] < 1.0:
                raise throttling()
            self._let_in.append(now)  # beyond the maximum, the oldest falls out

    def reset(self) -> None:
        """Forget every call."""
        with self._lock:
            self._let_in.clear()


def throttling() -> ApiError:
    """Return the error of an account that is over its quota."""
    return ApiError("Throttling.User", "Request was denied due to user flow control.")
