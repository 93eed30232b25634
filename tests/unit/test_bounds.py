# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every bound is in the table of SECURITY.md with its value, and holds: an attack goes to its limit and one beyond.

Attacks use the real function and the real limit. Where the limit itself would cost seconds or hundreds of megabytes,
the attack makes it smaller, and says so.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import itertools
import json
import logging
import os
import queue
import re
import signal
import socket
import threading
import tracemalloc
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc
import pytest
import requests

import alicloud_iot_ota
from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota import (
    background,
    catalogues,
    disk_cache,
    engine,
    file_lock,
    lock_file,
    notes,
    patterns,
    review,
    settings,
    times,
    visible,
)
from alicloud_iot_ota.api import catalogue, pace, retry, transport, wire
from alicloud_iot_ota.api.catalogue import Scope
from alicloud_iot_ota.api.retry import Deadline, RetryPolicy, Timing, cancelled
from alicloud_iot_ota.cli import entries, summarize, used_by
from alicloud_iot_ota.declarations import arguments, validation
from alicloud_iot_ota.declarations.arguments import GetFirmwareArgs
from alicloud_iot_ota.declarations.settings import ProviderArgs
from alicloud_iot_ota.errors import (
    AnswerError,
    ArgumentError,
    DeadlineError,
    IncompleteListingError,
    LockFileError,
    MalformedError,
    SettingsError,
    ThrottledError,
    TransportError,
)
from alicloud_iot_ota.firmware import Firmware
from alicloud_iot_ota.lock_file import LockFile, entry, storage, tokens
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.plugin import process
from alicloud_iot_ota.property_values import UNKNOWN
from alicloud_iot_ota.pulumi_protocol import engine_pb2_grpc
from alicloud_iot_ota.review import (
    Change,
    Changes,
    Origin,
    ReviewError,
    affected,
    block,
    differences,
    markdown,
    pin_states,
    summary,
)
from alicloud_iot_ota.review.preview_json import State, Step
from alicloud_iot_ota.settings import AccessKey, Settings
from alicloud_iot_ota.versions import version
from alicloud_iot_ota.versions.version import VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.errors import Failure

PACKAGE = Path(alicloud_iot_ota.__file__).parent
PAGE = (Path(__file__).resolve().parents[2] / "SECURITY.md").read_text(encoding="utf-8")
NAME = re.compile(r"MAX_\w+|\w+_(?:TIMEOUT|WAIT)")
"""What a bound is called."""
OTHER_NAME = re.compile(r"_(?:MAX_\w+|\w+_(?:TIMEOUT|WAIT))|_?(?:LARGEST|LONGEST|DEEPEST|PATIENCE|GRACE)")
"""What it is not called. What only shapes a message, such as `_LONGEST_NAME`, is no bound of this kind."""
OF_A_STANDARD = {"api.endpoints._MAX_PORT", "api.endpoints._MAX_LABEL"}
"""What TCP and DNS say: an address beyond it is no address."""
OF_A_MESSAGE = {"api.credentials._LONGEST", "rendering._LONGEST", "review.block._LONGEST"}
"""The characters of a quoted text, which is cut."""
ROW = re.compile(r"\| [^|]+ \| (?P<limit>[^|]+) \| [^|]+ \| `(?P<code>[\w.]+)` \|")
GROUP = re.compile(r"\| \*\*[^|]+\*\* \| \| \| \|")
SIZES = {"KiB": 1024, "MiB": 1024**2}
NOW = 1_764_547_200.0
LIMIT = 30  # seconds after which a test gives up what must come at once
URL = "http://127.0.0.1:9"
KEY = AccessKey("id", "secret")


class Row(NamedTuple):
    """A row of the table.

    Attributes:
        code: The name of the constant.
        value: The limit.
        unit: What is counted; "" for a plain number.
    """

    code: str
    value: float
    unit: str


class Constant(NamedTuple):
    """A constant of a module that is a bound by its name.

    Attributes:
        value: Its value.
        docstring: The text below it.
    """

    value: float
    docstring: str


class Lab(NamedTuple):
    """What attacks use.

    Attributes:
        monkeypatch: Puts stand-ins in place.
        path: A directory.
        timing: A clock that only waits move.
        waits: The seconds of each wait; what is added makes time pass.
        serve: Serves a function from requests to answers.
        connect: Makes clients.
    """

    monkeypatch: pytest.MonkeyPatch
    path: Path
    timing: Timing
    waits: list[float]
    serve: Callable[[Callable[[object], Answer]], str]
    connect: Callable[[Settings], OtaClient]

    def deadline(self, seconds: float = 1e6) -> Deadline:
        """Return a deadline of the clock."""
        return Deadline(seconds, self.timing)


ATTACKS: dict[str, Callable[[Lab], None]] = {}


def attack(code: str) -> Callable[[Callable[[Lab], None]], Callable[[Lab], None]]:
    """Register the attack on a bound."""

    def register(function: Callable[[Lab], None]) -> Callable[[Lab], None]:
        assert code not in ATTACKS
        ATTACKS[code] = function
        return function

    return register


def rows() -> list[Row]:
    """Return the rows of the table."""
    table = PAGE.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    matches = [ROW.fullmatch(line) for line in lines[2:] if not GROUP.fullmatch(line)]
    assert None not in matches
    return [_row(match["limit"], match["code"]) for match in matches if match is not None]


def _row(limit: str, code: str) -> Row:
    number, _, unit = limit.partition(" ")
    value = float(number) if "." in number else int(number.replace(",", ""))
    return Row(code, value * SIZES.get(unit, 1), unit)


@functools.cache
def constants() -> dict[str, Constant]:
    """Return the bounds of the package's source by their names."""
    found = {}
    for name, docstring in _assigned():
        module, _, constant = name.rpartition(".")
        if NAME.fullmatch(constant):
            found[name] = Constant(getattr(importlib.import_module(f"alicloud_iot_ota.{module}"), constant), docstring)
    return found


@functools.cache
def _assigned() -> list[tuple[str, str]]:
    """Return the names that modules assign, each with the text below it."""
    found: list[tuple[str, str]] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        statements = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, following in itertools.zip_longest(statements, statements[1:]):
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            below = following.value if isinstance(following, ast.Expr) else None
            docstring = str(below.value) if isinstance(below, ast.Constant) else ""
            found += [(f"{module}.{each.id}", docstring) for each in targets if isinstance(each, ast.Name)]
    return found


def test_every_bound_is_in_the_table() -> None:
    """The table has each bound of the source once, and no other one."""
    assert sorted(row.code for row in rows()) == sorted(constants())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.code)
