# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of faults with their options, the check of what is asked for, and the queue of what is still to come."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from alicloud_iot_emulator.errors import ErrorShape
from alicloud_iot_emulator.faults.changes import CHANGES
from alicloud_iot_emulator.faults.encodings import ENCODERS
from alicloud_iot_emulator.faults.pages import PAGE_FAULTS
from alicloud_iot_emulator.messages import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_DAY = 86_400
_GIBIBYTE = 2**30
_BODY_WITHOUT_CODE = frozenset({ErrorShape.HTML.value, ErrorShape.EMPTY.value})


class FaultError(ValueError):
    """A fault that was asked for does not exist, or lacks something."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call; which attributes count depends on the kind."""

    kind: str
    page: int | None = None
    product_key: str | None = None
    code: str = ""
    status: int | None = None
    message: str = "This error was asked for on the emulator's admin interface."
    shape: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0
    pieces: int = 1
    location: str = ""
    body: str = ""
    content_type: str | None = None
    encoding: str = ""
    bytes: int = 0
    name: str = ""

    def fits(self, parameters: Mapping[str, str]) -> bool:
        """Tell whether a call with these parameters is one that the fault is meant for."""
        return (self.page is None or parameters.get("CurrentPage") == str(self.page)) and (
            self.product_key is None or parameters.get("ProductKey") == self.product_key
        )


class Rule(NamedTuple):
    """What an option must be."""

    expected: str
    """Completes "must be"."""
    accepts: Callable[[object], bool]


def _number(what: str, least: int, most: int, kind: type[int | float] = int) -> Rule:
    def accepts(value: object) -> bool:
        return isinstance(value, (int, kind)) and not isinstance(value, bool) and least <= value <= most

    return Rule(f"{what} from {least} to {most}", accepts)


def _one_of(names: Iterable[str]) -> Rule:
    known = tuple(names)
    return Rule(f"one of {', '.join(known)}", lambda value: isinstance(value, str) and value in known)


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can carry and UTF-8 cannot
        return False
    return True


def _is_header_value(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _is_on_loopback(value: object) -> bool:
    return _is_header_value(value) and urlsplit(str(value)).hostname in {"127.0.0.1", "localhost", "::1"}


_TEXT = Rule("a string", _is_text)
_STATUS = _number("an HTTP status", 200, 599)
_DURATION = _number("a number of seconds", 0, _DAY, float)
_SIZE = _number("a number of bytes", 1, _GIBIBYTE)
_EVERYWHERE = {"page": _number("the number of a page", 1, 2**31 - 1), "product_key": _TEXT}


@dataclass(frozen=True)
class Kind:
    """What one kind of fault takes, beside what every kind takes."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "throttle": Kind(),
    "error": Kind(
        optional={
            "code": _TEXT,  # not always required: see checked_fault
            "status": _STATUS,
            "message": _TEXT,
            "shape": _one_of(shape.value for shape in ErrorShape),
            "retry_after": _number("a number of seconds", 0, _DAY),
        }
    ),
    "clock": Kind({"seconds": _number("a number of seconds", -_DAY, _DAY, float)}),
    "slow": Kind({"seconds": _DURATION}),
    "hang": Kind({"seconds": _DURATION}),
    "trickle": Kind({"seconds": _DURATION, "pieces": _number("a number of pieces", 1, 10_000)}),
    **{delivery.value: Kind() for delivery in Delivery if delivery is not Delivery.WHOLE},
    "garbage": Kind(),
    "empty-body": Kind(),
    "body": Kind({"body": _TEXT}, {"status": _STATUS, "content_type": Rule("printable ASCII", _is_header_value)}),
    "encoding": Kind({"encoding": _one_of(ENCODERS)}),
    "padded": Kind({"bytes": _SIZE}),
    "gzip-bomb": Kind({"bytes": _SIZE}),
    "repeated-field": Kind({"name": _TEXT}),
    "redirect": Kind({"location": Rule("a URL on loopback", _is_on_loopback)}),
    **dict.fromkeys([*PAGE_FAULTS, *CHANGES], Kind()),
}
"""Every kind; docs/emulator.md says what each does."""


def checked_fault(kind: str, options: Mapping[str, object]) -> Fault:
    """Make a fault of what somebody asks for.

    Raises:
        FaultError: the kind is unknown, or its options are not the right ones.
    """
    if kind not in KINDS:
        raise FaultError(f"kind: {kind!r} is not known; known are {', '.join(KINDS)}")
    allowed = KINDS[kind]
    rules = {**allowed.required, **allowed.optional, **_EVERYWHERE}
    if missing := allowed.required.keys() - options.keys():
        raise FaultError(f"{kind}: needs {', '.join(sorted(missing))}")
    for name, value in options.items():
        if name not in rules:
            raise FaultError(f"{kind}: does not take {name}, only {', '.join(rules)}")
        if not rules[name].accepts(value):
            raise FaultError(f"{kind}: {name} must be {rules[name].expected}, not {json.dumps(value, default=repr)}")
    fault = Fault(kind, **options)  # type: ignore[arg-type]  # names and types were checked one by one above
    is_without_code = fault.shape in _BODY_WITHOUT_CODE and fault.status is not None
    if kind == "error" and not (fault.code or is_without_code):
        raise FaultError("error: needs code, or one of the shapes html and empty with a status")
    return fault


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
