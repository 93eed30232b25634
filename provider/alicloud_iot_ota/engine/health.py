# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Health checks of the engine, which show a plugin that its engine has ended.

On Windows, the parent of a plugin does not show it: the ID of the parent never changes, and usually the parent is a
launcher. There, Pulumi's own providers also call the engine (`rpcutil.Healthcheck` in pulumi/pulumi).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import grpc

from alicloud_iot_ota.engine.connection import NO_PROXY

if TYPE_CHECKING:
    from collections.abc import Callable

CHECK_TIMEOUT = 5.0
"""The seconds in which the engine must answer a health check. After that, it counts as busy.

Windows repeats the attempt to connect to a closed port for about two seconds.
"""

INTERVAL = 10.0
"""The seconds between the starts of two health checks. Most commands end before the first one."""

_PAUSE = 1.0  # seconds between two looks at a health check
_METHOD = "/grpc.health.v1.Health/Check"
_ALL_SERVICES = b""  # a HealthCheckRequest without the name of a service
_LOST = 2  # health checks in a row without an engine; a single connection may be refused by a system under load


class HealthCheck:
    """Calls the engine at intervals, without waiting for its answers.

    Every answer shows that the engine runs, also an error such as an unknown method. So does no answer in time, because
    a busy engine still accepts connections. Only an engine that cannot be reached has ended.

    Args:
        address: The loopback address of the engine.
        monotonic: Returns the time in seconds.
    """

    def __init__(self, address: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        # The channel keeps its connection between the calls.
        self._check: Any = grpc.insecure_channel(address, options=NO_PROXY).unary_unary(_METHOD)
        self._monotonic = monotonic
        self._next = monotonic() + INTERVAL
        self._call: Any = None
        self._lost = 0

    def has_engine_ended(self) -> bool:
        """Return whether the engine has ended. Start a health check if one is due."""
        if self._call is not None:
            if self._call.done():
                self._lost = self._lost + 1 if self._call.code() is grpc.StatusCode.UNAVAILABLE else 0
                self._call = None
        elif self._monotonic() >= self._next:
            self._next = self._monotonic() + INTERVAL
            self._call = self._check.future(_ALL_SERVICES, timeout=CHECK_TIMEOUT)
        return self._lost >= _LOST

    def wait_for_end(self) -> None:
        """Return when the engine has ended."""
        while not self.has_engine_ended():
            time.sleep(_PAUSE)
