# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes come for a page: the very same packages, or an error that is fit for a user.

With HYPOTHESIS_PROFILE=thorough in the environment, ten thousand examples, and others in every run.
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
"""Packages in the list: none, few, and either side of the end of a page."""

FORMATS: Mapping[str, Callable[[object], str]] = {"JSON": as_json, "XML": as_xml}

TEXTS = st.text(max_size=6) | st.sampled_from(
    ["", "0", "true", "1.0.0", f"{CANARY}-token", f"{'x' * 75}{CANARY}-secret", "\x1b[31m", "\n" * 30, "x" * 20_000]
)
NUMBERS = st.integers(-3, 300) | st.sampled_from([2**31, -(2**63), 2**63, 10**400])
# No name here lets an answer say that the list is empty, which it may be: nobody could tell.
NAMES = st.sampled_from(["Success", "Code", "Message", "ErrorMessage", "RequestId", "CurrentPage", "Surprise"]) | TEXTS
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
"""Whatever JSON can carry."""

STATUSES = st.sampled_from([200, 200, 200, 200, 200, 200, 201, 400, 403, 404, 429, 500, 503])
_FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(wire.Row)}


@dataclass(frozen=True)
class Damage:
    """What comes in place of one page.

    Attributes:
        body: The bytes.
        status: The HTTP status.
        times: How often it comes; after that, the right page does.
        changed: The fields in which one package may be another: nobody can tell that its description is not its own.
    """

    body: bytes
    status: int
    times: int
    changed: frozenset[str]


class Answers:
    """Stands in for the transport: the right pages, but for one."""

    secrets = ()

    def __init__(self, count: int, write: Callable[[object], str], number: int, damage: Damage | None) -> None:
        self._count = count
        self._write = write
        self._number = number
        self._damage = damage
        self._left = damage.times if damage else 0

    def post(self, query: str, *_: object, **__: object) -> HttpResponse:
        """Answer a request, which is known by its page alone."""
        number = int(query.partition("CurrentPage=")[2].partition("&")[0])
        if self._damage is not None and number == self._number and self._left:
            self._left -= 1
            return HttpResponse(self._damage.status, {}, self._damage.body, is_redirect=False)
        return HttpResponse(200, {}, self._write(page(self._count, number)).encode(), is_redirect=False)

    def close(self) -> None:
        """Have nothing to end."""


@st.composite
def damages(draw: st.DrawFn, answer: dict[str, Any], write: Callable[[object], str]) -> Damage:
    """Draw what comes in place of a right answer."""
    altered = alterations(answer, write)
    kinds = [noise(), documents(write), failures(write), cuts(write(answer)), altered, altered, altered]
    body, changed = draw(st.sampled_from(kinds).flatmap(lambda kind: kind))
    return Damage(body, draw(STATUSES), draw(st.sampled_from([1, 1000])), changed)


def noise() -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw bytes that mean nothing."""
    starts = st.sampled_from(
        [b"", b"<", b"{", b"[", b'"', b"\xef\xbb\xbf", b"\xff\xfe", b"<?xml version='1.0'?>", b"<!"]
    )
    return st.builds(lambda start, rest: (start + rest, frozenset[str]()), starts, st.binary(max_size=200))


def documents(write: Callable[[object], str]) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw well-formed documents that are none of the API's."""
    return ANYTHING.map(lambda document: (write(document).encode(), frozenset[str]()))


def failures(write: Callable[[object], str]) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw errors in the API's own words, of the gateway or of IoT Platform."""
    codes = st.sampled_from(["InvalidParameter", "Forbidden.RAM", "Throttling.User", "InternalError"]) | TEXTS
    told = {"Code": codes, "Message": TEXTS, "ErrorMessage": TEXTS, "RequestId": TEXTS, "Success": st.just(value=False)}
    told_in_part = st.fixed_dictionaries({}, optional=told)
    return told_in_part.map(lambda document: (write(document).encode(), frozenset[str]()))


def cuts(text: str) -> st.SearchStrategy[tuple[bytes, frozenset[str]]]:
    """Draw right answers that end too early."""
    return st.integers(0, len(text) - 1).map(lambda close: (text[:close].encode(), frozenset[str]()))


@st.composite
def alterations(
    draw: st.DrawFn, answer: dict[str, Any], write: Callable[[object], str]
) -> tuple[bytes, frozenset[str]]:
    """Draw right answers with one part changed, removed, there twice or of another type."""
    # A list of a hundred rows has as many parts as it has fields: each depth is to have its share.
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
    """Return the fields of one package that another part in this place may change."""
    if len(path) == 4:
        return frozenset({_FIELDS[str(path[-1])]})
    return frozenset(_FIELDS.values()) if len(path) == 3 else frozenset()


def read(answers: Answers) -> tuple[Package, ...]:
    """Read the whole list as a look-up does. No wait takes time."""
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
    """Return the whole list, or the error that a user is told; any other fails the test."""
    try:
        return read(answers)
    except OtaError as error:
        return error


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, Callable[[object], str], int, Damage]:
    """Draw a list, the format of its pages, and the damage to one of them."""
    count = draw(st.sampled_from(COUNTS))
    write = FORMATS[draw(st.sampled_from(sorted(FORMATS)))]
    number = draw(st.integers(1, max(1, -(-count // PAGE_SIZE))))
    return count, write, number, draw(damages(page(count, number), write))


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", FORMATS)
def test_right_answers(name: str, count: int) -> None:
    """Without damage, every package is read, whatever the format."""
    found = read(Answers(count, FORMATS[name], 1, None))
    assert [firmware.firmware_id for firmware in found] == [f"firmware-{number:03}" for number in range(count)]


@settings(max_examples=EXAMPLES)
@given(cases())
def test_any_body(case: tuple[int, Callable[[object], str], int, Damage]) -> None:
    """Damage to one page ends in the very same packages, or in an error whose text is fit for a user."""
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
