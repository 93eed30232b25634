# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the plugin: the output of its port, and its exit.

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
from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from alicloud_iot_ota.api.request_log import is_verbose, show_requests
from alicloud_iot_ota.engine.connection import engine_address
from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.plugin.servicer import Servicer

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_WORKERS = 1000
"""The maximum number of threads for requests, started as needed. With so many, a Cancel never waits for a thread."""

MAX_MESSAGE = 400 * 1024 * 1024
"""The maximum size of a message between engine and plugin, in bytes. This is also the engine's limit."""

_PARENT_CHECK_INTERVAL = 1.0  # seconds between checks that the engine still runs


def serve(argv: Sequence[str]) -> int:
    """Serve until the engine exits or the process receives a signal. Return the exit code."""
    parent = os.getppid()  # first, so that an exit of the engine from now on is detected
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    if is_verbose(argv):
        show_requests()
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()  # not an Event: a signal during its wait could deadlock
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: signals.put(number))
    address = engine_address(argv)
    try:
        servicer = Servicer(address)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server = grpc.server(
        ThreadPoolExecutor(MAX_WORKERS),
        options=[("grpc.max_receive_message_length", MAX_MESSAGE), ("grpc.max_send_message_length", MAX_MESSAGE)],
    )
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while address is None or os.getppid() == parent:
        with contextlib.suppress(queue.Empty):
            signals.get(timeout=_PARENT_CHECK_INTERVAL)
            break
    servicer.close()
    server.stop(grace=None)
    return 0


def main() -> None:
    """Run the plugin. Exit without waiting for pending requests to the service."""
    code = serve(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
