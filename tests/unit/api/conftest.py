# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures that run test servers and make package lists with many pages."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from socketserver import BaseServer
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Server = TypeVar("_Server", bound=BaseServer)


@pytest.fixture
def run_server() -> Iterator[Callable[[_Server], _Server]]:
    """Return a function that runs a server on its own thread. The servers stop after the test."""
    with ExitStack() as stack:

        def run(server: _Server) -> _Server:
            stack.enter_context(server)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return server

        yield run


@pytest.fixture
def fleet() -> Callable[[int], dict[str, object]]:
    """Return a function that makes a catalog with the given number of packages, newest first."""

    def of(count: int) -> dict[str, object]:
        rows = [
            {
                "FirmwareId": f"id-{number:03}",
                "FirmwareName": f"name-{number}",
                "DestVersion": f"1.0.{number}",
                "UtcCreate": f"2025-01-01T{23 - number // 60 % 24:02}:{59 - number % 60:02}:00.000Z",
            }
            for number in range(count)
        ]
        return {"packages": rows}

    return of
