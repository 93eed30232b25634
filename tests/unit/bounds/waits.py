# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for catalogs in memory, attempts and waits."""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests

from alicloud_iot_ota import settings
from alicloud_iot_ota.api import listing, retry, transport
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.retry import RetryPolicy
from alicloud_iot_ota.base import notes, waiting
from alicloud_iot_ota.errors import (
    ArgumentError,
    DeadlineError,
    IncompleteListingError,
    ThrottledError,
    TransportError,
)
from alicloud_iot_ota.lookup import background, catalog_cache
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.schema.settings import ProviderArgs, load
from alicloud_iot_ota.settings import Settings
from tests.unit.bounds.lab import KEY, LIMIT, NOW, URL, Lab, Pages, Unsigned, attack, keeping, read

if TYPE_CHECKING:
    from collections.abc import Callable


def timeout_of(values: dict[str, object]) -> float:
    """Return the timeout of a provider's arguments."""
    return validation.parse(ProviderArgs, values).timeout or settings.DEFAULT_TIMEOUT


@attack("settings.DEFAULT_TIMEOUT")
def attack_default_timeout(lab: Lab) -> None:
    """A lookup past its deadline sends no request."""
    deadline = lab.connect(Settings(endpoint=URL, access_key=KEY)).deadline()
    lab.waits.append(settings.DEFAULT_TIMEOUT - 1)
    assert deadline.remaining() == 1
    lab.waits.append(1)
    with pytest.raises(DeadlineError, match="timed out after 60 seconds"):
        transport.Transport(URL).post("", Unsigned(), {}, deadline)


@attack("settings.MAX_TIMEOUT")
def attack_timeout(_: Lab) -> None:
    """The limit applies to the provider's argument."""
    assert timeout_of({"timeout": settings.MAX_TIMEOUT}) == settings.MAX_TIMEOUT
    with pytest.raises(ArgumentError, match="timeout must be a number"):
        timeout_of({"timeout": settings.MAX_TIMEOUT + 1})


def limits_of_a_socket(lab: Lab, seconds: float, error: Exception) -> tuple[float, float]:
    """Return the connect timeout and the read timeout of a request that fails."""
    seen: list[tuple[float, float]] = []
    sender = transport.Transport(URL)

    def fail(*_: object, timeout: tuple[float, float], **__: object) -> None:
        seen.append(timeout)
        raise error

    lab.monkeypatch.setattr(sender._session, "post", fail)
    with pytest.raises(TransportError, match=r"the (connection|response) timed out") as caught:
        sender.post("", Unsigned(), {}, lab.deadline(seconds))
    assert caught.value.retryable
    return seen[0]


@attack("api.transport.CONNECT_TIMEOUT")
def attack_connect_timeout(lab: Lab) -> None:
    """The connect timeout is never longer than the remaining time of the lookup."""
    late = requests.exceptions.ConnectTimeout()
    assert limits_of_a_socket(lab, 1000, late)[0] == transport.CONNECT_TIMEOUT
    assert limits_of_a_socket(lab, 1, late)[0] == 1


@attack("api.transport.READ_TIMEOUT")
def attack_read_timeout(lab: Lab) -> None:
    """The read timeout is never longer than the remaining time of the lookup."""
    late = requests.exceptions.ReadTimeout()
    assert limits_of_a_socket(lab, 1000, late)[1] == transport.READ_TIMEOUT
    assert limits_of_a_socket(lab, 1, late)[1] == 1


@attack("api.transport.GRACE_WAIT")
def attack_grace_of_a_request(lab: Lab) -> None:
    """The timer of a request ends its connection and prevents later ones."""
    timers: list[tuple[float, Callable[[], None]]] = []

    def timer(seconds: float, function: Callable[[], None]) -> SimpleNamespace:
        timers.append((seconds, function))
        return SimpleNamespace(start=lambda: None, cancel=lambda: None, daemon=True)

    lab.monkeypatch.setattr(threading, "Timer", timer)
    requests = transport.InFlightRequests()
    with requests.track(lab.deadline(10)) as in_flight:
        ((seconds, close),) = timers
        assert seconds == 10 + transport.GRACE_WAIT
        assert not in_flight.is_closed
        close()
        with pytest.raises(ConnectionAbortedError):
            in_flight.register(transport._TrackedHTTPConnection("127.0.0.1"))