def test_row(row: Row) -> None:
    """The limit is the value of the constant, in the unit with which its docstring starts."""
    value, docstring = constants()[row.code]
    assert row.value == value
    unit = "bytes" if row.unit in SIZES else row.unit.partition(" ")[0]
    assert not unit or docstring.lower().startswith(unit.removesuffix("s")), docstring


def test_no_bound_has_another_name() -> None:
    """A bound is public and has a name that the table's test finds."""
    names = {name for name, _ in _assigned() if OTHER_NAME.fullmatch(name.rpartition(".")[2])}
    assert names == OF_A_STANDARD | OF_A_MESSAGE


def test_every_row_has_an_attack() -> None:
    """No row is without an attack, and no attack is on something else."""
    assert sorted(ATTACKS) == sorted(row.code for row in rows())


@pytest.fixture
def lab(  # noqa: PLR0913, PLR0917 - each is a fixture
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    timing: Timing,
    waits: list[float],
    serve: Callable[[Callable[[object], Answer]], str],
    connect: Callable[[Settings], OtaClient],
) -> Lab:
    """Return what attacks use."""
    return Lab(monkeypatch, tmp_path, timing, waits, serve, connect)


@pytest.mark.parametrize("code", ATTACKS)
def test_attack(code: str, lab: Lab) -> None:
    """What is just within the bound passes, and what is beyond it ends as the table says."""
    ATTACKS[code](lab)


# Answers of the service


class Unsigned(requests.auth.AuthBase):
    """Sends a request as it is."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Change nothing."""
        return r


class Pages:
    """A client that returns pages from memory, with packages that are the newest first.

    Args:
        lab: Whose clock it uses.
        total: The `Total` of each page.
        count: The packages of page 1; by default as many as the total needs.
        on_page: Is called with the number of each page.
    """

    def __init__(
        self, lab: Lab, total: int, count: int | None = None, on_page: Callable[[int], None] = lambda _: None
    ) -> None:
        self.requests = 0
        self._lab = lab
        self._total = total
        self._count = count
        self._on_page = on_page

    def deadline(self) -> Deadline:
        """Return a deadline."""
        return self._lab.deadline()

    def wait(self, seconds: float, _: Deadline) -> None:
        """Wait."""
        self._lab.timing.wait(seconds)

    def list_ota_firmware(self, number: int, size: int, **_: object) -> wire.Answer:
        """Return a page."""
        self.requests += 1
        self._on_page(number)
        first = size * (number - 1)
        count = min(size, self._total - first) if self._count is None else self._count
        made = [
            wire.SimpleFirmwareInfo(
                firmware_id=f"id-{index}",
                dest_version="1",
                utc_create=f"2025-01-01T{23 - index // 3600:02}:{59 - index // 60 % 60:02}:{59 - index % 60:02}.000Z",
            )
            for index in range(first, first + count)
        ]
        return wire.Answer(total=self._total, current_page=number, firmware_info=made, request_id="r")


def read(pages: Pages) -> tuple[Firmware, ...]:
    """Read the list of a client."""
    return catalogue.read_catalogue(pages, Scope(None, None))  # type: ignore[arg-type]  # has what is used


def body_of(size: int) -> Callable[[object], Answer]:
    """Answer with so many bytes."""
    return lambda _: Answer(200, "application/json", b"{}", NOW, padding=size - 2)


def post(url: str) -> bytes:
    """Send one request, and return the body of its answer."""
    sender = transport.Transport(url)
    try:
        system = Timing(time=lambda: NOW, monotonic=lambda: 0.0, wait=lambda _: False, random=lambda: 0.5)
        return sender.post("CurrentPage=1", Unsigned(), {}, Deadline(LIMIT, system)).body
    finally:
        sender.end()


@attack("api.transport.MAX_BODY")
def attack_body(lab: Lab) -> None:
    """An answer of 16 times the bound takes no more memory than one that fits."""
    assert len(post(lab.serve(body_of(transport.MAX_BODY)))) == transport.MAX_BODY
    with pytest.raises(AnswerError, match="larger than"):
        post(lab.serve(body_of(transport.MAX_BODY + 1)))
    url = lab.serve(body_of(16 * transport.MAX_BODY))
    with memory() as peak, pytest.raises(AnswerError, match="larger than"):
        post(url)
    assert peak[0] < 2 * transport.MAX_BODY


