# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where the provider listens, and who may call it.

The provider cannot check the certificate of an engine, because gRPC does not support its key (ECDSA P-521). On POSIX
systems, the guard is the directory of a Unix socket, which only this user can enter. gRPC has no such sockets on all
versions of Windows. There, the provider listens on a port of loopback, as providers in Go do, and only the first client
may call it. That is the engine, because no other program has the port yet.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from alicloud_iot_ota.base.users import is_own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Handler = grpc.RpcMethodHandler[Any, Any] | None

CONNECTED_BY = 60.0
"""The seconds in which an engine has connected, or has given up."""

_SOCKET_DIRECTORY = "PLUGIN_UNIX_SOCKET_DIR"
_PREFIX = "alicloudiot-"  # of the directory of a socket; the process ID follows
_SHORT_DIRECTORY = "/tmp"  # noqa: S108 - for a private directory in it
_MAX_SOCKET_PATH = 100  # bytes; Linux allows 107, macOS 103
_LOOPBACK = "127.0.0.1"


def guard() -> Callable[[Handler], Handler]:
    """Return a function that adds a check of the client to the handler of a call, if this system needs it."""
    return OneClient().guarded if sys.platform == "win32" else lambda handler: handler


@contextlib.contextmanager
def listen(
    server: grpc.Server, credentials: grpc.ServerCredentials | None, environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Let a server listen, and yield the network and the address for the handshake.

    Args:
        server: The server, which has not been started.
        credentials: Those of the server. None without TLS.
        environ: The environment variables.
    """
    if sys.platform == "win32":
        yield "tcp", f"{_LOOPBACK}:{_add(server, credentials, f'{_LOOPBACK}:0')}"
    else:
        parent = _parent_directory(environ)
        with _socket_directory(parent) as directory:
            address = f"{directory}/provider"
            _add(server, credentials, f"unix:{address}")
            threading.Thread(target=_remove_left, args=[parent], daemon=True).start()
            yield "unix", address


def _add(server: grpc.Server, credentials: grpc.ServerCredentials | None, address: str) -> int:
    """Add an address to a server, and return the port."""
    return server.add_insecure_port(address) if credentials is None else server.add_secure_port(address, credentials)


class OneClient:
    """The check that all calls come from the first connection.

    An engine keeps its connection until it ends, because it keeps a stream open.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._peer: str | None = None

    def guarded(self, handler: Handler) -> Handler:
        """Return a handler that refuses the calls of other clients."""
        if handler is None:
            return None
        call: Any = handler.stream_stream if handler.response_streaming else handler.unary_unary

        def answer(request: object, context: grpc.ServicerContext) -> object:
            if not self._admits(context.peer()):
                context.abort(
                    grpc.StatusCode.PERMISSION_DENIED, "This provider answers only the engine that started it."
                )
            return call(request, context)

        make = (
            grpc.stream_stream_rpc_method_handler if handler.response_streaming else grpc.unary_unary_rpc_method_handler
        )
        return make(
            answer,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    def _admits(self, peer: str) -> bool:
        with self._lock:
            self._peer = self._peer or peer
            return peer == self._peer


def _parent_directory(environ: Mapping[str, str]) -> str:
    """Return the directory for the directories of sockets. The path of a socket must be short."""
    parent = environ.get(_SOCKET_DIRECTORY) or tempfile.gettempdir()
    longest = f"{parent}/{_PREFIX}{os.getpid()}-12345678/provider"
    return parent if len(os.fsencode(longest)) <= _MAX_SOCKET_PATH else _SHORT_DIRECTORY


@contextlib.contextmanager
def _socket_directory(parent: str) -> Iterator[Path]:
    """Provide a new directory that only this user can enter, and delete it at the end."""
    directory = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _remove_left(parent: str) -> None:
    """Delete the directories of providers that were killed. A process that is killed cannot do it itself.

    A process in another container may be running, although its ID does not exist here. Its engine has connected long
    ago, and does not need the directory any more.
    """
    for found in Path(parent).glob(f"{_PREFIX}*-*"):
        pid = found.name.removeprefix(_PREFIX).partition("-")[0]
        with contextlib.suppress(OSError):
            status = found.lstat()
            is_old = time.time() - status.st_mtime > CONNECTED_BY
            if is_old and pid.isdecimal() and is_own(status) and not _is_running(int(pid)):
                shutil.rmtree(found, ignore_errors=True)  # follows no link


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # a process of another user
        pass
    return True