@attack("api.listing.GRACE_WAIT")
def attack_grace_of_pages(lab: Lab) -> None:
    """A read stops waiting for missing pages shortly after the deadline."""

    class Nothing:
        def get(self, timeout: float) -> object:
            lab.waits.append(timeout)
            raise queue.Empty

    with pytest.raises(DeadlineError, match="still arriving"):
        listing._next_outcome(Nothing(), lab.deadline(5))  # type: ignore[arg-type]  # has what is used
    assert lab.waits == [5, listing.GRACE_WAIT]


@attack("lookup.background.GRACE_WAIT")
def attack_grace_of_a_call(lab: Lab) -> None:
    """A lookup stops waiting for a call shortly after the deadline."""

    class Never(Future[str]):
        def result(self, timeout: float | None = None) -> str:
            lab.waits.append(timeout or 0.0)
            raise LateError

    lab.monkeypatch.setattr(waiting, "_STEP", None)  # as on systems that interrupt a wait
    with pytest.raises(DeadlineError, match="did not finish its response"):
        background.Background.wait(Never(), lab.deadline(5))
    assert lab.waits == [5 + background.GRACE_WAIT]


def attempts_until(lab: Lab, error: TransportError | ThrottledError, successful: int) -> int:
    """Return the number of attempts at a call that succeeds at the given attempt."""
    count = itertools.count(1)

    def call() -> int:
        number = next(count)
        if number < successful:
            raise error
        return number

    with contextlib.suppress(type(error)):
        return retry.call_with_retries(call, RetryPolicy(), lab.deadline(), lab.timing)
    return next(count) - 1


@attack("api.retry.MAX_ATTEMPTS")
def attack_attempts(lab: Lab) -> None:
    """The last attempt can succeed, and no attempt follows it."""
    error = TransportError("no answer", "try again")
    assert attempts_until(lab, error, retry.MAX_ATTEMPTS) == retry.MAX_ATTEMPTS
    with pytest.raises(TransportError):
        retry.call_with_retries(failing(error), RetryPolicy(), lab.deadline(), lab.timing)
    assert attempts_until(lab, error, retry.MAX_ATTEMPTS + 1) == retry.MAX_ATTEMPTS


def failing(error: Exception) -> Callable[[], None]:
    """Return a call that fails."""

    def call() -> None:
        raise error

    return call


@attack("api.retry.MAX_THROTTLED_ATTEMPTS")
def attack_throttled_attempts(lab: Lab) -> None:
    """The last attempt can succeed, and no attempt follows it."""
    error = ThrottledError("too many", "wait", code="Throttling", request_id=None, http_status=429, retryable=True)
    assert attempts_until(lab, error, retry.MAX_THROTTLED_ATTEMPTS) == retry.MAX_THROTTLED_ATTEMPTS
    with pytest.raises(ThrottledError):
        retry.call_with_retries(failing(error), RetryPolicy(), lab.deadline(), lab.timing)
    assert attempts_until(lab, error, retry.MAX_THROTTLED_ATTEMPTS + 1) == retry.MAX_THROTTLED_ATTEMPTS


@attack("api.retry.MAX_DELAY")
def attack_delay(_: Lab) -> None:
    """The delay doubles up to the limit, however many attempts were made."""
    delays = [RetryPolicy().delay(attempt, 1.0) for attempt in range(1, 2000)]
    assert delays[3] < retry.MAX_DELAY
    assert set(delays[4:]) == {retry.MAX_DELAY}


@attack("api.listing.MAX_READS")
def attack_readings(lab: Lab) -> None:
    """If the list is complete at the last read, it is accepted. No further read follows."""
    pages = Pages(lab, 1, 0)

    def mend(_: int) -> None:
        if pages.requests == listing.MAX_READS:
            pages._count = 1

    pages._on_page = mend
    assert len(read(pages)) == 1
    for_ever = Pages(lab, 1, 0)
    with pytest.raises(IncompleteListingError, match="in each of 4 reads"):
        read(for_ever)
    assert for_ever.requests == listing.MAX_READS


@attack("api.listing.MAX_PARALLEL_PAGES")
def attack_pages_at_once(lab: Lab) -> None:
    """Pages are read in parallel up to the limit, each on its own thread. More pages use no more threads."""
    together = threading.Barrier(listing.MAX_PARALLEL_PAGES)
    threads: set[int] = set()

    def meet(number: int) -> None:
        if number > 1:
            threads.add(threading.get_ident())
            together.wait(LIMIT)

    count = 2 * listing.MAX_PARALLEL_PAGES
    assert len(read(Pages(lab, 100 * (1 + count), on_page=meet))) == 100 * (1 + count)
    assert len(threads) == listing.MAX_PARALLEL_PAGES


