# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Responses with arbitrary bytes: the result is always the same packages or a readable error.

With HYPOTHESIS_PROFILE=thorough, a run has ten thousand examples, and they differ in every run.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.api import wire
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.api.retry import Timing
from alicloud_iot_ota.api.transport import HttpResponse
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.settings import AccessKey, Settings
from tests.faults.answers import PAGE_SIZE, Twice, as_json, as_xml, at, page, paths, removed, replaced
from tests.faults.fleet import CANARY
from tests.faults.texts import mistakes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.firmware import Package

EXAMPLES = max(300, settings().max_examples)
NOW = 1_764_547_200.0
KEY = AccessKey("STS.fuzz", f"{CANARY}-secret", f"{CANARY}-token")
COUNTS = (0, 1, 3, PAGE_SIZE, PAGE_SIZE + 2)
"""The numbers of packages in a list: none, few, and the numbers around a page boundary."""

FORMATS: Mapping[str, Callable[[object], str]] = {"JSON": as_json, "XML": as_xml}

TEXTS = st.text(max_size=6) | st.sampled_from(
    ["", "0", "true", "1.0.0", f"{CANARY}-token", f"{'x' * 75}{CANARY}-secret", "\x1b[31m", "\n" * 30, "x" * 20_000]
)
NUMBERS = st.integers(-3, 300) | st.sampled_from([2**31, -(2**63), 2**63, 10**400])
# None of these names turns a response into a valid empty list. The client could not detect that damage.
NAMES = st.sampled_from(["Success", "Code", "Message", "ErrorMessage", "RequestId", "CurrentPage", "Surprise"]) | TEXTS
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
"""Any value that JSON can represent."""

STATUSES = st.sampled_from([200, 200, 200, 200, 200, 200, 201, 400, 403, 404, 429, 500, 503])
_FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(wire.Row)}


@dataclass(frozen=True)
class Damage:
    """A response that replaces one page.

    Attributes:
        body: The bytes.
        status: The HTTP status.
        times: The number of times it is sent before the correct page.
        changed: The fields that may differ in one package: a client cannot detect, for example, a wrong description.
    """

    body: bytes
    status: int
    times: int
    changed: frozenset[str]


class Answers:
    """A fake transport that sends correct pages, except for one page."""

    secrets = ()

    def __init__(self, count: int, write: Callable[[object], str], number: int, damage: Damage | None) -> None:
        self._count = count
        self._write = write
        self._number = number
        self._damage = damage
        self._left = damage.times if damage else 0

    def post(self, query: str, *_: object, **__: object) -> HttpResponse:
        """Answer a request by its page number."""
        number = int(query.partition("CurrentPage=")[2].partition("&")[0])
        if self._damage is not None and number == self._number and self._left:
            self._left -= 1
            return HttpResponse(self._damage.status, {}, self._damage.body, is_redirect=False)
        return HttpResponse(200, {}, self._write(page(self._count, number)).encode(), is_redirect=False)

    def close(self) -> None:
        """Do nothing, because there is no connection."""


@st.composite
def damages(draw: st.DrawFn, answer: dict[str, Any], write: Callable[[object], str]) -> Damage:
    """Draw a replacement for a correct response."""
    altered = alterations(answer, write)
    kinds = [noise(), documents(write), failures(write), cuts(write(answer)), altered, altered, altered]
    body, changed = draw(st.sampled_from(kinds).flatmap(lambda kind: kind))
    return Damage(body, draw(STATUSES), draw(st.sampled_from([1, 1000])), changed)


def noise() -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw random bytes."""
    starts = st.sampled_from(
        [b"", b"<", b"{", b"[", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"<?xml version='1.0'?>", b"<!"]
    )
    return st.builds(lambda start, rest: (start + rest, frozenset[str]()), starts, st.binary(max_size=200))


def documents(write: Callable[[object], str]) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw well-formed documents with any content."""
    return ANYTHING.map(lambda document: (write(document).encode(), frozenset[str]()))


