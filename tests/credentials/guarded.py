# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Run a program that can connect only to this machine, with some hosts of Alibaba Cloud replaced by local servers.

Usage: guarded.py PROGRAM [ARGUMENTS]

The library for the default chain has the hosts of STS and of the metadata service built in. This program redirects
"host:port" to a port on loopback, as listed in the environment variable STAND_INS (a JSON object). The library itself
is not changed.
"""

from __future__ import annotations

import ipaddress
import json
import os
import runpy
import socket
import sys
from typing import Any

REACHED_OUT = 97
"""The exit code of a program that tried to connect to another machine."""

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


def _is_loopback(host: object) -> bool:
    try:
        return host in {None, "localhost"} or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process before it connects to another machine. An exception could be caught and stay unnoticed."""
    if event in _RESOLVING:
        host = arguments[0]
    elif event in _CONNECTING and isinstance(arguments[1], tuple):  # a Unix socket path is not a network address
        host = arguments[1][0]
    else:
        return
    if not _is_loopback(host):
        os.write(2, f"{event} to {host!r}, which is not this machine\n".encode())
        os._exit(REACHED_OUT)


def _install() -> None:
    stand_ins: dict[str, int] = json.loads(os.environ["STAND_INS"])
    resolve = socket.getaddrinfo

    def resolve_here(host: Any, port: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as socket has it
        stand_in = stand_ins.get(f"{host}:{port}")
        return resolve("127.0.0.1", stand_in, *rest, **named) if stand_in else resolve(host, port, *rest, **named)

    socket.getaddrinfo = resolve_here
    sys.addaudithook(_stay_here)  # cannot be removed or bypassed during the process's lifetime


if __name__ == "__main__":
    _install()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
