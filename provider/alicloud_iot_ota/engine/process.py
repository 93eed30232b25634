# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of a Pulumi plugin: the output of its port, and its exit.

Contract (`sdk/go/common/resource/plugin/plugin.go` in pulumi/pulumi): the last positional argument is the address of
the engine, after optional flags. The first line on stdout contains only the port, and nothing else is written to
stdout.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import grpc

from alicloud_iot_ota.engine.connection import engine_address, is_loopback
from alicloud_iot_ota.engine.health import HealthCheck
from alicloud_iot_ota.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    class Service(Protocol):
        """The gRPC service of a plugin."""

        def close(self) -> None:
            """Cancel every wait and close every connection."""


_Service = TypeVar("_Service", bound="Service")

MAX_WORKERS = 1000
"""The maximum number of threads for requests, started as needed. With so many, a Cancel never waits for a thread."""

MAX_MESSAGE = 400 * 1024 * 1024
"""The maximum size of a message between engine and plugin, in bytes. This is also the engine's limit."""

if sys.platform == "win32":
    # The engine stops a plugin with Ctrl+Break. On Windows, no signal ends a wait early.
    _STOPS, _INTERVAL = (signal.SIGTERM, signal.SIGINT, signal.SIGBREAK), 0.1
else:
    _STOPS, _INTERVAL = (signal.SIGTERM, signal.SIGINT), 1.0  # seconds between checks that the engine still runs


def serve(
    argv: Sequence[str],
    create: Callable[[str | None], _Service],
    register: Callable[[_Service, grpc.Server], None],
) -> int:
    """Serve until the engine exits or the process receives a signal. Return the exit code.

    Args:
        argv: The arguments after the executable.
        create: Creates the service. Its argument is the engine's address, or None if a person started the process.
        register: Registers the service at a server.
    """
    parent = os.getppid()  # first, so that an exit of the engine from now on is detected
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    logging.getLogger("grpc").setLevel(logging.CRITICAL)  # it logs tracebacks of errors that the engine gets too
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()  # not an Event: a signal during its wait could deadlock
    for number in _STOPS:
        signal.signal(number, lambda number, _: signals.put(number))
    address = engine_address(argv)
    try:
        service = create(address)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server = grpc.server(
        ThreadPoolExecutor(MAX_WORKERS),
        options=[("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)],
    )
    register(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    has_engine_ended = _watch(address, parent)
    while not has_engine_ended():
        with contextlib.suppress(queue.Empty):
            signals.get(timeout=_INTERVAL)
            break
    service.close()
    server.stop(grace=None)
    return 0


def _watch(address: str | None, parent: int) -> Callable[[], bool]:
    """Return a function that returns whether the engine has ended. The parameters were read at the start."""
    if address is None:
        return lambda: False
    if sys.platform == "win32":
        # The service refuses other addresses, unless it never uses them.
        return HealthCheck(address).has_engine_ended if is_loopback(address) else lambda: False
    else:  # noqa: RET505 - for mypy, which checks each system
        return lambda: os.getppid() != parent


def leave(code: int) -> None:
    """Exit without waiting for pending requests."""
    sys.stderr.flush()
    os._exit(code)
