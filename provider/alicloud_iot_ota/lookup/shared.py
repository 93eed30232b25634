# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Lookup services that the calls of a front end share, created when they are first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.lookup.service import Lookup


class SharedLookup:
    """A lookup service that is created at its first use. Safe for any number of threads.

    Args:
        make: Creates the service. If it raises an error, the caller gets the error, and the next caller tries again.
    """

    def __init__(self, make: Callable[[], Lookup]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._lookup: Lookup | None = None
        self._is_cancelled = False

    def __call__(self) -> Lookup:
        """Return the service. Raises the errors of its creation."""
        with self._lock:
            if self._lookup is None:
                self._lookup = self._make()
                if self._is_cancelled:
                    self._lookup.cancel()
            return self._lookup

    def reset(self) -> None:
        """Let the next caller create a new service. An earlier cancel applies to it too."""
        with self._lock:
            self._lookup = None

    def cancel(self) -> None:
        """Cancel every wait and every request, now and from now on, even before the service is created."""
        with self._lock:
            self._is_cancelled = True
            if self._lookup is not None:
                self._lookup.cancel()


class Lookups:
    """One lookup service for each account. Safe for any number of threads.

    Args:
        make: Creates the service with some settings, by their names in the schema.
    """

    def __init__(self, make: Callable[[Mapping[str, str]], Lookup]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._services: dict[tuple[tuple[str, str], ...], SharedLookup] = {}
        self._is_cancelled = False

    def get(self, settings: Mapping[str, str]) -> Lookup:
        """Return the service with some settings. Raises the errors of its creation."""
        key = tuple(sorted(settings.items()))
        with self._lock:
            found = self._services.get(key)
            if found is None:
                found = self._services[key] = SharedLookup(lambda: self._make(settings))
                if self._is_cancelled:
                    found.cancel()
        return found()

    def cancel(self) -> None:
        """Cancel every wait and every request, now and from now on."""
        with self._lock:
            self._is_cancelled = True
            for each in self._services.values():
                each.cancel()
