# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The complete list of packages: few requests, and proof that no package is missing."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_emulator.server import LoopbackServer
from alicloud_iot_ota.api.listing import MAX_PACKAGES, MAX_PARALLEL_PAGES, Scope, read_catalog
from alicloud_iot_ota.api.transport import Transport
from alicloud_iot_ota.errors import DeadlineError, IncompleteListingError, InvalidResponseError, RequestRejectedError
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.transport import HttpResponse
    from alicloud_iot_ota.firmware import Package

EVERYTHING = Scope(None, None)
NOW = 1_764_547_200.0


@pytest.fixture
def stock(
    start: Callable[..., Emulator],
    fleet: Callable[[int], dict[str, object]],
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
) -> Callable[..., tuple[Emulator, OtaClient]]:
    """Return a function that starts an emulator with the given number of packages, and a client for it."""

    def of(count: int, **options: object) -> tuple[Emulator, OtaClient]:
        emulator = start(fleet(count), **options)
        return emulator, connect(settings(emulator))

    return of


def identities(packages: tuple[Package, ...]) -> list[str]:
    """Return the IDs of packages."""
    return [firmware.firmware_id for firmware in packages]


def true_identities(emulator: Emulator) -> list[str]:
    """Return the IDs in the emulator's current list."""
    return [str(row["FirmwareId"]) for row in emulator.packages()]


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (250, 3)])
def test_requests(stock: Callable[..., tuple[Emulator, OtaClient]], count: int, requests: int) -> None:
    """Reading all packages needs one request per hundred packages, and one request for an empty list."""
    emulator, client = stock(count)
    found = read_catalog(client, EVERYTHING)
    assert identities(found) == true_identities(emulator)
    assert len(found) == count
    assert [record.parameters["PageSize"] for record in emulator.requests] == ["100"] * requests


