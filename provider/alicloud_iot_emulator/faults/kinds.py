# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of faults with their options, their validation, and the queue of pending faults."""

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
    """A requested fault is unknown or has invalid options."""


@dataclass(frozen=True)
class Fault:
    """A fault for one call. The kind determines which attributes are used."""

    kind: str
    page: int | None = None
    product_key: str | None = None
    code: str = ""
    status: int | None = None
    message: str = "This error was requested through the emulator's admin interface."
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
        """Return whether the fault applies to a call with these parameters."""
        return (self.page is None or parameters.get("CurrentPage") == str(self.page)) and (
            self.product_key is None or parameters.get("ProductKey") == self.product_key
        )


class Rule(NamedTuple):
    """The rule for an option."""

    expected: str
    """What the option must be, to follow "must be"."""
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
    except UnicodeEncodeError:  # an unpaired surrogate, which JSON allows and UTF-8 does not
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
    """The options of a kind of fault, in addition to those of every kind."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "throttle": Kind(),
    "error": Kind(
        optional={
            "code": _TEXT,  # not always required, see checked_fault
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
"""The kinds of faults. docs/emulator.md describes their effects."""


def checked_fault(kind: str, options: Mapping[str, object]) -> Fault:
    """Create a fault after validating its options.

    Raises:
        FaultError: The kind or its options are invalid.
    """
    if kind not in KINDS:
        raise FaultError(f"kind: unknown fault {kind!r}; known faults are {', '.join(KINDS)}")
    allowed = KINDS[kind]
    rules = {**allowed.required, **allowed.optional, **_EVERYWHERE}
    if missing := allowed.required.keys() - options.keys():
        raise FaultError(f"{kind}: missing required options: {', '.join(sorted(missing))}")
    for name, value in options.items():
        if name not in rules:
            raise FaultError(f"{kind}: unknown option {name}; known options are {', '.join(rules)}")
        if not rules[name].accepts(value):
            raise FaultError(f"{kind}: {name} must be {rules[name].expected}, got {json.dumps(value, default=repr)}")
    fault = Fault(kind, **options)  # type: ignore[arg-type]  # names and types were checked one by one above
    is_without_code = fault.shape in _BODY_WITHOUT_CODE and fault.status is not None
    if kind == "error" and not (fault.code or is_without_code):
        raise FaultError("error: requires code, or shape html or empty with a status")
    return fault


class FaultQueue:
    """The pending faults. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, kind: str, times: object = 1, **options: object) -> None:
        """Queue a fault for the next `times` calls that it applies to and that take no earlier fault.

        Raises:
            FaultError: The kind or its options are invalid.
        """
        fault = checked_fault(kind, options)
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise FaultError(f"times: must be a number of calls of at least 1, got {times!r}")
        with self._lock:
            self._waiting.extend([fault] * times)

    def take(self, parameters: Mapping[str, str]) -> Fault | None:
        """Remove and return the first fault that applies to a call with these parameters, or return None."""
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if fault.fits(parameters):
                    return self._waiting.pop(place)
            return None

    def clear(self) -> None:
        """Remove all pending faults."""
        with self._lock:
            self._waiting.clear()
