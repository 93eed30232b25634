# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a program to which some addresses of Alibaba Cloud are servers on this machine, and which reaches nothing else.

Usage: guarded.py PROGRAM [ARGUMENTS]

The library behind the default chain has the addresses of STS and of the metadata service built in. As a file of hosts
with ports would, this sends what is meant for "host:port" to the port on loopback that the environment variable
STAND_INS, an object in JSON, names for it. The library itself stays as it is.
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
"""The exit status of a program that tried to reach another machine."""

_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


def _is_loopback(host: object) -> bool:
    try:
        return host in {None, "localhost"} or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process before it reaches out. An exception could be caught on the way, and this must be noticed."""
    if event in _RESOLVING:
        host = arguments[0]
    elif event in _CONNECTING and isinstance(arguments[1], tuple):  # an address in a file system is none of a network
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
    sys.addaudithook(_stay_here)  # can neither be removed nor gone round, for as long as the process lasts


if __name__ == "__main__":
    _install()
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