def test_ten_thousand_packages(
    stock: Callable[..., tuple[Emulator, OtaClient]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading 100 pages needs 100 requests, with no more connections than pages that are read in parallel."""
    connections: list[object] = []
    callers: set[int] = set()
    accept, post = LoopbackServer.process_request, Transport.post

    def accepted(server: LoopbackServer, request: socket.socket, address: object) -> None:
        connections.append(address)
        accept(server, request, address)

    def posted(transport: Transport, *request: Any, **how: Any) -> HttpResponse:  # noqa: ANN401 - whatever it takes
        callers.add(threading.get_ident())
        return post(transport, *request, **how)

    monkeypatch.setattr(LoopbackServer, "process_request", accepted)
    monkeypatch.setattr(Transport, "post", posted)
    emulator, client = stock(10_000)
    assert identities(read_catalog(client, EVERYTHING)) == true_identities(emulator)
    pages = sorted(int(record.parameters["CurrentPage"]) for record in emulator.requests)
    assert pages == list(range(1, 101))
    assert len(connections) <= MAX_PARALLEL_PAGES
    assert len(callers) <= MAX_PARALLEL_PAGES + 1  # the caller's thread reads the first page


@pytest.mark.parametrize(("count", "told"), [(0, [(1, 1)]), (100, [(1, 1)]), (250, [(1, 3), (2, 3), (3, 3)])])
def test_pages_are_told_of(
    stock: Callable[..., tuple[Emulator, OtaClient]], count: int, told: list[tuple[int, int]]
) -> None:
    """A progress callback receives the number of pages read and the total number of pages."""
    _, client = stock(count)
    watched: list[tuple[int, int]] = []
    read_catalog(client, EVERYTHING, lambda *pages: watched.append(pages))
    assert watched == told


def test_scope(emulator: Emulator, connect: Callable[..., OtaClient], settings: Callable[..., Settings]) -> None:
    """A scope is one product in one instance."""
    found = read_catalog(connect(settings(emulator)), Scope(emulator.instance_id, "a1MeterK001"))
    assert {firmware.product_key for firmware in found} == {"a1MeterK001"}
    assert len(found) == 5


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(None, None), "all products"),
        (Scope("iot-1", None), "all products, instance iot-1"),
        (Scope("iot-1", "a1"), "product a1, instance iot-1"),
    ],
)
def test_scope_in_words(scope: Scope, words: str) -> None:
    """Messages describe a scope by its product and instance."""
    assert str(scope) == words


@pytest.mark.parametrize("fault", ["shifting-pages", "short-page", "wrong-total"])
def test_moving_list_is_read_again(
    stock: Callable[..., tuple[Emulator, OtaClient]], waits: list[float], fault: str
) -> None:
    """A list that changes during the read is reread after a pause, and the result is correct."""
    emulator, client = stock(150)
    emulator.fault(fault)
    assert identities(read_catalog(client, EVERYTHING)) == true_identities(emulator)
    assert waits == [0.3]


def test_repeated_page_is_read_again(stock: Callable[..., tuple[Emulator, OtaClient]]) -> None:
    """If the second page repeats the first page, the list is reread."""
    emulator, client = stock(200)
    emulator.fault("slow", seconds=0.0)  # leaves the first page unchanged
    emulator.fault("repeated-page")
    assert identities(read_catalog(client, EVERYTHING)) == true_identities(emulator)
    assert len(emulator.requests) == 4


@pytest.mark.parametrize("fault", ["shifting-pages", "short-page", "wrong-total", "repeated-page"])
def test_list_that_never_settles_is_refused(stock: Callable[..., tuple[Emulator, OtaClient]], fault: str) -> None:
    """A list that changes during every read is an error with the last RequestId. The read is inconclusive."""
    emulator, client = stock(150)
    emulator.fault(fault, times=99)
    with pytest.raises(IncompleteListingError) as caught:
        read_catalog(client, EVERYTHING)
    assert "all products: it changed or was inconsistent in each of 4 reads" in caught.value.message
    assert f"RequestId {emulator.requests[-1].request_id}" in caught.value.message


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (
            1,
            "the packages are not sorted by creation time, newest first, and a second read returned a different list).",
        ),
        (3, "the packages are not sorted by creation time, newest first)."),
    ],
)
def test_order_that_proves_nothing(stock: Callable[..., tuple[Emulator, OtaClient]], spoilt: int, words: str) -> None:
    """If a second read must prove that the list is complete, the error says whether there was one."""
    emulator, client = stock(150, order="unordered")
    emulator.fault("wrong-total", times=spoilt, page=1)
    for _ in range(3):
        emulator.fault("exchanging", page=2)
    with pytest.raises(IncompleteListingError) as caught:
        read_catalog(client, EVERYTHING)
    assert f"(last: {words} Nothing was selected" in caught.value.message


def test_same_total_and_another_list(
    start: Callable[..., Emulator],
    fleet: Callable[[int], dict[str, object]],
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
) -> None:
    """If a package is deleted and another is published during the read, the list is correct for one moment.

    This assumes that the service lists the newest packages first, which is not documented. Then the pages do not shift,
    and the list contains every package that existed when the first page was read.
    """
    seen: list[str] = []

    def replace(line: str) -> None:
        seen.append(line)
        if len(seen) == 1:
            emulator.withdraw("id-000")
            emulator.publish(DestVersion="9.9.9")

    emulator = start(fleet(150), log=replace)
    before = sorted(true_identities(emulator))
    assert sorted(identities(read_catalog(connect(settings(emulator)), EVERYTHING))) == before


@pytest.mark.parametrize("total", [None, -1])
def test_total_that_proves_nothing(
    serve: Callable[[Callable[[Request], Answer]], str], connect: Callable[..., OtaClient], total: int | None
) -> None:
    """An empty page with a missing or impossible Total does not prove that the list is empty."""
    body: dict[str, object] = {
        "Success": True,
        "CurrentPage": 1,
        "Total": total,
        "FirmwareInfo": {"SimpleFirmwareInfo": []},
    }
    url = serve(lambda _: Answer(200, "application/json", json.dumps(body).encode(), NOW))
    client = connect(Settings(endpoint=url, access_key=AccessKey("id", "secret")))
    with pytest.raises(IncompleteListingError, match="Total"):
        read_catalog(client, EVERYTHING)


@pytest.mark.parametrize("total", [MAX_PACKAGES + 1, 2**62, 2**63 - 1])
@pytest.mark.parametrize("page", [1, 2])
def test_total_beyond_the_bound(
    serve: Callable[[Callable[[Request], Answer]], str], connect: Callable[..., OtaClient], total: int, page: int
) -> None:
    """Reject a Total above the limit immediately, even if it grows during the read. No more pages are requested."""
    asked: list[str] = []

    def respond(request: Request) -> Answer:
        number = request.query["CurrentPage"]
        asked.append(number)
        rows = [{"FirmwareId": f"{number}-{row}", "DestVersion": "1"} for row in range(100)]
        body = {"Success": True, "Total": total if number == str(page) else 200, "FirmwareInfo": rows}
        return Answer(200, "application/json", json.dumps(body).encode(), NOW)

    client = connect(Settings(endpoint=serve(respond), access_key=AccessKey("id", "secret")))
    with pytest.raises(
        InvalidResponseError, match=f"all products is too long: Total is {total}, the maximum is 100000"
    ) as caught:
        read_catalog(client, EVERYTHING)
    assert "Set productKey" in caught.value.remedy
    assert asked == ["1", "2"][:page]


def test_texts_beyond_the_bound(
    serve: Callable[[Callable[[Request], Answer]], str],
    connect: Callable[..., OtaClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reject a list with too much text in total, before all of its pages are read."""
    monkeypatch.setattr("alicloud_iot_ota.api.listing.MAX_CHARACTERS", 100_000)
    asked: list[str] = []

    def respond(request: Request) -> Answer:
        number = request.query["CurrentPage"]
        asked.append(number)
        rows = [{"FirmwareId": f"{number}-{row}", "DestVersion": "1", "FirmwareDesc": "x" * 500} for row in range(100)]
        body = {"Success": True, "Total": 10_000, "FirmwareInfo": rows}
        return Answer(200, "application/json", json.dumps(body).encode(), NOW)

    client = connect(Settings(endpoint=serve(respond), access_key=AccessKey("id", "secret")))
    with pytest.raises(InvalidResponseError, match="more than 100000 characters"):
        read_catalog(client, EVERYTHING)
    assert len(asked) < 50


def test_another_page_than_asked_for(
    serve: Callable[[Callable[[Request], Answer]], str], connect: Callable[..., OtaClient]
) -> None:
    """Reject an answer for a page that was not requested, even if the numbers add up."""
    body = b'{"Success":true,"CurrentPage":2,"Total":0,"FirmwareInfo":{"SimpleFirmwareInfo":[]}}'
    url = serve(lambda _: Answer(200, "application/json", body, NOW))
    client = connect(Settings(endpoint=url, access_key=AccessKey("id", "secret")))
    with pytest.raises(IncompleteListingError, match="requested page 1, got page 2"):
        read_catalog(client, EVERYTHING)


def test_error_in_the_middle(stock: Callable[..., tuple[Emulator, OtaClient]]) -> None:
    """If one page fails, the list fails. A partial list is never returned."""
    emulator, client = stock(150)
    emulator.fault("slow", seconds=0.0)  # leaves the first page unchanged
    emulator.fault("error", code="iot.common.InvalidPageParams")
    with pytest.raises(RequestRejectedError):
        read_catalog(client, EVERYTHING)


def test_one_deadline_for_all_pages(
    start: Callable[..., Emulator],
    fleet: Callable[[int], dict[str, object]],
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
) -> None:
    """All pages and rereads share one timeout."""
    emulator = start(fleet(150))
    emulator.fault("wrong-total", times=99)
    with pytest.raises(DeadlineError, match="timed out after 1 seconds") as caught:
        read_catalog(connect(settings(emulator, timeout=1.0)), EVERYTHING)
    said = caught.value.message
    assert (
        "The package list for all products was being read again. Problem in the previous read: page 2 has 50 packages"
        in said
    ), said