@contextlib.contextmanager
def memory() -> Iterator[list[int]]:
    """Measure the most bytes that the block holds at the same time."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
    finally:
        peak.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


@attack("api.wire.MAX_PARTS")
def attack_parts(_: Lab) -> None:
    """Commas count, as do the braces and the colon around them."""

    def body(parts: int) -> bytes:
        return b'{"x":[1' + b",1" * (parts - 3) + b"]}"

    assert wire.decode(body(wire.MAX_PARTS)).total is None
    with pytest.raises(AnswerError, match=f"has {wire.MAX_PARTS + 1} parts"):
        wire.decode(body(wire.MAX_PARTS + 1))


@attack("api.wire.MAX_TEXT")
def attack_text(_: Lab) -> None:
    """Both formats have the bound."""

    def rows_of(length: int) -> list[int]:
        text = "x" * length
        row = f"<SimpleFirmwareInfo><FirmwareDesc>{text}</FirmwareDesc></SimpleFirmwareInfo>"
        bodies = (
            json.dumps({"FirmwareInfo": {"SimpleFirmwareInfo": [{"FirmwareDesc": text}]}}),
            f"<ListOTAFirmwareResponse><FirmwareInfo>{row}</FirmwareInfo></ListOTAFirmwareResponse>",
        )
        return [len(wire.decode(body.encode()).rows[0].firmware_desc or "") for body in bodies]

    assert rows_of(wire.MAX_TEXT) == [wire.MAX_TEXT] * 2
    with pytest.raises(AnswerError, match="another shape"):
        rows_of(wire.MAX_TEXT + 1)


@attack("api.wire.MAX_INTEGER")
def attack_integer(_: Lab) -> None:
    """Both formats have the bound."""
    for form in ('{{"Total": {}}}', "<a><Total>{}</Total></a>"):
        assert wire.decode(form.format(wire.MAX_INTEGER).encode()).total == wire.MAX_INTEGER
        with pytest.raises(AnswerError, match="another shape"):
            wire.decode(form.format(wire.MAX_INTEGER + 1).encode())


@attack("api.wire.MAX_PAGE_SIZE")
def attack_page_size(lab: Lab) -> None:
    """A page with one package more is not taken for a whole one."""
    assert len(read(Pages(lab, wire.MAX_PAGE_SIZE))) == wire.MAX_PAGE_SIZE
    with pytest.raises(IncompleteListingError, match="page 1 held 101 packages instead of 100"):
        read(Pages(lab, wire.MAX_PAGE_SIZE + 1, wire.MAX_PAGE_SIZE + 1))


class ReachedError(Exception):
    """The reading has passed a bound."""


@attack("api.catalogue.MAX_PACKAGES")
def attack_packages(lab: Lab) -> None:
    """A huge `Total` costs one request and no memory."""

    def stop(number: int) -> None:
        if number > 1:
            raise ReachedError

    with pytest.raises(ReachedError):
        read(Pages(lab, catalogue.MAX_PACKAGES, 100, stop))
    for total in (catalogue.MAX_PACKAGES + 1, wire.MAX_INTEGER):
        pages = Pages(lab, total, 100)
        with memory() as peak, pytest.raises(AnswerError, match=f"Total is {total}"):
            read(pages)
        assert pages.requests == 1
        assert peak[0] < 1024**2


@attack("api.catalogue.MAX_CHARACTERS")
def attack_characters(lab: Lab) -> None:
    """Texts of that length would take 64 MiB: the packages have short ones, and only say that they are long."""
    lab.monkeypatch.setattr(catalogue, "size", lambda _: catalogue.MAX_CHARACTERS // 100)
    with memory() as peak:
        assert len(read(Pages(lab, 200))) == 200
        with pytest.raises(AnswerError, match="texts have more than"):
            read(Pages(lab, 201))
    assert peak[0] < 1024**2
    for more, products in ((0, ["a", "b", "c"]), (1, ["a", "b", "c", "a"])):
        lab.monkeypatch.setattr(catalogues, "size", lambda _, more=more: catalogue.MAX_CHARACTERS // 2 + more)
        kept, read_again = keeping(lab)
        for product in "abca":
            kept.get(Scope(None, product))  # before the third list is read, two fill the bound, or are beyond it
        assert read_again == products


@attack("api.transport.MAX_DATE")
def attack_date(_: Lab) -> None:
    """A date is read with its second."""

    def date(seconds: float) -> float | None:
        text = format_datetime(datetime.fromtimestamp(seconds, timezone.utc))
        return transport.Reply(200, {"Date": text}, b"", redirects=False).date

    assert date(transport.MAX_DATE) == transport.MAX_DATE
    assert date(transport.MAX_DATE + 1) is None


# Catalogs and waits


def timeout_of(values: dict[str, object]) -> float:
    """Return the timeout of a provider's arguments."""
    return validation.parse(ProviderArgs, values).timeout or settings.DEFAULT_TIMEOUT


@attack("settings.DEFAULT_TIMEOUT")
def attack_default_timeout(lab: Lab) -> None:
    """A lookup whose time is over sends nothing."""
    deadline = lab.connect(Settings(endpoint=URL, access_key=KEY)).deadline()
    lab.waits.append(settings.DEFAULT_TIMEOUT - 1)
    assert deadline.remaining() == 1
    lab.waits.append(1)
    with pytest.raises(DeadlineError, match="within its 60 seconds"):
        transport.Transport(URL).post("", Unsigned(), {}, deadline)


@attack("settings.MAX_TIMEOUT")
def attack_timeout(_: Lab) -> None:
    """The provider's own argument."""
    assert timeout_of({"timeout": settings.MAX_TIMEOUT}) == settings.MAX_TIMEOUT
    with pytest.raises(ArgumentError, match="timeout must be a number"):
        timeout_of({"timeout": settings.MAX_TIMEOUT + 1})


def limits_of_a_socket(lab: Lab, seconds: float, error: Exception) -> tuple[float, float]:
    """Return the time limits that a request gives its connection, where it then fails."""
    seen: list[tuple[float, float]] = []
    sender = transport.Transport(URL)

    def fail(*_: object, timeout: tuple[float, float], **__: object) -> None:
        seen.append(timeout)
        raise error

    lab.monkeypatch.setattr(sender._session, "post", fail)
    with pytest.raises(TransportError, match="in time") as caught:
        sender.post("", Unsigned(), {}, lab.deadline(seconds))
    assert caught.value.retryable
    return seen[0]


@attack("api.transport.CONNECT_TIMEOUT")
def attack_connect_timeout(lab: Lab) -> None:
    """A connection never has more time than the lookup."""
    late = requests.exceptions.ConnectTimeout()
    assert limits_of_a_socket(lab, 1000, late)[0] == transport.CONNECT_TIMEOUT
    assert limits_of_a_socket(lab, 1, late)[0] == 1


@attack("api.transport.READ_TIMEOUT")
def attack_read_timeout(lab: Lab) -> None:
    """An answer never has more time than the lookup."""
    late = requests.exceptions.ReadTimeout()
    assert limits_of_a_socket(lab, 1000, late)[1] == transport.READ_TIMEOUT
    assert limits_of_a_socket(lab, 1, late)[1] == 1


@attack("api.transport.GRACE_WAIT")
def attack_grace_of_a_request(lab: Lab) -> None:
    """The timer of a request ends it, and whatever it connects to later."""
    timers: list[tuple[float, Callable[[], None]]] = []

    def timer(seconds: float, function: Callable[[], None]) -> SimpleNamespace:
        timers.append((seconds, function))
        return SimpleNamespace(start=lambda: None, cancel=lambda: None, daemon=True)

    lab.monkeypatch.setattr(threading, "Timer", timer)
    exchanges = transport._Exchanges()
    with exchanges.one(lab.deadline(10)) as exchange:
        ((seconds, end),) = timers
        assert seconds == 10 + transport.GRACE_WAIT
        assert not exchange.is_ended
        end()
        with pytest.raises(ConnectionAbortedError):
            exchange.use(transport._Plain("127.0.0.1"))


@attack("api.catalogue.GRACE_WAIT")
def attack_grace_of_pages(lab: Lab) -> None:
    """Pages that never come are waited for until the deadline and a moment."""

    class Nothing:
        def get(self, timeout: float) -> object:
            lab.waits.append(timeout)
            raise queue.Empty

    with pytest.raises(DeadlineError, match="still coming in"):
        catalogue._next_outcome(Nothing(), lab.deadline(5))  # type: ignore[arg-type]  # has what is used
    assert lab.waits == [5, catalogue.GRACE_WAIT]


