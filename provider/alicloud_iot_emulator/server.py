# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTP server. It converts between sockets and `Request` and `Answer` values, and has no API logic."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import struct
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from alicloud_iot_emulator.messages import Answer, Request
from alicloud_iot_emulator.transmission import Ending, transmission_of

if TYPE_CHECKING:
    from collections.abc import Callable


LOOPBACK = "127.0.0.1"

_MAX_BODY = 1024 * 1024
"""Bytes; far more than any request of the API or the admin interface needs."""

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, with zero seconds: closing the socket sends RST instead of FIN."""

_DRAIN_SECONDS = 5.0
"""How long `stop` waits for responses in progress."""


class LoopbackServer(ThreadingHTTPServer):
    """Serves requests with one function, called in many threads, on loopback. Port 0 selects a free port.

    Raises:
        OSError: The port cannot be used.
    """

    allow_reuse_address = sys.platform != "win32"  # on Windows, several servers could then share a port
    request_queue_size = 128  # a burst of connections must not wait for a repeated SYN

    def __init__(self, port: int, respond: Callable[[Request], Answer]) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._gradual: set[socket.socket] = set()
        self._closed = threading.Condition()
        super().__init__((LOOPBACK, port), _Handler)
        self._thread = threading.Thread(target=self._serve, name="emulator", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def server_bind(self) -> None:
        """Bind without http.server's lookup of the host name, which would use the network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def stop(self) -> None:
        """Close the port and all connections, after the responses in progress."""
        self.stopping.set()
        # This wakes the accepting thread. serve_forever() would instead poll for a stop, which would delay every test
        # that starts an emulator.
        socket.create_connection((LOOPBACK, self.server_port)).close()
        self._thread.join()
        with self._closed:
            for connection in self._connections:
                # This wakes the threads of idle connections, which then see the end of the stream, and threads with a
                # client that does not read. It fails if the client has just closed the connection.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR if connection in self._gradual else socket.SHUT_RD)
            self._closed.wait_for(lambda: not self._connections, timeout=_DRAIN_SECONDS)
        self.server_close()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Register the connection for `stop`, then serve it in a separate thread."""
        with self._closed:
            self._connections.add(request)  # type: ignore[arg-type]  # a pair only with UDP
        super().process_request(request, client_address)

    def abort_on_stop(self, connection: socket.socket) -> None:
        """Let `stop` abort the response on this connection, because it may take long or never end."""
        with self._closed:
            self._gradual.add(connection)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close the connection and unregister it."""
        super().shutdown_request(request)
        with self._closed:
            self._connections.discard(request)
            self._gradual.discard(request)
            self._closed.notify_all()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Ignore disconnected clients. Every other error is a bug; print its traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LoopbackServer

    def do_GET(self) -> None:
        body = self._body()
        if body is None:
            return
        path, _, query_string = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(Request(self.command, path, query_string, headers, body))
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        self._send(answer)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - names of http.server

    def _body(self) -> bytes | None:
        """Return the body. If its length is unknown or too large, reject the request and return None."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
            return None
        if int(length) > _MAX_BODY:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer) -> None:
        transmission = transmission_of(answer)
        if transmission.gradual:
            self.server.abort_on_stop(self.connection)
        for number, data in enumerate(transmission.writes):
            if number and self.server.stopping.wait(transmission.pause):
                self.close_connection = True
                return
            self.wfile.write(data)
        self._end(transmission.ending)

    def _end(self, ending: Ending) -> None:
        if ending is Ending.KEEP:
            return
        self.close_connection = True
        # This waits for the first byte of the next request, and returns nothing if the client or `stop` ends the
        # connection.
        if ending is Ending.RESET or (ending is Ending.RESET_UNDER_NEXT and self.rfile.read(1)):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            # Close here, because socketserver would first shut down the connection, which sends FIN. The socket is
            # closed with the last file object on it.
            self.connection.close()
            self.rfile.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Print nothing: the service keeps the log."""
