# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a provider tells the engine on its own: lines for the user. Both providers use it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import grpc

from alicloud_iot_ota.pulumi_protocol import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Sequence


def engine_address(argv: Sequence[str]) -> str | None:
    """Return the engine's address from a plugin's command line: the last positional argument.

    It is missing where a debugger starts the plugin by hand.
    """
    last = argv[-1] if argv else ""
    return None if not last or last.startswith("-") else last


class Engine:
    """The engine that started or attached to this process; silent until its address is known."""

    def __init__(self, address: str | None) -> None:
        self._lock = threading.Lock()
        self._address: str | None = None
        self._channel: grpc.Channel | None = None
        self._told: set[tuple[str, str]] = set()
        self.attach(address)

    def attach(self, address: str | None) -> None:
        """Use the engine at this address from now on; it is not called before there is something to say."""
        with self._lock:
            if address and address != self._address:
                self._close()
                self._address = address
                self._told.clear()

    def warn(self, message: str, urn: str = "") -> None:
        """Show a warning to the user, at a resource where there is one, and only once."""
        self._log(engine_pb2.WARNING, message, urn)

    def note(self, message: str) -> None:
        """Show the user what is good to know, once."""
        self._log(engine_pb2.INFO, message)

    def _log(self, severity: engine_pb2.LogSeverity.ValueType, message: str, urn: str = "") -> None:
        with self._lock:
            if self._address is None or (message, urn) in self._told:
                return
            self._told.add((message, urn))
            if self._channel is None:
                self._channel = grpc.insecure_channel(self._address)
            channel = self._channel
        request = engine_pb2.LogRequest(severity=severity, message=message, urn=urn)
        try:
            engine_pb2_grpc.EngineStub(channel).Log(request, timeout=5)
        except grpc.RpcError:
            return  # an engine that cannot be told is ending, and a warning is no reason to fail

    def close(self) -> None:
        """Close the connection to the engine."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None
