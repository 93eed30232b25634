# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTP transport: size limits, timeouts, cancels, and the request log."""

from __future__ import annotations

import gzip
import io
import logging
import socket
import socketserver
import sys
import threading
import time
import tracemalloc
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from msgspec import convert
from requests.auth import AuthBase

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota.api.request_log import show_requests
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.api.transport import MAX_BODY, HttpResponse, Transport
from alicloud_iot_ota.base.hiding import hide
from alicloud_iot_ota.errors import ApiError, CancelledError, DeadlineError, InvalidResponseError, TransportError
from alicloud_iot_ota.schema.arguments import GetFirmwarePageArgs, GetFirmwaresArgs
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import requests
    from requests import PreparedRequest

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.lookup import Lookup

NOW = 1_764_547_200.0
LIMIT = 30  # seconds after which a test fails
BODY = b'{"Success":true}'
SYSTEM = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)


class Unsigned(AuthBase):
    """A request authentication that does not sign."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Return the request unchanged."""
        return r


def post(transport: Transport, seconds: float = LIMIT, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Send one request."""
    return transport.post("CurrentPage=1", Unsigned(), headers or {}, Deadline(seconds, SYSTEM))


class Listener(socketserver.ThreadingTCPServer):
    """A server that counts its connections and passes each to a function.

    Attributes:
        connections: The number of accepted connections.
        is_asked: Set once a request was received.
    """

    daemon_threads = True

    def __init__(self, converse: Callable[[socket.socket], None]) -> None:
        self.connections = 0
        self.is_asked = threading.Event()
        self._converse = converse
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def finish_request(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's own
        """Answer each request until the client disconnects."""
        assert isinstance(request, socket.socket)
        self.connections += 1
        while request.recv(65536):
            self.is_asked.set()
            self._converse(request)


@pytest.fixture
def listen(run_server: Callable[[Listener], Listener]) -> Callable[[Callable[[socket.socket], None]], Listener]:
    """Return a function that starts listeners. They stop after the test."""
    return lambda converse: run_server(Listener(converse))


@pytest.fixture
def reach() -> Iterator[Callable[[str], Transport]]:
    """Return a factory of transports. They are closed after the test."""
    with ExitStack() as stack:

        def to(url: str) -> Transport:
            transport = Transport(url)
            stack.callback(transport.close)
            return transport

        yield to


def say_nothing(_: socket.socket) -> None:
    """Receive a request without answering."""


def say_ok(connection: socket.socket) -> None:
    """Send a complete answer."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY))


def begin(connection: socket.socket) -> None:
    """Send the beginning of an answer that never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + BODY)


def test_answer_of_the_largest_size(serve: Callable[..., str], reach: Callable[[str], Transport]) -> None:
    """An answer of exactly the maximum size is read completely."""
    url = serve(lambda _: Answer(200, "application/json", BODY, NOW, padding=MAX_BODY - len(BODY)))
    reply = post(reach(url))
    assert len(reply.body) == MAX_BODY
    assert reply.body.endswith(BODY)


def test_answer_that_is_too_large(serve: Callable[..., str], reach: Callable[[str], Transport]) -> None:
    """Reject an answer one byte above the maximum size."""
    url = serve(lambda _: Answer(200, "application/json", BODY, NOW, padding=MAX_BODY - len(BODY) + 1))
    with pytest.raises(InvalidResponseError, match=f"larger than {MAX_BODY} bytes"):
        post(reach(url))


@pytest.mark.parametrize("status", [200, 302, 503])
def test_compressed_answer_is_not_read(
    serve: Callable[..., str], reach: Callable[[str], Transport], status: int
) -> None:
    """A compressed body is rejected without decompression."""
    bomb = gzip.compress(bytes(64 * 1024 * 1024), compresslevel=1)
    headers = {"Content-Encoding": "gzip", "Location": "http://127.0.0.1:9/"}
    url = serve(lambda _: Answer(status, "application/json", bomb, NOW, headers=headers))
    transport = reach(url)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidResponseError, match="compressed"):
            post(transport)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MAX_BODY


@pytest.mark.parametrize(("kind", "options"), [("encoding", {"encoding": "gzip"}), ("gzip-bomb", {"bytes": 2**24})])
def test_compressed_page(
    emulator: Emulator,
    connect: Callable[..., OtaClient],
    settings: Callable[..., Settings],
    kind: str,
    options: dict[str, str | float],
) -> None:
    """A compressed answer is an error that shows the endpoint and is not retried."""
    emulator.fault(kind, times=9, **options)
    with pytest.raises(InvalidResponseError, match="compressed") as caught:
        connect(settings(emulator)).list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id)
    assert emulator.url in caught.value.message
    assert len(emulator.requests) == 1


@pytest.mark.parametrize("status", [200, 302])
def test_answer_that_trickles_in(serve: Callable[..., str], reach: Callable[[str], Transport], status: int) -> None:
    """An answer that arrives byte by byte ends at the deadline, even if no single read times out."""
    headers = {"Location": "http://127.0.0.1:9/"}
    body = b" " * 200
    url = serve(lambda _: Answer(status, "application/json", body, NOW, headers=headers, pieces=200, pause=0.01))
    with pytest.raises(DeadlineError, match=r"timed out after 0\.2 seconds"):
        post(reach(url), seconds=0.2)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101,
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n",
        b"HTTP/1.1 200 " + b"O" * 70_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A" * 70_000 + b"\r\n",
        b"HTTP/1.1 99999999999 OK\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 70_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    ],
    ids=["headers", "header", "status line", "name", "status", "length of a chunk", "negative length"],
)
def test_head_beyond_the_bounds(
    listen: Callable[..., Listener], reach: Callable[[str], Transport], head: bytes
) -> None:
    """Reject a header with more or longer lines than Python's HTTP client reads (100 lines of 64 KiB)."""
    server = listen(lambda connection: connection.sendall(head + b"\r\n" + BODY))
    with pytest.raises(TransportError):
        post(reach(server.url), seconds=5.0)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Mon, 01 Dec 2025 00:00:00 GMT", NOW),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Wed, 31 Dec 1969 23:59:59 GMT", None),
        ("Mon, 99 Dec 2025 00:00:00 GMT", None),
        ("9" * 5000, None),
        ("", None),
        ("Mon, 01 Dec 2025 00:00:00 +99999999999", None),
    ],
)
def test_date(date: str, moment: float | None) -> None:
    """A Date header that cannot be read, or that no clock can show, is ignored."""
    assert HttpResponse(200, {"Date": date}, b"", is_redirect=False).date == moment