def failures(write: Callable[[object], str]) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw errors in the format of the gateway or of IoT Platform."""
    codes = st.sampled_from(["InvalidParameter", "Forbidden.RAM", "Throttling.User", "InternalError"]) | TEXTS
    told = {"Code": codes, "Message": TEXTS, "ErrorMessage": TEXTS, "RequestId": TEXTS, "Success": st.just(value=False)}
    told_in_part = st.fixed_dictionaries({}, optional=told)
    return told_in_part.map(lambda document: (write(document).encode(), frozenset[str]()))


def cuts(text: str) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw truncated correct responses."""
    return st.integers(0, len(text) - 1).map(lambda close: (text[:close].encode(), frozenset[str]()))


@st.composite
def alterations(
    draw: st.DrawFn, answer: dict[str, Any], write: Callable[[object], str]
) -> tuple[bytes, frozenset[str]]:
    """Draw correct responses with one part changed, removed, repeated or of a different type."""
    # A list of a hundred packages has far more fields than other parts, so first draw a depth and then a part.
    by_depth = {depth: list(group) for depth, group in itertools.groupby(sorted(paths(answer), key=len), key=len)}
    path = draw(st.sampled_from(sorted(by_depth)).flatmap(lambda depth: st.sampled_from(by_depth[depth])))
    part = at(answer, path)
    how = draw(st.sampled_from(["change", "remove", "repeat", "retype"])) if path else "change"
    event(f"{how} at depth {len(path)}")
    if how == "remove":
        altered = removed(answer, path)
    elif how == "repeat":
        altered = replaced(answer, path, Twice(part))
    else:
        others = st.sampled_from([str(part), [part], {"Part": part}, not part]) if how == "retype" else ANYTHING
        altered = replaced(answer, path, draw(others))
    return write(altered).encode(), _changed(path)


def _changed(path: tuple[str | int, ...]) -> frozenset[str]:
    """Return the fields of one package that a replaced part at this path may change."""
    if len(path) == 4:
        return frozenset({_FIELDS[str(path[-1])]})
    return frozenset(_FIELDS.values()) if len(path) == 3 else frozenset()


def read(answers: Answers) -> tuple[Package, ...]:
    """Read the complete list, as in a lookup. Waits take no time."""
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    timing = Timing(time=lambda: NOW, monotonic=lambda: sum(waits), wait=wait, random=lambda: 0.5)
    numbers = itertools.count()
    where = Settings(endpoint="http://127.0.0.1:9", access_key=KEY, requests_per_second=1000)
    client = OtaClient(where, timing, lambda: f"nonce-{next(numbers)}")
    client.transport = answers  # type: ignore[assignment]  # it has all that the client uses of one
    return read_catalog(client, Scope(None, "a1FleetK001"))


def outcome(answers: Answers) -> tuple[Package, ...] | OtaError:
    """Return the complete list or the error for users. Any other exception fails the test."""
    try:
        return read(answers)
    except OtaError as error:
        return error


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Callable[[object], str], int, Damage]:
    """Draw a list, the format of its pages, the number of a page, and its damage."""
    count = draw(st.sampled_from(COUNTS))
    write = FORMATS[draw(st.sampled_from(sorted(FORMATS)))]
    number = draw(st.integers(1, max(1, -(-count // PAGE_SIZE))))
    return count, write, number, draw(damages(page(count, number), write))


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", FORMATS)
def test_right_answers(name: str, count: int) -> None:
    """Without damage, every package is read in both formats."""
    found = read(Answers(count, FORMATS[name], 1, None))
    assert [firmware.firmware_id for firmware in found] == [f"firmware-{number:03}" for number in range(count)]


@settings(max_examples=EXAMPLES)
@given(cases())
def test_any_body(case: tuple[int, Callable[[object], str], int, Damage]) -> None:
    """After damage to one page, the result is the same packages, or an error that users can read."""
    count, write, number, damage = case
    truth, found = (outcome(Answers(count, write, number, spoilt)) for spoilt in (None, damage))
    assert isinstance(truth, tuple)
    event("the same packages" if isinstance(found, tuple) else type(found).__name__)
    if isinstance(found, OtaError):
        assert mistakes(str(found)) == []
        return
    assert len(found) == len(truth)
    others = [(mine, true) for mine, true in zip(found, truth, strict=True) if mine != true]
    assert len(others) <= 1
    for mine, true in others:
        assert {name for name in _FIELDS.values() if getattr(mine, name) != getattr(true, name)} <= damage.changed
