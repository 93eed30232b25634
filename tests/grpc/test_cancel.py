# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Interrupted lookups: a Cancel ends all waits and reads, and a killed process leaves no partial list.

The service never responds, and a lookup would wait for an hour. A call can therefore only end because of the Cancel.
"""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2

from alicloud_iot_ota.api.rate_limiter import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import PluginProcess, Wire

GIVES_UP = 30  # seconds after which a test fails
PATIENCE = 3600  # the timeout of a lookup in seconds
LOOK_UPS = 64
PRODUCTS = [f"a1Product{n:02}" for n in range(4)]

KILLED_WHILE_IT_WRITES = """
import os, signal
os.replace = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from alicloud_iot_ota.plugin import main
main()
"""
"""Code that runs the plugin and exits after a list was written to a temporary file, before the file is renamed."""


class SilentService:
    """A service that accepts connections and requests, and never responds."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=2 * LOOK_UPS)
        self._server.settimeout(GIVES_UP)
        self._accepted: list[socket.socket] = []

    @property
    def url(self) -> str:
        """The URL of the service."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def take(self, requests: int) -> None:
        """Wait until this number of requests have arrived, each on its own connection."""
        self._server.settimeout(GIVES_UP)
        for _ in range(requests):
            connection, _ = self._server.accept()
            connection.settimeout(GIVES_UP)
            self._accepted.append(connection)
            assert connection.recv(1).startswith(b"P"), "there is no request on the connection"

    def wait_until_all_hang_up(self) -> None:
        """Read every connection until the client closes it."""
        for connection in self._accepted:
            while connection.recv(4096):
                pass

    def untaken(self) -> int:
        """Count the connections that were not accepted yet."""
        self._server.settimeout(0)
        count = 0
        while True:
            try:
                connection, _ = self._server.accept()
            except BlockingIOError:
                return count
            self._accepted.append(connection)
            count += 1

    def close(self) -> None:
        """Close all connections."""
        for each in (*self._accepted, self._server):
            each.close()


@pytest.fixture
def service() -> Iterator[SilentService]:
    """Run a service that never responds."""
    service = SilentService()
    yield service
    service.close()


@pytest.fixture
def patience(tmp_path: Path) -> dict[str, object]:
    """Return settings with a much longer timeout and a much higher request rate than any test needs."""
    return {"timeout": PATIENCE, "requestsPerSecond": 1000, "cacheDir": str(tmp_path / "cache")}


@pytest.fixture
def silence(service: SilentService, patience: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return provider settings for the service that never responds, and disable the read timeout."""
    monkeypatch.setattr("alicloud_iot_ota.api.transport.READ_TIMEOUT", float(PATIENCE))
    return {"endpoint": service.url, "accessKeyId": "key-id", "accessKeySecret": "key-secret", **patience}


def start(wire: Wire, function: str) -> list[Any]:
    """Start 64 lookups over four products."""
    place = {"currentPage": 1, "pageSize": 1} if function == "getFirmwarePage" else {}
    return [
        wire.stub.Invoke.future(
            wire.request(function, {"productKey": PRODUCTS[n % len(PRODUCTS)], **place}), timeout=GIVES_UP
        )
        for n in range(LOOK_UPS)
    ]


def look_up_threads() -> set[threading.Thread]:
    """Return the current threads, except gRPC's workers, which stay for later requests."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("ThreadPoolExecutor")}


def assert_cancelled(calls: list[Any]) -> None:
    """Assert that every call ended as CANCELLED, with the message for users."""
    assert [call.code() for call in calls] == [grpc.StatusCode.CANCELLED] * len(calls)
    assert {call.details() for call in calls} == {
        "The lookup was canceled before it was complete.\nRun the command again."
    }


def assert_works_again(wire: Wire, service: SilentService) -> None:
    """Assert that the plugin sends a request for the next engine, as in a debugger."""
    wire.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"), timeout=GIVES_UP)
    call = wire.stub.Invoke.future(wire.request("getFirmwares", {}), timeout=GIVES_UP)
    service.take(1)
    wire.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled([call])


# getFirmwares: one read per product, and 60 callers wait for one of them. getFirmwarePage: one read per call.
@pytest.mark.parametrize(("function", "requests"), [("getFirmwares", len(PRODUCTS)), ("getFirmwarePage", LOOK_UPS)])
def test_cancel_ends_64_reads(
    plugin: Wire,
    service: SilentService,
    silence: dict[str, object],
    function: str,
    requests: int,
) -> None:
    """A Cancel ends all reads as CANCELLED, with their connections and threads."""
    plugin.configure(**silence)
    before = look_up_threads()
    calls = start(plugin, function)
    service.take(requests)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(calls)
    service.wait_until_all_hang_up()
    assert service.untaken() == 0  # and there was no retry
    for thread in look_up_threads() - before:
        thread.join(GIVES_UP)
        assert not thread.is_alive(), f"{thread.name} outlives the look-up that it worked for"
    assert_works_again(plugin, service)


def test_cancel_ends_a_list(plugin: Wire, service: SilentService, silence: dict[str, object]) -> None:
    """A Cancel also ends a list of IDs, before its first response."""
    plugin.configure(**silence)
    call = plugin.stub.List(plugin.list_request({"productKey": PRODUCTS[0]}), timeout=GIVES_UP)
    service.take(1)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    with pytest.raises(grpc.RpcError):
        next(call)
    assert_cancelled([call])


def test_cancel_ends_64_waits_for_the_quota(
    plugin: Wire,
    service: SilentService,
    silence: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A Cancel also ends lookups that wait for the rate limit (one request per second). They send no request."""
    turns = threading.Semaphore(0)
    turn = RateLimiter.acquire

    def counted(*args: Any) -> Any:  # noqa: ANN401 - any argument and result
        turns.release()
        return turn(*args)

    monkeypatch.setattr(RateLimiter, "acquire", counted)
    plugin.configure(**silence | {"requestsPerSecond": 1})
    before = look_up_threads()
    calls = start(plugin, "getFirmwarePage")
    for _ in range(LOOK_UPS):
        assert turns.acquire(timeout=GIVES_UP)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(calls)
    for thread in look_up_threads() - before:
        thread.join(GIVES_UP)
        assert not thread.is_alive(), f"{thread.name} still waits for its turn"
    assert service.untaken() < LOOK_UPS
    assert_works_again(plugin, service)


