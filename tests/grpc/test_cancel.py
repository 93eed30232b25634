# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An end in the middle of look-ups: a Cancel ends every wait and read and leaves nothing, a kill leaves no half list.

Nothing here is timed. The service never answers, and a look-up would wait an hour for it: that a call ends at all is
the Cancel's doing.
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

GIVES_UP = 30  # seconds after which a test counts something as never to come
PATIENCE = 3600  # seconds that a look-up may take by its own setting
LOOK_UPS = 64
PRODUCTS = [f"a1Product{n:02}" for n in range(4)]

KILLED_WHILE_IT_WRITES = """
import os, signal
os.replace = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from alicloud_iot_ota.plugin import main
main()
"""
"""Runs the plugin; when a list has been written aside and is to be put in its place, the process is no more."""


class SilentService:
    """Takes connections and requests, and never says a word."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=2 * LOOK_UPS)
        self._server.settimeout(GIVES_UP)
        self._accepted: list[socket.socket] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def take(self, requests: int) -> None:
        """Wait until so many requests have come in, each on a connection of its own."""
        self._server.settimeout(GIVES_UP)
        for _ in range(requests):
            connection, _ = self._server.accept()
            connection.settimeout(GIVES_UP)
            self._accepted.append(connection)
            assert connection.recv(1).startswith(b"P"), "there is no request on the connection"

    def wait_until_all_hang_up(self) -> None:
        """Read every connection to its end."""
        for connection in self._accepted:
            while connection.recv(4096):
                pass

    def untaken(self) -> int:
        """Count the connections that are there and were not taken."""
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
        """Close everything."""
        for each in (*self._accepted, self._server):
            each.close()


@pytest.fixture
def service() -> Iterator[SilentService]:
    """Run a service that never answers."""
    service = SilentService()
    yield service
    service.close()


@pytest.fixture
def patience(tmp_path: Path) -> dict[str, object]:
    """Settings with far more patience, and a far higher pace, than any test needs."""
    return {"timeout": PATIENCE, "requestsPerSecond": 1000, "cacheDir": str(tmp_path / "cache")}


@pytest.fixture
def silence(service: SilentService, patience: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The settings of a provider that is to use the service that never answers, which a plugin here waits for."""
    monkeypatch.setattr("alicloud_iot_ota.api.transport.READ_TIMEOUT", float(PATIENCE))
    return {"endpoint": service.url, "accessKeyId": "key-id", "accessKeySecret": "key-secret", **patience}


def start(wire: Wire, function: str) -> list[Any]:
    """Start 64 look-ups over four products."""
    place = {"currentPage": 1, "pageSize": 1} if function == "getFirmwarePage" else {}
    return [
        wire.stub.Invoke.future(
            wire.request(function, {"productKey": PRODUCTS[n % len(PRODUCTS)], **place}), timeout=GIVES_UP
        )
        for n in range(LOOK_UPS)
    ]


def look_up_threads() -> set[threading.Thread]:
    """The threads there are, without gRPC's workers, which are kept for the next request."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith("ThreadPoolExecutor")}


def assert_cancelled(calls: list[Any]) -> None:
    """Every call ended as cancelled, in words for a user."""
    assert [call.code() for call in calls] == [grpc.StatusCode.CANCELLED] * len(calls)
    assert {call.details() for call in calls} == {
        "The lookup was canceled before it was complete.\nRun the command again."
    }


def assert_works_again(wire: Wire, service: SilentService) -> None:
    """The plugin sends a request for the next engine, as in a debugger."""
    wire.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"), timeout=GIVES_UP)
    call = wire.stub.Invoke.future(wire.request("getFirmwares", {}), timeout=GIVES_UP)
    service.take(1)
    wire.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled([call])


# One reading of each product, and 60 who wait for one of them; then a reading each.
@pytest.mark.parametrize(("function", "requests"), [("getFirmwares", len(PRODUCTS)), ("getFirmwarePage", LOOK_UPS)])
def test_cancel_ends_64_reads(
    plugin: Wire,
    service: SilentService,
    silence: dict[str, object],
    function: str,
    requests: int,
) -> None:
    """All of them end as CANCELLED, with their connections and their threads."""
    plugin.configure(**silence)
    before = look_up_threads()
    calls = start(plugin, function)
    service.take(requests)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(calls)
    service.wait_until_all_hang_up()
    assert service.untaken() == 0  # and no other try was made
    for thread in look_up_threads() - before:
        thread.join(GIVES_UP)
        assert not thread.is_alive(), f"{thread.name} outlives the look-up that it worked for"
    assert_works_again(plugin, service)


def test_cancel_ends_64_waits_for_the_quota(
    plugin: Wire,
    service: SilentService,
    silence: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One request a second: most look-ups wait for their turn when the Cancel comes, and never send a request."""
    turns = threading.Semaphore(0)
    turn = RateLimiter.turn

    def counted(*args: Any) -> Any:  # noqa: ANN401 - whatever the method takes and gives
        turns.release()
        return turn(*args)

    monkeypatch.setattr(RateLimiter, "turn", counted)
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
    """64 requests fail, and each waits some minutes before it would be sent again."""
    monkeypatch.setattr("random.random", lambda: 1000.0)  # a thousand times the longest first wait
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
    """The engine may still send look-ups that it had in hand: they end at once."""
    plugin.configure(**silence)
    plugin.stub.Cancel(Empty(), timeout=GIVES_UP)
    assert_cancelled(start(plugin, "getFirmwares"))
    assert service.untaken() == 0


def test_cancel_before_the_first_configure(plugin: Wire, service: SilentService, silence: dict[str, object]) -> None:
    """A Ctrl-C while the plugin starts ends what comes after it too, also after a second Configure."""
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
    """Told to end, it waits for none of them, says nothing, and leaves no connection."""
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
    """The next process asks the service, and what it keeps serves the one after it."""
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
