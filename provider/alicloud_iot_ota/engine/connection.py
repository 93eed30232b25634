# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The connection to the engine, for log lines from a provider. Both providers use it.

A provider serves one engine. Every user of the machine can connect to its port, so the engine's address must be a
loopback address and is accepted only once. Only a plugin that was started by hand for a debugger serves another engine
later.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG_TIMEOUT = 5.0
"""The seconds in which the engine must accept a log line. After that, the line is dropped."""

PROBE_TIMEOUT = 5.0
"""The seconds to wait for a connection that shows whether an engine listens. After that, it counts as listening.

Windows repeats the attempt to connect to a closed port for about two seconds.
"""

NO_PROXY = [("grpc.enable_http_proxy", 0)]
"""The gRPC option for connections to the engine: gRPC would use the environment's proxy even for loopback."""

_BYTE = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_LOOPBACK = re.compile(rf"127(?:\.{_BYTE}){{3}}")  # the engine sends 127.0.0.1; importing ipaddress would delay startup
_MAX_PORT = 65535


def engine_address(argv: Sequence[str]) -> str | None:
    """Return the engine's address from a plugin's command line: the last positional argument.

    The address is missing if a plugin is started by hand for a debugger.
    """
    last = argv[-1] if argv else ""
    return None if not last or last.startswith("-") else last


class Engine:
    """The engine that started or attached to this process. Log lines are dropped until its address is known.

    Args:
        address: The address of the engine that started this process. None if the process was started by hand, for
            engines that attach.

    Raises:
        SettingsError: The address is not a loopback address.
    """

    def __init__(self, address: str | None) -> None:
        self._lock = threading.Lock()
        self._address: str | None = None
        self._channel: grpc.Channel | None = None
        self._logged: set[tuple[str, str]] = set()
        self._may_change = address is None
        self._has_ended = False
        self.attach(address)

    def attach(self, address: str | None) -> bool:
        """Use the engine at this address. It is first contacted when there is a log line.

        Returns:
            Whether it is a different engine than before.

        Raises:
            SettingsError: The address is not a loopback address, or this process serves another engine.
        """
        with self._lock:
            if not address or address == self._address:
                return False
            if not is_loopback(address):
                raise SettingsError(
                    f'The engine\'s address "{format_text(address)}" is not a loopback IP address with a port.',
                    "An engine and its plugins run on one machine: use an address such as 127.0.0.1:50051.",
                )
            if self._address is not None and not (
                self._may_change and (self._has_ended or _has_stopped(self._address))
            ):
                raise SettingsError(
                    f"This plugin serves the engine at {self._address}; the engine at {address} was refused.",
                    "For a second command, start a second plugin, or wait until the first command has ended. If you "
                    "run only one command, another program on this machine called the plugin. Find out which one.",
                )
            self._close()
            self._address = address
            self._has_ended = False
            self._logged.clear()
            return True

    def finish_run(self) -> None:
        """Record that the engine's run ends. Its server may listen longer: `up` is a preview, then an update."""
        with self._lock:
            self._has_ended = True

    def warn(self, message: str, urn: str = "") -> None:
        """Show a warning to the user once, at its resource if there is one."""
        self._log(engine_pb2.WARNING, message, urn)

    def note(self, message: str) -> None:
        """Show a note to the user once."""
        self._log(engine_pb2.INFO, message)

    def _log(self, severity: engine_pb2.LogSeverity.ValueType, message: str, urn: str = "") -> None:
        with self._lock:
            if self._address is None or (message, urn) in self._logged:
                return
            self._logged.add((message, urn))
            if self._channel is None:
                self._channel = grpc.insecure_channel(self._address, options=NO_PROXY)
            channel = self._channel
        request = engine_pb2.LogRequest(severity=severity, message=message, urn=urn)
        try:
            engine_pb2_grpc.EngineStub(channel).Log(request, timeout=LOG_TIMEOUT)
        except grpc.RpcError:
            return  # an unreachable engine is exiting; a lost warning must not fail the call

    def close(self) -> None:
        """Close the connection to the engine."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None


def is_loopback(address: str) -> bool:
    """Return whether an address is a loopback IP address with a port. Names are not resolved."""
    host, _, port = address.rpartition(":")
    is_port = re.fullmatch("[1-9][0-9]{0,4}", port) is not None and int(port) <= _MAX_PORT
    return is_port and (host == "[::1]" or _LOOPBACK.fullmatch(host) is not None)


def _has_stopped(address: str) -> bool:
    """Return whether the engine at an address has stopped listening. When in doubt, return False."""
    import socket  # noqa: PLC0415 - needed only for debugging

    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_TIMEOUT).close()
    except ConnectionRefusedError:
        return True
    except (OSError, OverflowError):
        return False
    return False
