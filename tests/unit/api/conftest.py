# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Servers that a test writes itself, and catalogs of many pages."""

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
    """Let servers run, each on a thread, and end them with the test."""
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
    """Make a catalogue of so many packages, the first of them the newest."""

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
