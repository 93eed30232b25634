# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults on demand. They queue up: each call of the API takes the first one that is left.

The kinds, with what else they take:

- `throttle`: the call is over the quota.
- `error`, `code`, perhaps `status` and `message`: the call fails with this code.
- `slow`, `seconds`: the answer is held back that long.
- `clock`, `seconds`: the service's clock is off by so much; negative is behind.
- `shifting-pages`: right after the answer another package is published, so every later page has shifted by one row.
- `repeated-page`: the rows of page 1, whatever page is asked for.
- `short-page`: the last row of the page is missing.
- `wrong-total`: `Total` is one too high.
- `garbage`: HTTP 200 and a body that is neither JSON nor XML.
- `empty-body`: HTTP 200 and no body.
- `torn`: the connection closes in the middle of the body.
- `redirect`, `location`: HTTP 302 to another URL on loopback.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping


_MIN_STATUS, _MAX_STATUS = 200, 599


class FaultError(ValueError):
    """A fault that was asked for does not exist, or lacks something."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call; which attributes count depends on the kind."""

    kind: str
    code: str = ""
    status: int | None = None
    message: str = "This error was asked for on the emulator's admin interface."
    seconds: float = 0.0
    location: str = ""


_REQUIRED: Mapping[str, frozenset[str]] = {
    "throttle": frozenset(),
    "error": frozenset({"code"}),
    "slow": frozenset({"seconds"}),
    "clock": frozenset({"seconds"}),
    "shifting-pages": frozenset(),
    "repeated-page": frozenset(),
    "short-page": frozenset(),
    "wrong-total": frozenset(),
    "garbage": frozenset(),
    "empty-body": frozenset(),
    "torn": frozenset(),
    "redirect": frozenset({"location"}),
}
_OPTIONAL: Mapping[str, frozenset[str]] = {"error": frozenset({"status", "message"})}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "code": (str,),
    "status": (int,),
    "message": (str,),
    "seconds": (int, float),
    "location": (str,),
}


class FaultQueue:
    """The faults still to come; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Fault] = deque()

    def add(self, kind: str, times: object = 1, **options: object) -> None:
        """Queue a fault for the next `times` calls that find no earlier one.

        Raises:
            FaultError: the kind is unknown, or its options are not the right ones.
        """
        fault = _checked(kind, options)
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise FaultError(f"times: must be a number of calls from 1, not {times!r}")
        with self._lock:
            self._waiting.extend([fault] * times)

    def take(self) -> Fault | None:
        """Take the fault of the next call, if it has one."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def clear(self) -> None:
        """Drop every fault still to come."""
        with self._lock:
            self._waiting.clear()


def _checked(kind: str, options: Mapping[str, object]) -> Fault:
    if kind not in _REQUIRED:
        raise FaultError(f"kind: {kind!r} is not known; known are {', '.join(_REQUIRED)}")
    required, optional = _REQUIRED[kind], _OPTIONAL.get(kind, frozenset())
    if missing := required - options.keys():
        raise FaultError(f"{kind}: needs {', '.join(sorted(missing))}")
    for name, value in options.items():
        if name not in required | optional:
            raise FaultError(f"{kind}: does not take {name}")
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise FaultError(f"{kind}: {name} cannot be {json.dumps(value, default=repr)}")
    fault = Fault(kind, **options)  # type: ignore[arg-type]  # names and types were checked one by one above
    if fault.status is not None and not _MIN_STATUS <= fault.status <= _MAX_STATUS:
        raise FaultError(f"error: status must be from {_MIN_STATUS} to {_MAX_STATUS}, not {fault.status}")
    if kind == "slow" and fault.seconds < 0:
        raise FaultError(f"slow: seconds cannot be {fault.seconds}")
    if kind == "redirect" and urlsplit(fault.location).hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise FaultError(f"redirect: location must be a URL on loopback, not {fault.location!r}")
    return fault
