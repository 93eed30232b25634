# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for the plugin's communication with the engine."""

from __future__ import annotations

import itertools
import logging
import signal
import socket
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc
import pytest
from pulumi.runtime.proto import engine_pb2_grpc

from alicloud_iot_ota.engine import connection, health, process
from alicloud_iot_ota.plugin.servicer import Servicer
from tests.unit.bounds.lab import LIMIT, Lab, attack

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Started(NamedTuple):
    """The arguments of the plugin's server.

    Attributes:
        pool: Runs requests.
        options: The gRPC options.
    """

    pool: ThreadPoolExecutor
    options: list[tuple[str, int]]


class StartedError(Exception):
    """The plugin created its server."""


def start_plugin(lab: Lab) -> Started:
    """Start the plugin until it creates its server, without changing the signals and the log of this process."""
    made: list[Started] = []

    def server(pool: ThreadPoolExecutor, options: list[tuple[str, int]]) -> None:
        made.append(Started(pool, options))
        raise StartedError

    lab.monkeypatch.setattr(signal, "signal", lambda *_: None)
    lab.monkeypatch.setattr(logging, "basicConfig", lambda **_: None)
    with lab.monkeypatch.context() as patched:
        patched.setattr(grpc, "server", server)
        with pytest.raises(StartedError):
            process.serve(["127.0.0.1:9"], Servicer, lambda *_: None)
    return made[0]


@attack("engine.process.MAX_MESSAGE")
def attack_message(lab: Lab) -> None:
    """The real limit would need a gigabyte, so the test uses 64 KiB."""
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


@attack("engine.process.MAX_WORKERS")
def attack_workers(lab: Lab) -> None:
    """The real limit (1,000 threads) would need a second, so the test uses 20, and checks the real one in the pool."""
    assert start_plugin(lab).pool._max_workers == process.MAX_WORKERS
    lab.monkeypatch.setattr(process, "MAX_WORKERS", 20)
    together = threading.Barrier(20)
    with start_plugin(lab).pool as pool:
        calls = [pool.submit(lambda: (together.wait(LIMIT), threading.get_ident())[1]) for _ in range(40)]
        assert len({call.result(LIMIT) for call in calls}) == 20


@attack("engine.connection.LOG_TIMEOUT")
def attack_log(lab: Lab) -> None:
    """An engine that does not accept a log message delays the plugin for a limited time, without an error."""
    limits: list[float] = []

    def log(_: object, timeout: float) -> None:
        limits.append(timeout)
        raise grpc.RpcError

    lab.monkeypatch.setattr(engine_pb2_grpc, "EngineStub", lambda _: SimpleNamespace(Log=log))
    attached = connection.Engine("127.0.0.1:9")
    attached.warn("a")
    attached.close()
    assert limits == [connection.LOG_TIMEOUT]


@attack("engine.connection.PROBE_TIMEOUT")
def attack_probe(lab: Lab) -> None:
    """An engine that does not respond in time counts as listening."""
    limits: list[float] = []
    errors = iter([ConnectionRefusedError, TimeoutError])

    def connect(_: object, timeout: float) -> None:
        limits.append(timeout)
        raise next(errors)

    lab.monkeypatch.setattr(socket, "create_connection", connect)
    assert [connection._has_stopped("127.0.0.1:9") for _ in range(2)] == [True, False]
    assert limits == [connection.PROBE_TIMEOUT] * 2


@attack("engine.health.CHECK_TIMEOUT")
def attack_health_check(lab: Lab) -> None:
    """An engine that never answers counts as running, and each health check ends."""
    limits: list[float] = []

    def check(_: object, timeout: float) -> Any:  # noqa: ANN401 - a call
        limits.append(timeout)
        return SimpleNamespace(done=lambda: True, code=lambda: grpc.StatusCode.DEADLINE_EXCEEDED)

    channel = SimpleNamespace(unary_unary=lambda _: SimpleNamespace(future=check))
    lab.monkeypatch.setattr(grpc, "insecure_channel", lambda *_, **__: channel)
    engine = health.HealthCheck("127.0.0.1:9", itertools.count(step=health.INTERVAL).__next__)
    assert not any(engine.has_engine_ended() for _ in range(20))
    assert len(limits) > 5
    assert {*limits} == {health.CHECK_TIMEOUT}
