# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Cleanup after a timeout: no thread and no connection remains, however the service stalls."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.api import wire
from alicloud_iot_ota.api.client import OtaClient
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import DeadlineError
from alicloud_iot_ota.lookup import Lookup
from alicloud_iot_ota.schema.arguments import GetFirmwarePageArgs, GetFirmwaresArgs
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIMIT = 30  # seconds after which a test fails
TIMEOUT = 0.5  # seconds, the timeout of a lookup
KEY = AccessKey("id", "secret")
SYSTEM = Timing(time.time, time.monotonic, threading.Event().wait, lambda: 0.5)
OK = b"HTTP/1.1 200 OK\r\n"
PAGE = b'{"Success":true,"Total":300,"FirmwareInfo":[%b]}' % b",".join(
    b'{"FirmwareId":"%d","DestVersion":"1"}' % number for number in range(100)
)


def silence() -> Iterator[bytes]:
    """Send no bytes."""
    yield from ()


def trickle(start: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    """Send a beginning, and then endless pieces."""
    return lambda: itertools.chain([start], itertools.repeat(piece))


STALLS: dict[str, Callable[[], Iterator[bytes]]] = {
    "nothing": silence,
    "a status line without end": trickle(b"HTTP/1.1 200 ", b"O"),
    "a header without end": trickle(OK + b"Server: ", b"x"),
    "answers before the answer without end": trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the beginning of a body": lambda: iter([OK + b"Content-Length: 1000\r\n\r\n{"]),
    "a body with a length": trickle(OK + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body that ends with the connection": trickle(OK + b"Connection: close\r\n\r\n", b" "),
    "the length of a chunk without end": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "chunks without end": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "lines behind the last chunk without end": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
}


class Stalling:
    """A server that never finishes an answer.

    Attributes:
        url: Its URL.
        accepted: The number of accepted connections.
    """

    def __init__(self, answer: Callable[[], Iterator[bytes]], good: int = 0) -> None:
        self.accepted = 0
        self._answer = answer
        self._good = good
        self._ended = threading.Semaphore(0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.threads.append(threading.Thread(target=self._converse, args=[connection], daemon=True))
            self.threads[-1].start()

    def _converse(self, connection: socket.socket) -> None:
        with connection:
            try:
                while connection.recv(65536):
                    if self._good > 0:
                        self._good -= 1
                        connection.sendall(OK + b"Content-Length: %d\r\n\r\n%b" % (len(PAGE), PAGE))
                        continue
                    for piece in self._answer():
                        connection.sendall(piece)
                        time.sleep(0.01)  # limits the load; no result depends on it
            except OSError:
                pass
        self._ended.release()

    def expect_no_connection(self) -> None:
        """Wait until the client has closed every connection."""
        for _ in range(self.accepted):
            assert self._ended.acquire(timeout=LIMIT)

    def close(self) -> None:
        """Stop accepting connections."""
        with contextlib.suppress(OSError):  # Windows has no need of this, and refuses it
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def stall() -> Iterator[Callable[..., Stalling]]:
    """Return a function that starts such servers."""
    servers: list[Stalling] = []

    def start(answer: Callable[[], Iterator[bytes]], good: int = 0) -> Stalling:
        servers.append(Stalling(answer, good))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def assert_nothing_is_left(server: Stalling, before: set[threading.Thread]) -> None:
    """Wait until every new thread and every connection has ended."""
    for thread in set(threading.enumerate()) - before - set(server.threads):
        thread.join(LIMIT)
        assert not thread.is_alive(), thread
    server.expect_no_connection()


@pytest.mark.parametrize("answer", STALLS.values(), ids=STALLS)
@pytest.mark.parametrize("good", [0, 1], ids=["first page", "later pages"])
def test_lookup(stall: Callable[..., Stalling], answer: Callable[[], Iterator[bytes]], good: int) -> None:
    """After a timeout, all threads and connections of a list end without a cancel."""
    server, before = stall(answer, good), set(threading.enumerate())
    lookup = Lookup(Settings(endpoint=server.url, access_key=KEY, timeout=TIMEOUT))
    with pytest.raises(DeadlineError):
        lookup.get_firmwares(GetFirmwaresArgs(), print)
    assert server.accepted > 0
    assert_nothing_is_left(server, before)


@pytest.mark.parametrize("answer", STALLS.values(), ids=STALLS)
def test_single_page(stall: Callable[..., Stalling], answer: Callable[[], Iterator[bytes]]) -> None:
    """After a timeout of getFirmwarePage, all threads and connections end."""
    server, before = stall(answer), set(threading.enumerate())
    lookup = Lookup(Settings(endpoint=server.url, access_key=KEY, timeout=TIMEOUT))
    with pytest.raises(DeadlineError):
        lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))
    assert_nothing_is_left(server, before)


@pytest.mark.parametrize("answer", STALLS.values(), ids=STALLS)
def test_on_the_thread_of_the_caller(stall: Callable[..., Stalling], answer: Callable[[], Iterator[bytes]]) -> None:
    """After a timeout on the caller's own thread, as in `doctor`, all threads and connections end."""
    server, before = stall(answer), set(threading.enumerate())
    client = OtaClient(Settings(endpoint=server.url, access_key=KEY, timeout=TIMEOUT), SYSTEM, lambda: "nonce")
    with pytest.raises(DeadlineError):
        client.list_ota_firmware(1, 1)
    assert_nothing_is_left(server, before)


def test_proxy(stall: Callable[..., Stalling], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a timeout of a proxy that stalls on CONNECT, all threads and connections end."""
    server, before = stall(trickle(OK + b"Via: ", b"x")), set(threading.enumerate())
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, server.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    where = Settings(endpoint="https://iot.example.com", access_key=KEY, timeout=TIMEOUT)
    with pytest.raises(DeadlineError):
        Lookup(where).get_firmwares(GetFirmwaresArgs(), print)
    assert_nothing_is_left(server, before)


def test_an_error_ends_the_other_pages(stall: Callable[..., Stalling]) -> None:
    """If one page fails, the connections of the other pages end immediately, long before the deadline."""
    failed = threading.Event()

    def fail_once() -> Iterator[bytes]:
        if not failed.is_set():
            failed.set()
            body = b'{"Code":"iot.prod.NotExistedProduct"}'
            yield b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
        else:
            yield from trickle(OK + b"Server: ", b"x")()

    server, before = stall(fail_once, 1), set(threading.enumerate())
    lookup = Lookup(Settings(endpoint=server.url, access_key=KEY, timeout=3600.0))
    with pytest.raises(Exception, match="NotExistedProduct"):
        lookup.get_firmwares(GetFirmwaresArgs(), print)
    for thread in set(threading.enumerate()) - before - set(server.threads):
        if thread.ident is not None:  # else the thread is still starting and cannot be joined
            thread.join(LIMIT)
            assert not thread.is_alive()
    lookup.cancel()


def test_pages_that_never_come() -> None:
    """If a page ignores the deadline, as in a DNS lookup that hangs, the error is not delayed."""
    let_go = threading.Event()

    class Client:
        """A client that reads the first page and then hangs."""

        @staticmethod
        def list_ota_firmware(number: int, *_: object, **__: object) -> wire.ApiResponse:
            if number > 1:
                let_go.wait(LIMIT)
            return wire.decode(PAGE)

    deadline = Deadline(0.1, SYSTEM)
    with pytest.raises(DeadlineError, match=r"Pages of the package list were still arriving\."):
        read_catalog(Client(), Scope(None, None), deadline=deadline)  # type: ignore[arg-type]  # all that is called
    assert not let_go.is_set()
    let_go.set()


def test_connection_that_was_used_before(stall: Callable[..., Stalling]) -> None:
    """After a timeout, a reused connection is closed like a new one."""
    one: Any = b'{"Success":true,"Total":0,"FirmwareInfo":[]}'
    good = OK + b"Content-Length: %d\r\n\r\n%b" % (len(one), one)
    answers = itertools.chain([[good]], itertools.repeat(trickle(OK + b"Server: ", b"x")()))
    server, before = stall(lambda: iter(next(answers))), set(threading.enumerate())
    lookup = Lookup(Settings(endpoint=server.url, access_key=KEY, timeout=TIMEOUT))
    lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))
    with pytest.raises(DeadlineError):
        lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))
    assert server.accepted == 1
    assert_nothing_is_left(server, before)