def test_redirect_that_is_too_large(serve: Callable[..., str], reach: Callable[[str], Transport]) -> None:
    """The maximum size also applies to the body of a redirect."""
    headers = {"Location": "http://127.0.0.1:9/"}
    url = serve(lambda _: Answer(302, "text/html", b"", NOW, headers=headers, padding=MAX_BODY + 1))
    with pytest.raises(InvalidResponseError, match=f"larger than {MAX_BODY} bytes"):
        post(reach(url))


def test_time_that_is_over(listen: Callable[..., Listener], reach: Callable[[str], Transport]) -> None:
    """After the deadline, no request is sent."""
    listener = listen(say_ok)
    with pytest.raises(DeadlineError):
        post(reach(listener.url), seconds=0.0)
    assert listener.connections == 0


@pytest.mark.parametrize("kind", ["chunked", "http10", "close-after"])
def test_harmless_ways_to_answer(
    emulator: Emulator, connect: Callable[..., OtaClient], settings: Callable[..., Settings], kind: str
) -> None:
    """All pages are read, whatever the framing of the body, even if the service closes the connection."""
    client = connect(settings(emulator))
    emulator.fault(kind, times=2)
    for _ in range(4):
        assert len(client.list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id).rows) == 24


def test_connections_are_kept(listen: Callable[..., Listener], reach: Callable[[str], Transport]) -> None:
    """Consecutive requests reuse one connection."""
    listener = listen(say_ok)
    transport = reach(listener.url)
    assert [post(transport).body for _ in range(5)] == [BODY] * 5
    assert listener.connections == 1


