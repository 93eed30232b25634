# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin's process: the port line, and a timely end.

Contract (`sdk/go/common/resource/plugin/plugin.go` in pulumi/pulumi): the engine's address is the last positional
argument, flags may stand before it, and the first line on stdout is the port, alone. Nothing else goes to stdout.
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

from alicloud_iot_ota.api.request_log import is_verbose, show_requests
from alicloud_iot_ota.engine.connection import engine_address
from alicloud_iot_ota.engine.protocol import provider_pb2_grpc
from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.plugin.servicer import Servicer

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_WORKERS = 1000
"""Threads for requests of the engine, started as needed: so many that Cancel never waits for one."""

MAX_MESSAGE = 400 * 1024 * 1024
"""Bytes of one message between engine and plugin, the engine's own limit."""

_PARENT_CHECK_INTERVAL = 1.0  # seconds between looks whether the engine still lives


def serve(argv: Sequence[str]) -> int:
    """Serve until the engine is gone or somebody ends the process."""
    parent = os.getppid()  # first of all: an engine that dies from here on is noticed
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    if is_verbose(argv):
        show_requests()
    signals: queue.SimpleQueue[int] = queue.SimpleQueue()  # no Event: a signal in the middle of its wait would block
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
    """Run the plugin, and leave without waiting for a request to a service that nobody waits for any more."""
    code = serve(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