@attack("background.GRACE_WAIT")
def attack_grace_of_a_call(lab: Lab) -> None:
    """A call that never ends is waited for until the deadline and a moment."""

    class Never(Future[str]):
        def result(self, timeout: float | None = None) -> str:
            lab.waits.append(timeout or 0.0)
            raise LateError

    with pytest.raises(DeadlineError, match="did not answer to the end"):
        background.Background.wait(Never(), lab.deadline(5))
    assert lab.waits == [5 + background.GRACE_WAIT]


def attempts_until(lab: Lab, error: TransportError | ThrottledError, successful: int) -> int:
    """Return how often a call was tried that fails until the attempt of a number."""
    count = itertools.count(1)

    def call() -> int:
        number = next(count)
        if number < successful:
            raise error
        return number

    with contextlib.suppress(type(error)):
        return retry.retrying(call, RetryPolicy(), lab.deadline(), lab.timing)
    return next(count) - 1


@attack("api.retry.MAX_ATTEMPTS")
def attack_attempts(lab: Lab) -> None:
    """The last attempt can succeed; there is none after it."""
    error = TransportError("no answer", "try again")
    assert attempts_until(lab, error, retry.MAX_ATTEMPTS) == retry.MAX_ATTEMPTS
    with pytest.raises(TransportError):
        retry.retrying(failing(error), RetryPolicy(), lab.deadline(), lab.timing)
    assert attempts_until(lab, error, retry.MAX_ATTEMPTS + 1) == retry.MAX_ATTEMPTS


def failing(error: Exception) -> Callable[[], None]:
    """Return a call that fails."""

    def call() -> None:
        raise error

    return call


@attack("api.retry.MAX_THROTTLED_ATTEMPTS")
def attack_throttled_attempts(lab: Lab) -> None:
    """The last attempt can succeed; there is none after it."""
    error = ThrottledError("too many", "wait", code="Throttling", request_id=None, http_status=429, retryable=True)
    assert attempts_until(lab, error, retry.MAX_THROTTLED_ATTEMPTS) == retry.MAX_THROTTLED_ATTEMPTS
    with pytest.raises(ThrottledError):
        retry.retrying(failing(error), RetryPolicy(), lab.deadline(), lab.timing)
    assert attempts_until(lab, error, retry.MAX_THROTTLED_ATTEMPTS + 1) == retry.MAX_THROTTLED_ATTEMPTS


@attack("api.retry.MAX_DELAY")
def attack_delay(_: Lab) -> None:
    """The delay doubles up to the bound, however many attempts there were."""
    delays = [RetryPolicy().delay(attempt, 1.0) for attempt in range(1, 2000)]
    assert delays[3] < retry.MAX_DELAY
    assert set(delays[4:]) == {retry.MAX_DELAY}


@attack("api.catalogue.MAX_READINGS")
def attack_readings(lab: Lab) -> None:
    """A list that is whole at the last reading counts; there is no reading after it."""
    pages = Pages(lab, 1, 0)

    def mend(_: int) -> None:
        if pages.requests == catalogue.MAX_READINGS:
            pages._count = 1

    pages._on_page = mend
    assert len(read(pages)) == 1
    for_ever = Pages(lab, 1, 0)
    with pytest.raises(IncompleteListingError, match="in 4 readings"):
        read(for_ever)
    assert for_ever.requests == catalogue.MAX_READINGS


@attack("api.catalogue.MAX_PAGES_AT_ONCE")
def attack_pages_at_once(lab: Lab) -> None:
    """So many pages meet, each on its thread; twice as many have no more threads."""
    together = threading.Barrier(catalogue.MAX_PAGES_AT_ONCE)
    threads: set[int] = set()

    def meet(number: int) -> None:
        if number > 1:
            threads.add(threading.get_ident())
            together.wait(LIMIT)

    count = 2 * catalogue.MAX_PAGES_AT_ONCE
    assert len(read(Pages(lab, 100 * (1 + count), on_page=meet))) == 100 * (1 + count)
    assert len(threads) == catalogue.MAX_PAGES_AT_ONCE


@attack("api.transport.MAX_CONNECTIONS")
def attack_connections(lab: Lab) -> None:
    """All but one of the connections that are given back stay."""
    sender = transport.Transport(URL)
    adapter: Any = sender._session.get_adapter(URL)
    pool = adapter.poolmanager.connection_from_url(URL)
    used = [pool._get_conn() for _ in range(transport.MAX_CONNECTIONS + 1)]
    closed: list[object] = []

    def close(connection: object) -> None:
        closed.append(connection)

    lab.monkeypatch.setattr(transport._Plain, "close", close)
    for connection in used:
        pool._put_conn(connection)
    assert {*closed} == {*used[-1:]}


@attack("settings.MAX_REQUESTS_PER_SECOND")
def attack_requests_per_second(_: Lab) -> None:
    """The environment's value, and the provider's argument."""
    value = settings.MAX_REQUESTS_PER_SECOND
    for given in (value, value + 1):
        with pytest.raises(SettingsError, match="from 1 to 1000") if given > value else contextlib.nullcontext():
            found = settings.load({}, {"ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": str(given)})
            assert found.requests_per_second == value
        failures = validation.check(ProviderArgs, {"requestsPerSecond": given})
        assert [failure.argument for failure in failures] == ["requestsPerSecond"] * (given > value)


def keeping(lab: Lab) -> tuple[catalogues.Catalogues, list[str | None]]:
    """Return catalogs of one package each, and the products whose lists were read."""
    products: list[str | None] = []

    def reading(_: object, scope: Scope, *__: object) -> tuple[Firmware, ...]:
        products.append(scope.product_key)
        return (Firmware(firmware_id="x", dest_version="1"),)

    lab.monkeypatch.setattr(catalogues, "read_catalogue", reading)
    where = Settings(endpoint=URL, access_key=KEY)
    said: list[str] = []
    made = catalogues.Catalogues(lab.connect(where), where, lab.timing, background.Background(cancelled), said.append)
    return made, products


@attack("catalogues.MAX_AGE")
def attack_age(lab: Lab) -> None:
    """A list serves for so long, and no longer."""
    kept, read_again = keeping(lab)
    for seconds in (0, catalogues.MAX_AGE, 0.5):
        lab.waits.append(seconds)
        kept.get(Scope(None, "a"))
    assert read_again == ["a", "a"]


@attack("catalogues.MAX_KEPT")
def attack_kept(lab: Lab) -> None:
    """The newest lists are kept, and of one more the oldest is read again."""
    kept, read_again = keeping(lab)
    products = [str(number) for number in range(catalogues.MAX_KEPT + 1)]
    for product in (*products, *products[1:]):
        kept.get(Scope(None, product))
    assert read_again == products
    kept.get(Scope(None, products[0]))
    assert read_again == [*products, products[0]]


