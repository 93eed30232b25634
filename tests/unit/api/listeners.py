# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Servers and proxies that handle each connection with a function, with or without TLS."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

EMPTY = b'{"Success":true,"Total":0,"CurrentPage":1,"FirmwareInfo":{"SimpleFirmwareInfo":[]},"RequestId":"R-1"}'
KEY = AccessKey("id", "canary-secret", "canary-token")


class Listener(socketserver.ThreadingTCPServer):
    """A server that passes each connection to a function, over TLS if it has a context.

    Attributes:
        heard: The data received on all connections.
    """

    daemon_threads = True

    def __init__(
        self, converse: Callable[[Listener, socket.socket], object], context: ssl.SSLContext | None = None
    ) -> None:
        self.heard = b""
        self.is_heard = threading.Event()
        self._converse = converse
        self._context = context
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.port = self.server_address[1]

    def finish_request(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's own
        """Run the function for one connection."""
        assert isinstance(request, socket.socket)
        if self._context is None:
            self._converse(self, request)
        else:
            with self._context.wrap_socket(request, server_side=True) as secure:
                self._converse(self, secure)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a handshake or a connection that the client breaks off."""

    def hear(self, connection: socket.socket) -> bytes:
        """Receive and record the next data. Return empty bytes at the end."""
        said = connection.recv(65536)
        self.heard += said
        if said:
            self.is_heard.set()
        return said


def answer(listener: Listener, connection: socket.socket) -> None:
    """Answer each request with an empty page."""
    while answer_once(listener, connection):
        pass


def answer_once(listener: Listener, connection: socket.socket) -> bool:
    """Answer the next request with an empty page. Return False at the end."""
    if not listener.hear(connection):
        return False
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(EMPTY), EMPTY))
    return True


def say_nothing(listener: Listener, connection: socket.socket) -> None:
    """Receive every request without answering."""
    while listener.hear(connection):
        pass


def tunnel(listener: Listener, connection: socket.socket, port: int | None = None) -> None:
    """Forward a connection to the requested port on this machine, like a proxy, whatever the host name.

    If a port is given, it replaces the requested one.
    """
    request = listener.hear(connection).split()
    if not request:
        return
    requested = int(request[1].rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port or requested)) as onward:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def carry_back() -> None:
            with suppress(OSError):  # one side closed the connection
                while said := onward.recv(65536):
                    connection.sendall(said)

        back = threading.Thread(target=carry_back, daemon=True)
        back.start()
        with suppress(OSError):
            while said := listener.hear(connection):
                onward.sendall(said)
        with suppress(OSError):
            onward.shutdown(socket.SHUT_RDWR)
        back.join()


def refuse(status: bytes) -> Callable[[Listener, socket.socket], None]:
    """Return a proxy function that refuses every request."""

    def converse(listener: Listener, connection: socket.socket) -> None:
        listener.hear(connection)
        connection.sendall(b"HTTP/1.1 %b\r\nContent-Length: 0\r\n\r\n" % status)

    return converse


def at(server: Listener) -> Settings:
    """Return the settings for a server."""
    return Settings(endpoint=f"https://localhost:{server.port}", access_key=KEY)