@attack("api.transport.MAX_CONNECTIONS")
def attack_connections(lab: Lab) -> None:
    """One connection above the limit is closed when it is returned. The others stay open."""
    sender = transport.Transport(URL)
    adapter: Any = sender._session.get_adapter(URL)
    pool = adapter.poolmanager.connection_from_url(URL)
    used = [pool._get_conn() for _ in range(transport.MAX_CONNECTIONS + 1)]
    closed: list[object] = []

    def close(connection: object) -> None:
        closed.append(connection)

    lab.monkeypatch.setattr(transport._TrackedHTTPConnection, "close", close)
    for connection in used:
        pool._put_conn(connection)
    assert {*closed} == {*used[-1:]}


@attack("settings.MAX_REQUESTS_PER_SECOND")
def attack_requests_per_second(_: Lab) -> None:
    """The limit applies to the environment variable and to the provider's argument."""
    value = settings.MAX_REQUESTS_PER_SECOND
    for given in (value, value + 1):
        with pytest.raises(ArgumentError, match="from 1 to 1000") if given > value else contextlib.nullcontext():
            found = load({}, {"ALICLOUD_IOT_OTA_REQUESTS_PER_SECOND": str(given)})
            assert found.requests_per_second == value
        failures = validation.check(ProviderArgs, {"requestsPerSecond": given})
        assert [failure.argument for failure in failures] == ["requestsPerSecond"] * (given > value)


@attack("lookup.catalog_cache.MAX_AGE")
def attack_age(lab: Lab) -> None:
    """A list is reused up to its maximum age, and not longer."""
    kept, read_again = keeping(lab)
    for seconds, products in ((0, ["a"]), (catalog_cache.MAX_AGE, ["a"]), (0.5, ["a", "a"])):
        lab.waits.append(seconds)
        kept.get(Scope(None, "a"))
        assert read_again == products


@attack("lookup.catalog_cache.MAX_CACHED")
def attack_kept(lab: Lab) -> None:
    """The newest lists stay in memory. One list above the limit removes the oldest, which is then reread."""
    kept, read_again = keeping(lab)
    products = [str(number) for number in range(catalog_cache.MAX_CACHED + 1)]
    for product in (*products, *products[1:]):
        kept.get(Scope(None, product))
    assert read_again == products
    kept.get(Scope(None, products[0]))
    assert read_again == [*products, products[0]]


@attack("lookup.catalog_cache.MAX_READERS")
def attack_readers(_: Lab) -> None:
    """One version reader above the limit removes the first one from the cache."""
    listed = catalog_cache.Catalog((), NOW, is_from_disk=False, characters=0)
    asked = [
        GetFirmwareArgs(version_pattern=f"{number}-(?P<version>.+)") for number in range(catalog_cache.MAX_READERS + 1)
    ]
    first = listed.criteria(asked[0]).reader
    for args in asked[:-1]:
        listed.criteria(args)
    assert listed.criteria(msgspec.structs.replace(asked[0])).reader is first
    for args in asked[1:]:
        listed.criteria(args)
    assert listed.criteria(msgspec.structs.replace(asked[0])).reader is not first


@attack("lookup.catalog_cache.MAX_REPORTED")
def attack_reported(lab: Lab) -> None:
    """The age of a list is reported once. When the limit is reached, the record is cleared."""
    kept, _ = keeping(lab)
    said: list[str] = []
    kept._note = said.append
    old = catalog_cache.Catalog((), NOW - 1, is_from_disk=True, characters=0)
    scopes = [Scope(None, str(number)) for number in range(catalog_cache.MAX_REPORTED + 1)]
    for scope in (*scopes[:-1], scopes[0]):
        kept._report_age(scope, old)
    assert len(said) == catalog_cache.MAX_REPORTED
    for scope in (scopes[-1], scopes[0]):
        kept._report_age(scope, old)
    assert len(said) == catalog_cache.MAX_REPORTED + 2
    assert len(kept._reported) == 2


@attack("base.notes.MAX_NOTES")
def attack_notes(_: Lab) -> None:
    """Notes that were already shown count towards the limit too."""
    kept = notes.Notes()
    for number in range(notes.MAX_NOTES):
        kept.add(str(number))
    assert len(kept.take()) == notes.MAX_NOTES
    kept.add("one more")
    assert kept.take() == []
