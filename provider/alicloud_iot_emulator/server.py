# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTP server: sockets in, `Request` and `Answer` between, no rule of the API."""

from __future__ import annotations

import contextlib
import http.client
import socket
import socketserver
import sys
import threading
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from alicloud_iot_emulator.messages import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator.messages import Answer

LOOPBACK = "127.0.0.1"

_MAX_BODY = 1024 * 1024
"""Bytes; far more than any request of the API or the admin interface has."""

_DRAIN_SECONDS = 5.0
"""How long a stop waits for answers that are on their way out."""


class LoopbackServer(ThreadingHTTPServer):
    """Serves one function from requests to answers on loopback.

    Args:
        port: to listen on; 0 takes a free one.
        respond: answers a request; is called on many threads.

    Raises:
        OSError: the port cannot be had.
    """

    request_queue_size = 128  # a burst of connections must not wait for a SYN to be sent again

    def __init__(self, port: int, respond: Callable[[Request], Answer]) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._closed = threading.Condition()
        super().__init__((LOOPBACK, port), _Handler)
        self._thread = threading.Thread(target=self._serve, name="emulator", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def server_bind(self) -> None:
        """Bind without http.server's look-up of the host's name, which would ask the network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def stop(self) -> None:
        """Close the port and every connection, after the answers that are on their way out."""
        self.stopping.set()
        # Wakes the accepting thread. serve_forever() would instead look for a stop at intervals, which every test
        # that starts an emulator would wait for.
        socket.create_connection((LOOPBACK, self.server_port)).close()
        self._thread.join()
        with self._closed:
            for connection in self._connections:
                # Wakes the threads of idle connections, which then see the end of the stream; one that the caller
                # has just closed refuses.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
            self._closed.wait_for(lambda: not self._connections, timeout=_DRAIN_SECONDS)
        self.server_close()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Keep the connection in mind for `stop`, then serve it on a thread of its own."""
        with self._closed:
            self._connections.add(request)  # type: ignore[arg-type]  # a pair only with UDP
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close the connection and forget it."""
        super().shutdown_request(request)
        with self._closed:
            self._connections.discard(request)
            self._closed.notify_all()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Say nothing of a caller that hung up; every other error is a defect and shows its traceback."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: LoopbackServer

    def do_GET(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def do_PATCH(self) -> None:
        self._respond()

    def do_DELETE(self) -> None:
        self._respond()

    def _respond(self) -> None:
        body = self._body()
        if body is None:
            return
        path, _, query_string = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(Request(self.command, path, query_string, headers, body))
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        self._send(answer)

    def _body(self) -> bytes | None:
        """Read the body, or refuse a request whose end cannot be told and return None."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
            return None
        if int(length) > _MAX_BODY:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        return self.rfile.read(int(length))

    def _send(self, answer: Answer) -> None:
        headers = {
            "Date": formatdate(answer.date, usegmt=True),
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
        }
        if answer.location is not None:
            headers["Location"] = answer.location
        lines = [f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, '')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        body = answer.body
        if answer.torn:
            body = body[: len(body) // 2]
            self.close_connection = True
        # One write: with two, the second waits some 40 ms for the caller's delayed acknowledgement of the first.
        self.wfile.write(head + body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Print nothing: the service keeps the log."""