@attack("catalogues.MAX_REPORTED")
def attack_reported(lab: Lab) -> None:
    """The age of a list is reported once, until the bound is reached."""
    kept, _ = keeping(lab)
    said: list[str] = []
    kept._note = said.append
    old = catalogues.Catalogue((), NOW - 1, is_from_disk=True, characters=0)
    scopes = [Scope(None, str(number)) for number in range(catalogues.MAX_REPORTED + 1)]
    for scope in (*scopes[:-1], scopes[0]):
        kept._tell(scope, old)
    assert len(said) == catalogues.MAX_REPORTED
    for scope in (scopes[-1], scopes[0]):
        kept._tell(scope, old)
    assert len(said) == catalogues.MAX_REPORTED + 2
    assert len(kept._told) == 2


@attack("notes.MAX_NOTES")
def attack_notes(_: Lab) -> None:
    """What was taken counts as well."""
    kept = notes.Notes()
    for number in range(notes.MAX_NOTES):
        kept.add(str(number))
    assert len(kept.take()) == notes.MAX_NOTES
    kept.add("one more")
    assert kept.take() == []


# Files in cacheDir


@attack("settings.MAX_CACHE_AGE")
def attack_cache_age(lab: Lab) -> None:
    """The environment's value, and the provider's argument."""
    for given in (settings.MAX_CACHE_AGE, settings.MAX_CACHE_AGE + 1):
        is_beyond = given > settings.MAX_CACHE_AGE
        with pytest.raises(SettingsError, match="from 0 to 600") if is_beyond else contextlib.nullcontext():
            environ = {"ALICLOUD_IOT_OTA_CACHE_MAX_AGE": f"{given:g}", "ALICLOUD_IOT_OTA_CACHE_DIR": str(lab.path)}
            assert settings.load({}, environ).cache_max_age == given
        failures = validation.check(ProviderArgs, {"cacheMaxAge": given})
        assert [failure.argument for failure in failures] == ["cacheMaxAge"] * is_beyond


@attack("disk_cache.MAX_LIST_BYTES")
def attack_list(lab: Lab) -> None:
    """The real bound would take hundreds of megabytes: it is the size of a small list here, and one less."""
    cache = disk_cache.DiskCache(lab.path / "lists", 60, lab.timing.time)
    kept = disk_cache.Kept((Firmware(firmware_id="x", dest_version="1"),), NOW)
    cache.put("key", kept)
    (path,) = (lab.path / "lists").iterdir()
    size = path.stat().st_size
    lab.monkeypatch.setattr(disk_cache, "MAX_LIST_BYTES", size)
    cache.put("key", kept)
    assert cache.get("key") == kept
    lab.monkeypatch.setattr(disk_cache, "MAX_LIST_BYTES", size - 1)
    assert cache.get("key") is None
    path.unlink()
    cache.put("key", kept)
    assert not path.exists()


@attack("disk_cache.MAX_FILES_EXAMINED")
def attack_files(lab: Lab) -> None:
    """A directory without end is looked at up to the bound."""
    examined = itertools.count()

    class Endless:
        def names(self) -> Iterator[str]:
            return (f"foreign-{number}" for number in examined)

    cache = disk_cache.DiskCache(lab.path, 60, lab.timing.time)
    cache._drop_old(Endless())  # type: ignore[arg-type]  # has what is used
    assert next(examined) == disk_cache.MAX_FILES_EXAMINED


class Machine:
    """The count of requests, as processes that start one after the other see it."""

    def __init__(self, lab: Lab) -> None:
        self.path = lab.path / "pace"
        self.notes: list[str] = []
        self._lab = lab
        # The time of day goes with the other clock, or the count would be of another boot.
        self._timing = Timing(lambda: NOW + sum(lab.waits), lab.timing.monotonic, lab.timing.wait, lambda: 0.5)

    def store(self, endpoint: str = URL) -> pace.MachineStore:
        """Return the store of a new process."""
        return pace.MachineStore(self.path, endpoint, self._timing, self.notes.append)

    def take(self, endpoint: str = URL) -> int:
        """Take a turn in a new process, and return how many turns there were."""
        with self.store(endpoint).changing() as state:
            state.turns.append(sum(self._lab.waits))
            return len(state.turns) - 1


@attack("api.pace.MAX_PACE_BYTES")
def attack_pace(lab: Lab) -> None:
    """Blanks fill a file that is otherwise right."""
    machine = Machine(lab)
    assert [machine.take(), machine.take()] == [0, 1]
    for size, turns in ((pace.MAX_PACE_BYTES, 2), (pace.MAX_PACE_BYTES + 1, 0)):
        machine.path.write_bytes(machine.path.read_bytes().ljust(size))
        assert machine.take() == turns
        assert machine.path.stat().st_size < 1000


def endpoints_in(path: Path) -> list[str]:
    """Return the endpoints of a count."""
    return list(json.loads(path.read_bytes())["endpoints"])


@attack("api.pace.MAX_ENDPOINTS")
def attack_endpoints(lab: Lab) -> None:
    """The endpoint that was called first makes room for one more."""
    machine = Machine(lab)
    names = [f"http://127.0.0.1:{number}" for number in range(pace.MAX_ENDPOINTS + 1)]
    for name in names[:-1]:
        machine.take(name)
        lab.waits.append(1)
    assert endpoints_in(machine.path) == names[:-1]
    machine.take(names[-1])
    assert endpoints_in(machine.path) == names[1:]


@attack("api.pace.MAX_ENDPOINT_AGE")
def attack_endpoint_age(lab: Lab) -> None:
    """An endpoint that is not called stays for a day."""
    machine = Machine(lab)
    machine.take("http://127.0.0.1:1")
    lab.waits.append(pace.MAX_ENDPOINT_AGE)
    machine.take()
    assert endpoints_in(machine.path) == ["http://127.0.0.1:1", URL]
    lab.waits.append(1)
    machine.take()
    assert endpoints_in(machine.path) == [URL]


@attack("api.pace.MAX_TURNS")
def attack_turns(lab: Lab) -> None:
    """A count with one turn more than any process writes is damaged."""
    machine = Machine(lab)
    machine.take()
    for count, turns in ((pace.MAX_TURNS, pace.MAX_TURNS), (pace.MAX_TURNS + 1, 0)):
        content = {"endpoints": {URL: [[[0.0] * count, 8.0, 0.0], 0.0, NOW]}}
        machine.path.write_text(json.dumps(content))
        with machine.store().changing() as state:
            assert len(state.turns) == turns


