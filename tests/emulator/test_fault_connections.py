# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Delayed responses and broken connections, from the client's side of the socket."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator

UNSIGNED = b"GET / HTTP/1.1\r\nHost: loopback\r\nConnection: close\r\n\r\n"
"""A rejected call, because these faults do not depend on the response."""


def _connection(emulator: Emulator) -> socket.socket:
    host, port = emulator.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _received(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def _exchange(emulator: Emulator) -> bytes:
    """Make one call, and return all bytes until the connection closes."""
    with _connection(emulator) as connection:
        connection.sendall(UNSIGNED)
        return _received(connection)


def _content_length(head: bytes) -> int | None:
    found = re.search(rb"Content-Length: (\d+)", head)
    return int(found[1]) if found else None


@pytest.fixture
def kept_alive(emulator: Emulator) -> Iterator[http.client.HTTPConnection]:
    """Yield a connection to the emulator that is never reopened."""
    connection = http.client.HTTPConnection(emulator.url.removeprefix("http://"), timeout=10)
    connection.connect()
    connection.auto_open = 0
    yield connection
    connection.close()


@pytest.fixture
def held_back(start: Callable[..., Emulator]) -> Iterator[Callable[..., tuple[Emulator, socket.socket]]]:
    """Return a function that starts an emulator with a fault, makes a call, and waits until it was processed."""
    connections: list[socket.socket] = []

    def call_with(kind: str, **options: float) -> tuple[Emulator, socket.socket]:
        logged = threading.Event()
        emulator = start(log=lambda _line: logged.set())
        emulator.fault(kind, **options)  # type: ignore[arg-type]  # tests pass no `times`
        connections.append(_connection(emulator))
        connections[-1].sendall(UNSIGNED)
        assert logged.wait(10)
        return emulator, connections[-1]

    yield call_with
    for connection in connections:
        connection.close()


def _stop(emulator: Emulator) -> None:
    """Stop the emulator, and check that no connection had to be abandoned."""
    server = emulator._server
    assert server is not None
    emulator.__exit__(None, None, None)
    assert server._connections == set()


def test_slow_answer_goes_out_when_the_emulator_stops(
    held_back: Callable[..., tuple[Emulator, socket.socket]],
) -> None:
    """A slow response is logged immediately, and is sent completely when the emulator stops."""
    emulator, connection = held_back("slow", seconds=3600)
    _stop(emulator)
    head, _, body = _received(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert len(body) == _content_length(head)


def test_hanging_call_ends_when_the_emulator_stops(held_back: Callable[..., tuple[Emulator, socket.socket]]) -> None:
    """A hanging call receives no data, even when the emulator stops. The stop does not wait for it."""
    emulator, connection = held_back("hang", seconds=3600)
    _stop(emulator)
    assert _received(connection) == b""


def test_trickling_answer_breaks_off_when_the_emulator_stops(
    held_back: Callable[..., tuple[Emulator, socket.socket]],
) -> None:
    """The first piece of a trickling response is sent immediately, with the headers.

    A stop does not wait for the rest.
    """
    emulator, connection = held_back("trickle", seconds=3600, pieces=4)
    head = connection.recv(65536)
    _stop(emulator)
    head, _, body = (head + _received(connection)).partition(b"\r\n\r\n")
    assert len(body) == (_content_length(head) or 0) // 4


def test_endless_answer_breaks_off_when_the_emulator_stops(
    held_back: Callable[..., tuple[Emulator, socket.socket]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop does not wait for a client that reads no more of a very long response."""
    far_more_than_is_buffered = 2**26
    monkeypatch.setattr("alicloud_iot_emulator.transmission._BLOCK", far_more_than_is_buffered)
    emulator, connection = held_back("padded", bytes=far_more_than_is_buffered)
    assert connection.recv(1) == b"H"  # the first write is in progress, and blocks
    _stop(emulator)
    assert len(_received(connection)) < far_more_than_is_buffered


def test_trickle(emulator: Emulator, call: Callable[..., requests.Response], monkeypatch: pytest.MonkeyPatch) -> None:
    """The body is sent in the given number of pieces, the first one with the headers, and is complete."""
    sent: list[bytes] = []
    sendall = socket.socket.sendall

    def recorded(connection: socket.socket, data: bytes) -> None:
        sent.append(bytes(data))
        sendall(connection, data)

    monkeypatch.setattr(socket.socket, "sendall", recorded)
    emulator.fault("trickle", seconds=0, pieces=3)
    response = call(emulator)
    first = next(place for place, data in enumerate(sent) if data.startswith(b"HTTP/1.1 "))
    pieces = sent[first:]
    pieces[0] = pieces[0].partition(b"\r\n\r\n")[2]
    assert len(pieces) == 3
    assert all(pieces)
    assert b"".join(pieces) == response.content
    assert response.json()["Success"] is True


def test_hang_without_waiting(emulator: Emulator) -> None:
    """A hanging call ends after its configured seconds: the connection closes."""
    emulator.fault("hang", seconds=0)
    assert _exchange(emulator) == b""
    assert _exchange(emulator) != b""


def test_reset(emulator: Emulator) -> None:
    """The connection is reset before any data is sent."""
    emulator.fault("reset")
    with pytest.raises(ConnectionResetError):
        _exchange(emulator)
    assert _exchange(emulator) != b""


def test_close(emulator: Emulator) -> None:
    """The connection closes normally without any data."""
    emulator.fault("close")
    assert _exchange(emulator) == b""
    assert _exchange(emulator) != b""


def test_torn(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The connection closes in the middle of the body, and the next call uses a new connection."""
    emulator.fault("torn")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        call(emulator)
    assert call(emulator).json()["Success"] is True


def test_torn_head(emulator: Emulator) -> None:
    """The connection closes before the end of the headers."""
    emulator.fault("torn-head")
    received = _exchange(emulator)
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"\r\n\r\n" not in received


def test_torn_chunk(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The connection closes in the middle of the first chunk."""
    emulator.fault("torn-chunk", times=2)
    head, _, body = _exchange(emulator).partition(b"\r\n\r\n")
    assert b"Transfer-Encoding: chunked" in head
    size, _, chunk = body.partition(b"\r\n")
    assert 0 < len(chunk) < int(size, 16)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        call(emulator)


def test_bad_status_line(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The data is not an HTTP response."""
    emulator.fault("bad-status-line")
    with pytest.raises(requests.ConnectionError, match="BadStatusLine"):
        call(emulator)
    assert call(emulator).json()["Success"] is True


def test_chunked(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A valid chunked response has no length, and is complete."""
    whole = call(emulator).json()
    emulator.fault("chunked")
    response = call(emulator)
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in response.headers
    assert response.json()["FirmwareInfo"] == whole["FirmwareInfo"]


def test_chunked_answer_keeps_the_connection(emulator: Emulator, kept_alive: http.client.HTTPConnection) -> None:
    """After a chunked response, the next response can be read on the same connection."""
    emulator.fault("chunked")
    for _ in range(2):
        kept_alive.request("GET", "/")
        assert b"MissingAccessKeyId" in kept_alive.getresponse().read()


def test_http10(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A valid HTTP/1.0 response ends when the connection closes."""
    emulator.fault("http10", times=2)
    head, _, body = _exchange(emulator).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 400 ")
    assert _content_length(head) is None
    assert b"MissingAccessKeyId" in body
    assert call(emulator).json()["Success"] is True


def test_connection_that_dies_between_two_calls(emulator: Emulator, kept_alive: http.client.HTTPConnection) -> None:
    """After a valid response, the next request on the connection is not served, and does not use up a fault."""
    emulator.fault("close-after")
    emulator.fault("throttle")
    kept_alive.request("GET", "/")
    response = kept_alive.getresponse()
    assert (response.status, response.will_close) == (400, False)
    assert b"MissingAccessKeyId" in response.read()
    kept_alive.request("GET", "/")
    with pytest.raises(ConnectionResetError):
        kept_alive.getresponse()
    assert len(emulator.requests) == 1


def test_dying_connection_does_not_hold_up_a_stop(emulator: Emulator, kept_alive: http.client.HTTPConnection) -> None:
    """A stop does not wait for a connection whose next request would be dropped."""
    emulator.fault("close-after")
    kept_alive.request("GET", "/")
    kept_alive.getresponse().read()
    _stop(emulator)
    assert kept_alive.sock.recv(1) == b""


def test_understated_length(emulator: Emulator) -> None:
    """The length is one byte too small, so that byte precedes the next response."""
    emulator.fault("understated")
    with _connection(emulator) as connection:
        connection.sendall(UNSIGNED.replace(b"Connection: close\r\n", b""))
        connection.sendall(UNSIGNED)
        head, _, rest = _received(connection).partition(b"\r\n\r\n")
    body = rest[: _content_length(head)]
    assert body.endswith(b"</Error")
    assert rest.removeprefix(body).startswith(b">HTTP/1.1 400 ")


def test_overstated_length(emulator: Emulator) -> None:
    """The body is complete, but one byte shorter than its length."""
    emulator.fault("overstated")
    head, _, body = _exchange(emulator).partition(b"\r\n\r\n")
    assert body.endswith(b"</Error>")
    assert _content_length(head) == len(body) + 1
