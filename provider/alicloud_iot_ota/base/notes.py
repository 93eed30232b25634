# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Messages from background threads, kept until the caller of a lookup can show them."""

from __future__ import annotations

import threading

MAX_NOTES = 100
"""The maximum number of different messages that a process keeps. Later ones are dropped."""


class Notes:
    """A collection of messages without duplicates. Safe for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._pending: list[str] = []

    def add(self, message: str) -> None:
        """Add a message, unless it was added before."""
        with self._lock:
            if message not in self._seen and len(self._seen) < MAX_NOTES:
                self._seen.add(message)
                self._pending.append(message)

    def take(self) -> list[str]:
        """Return the new messages since the last call."""
        with self._lock:
            taken, self._pending = self._pending, []
        return taken