@attack("api.pace.LOCK_WAIT")
def attack_lock_of_the_count(lab: Lab) -> None:
    """A lock that is released at the last moment is taken; one that stays is not waited for any longer."""
    machine = Machine(lab)
    machine.take()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: sum(lab.waits) > pace.LOCK_WAIT - 0.01)
    assert machine.take() == 1
    lab.waits.clear()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: False)
    assert machine.take() == 0
    assert pace.LOCK_WAIT <= sum(lab.waits) < pace.LOCK_WAIT + 0.01
    assert len(machine.notes) == 1


@attack("api.pace.ALONE_WAIT")
def attack_alone(lab: Lab) -> None:
    """The file is tried again after so long, and not before."""
    tries: list[int] = []

    def refuse(descriptor: int) -> bool:
        tries.append(descriptor)
        raise OSError

    lab.monkeypatch.setattr(file_lock, "try_lock", refuse)
    store = Machine(lab).store()
    counts = []
    for seconds in (0.0, 0.0, pace.ALONE_WAIT - 1, 1.0):
        lab.waits.append(seconds)
        with store.changing():
            counts.append(len(tries))
    assert counts == [1, 1, 1, 2]


@attack("file_lock.MAX_PROC_LOCKS")
def attack_proc_locks(lab: Lab) -> None:
    """The line of the lock ends within the bound, or one character beyond it."""
    path, start = lab.path / "locks", file_lock._start
    path.touch()
    lab.monkeypatch.setattr(
        file_lock, "_start", lambda name, length: start(str(path) if name == "/proc/locks" else name, length)
    )
    status = path.stat()
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    line = f"1: FLOCK  ADVISORY  WRITE {os.getpid()} {place} "
    names = []
    for size in (file_lock.MAX_PROC_LOCKS, file_lock.MAX_PROC_LOCKS + 1):
        path.write_text(line.rjust(size) + "0 EOF\n")
        with path.open() as file:
            names.append(file_lock.holder(file.fileno()).name)
    assert names[0].startswith(f"Process {os.getpid()}")
    assert names[1] == "Another process"


# firmware.lock


