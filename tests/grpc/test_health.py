# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Health checks of engines: those that answer, that are busy, and that have ended. The clock is injected."""

from __future__ import annotations

import itertools
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc
import pytest

from alicloud_iot_ota.engine import health
from alicloud_iot_ota.engine.health import HealthCheck
from tests.grpc.serving import ENDS_SOON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ENOUGH = 6  # health checks, more than the number of lost ones that shows the end of an engine
OK, UNAVAILABLE = grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE


class HealthService(grpc.GenericRpcHandler):
    """The service of an engine. It answers each health check with the next status.

    Args:
        statuses: The statuses. None for an engine without the service.
    """

    def __init__(self, statuses: Iterable[grpc.StatusCode] | None) -> None:
        self._statuses = None if statuses is None else iter(statuses)
        self.checks = 0

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        """Count the call, and return its handler."""
        assert details.method == "/grpc.health.v1.Health/Check"
        self.checks += 1
        return None if self._statuses is None else grpc.unary_unary_rpc_method_handler(self._check)

    def _check(self, _request: bytes, context: grpc.ServicerContext) -> bytes:
        assert self._statuses is not None
        status = next(self._statuses)
        if status is not OK:
            context.abort(status, "")
        return b""


@pytest.fixture
def serve() -> Iterator[Callable[[HealthService], tuple[grpc.Server, str]]]:
    """Return a function that starts an engine, and returns its server and its address."""
    started: list[grpc.Server] = []

    def start(service: HealthService) -> tuple[grpc.Server, str]:
        server = grpc.server(ThreadPoolExecutor(2), handlers=[service])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        started.append(server)
        return server, f"127.0.0.1:{port}"

    yield start
    for server in started:
        server.stop(grace=None).wait(ENDS_SOON)


@pytest.fixture
def deadline() -> Iterator[Callable[[], bool]]:
    """Return a function that returns True, until the time of a test is over."""
    over = threading.Event()
    timer = threading.Timer(ENDS_SOON, over.set)
    timer.start()
    yield lambda: not over.is_set()
    timer.cancel()


def hurried() -> Callable[[], float]:
    """Return a clock by which a health check is due whenever it is read."""
    return itertools.count(step=health.INTERVAL).__next__


def expect_running(engine: HealthCheck, service: HealthService, deadline: Callable[[], bool]) -> None:
    """Check the engine until enough health checks have reached its service. None may show an end."""
    while service.checks < ENOUGH:
        assert not engine.has_engine_ended()
        assert deadline()


@pytest.mark.parametrize(
    "statuses",
    [
        pytest.param(None, id="without the service"),
        pytest.param(itertools.repeat(OK), id="healthy"),
        pytest.param(itertools.repeat(grpc.StatusCode.INTERNAL), id="failing"),
        pytest.param(itertools.cycle([UNAVAILABLE, OK]), id="sometimes unavailable"),
    ],
)
def test_engine_that_answers(
    statuses: Iterable[grpc.StatusCode] | None,
    serve: Callable[[HealthService], tuple[grpc.Server, str]],
    deadline: Callable[[], bool],
) -> None:
    """Each answer shows that the engine runs."""
    service = HealthService(statuses)
    _, address = serve(service)
    engine = HealthCheck(address, hurried())
    expect_running(engine, service, deadline)


def test_engine_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, deadline: Callable[[], bool]) -> None:
    """A stopped or busy engine accepts connections, and has not ended."""
    monkeypatch.setattr(health, "CHECK_TIMEOUT", 0.05)
    reads = itertools.count()
    times = hurried()

    def monotonic() -> float:
        next(reads)
        return times()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = HealthCheck(f"127.0.0.1:{silent.getsockname()[1]}", monotonic)
        while next(reads) < ENOUGH * 10:
            assert not engine.has_engine_ended()
            assert deadline()


def test_engine_that_ended(
    serve: Callable[[HealthService], tuple[grpc.Server, str]], deadline: Callable[[], bool]
) -> None:
    """The end is noticed after the first answers too."""
    service = HealthService(None)
    server, address = serve(service)
    engine = HealthCheck(address, hurried())
    expect_running(engine, service, deadline)
    server.stop(grace=None).wait(ENDS_SOON)
    while not engine.has_engine_ended():
        assert deadline()


def test_no_check_before_the_interval(serve: Callable[[HealthService], tuple[grpc.Server, str]]) -> None:
    """Most commands end before the first health check, and none costs them time."""
    service = HealthService(None)
    _, address = serve(service)
    times = iter([0.0, *[health.INTERVAL - 1] * ENOUGH])
    engine = HealthCheck(address, times.__next__)
    assert not any(engine.has_engine_ended() for _ in range(ENOUGH))
    assert service.checks == 0