def begin_without_length(connection: socket.socket) -> None:
    """Send the beginning of an answer without a length, and keep the connection open."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY)


@pytest.mark.parametrize("converse", [say_nothing, begin, begin_without_length])
def test_end_wakes_who_reads(
    listen: Callable[..., Listener],
    reach: Callable[[str], Transport],
    monkeypatch: pytest.MonkeyPatch,
    converse: Callable[[socket.socket], None],
) -> None:
    """Closing the transport ends a request that waits for its answer, long before its deadline."""
    listener = listen(converse)
    transport = reach(listener.url)
    is_reading = threading.Event()
    body = Transport._body

    def noted(self: Transport, response: requests.Response, deadline: Deadline) -> bytes:
        is_reading.set()
        return body(self, response, deadline)

    monkeypatch.setattr(Transport, "_body", noted)
    errors: list[Exception] = []

    def ask() -> None:
        try:
            post(transport)
        except CancelledError as error:
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert (listener.is_asked if converse is say_nothing else is_reading).wait(LIMIT)
    transport.close()
    thread.join(5)  # a third of the read timeout
    assert not thread.is_alive()
    assert len(errors) == 1


def test_end_holds_from_now_on(listen: Callable[..., Listener], reach: Callable[[str], Transport]) -> None:
    """After the transport was closed, a request gets no answer."""
    listener = listen(say_ok)
    transport = reach(listener.url)
    assert post(transport).body == BODY
    transport.close()
    transport.close()
    with pytest.raises(CancelledError):
        post(transport)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(
    serve: Callable[..., str], listen: Callable[..., Listener], reach: Callable[[str], Transport], status: int
) -> None:
    """A redirect is not followed, and no connection to its target is made."""
    target = listen(say_ok)
    url = serve(lambda _: Answer(status, "text/html", BODY, NOW, headers={"Location": f"{target.url}/elsewhere"}))
    reply = post(reach(url))
    assert (reply.status, reply.is_redirect) == (status, True)
    assert target.connections == 0


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_no_proxy_to_this_machine(
    listen: Callable[..., Listener], reach: Callable[[str], Transport], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A plain HTTP endpoint is on this machine, so no proxy is used."""
    proxy, listener = listen(say_ok), listen(say_ok)
    monkeypatch.setenv(name, proxy.url)
    transport = reach(listener.url)
    assert post(transport).body == BODY
    assert (proxy.connections, listener.connections) == (0, 1)
    assert transport.route == "directly, without TLS"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect the request log, and restore the loggers afterwards."""
    logger = logging.getLogger("alicloud_iot_ota.api")
    before = (logger.level, logger.propagate, list(logger.handlers))
    text = io.StringIO()
    logger.handlers = [logging.StreamHandler(text)]
    logger.setLevel(logging.DEBUG)
    yield text
    logger.handlers = before[2]
    logger.setLevel(before[0])
    logger.propagate = before[1]


KEY = AccessKey("id-0123456789", "canary-secret", "canary-token")


@pytest.fixture
def known(start: Callable[..., Emulator]) -> Emulator:
    """Run a service that accepts the key above."""
    credentials = [
        {"accessKeyId": KEY.access_key_id, "accessKeySecret": "canary-secret", "securityToken": "canary-token"},
        {"accessKeyId": "another", "accessKeySecret": "another"},  # an account has a long-lived key as well
    ]
    return start({"credentials": credentials, "packages": [{"DestVersion": "1.0.0", "FirmwareId": "id-1"}]})


def test_log_of_a_request(known: Emulator, connect: Callable[..., OtaClient], log: io.StringIO) -> None:
    """The log shows the request and its result with the RequestId, but no key and no token."""
    client = connect(Settings(endpoint=known.url, access_key=KEY))
    assert client.list_ota_firmware(1, 100, dest_version="1 0").rows == []
    lines = log.getvalue().splitlines()
    assert lines[0] == f"POST {known.url}/?CurrentPage=1&DestVersion=1%200&PageSize=100"
    headers = dict(line.strip().split(": ", 1) for line in lines[1:-1])
    names = headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    assert headers["Authorization"] == (
        f"ACS3-HMAC-SHA256 Credential=[redacted],SignedHeaders={names},Signature=[redacted]"
    )
    assert "x-acs-security-token" in names.split(";")
    assert headers["x-acs-security-token"] == headers["x-acs-accesskey-id"] == "[redacted]"
    assert headers["x-acs-action"] == "ListOTAFirmware"
    assert headers["x-acs-signature-nonce"] == "nonce-1"
    assert headers["x-acs-date"] == "2025-12-01T00:00:00Z"
    outcome = f"OK, RequestId {known.requests[0].request_id}, HTTP 200, "
    assert lines[-1].startswith(f"ListOTAFirmware CurrentPage=1&DestVersion=1%200&PageSize=100: {outcome}")
    assert "canary" not in log.getvalue()
    assert KEY.access_key_id not in log.getvalue()


def test_log_of_a_failure(known: Emulator, connect: Callable[..., OtaClient], log: io.StringIO) -> None:
    """The log shows the result of each attempt: the Code and RequestId, or the kind of failure. It shows no secret."""
    client = connect(Settings(endpoint=known.url, access_key=KEY))
    known.fault("error", code="SignatureDoesNotMatch", message="x-acs-security-token:canary-token", status=400)
    with pytest.raises(ApiError):
        client.list_ota_firmware(1, 100)
    known.fault("torn")
    assert len(client.list_ota_firmware(1, 100).rows) == 1
    outcomes = [line for line in log.getvalue().splitlines() if not line.startswith((" ", f"POST {known.url}/?"))]
    ids = [record.request_id for record in known.requests]
    assert len(outcomes) == 3
    assert f": SignatureDoesNotMatch, RequestId {ids[0]}, HTTP 400, " in outcomes[0]
    assert outcomes[1] == f"POST {known.url}: the connection was lost during the response"
    assert f": OK, RequestId {ids[2]}, HTTP 200, " in outcomes[2]
    assert "canary" not in log.getvalue()


def test_log_of_what_is_hidden(
    start: Callable[..., Emulator], look_up: Callable[..., Lookup], log: io.StringIO
) -> None:
    """If an input is secret, the log hides it and the data found by it, on every thread."""
    packages = [
        {"ProductKey": "a1Secret0001", "FirmwareId": f"id-{number}", "DestVersion": f"1.0.{number}"}
        for number in range(250)
    ]
    page = {"productKey": "a1Secret0001", "currentPage": 1, "pageSize": 10}
    lookup = look_up(start({"packages": packages}))
    with hide([], "productKey and all that it leads to"):
        found = lookup.get_firmwares(convert({"productKey": "a1Secret0001"}, GetFirmwaresArgs), print)
        assert len(found.firmwares) == 250
        lookup.get_firmware_page(convert({**page, "destVersion": "1.0.7"}, GetFirmwarePageArgs))
    assert log.getvalue().count("ProductKey=%5Bsecret%5D") == 2 * (3 + 1)
    assert "a1Secret0001" not in log.getvalue()
    assert "1.0.7" not in log.getvalue()
    lookup.get_firmware_page(convert(page, GetFirmwarePageArgs))
    assert "ProductKey=a1Secret0001" in log.getvalue()


def test_log_blanks_what_it_does_not_know(
    listen: Callable[..., Listener], reach: Callable[[str], Transport], log: io.StringIO
) -> None:
    """The log shows only the name of a header that is not known to be harmless."""
    post(reach(listen(say_ok).url), headers={"x-new": "canary", "accept": "application/json"})
    assert "  x-new: [redacted]\n" in log.getvalue()
    assert "  accept: application/json\n" in log.getvalue()
    assert "canary" not in log.getvalue()


def test_requests_on_stderr(
    known: Emulator, connect: Callable[..., OtaClient], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request is shown once on stderr, even if the log is turned on twice."""
    logging.getLogger("alicloud_iot_ota.api").handlers = []
    monkeypatch.setattr(sys, "stderr", log)
    show_requests()
    show_requests()
    connect(Settings(endpoint=known.url, access_key=KEY)).list_ota_firmware(1, 100)
    shown = log.getvalue()
    assert shown.count(f"POST {known.url}/?CurrentPage=1&PageSize=100") == 1
    assert shown.count(known.requests[0].request_id) == 1
    assert "canary" not in shown