@attack("lock_file.storage.MAX_BYTES")
def attack_lock_file(lab: Lab) -> None:
    """Comments fill a file that is otherwise right."""
    path = lab.path / "firmware.lock"
    line = "#" + "x" * 1022 + "\n"
    text = ("version = 1\n" + line * (storage.MAX_BYTES // len(line) + 1))[: storage.MAX_BYTES]
    path.write_text(text)
    assert storage.read(path).entries == {}
    path.write_text(f"{text}x")
    with pytest.raises(LockFileError, match="larger than 4 MiB"):
        storage.read(path)


@attack("lock_file.storage.LOCK_WAIT")
def attack_lock_of_the_file(lab: Lab) -> None:
    """A lock that is released at the last moment is taken; one that stays ends with nothing written."""
    path = lab.path / "firmware.lock"

    def change() -> None:
        with storage.changing(path, monotonic=lab.timing.monotonic, sleep=lab.waits.append) as editor:
            editor.put_all({"a": ({"productKey": "a1"}, None)})

    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: sum(lab.waits) >= storage.LOCK_WAIT - 0.05)
    change()
    before = path.read_bytes()
    lab.waits.clear()
    lab.monkeypatch.setattr(file_lock, "try_lock", lambda _: False)
    with pytest.raises(LockFileError, match="has not ended within 10 seconds"):
        change()
    assert storage.LOCK_WAIT <= sum(lab.waits) < storage.LOCK_WAIT + 0.1
    assert path.read_bytes() == before


def refused(text: str, line: int, what: str) -> None:
    """Make sure that a lock file is refused, with its line."""
    with pytest.raises(LockFileError) as caught:
        lock_file.parse(text, "f")
    assert f"f:{line}: {what}" in caught.value.message


@attack("lock_file.tokens.MAX_LINES")
def attack_lines(_: Lab) -> None:
    """The end of the last line starts one more."""
    tokens.require_bounds("version = 1" + "\n" * (tokens.MAX_LINES - 1))
    refused("version = 1" + "\n" * tokens.MAX_LINES, tokens.MAX_LINES, "The file has 200,001 lines")


@attack("lock_file.tokens.MAX_LINE")
def attack_line(_: Lab) -> None:
    """A comment is a line like any other."""
    tokens.require_bounds("\n#" + "x" * (tokens.MAX_LINE - 1))
    refused("\n#" + "x" * tokens.MAX_LINE, 2, "This line has 65,537 characters")


@attack("lock_file.tokens.MAX_DEPTH")
def attack_depth(_: Lab) -> None:
    """Keys, lists and tables have one bound."""
    deepest = tokens.MAX_DEPTH
    for start, part, end, within in (
        ("", "a.", "a = 1", deepest - 1),
        ("[", "a.", "a]", deepest - 1),
        ("a = ", "[", "", deepest),
        ("a = ", "{ a = ", "", deepest),
    ):
        tokens.require_bounds(start + part * within + end)
        refused(start + part * (within + 1) + end, 1, "Keys, lists and tables may be nested 16 deep")


@attack("lock_file.tokens.MAX_PARTS")
def attack_fields(_: Lab) -> None:
    """Each field is on its line. That it has no name is not looked at before."""
    tokens.require_bounds("=\n" * tokens.MAX_PARTS)
    refused("=\n" * (tokens.MAX_PARTS + 1), tokens.MAX_PARTS + 1, "The file has more than 100,000 fields")


@attack("lock_file.entry.MAX_COMPARED")
def attack_compared(_: Lab) -> None:
    """A name that is nearly right finds its neighbor among so many entries."""
    for count, hint in ((entry.MAX_COMPARED, True), (entry.MAX_COMPARED + 1, False)):
        held: dict[str, Any] = {f"e{number}": None for number in range(count - 1)}
        with pytest.raises(LockFileError) as caught:
            LockFile("f", {**held, "gateway": None}).entry("gatewy")  # type: ignore[dict-item]  # none is looked at
        assert ('did you mean "gateway"?' in caught.value.message) is hint


# Arguments


def mistakes(blocked: Sequence[object]) -> list[Failure]:
    """Return what is wrong with a list of blocks."""
    return validation.check(GetFirmwareArgs, {"productKey": "a1", "blocked": blocked})


@attack("declarations.arguments.MAX_BLOCKED")
def attack_blocked(_: Lab) -> None:
    """Each element is sound."""
    blocked = [{"destVersion": "1", "reason": "r"}] * arguments.MAX_BLOCKED
    assert mistakes(blocked) == []
    (failure,) = mistakes([*blocked, blocked[0]])
    assert failure.argument == "blocked"
    assert "at most 1,000 elements, got 1,001" in failure.reason


@attack("declarations.validation.MAX_FAILURES")
def attack_failures(_: Lab) -> None:
    """Each element is wrong."""
    assert len(mistakes([1] * (validation.MAX_FAILURES - 1))) == validation.MAX_FAILURES - 1
    assert len(mistakes([1] * (validation.MAX_FAILURES + 1))) == validation.MAX_FAILURES


@attack("patterns.MAX_PATTERN")
def attack_pattern(_: Lab) -> None:
    """The bound is on characters, not on what they match."""
    assert patterns.Pattern("a" * patterns.MAX_PATTERN).found_in("a" * patterns.MAX_PATTERN)
    with pytest.raises(MalformedError, match="It has 513 characters"):
        patterns.Pattern("a" * (patterns.MAX_PATTERN + 1))


@attack("patterns.MAX_MEMORY")
def attack_memory_of_a_pattern(lab: Lab) -> None:
    """A pattern of 13 characters that needs more than the bound is refused, and fits into four times as much."""
    large = r"(\pL{15}){15}"
    assert patterns.Pattern(r"(\pL{10}){10}").found_in("x" * 100)
    with pytest.raises(MalformedError, match="too large"):
        patterns.Pattern(large)
    patterns._compiled.cache_clear()
    lab.monkeypatch.setattr(patterns, "MAX_MEMORY", 4 * patterns.MAX_MEMORY)
    try:
        assert patterns.Pattern(large).found_in("x" * 225)
    finally:
        patterns._compiled.cache_clear()


@attack("patterns.MAX_COMPILED")
def attack_compiled(_: Lab) -> None:
    """Of one pattern more, the first is compiled again."""
    patterns._compiled.cache_clear()
    texts = [f"a{number}" for number in range(patterns.MAX_COMPILED + 1)]
    for text in (*texts[:-1], *texts[:-1]):
        patterns.Pattern(text)
    assert patterns._compiled.cache_info().misses == patterns.MAX_COMPILED
    for text in (texts[-1], texts[0]):
        patterns.Pattern(text)
    assert patterns._compiled.cache_info().misses == patterns.MAX_COMPILED + 2
    assert patterns._compiled.cache_info().currsize == patterns.MAX_COMPILED


@attack("versions.version.MAX_VERSION")
def attack_version(_: Lab) -> None:
    """A version of either scheme, and a range."""
    from alicloud_iot_ota.versions.ranges import Range  # noqa: PLC0415 - for this attack only

    text = "1.0.0-" + "a" * (version.MAX_VERSION - 6)
    for scheme in VersionScheme:
        assert version.read(text, scheme) is not None
        assert version.read(f"{text}a", scheme) is None
    bounds = ">=" + "1" * 10 + " " * (version.MAX_VERSION - 12)
    Range.parse(bounds, scheme=VersionScheme.DOTTED, include_prerelease=False)
    with pytest.raises(MalformedError, match="more than 256 characters"):
        Range.parse(f"{bounds} ", scheme=VersionScheme.DOTTED, include_prerelease=False)


@attack("versions.version.MAX_DIGITS")
def attack_digits(_: Lab) -> None:
    """A number of a plain version, and one that a pattern finds."""
    from alicloud_iot_ota.versions.reader import Reader  # noqa: PLC0415 - for this attack only

    digits = "9" * version.MAX_DIGITS
    reader = Reader(pattern=patterns.Pattern(r"v(?P<major>\d+)"))
    for found in (version.read(digits, VersionScheme.DOTTED), reader.read(f"v{digits}")):
        assert found is not None
        assert found.numbers == (int(digits),)
    assert version.read(f"{digits}9", VersionScheme.DOTTED) is None
    assert reader.read(f"v{digits}9") is None


@attack("times.MAX_DAYS")
def attack_days(_: Lab) -> None:
    """The last second of the last day fits."""
    assert times.parse_span("9999d23h59m59s").length.days == times.MAX_DAYS
    with pytest.raises(MalformedError, match="longer than 9999 days"):
        times.parse_span("9999d24h")


@attack("visible.MAX_MARKS")
def attack_marks(_: Lab) -> None:
    """Marks that cover the lines around them."""
    text = "x" + "\u0323" * visible.MAX_MARKS
    assert visible.first_hidden(text) is None
    hidden = visible.first_hidden(f"{text}\u0323")
    assert hidden is not None
    assert hidden.position == visible.MAX_MARKS + 1
    assert visible.escaped(f"{text}\u0323") == f"{text}\\u0323"
    assert [failure.argument for failure in mistakes([{"destVersion": "1", "reason": f"{text}\u0323"}])] == ["blocked"]


# Review and command line


@attack("cli.summarize.MAX_PREVIEW")
def attack_preview(lab: Lab) -> None:
    """The real bound would take 128 MiB at a time: it is 1 MiB here."""
    lab.monkeypatch.setattr(summarize, "MAX_PREVIEW", 1024**2)
    path = lab.path / "preview.json"
    path.write_bytes(b" " * 1024**2)
    assert len(summarize._text(str(path))) == 1024**2
    path.write_bytes(b" " * (1024**2 + 1))
    with pytest.raises(ReviewError, match="larger than 1 MiB"):
        summarize._text(str(path))


@attack("review.affected.MAX_DEPENDENCIES")
def attack_dependencies(_: Lab) -> None:
    """A thousand pins that a thousand resources depend on are just within the bound."""
    pin, count = "urn:pulumi:s::p::t::pin", 1000
    steps = [
        Step(op="same", urn=f"urn:pulumi:s::p::t::{number}", new_state=State(dependencies=[pin]))
        for number in range(count)
    ]
    dependents = affected.Dependents(steps)
    for _pin in range(affected.MAX_DEPENDENCIES // count):
        assert dependents.of(pin) == ()
    with pytest.raises(ReviewError, match="more than 1,000,000 dependencies"):
        dependents.of(pin)


@attack("review.pin_states.MAX_DEPTH")
def attack_nesting(_: Lab) -> None:
    """What is unknown is found at the deepest level, and what is deeper ends with an error and no recursion."""

    def held(levels: int) -> dict[str, object]:
        value: object = UNKNOWN
        for _level in range(levels):
            value = [value]
        return pin_states.arguments_in(State(inputs={"keepers": value}))

    assert held(pin_states.MAX_DEPTH) == {"keepers": review.Withheld.UNKNOWN}
    for levels in (pin_states.MAX_DEPTH + 1, 100_000):
        with pytest.raises(ReviewError, match="nested deeper than 64"):
            held(levels)


@attack("review.summary.MAX_SUMMARY")
def attack_summary(_: Lab) -> None:
    """However many changes there are, the text is bounded, and each change is shown or counted."""

    def text_of(count: int) -> str:
        items = [
            Change(
                key=str(number),
                name=f"pin-{number}",
                old=PinnedFirmware(dest_version="1.0.0", firmware_id="a", type="full"),
                new=PinnedFirmware(dest_version="2.0.0", firmware_id="b", type="full"),
                warnings=("x" * 5000,) * 3,
            )
            for number in range(count)
        ]
        return review.summarize(Changes(origin=Origin.PREVIEW, items=tuple(items)), {}, "prod")

    assert " more:**" not in text_of(20)
    text = text_of(2000)
    assert summary.MAX_SUMMARY / 2 < len(text) <= summary.MAX_SUMMARY
    assert f"**{2000 - text.count(chr(10) + '#### ')} more:** " in text


@attack("review.markdown.MAX_LINE")
def attack_fenced_line(_: Lab) -> None:
    """A line that is cut has its length and its digest."""
    line = "x" * markdown.MAX_LINE
    assert markdown.fenced([line], "text")[1] == line
    cut = markdown.fenced([f"{line}x"], "text")[1]
    assert cut == f"{line}… (501 characters, SHA-256 {markdown.digest(line + 'x')})"


@attack("review.differences.MAX_SIDE")
def attack_side(_: Lab) -> None:
    """A value that is cut has its length and its digest."""
    text = "x" * differences.MAX_SIDE
    assert block._value(text, text) == f"`{text}`"
    assert block._value(f"{text}x", text) == f"`{text}… (401 characters, SHA-256 {markdown.digest(text + 'x')})`"


@attack("cli.used_by.MAX_SOURCE")
def attack_source(lab: Lab) -> None:
    """The name stands at the end of the file."""
    path = lab.path / "main.py"
    content = b'"gateway"'.rjust(used_by.MAX_SOURCE)
    path.write_bytes(content)
    assert used_by.uses({"gateway"}, [str(lab.path)]) == {"gateway": [f"{path}:1"]}
    path.write_bytes(b" " + content)
    with pytest.raises(LockFileError, match="larger than 16 MiB"):
        used_by.uses({"gateway"}, [str(lab.path)])


@attack("cli.entries.MAX_THREADS")
def attack_threads(_: Lab) -> None:
    """So many entries meet, each on its thread; twice as many have no more threads."""
    together = threading.Barrier(entries.MAX_THREADS)
    threads: set[int] = set()

    def meet(held: object, _warn: object) -> object:
        threads.add(threading.get_ident())
        together.wait(LIMIT)
        return held

    asked: list[Any] = list(range(2 * entries.MAX_THREADS))
    lookup: Any = SimpleNamespace(cancel=lambda: None)
    assert entries.ask(lookup, asked, meet) == [(each, each) for each in asked]
    assert len(threads) == entries.MAX_THREADS


# Engine and plugin


class Started(NamedTuple):
    """What the plugin gives its server.

    Attributes:
        pool: Runs requests.
        options: The options of gRPC.
    """

    pool: ThreadPoolExecutor
    options: list[tuple[str, int]]


class StartedError(Exception):
    """The plugin has made its server."""


def start_plugin(lab: Lab) -> Started:
    """Start the plugin up to its server. This process keeps its signals and its log."""
    made: list[Started] = []

    def server(pool: ThreadPoolExecutor, options: list[tuple[str, int]]) -> None:
        made.append(Started(pool, options))
        raise StartedError

    lab.monkeypatch.setattr(signal, "signal", lambda *_: None)
    lab.monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    with lab.monkeypatch.context() as patched:
        patched.setattr(grpc, "server", server)
        with pytest.raises(StartedError):
            process.serve(["127.0.0.1:9"])
    return made[0]


@attack("plugin.process.MAX_MESSAGE")
def attack_message(lab: Lab) -> None:
    """The real bound would take a gigabyte: it is 64 KiB here."""
    lab.monkeypatch.setattr(process, "MAX_MESSAGE", 64 * 1024)
    started = start_plugin(lab)
    server = grpc.server(started.pool, options=started.options)
    echo: Any = grpc.unary_unary_rpc_method_handler(lambda request, _: request[:0])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("s", {"m": echo}),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            call: Any = channel.unary_unary("/s/m")
            assert call(b"x" * process.MAX_MESSAGE, timeout=LIMIT) == b""
            with pytest.raises(grpc.RpcError) as caught:
                call(b"x" * (process.MAX_MESSAGE + 1), timeout=LIMIT)
            assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    finally:
        server.stop(grace=None).wait(LIMIT)


@attack("plugin.process.MAX_WORKERS")
def attack_workers(lab: Lab) -> None:
    """A thousand threads take a second: there are 20 here. The real number is that of the pool."""
    assert start_plugin(lab).pool._max_workers == process.MAX_WORKERS
    lab.monkeypatch.setattr(process, "MAX_WORKERS", 20)
    together = threading.Barrier(20)
    with start_plugin(lab).pool as pool:
        calls = [pool.submit(lambda: (together.wait(LIMIT), threading.get_ident())[1]) for _ in range(40)]
        assert len({call.result(LIMIT) for call in calls}) == 20


@attack("engine.LOG_TIMEOUT")
def attack_log(lab: Lab) -> None:
    """An engine that does not take a line costs so long, and no error."""
    limits: list[float] = []

    def log(_: object, timeout: float) -> None:
        limits.append(timeout)
        raise grpc.RpcError

    lab.monkeypatch.setattr(engine_pb2_grpc, "EngineStub", lambda _: SimpleNamespace(Log=log))
    attached = engine.Engine("127.0.0.1:9")
    attached.warn("a")
    attached.close()
    assert limits == [engine.LOG_TIMEOUT]


@attack("engine.PROBE_TIMEOUT")
def attack_probe(lab: Lab) -> None:
    """An engine that neither accepts nor refuses counts as listening."""
    limits: list[float] = []
    errors = iter([ConnectionRefusedError, TimeoutError])

    def connect(_: object, timeout: float) -> None:
        limits.append(timeout)
        raise next(errors)

    lab.monkeypatch.setattr(socket, "create_connection", connect)
    assert [engine._is_gone("127.0.0.1:9") for _ in range(2)] == [True, False]
    assert limits == [engine.PROBE_TIMEOUT] * 2
