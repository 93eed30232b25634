# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The queue of the faults still to come."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from alicloud_iot_emulator.faults.kinds import Fault, FaultError, checked_fault

if TYPE_CHECKING:
    from collections.abc import Mapping


class FaultQueue:
    """The faults still to come; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, kind: str, times: object = 1, **options: object) -> None:
        """Queue a fault for the next `times` calls that it fits and that find no earlier one.

        Raises:
            FaultError: the kind is unknown, or its options are not the right ones.
        """
        fault = checked_fault(kind, options)
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise FaultError(f"times: must be a number of calls from 1, not {times!r}")
        with self._lock:
            self._waiting.extend([fault] * times)

    def take(self, parameters: Mapping[str, str]) -> Fault | None:
        """Take the first fault that fits a call with these parameters, if there is one."""
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if fault.fits(parameters):
                    return self._waiting.pop(place)
            return None

    def clear(self) -> None:
        """Drop every fault still to come."""
        with self._lock:
            self._waiting.clear()
