# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One service for all calls of a front end, made when the first of them needs it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.lookup.service import Lookup


class SharedLookup:
    """A service that is made at its first use. Safe for any number of threads.

    Args:
        make: Makes it. What it raises goes to the caller, and the next one tries again.
    """

    def __init__(self, make: Callable[[], Lookup]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._lookup: Lookup | None = None
        self._is_cancelled = False

    def __call__(self) -> Lookup:
        """Return the service. Raises what making it raises."""
        with self._lock:
            if self._lookup is None:
                self._lookup = self._make()
                if self._is_cancelled:
                    self._lookup.cancel()
            return self._lookup

    def reset(self) -> None:
        """Have the next caller make another one. A cancel holds for that one, too."""
        with self._lock:
            self._lookup = None

    def cancel(self) -> None:
        """End every wait and every request, now and from now on, also of a service that is not made yet."""
        with self._lock:
            self._is_cancelled = True
            if self._lookup is not None:
                self._lookup.cancel()