def test_cancel_ends_64_backoffs(
    plugin: Wire,
    emulate: Callable[..., Emulator],
    settings_of: Callable[[Emulator], dict[str, object]],
    patience: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A Cancel ends the delays of 64 failed requests, each of which would last minutes."""
    monkeypatch.setattr("random.random", lambda: 1000.0)  # a thousand times the longest first delay
    failed = threading.Semaphore(0)
    emulator = emulate(log=lambda _: failed.release())
    emulator.fault("error", code="ServiceUnavailable", times=1000)
    plugin.configure(**settings_of(emulator), **patience)
    calls = start(plugin, "getFirmwarePage")
    for _ in range(LOOK_UPS):
        assert failed.acquire(timeout=GIVES_UP)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(calls)
    assert len(emulator.requests) == LOOK_UPS
    emulator.clear_faults()
    plugin.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"), timeout=GIVES_UP)
    assert plugin.call("getFirmware", firmwareName="meter-1.5.0")["destVersion"] == "1.5.0"


def test_after_a_cancel_nothing_is_asked_until_the_next_engine(
    plugin: Wire, service: SilentService, silence: dict[str, object]
) -> None:
    """After a Cancel, lookups from the same engine end immediately without a request."""
    plugin.configure(**silence)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(start(plugin, "getFirmwares"))
    assert service.untaken() == 0


def test_cancel_before_the_first_configure(plugin: Wire, service: SilentService, silence: dict[str, object]) -> None:
    """A Cancel while the plugin starts (Ctrl-C) also ends all later lookups, even after a second Configure."""
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    for _ in range(2):
        plugin.configure(**silence)
    assert_cancelled(start(plugin, "getFirmwares"))
    assert service.untaken() == 0


def test_the_process_ends_in_the_middle_of_64_look_ups(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    service: SilentService,
    silence: dict[str, object],
) -> None:
    """On SIGTERM, the process exits without waiting for lookups, prints nothing, and closes all connections."""
    process = start_plugin("127.0.0.1:1")
    wire = dial(process)
    wire.configure(**silence)
    calls = start(wire, "getFirmwarePage")
    service.take(LOOK_UPS)
    assert process.terminate() == (0, "", "")
    service.wait_until_all_hang_up()
    assert {call.code() for call in calls} <= {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}


def test_a_process_killed_while_it_writes_a_list_leaves_none_that_is_used(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    emulator: Emulator,
    settings: dict[str, object],
    tmp_path: Path,
) -> None:
    """If the process is killed during a write, the partial list is not used.

    The next process stores a complete list.
    """
    settings |= {"cacheMaxAge": 600, "cacheDir": str(tmp_path)}
    wire = dial(start_plugin("127.0.0.1:1", code=KILLED_WHILE_IT_WRITES))
    wire.configure(**settings)
    request = wire.request("getFirmwares", {"productKey": "a1GatewayK01"})
    assert wire.stub.Invoke.future(request, timeout=GIVES_UP).code() is grpc.StatusCode.UNAVAILABLE
    assert {each.suffix for each in tmp_path.glob("catalogues/*")} == {".new", ".lock"}
    for requests in (2, 2):
        wire = dial(start_plugin("127.0.0.1:1"))
        wire.configure(**settings)
        assert len(wire.call("getFirmwares", productKey="a1GatewayK01")["firmwares"]) > 0
        assert len(emulator.requests) == requests
