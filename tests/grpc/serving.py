# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Plugins behind real gRPC, in the test's process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import grpc

from alicloud_iot_ota.plugin.servicer import Servicer, add_to_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDS_SOON = 30  # seconds after which a test fails


@contextmanager
def serving() -> Iterator[Callable[[int], str]]:
    """Yield a function that serves an unconfigured plugin with the given number of workers and returns its address."""
    with ExitStack() as stack:

        def serve(workers: int) -> str:
            servicer = Servicer()
            server = grpc.server(ThreadPoolExecutor(workers))
            add_to_server(servicer, server)
            port = server.add_insecure_port("127.0.0.1:0")
            server.start()
            stack.callback(lambda: server.stop(grace=None).wait(ENDS_SOON))
            stack.callback(servicer.close)
            return f"127.0.0.1:{port}"

        yield serve
