# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The server for all fakes: requests and responses on loopback, with or without TLS."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable, Mapping


class Request(NamedTuple):
    """A request.

    Attributes:
        method: The HTTP method, for example `GET`.
        path: The path without the query.
        parameters: The parameters in the query.
        headers: The headers by lower-case name.
        body: The body as text.
    """

    method: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    body: str


class Answer(NamedTuple):
    """A response: its HTTP status, and a body that is a text, an iterator of chunks, or a value to send as JSON."""

    status: int
    body: object


class Server(ThreadingHTTPServer):
    """A server that answers requests with a function, on a thread, until it is stopped.

    Args:
        respond: Answers a request. It is called on many threads.
        context: The server's TLS context, or None for plain HTTP.
    """

    def __init__(self, respond: Callable[[Request], Answer], context: ssl.SSLContext | None = None) -> None:
        self.respond = respond
        self._context = context
        super().__init__(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=[0.02])
        self._thread.start()

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection. The thread that serves it makes the TLS handshake."""
        connection, address = super().get_request()
        if self._context is None:
            return connection, address
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def stop(self) -> None:
        """Stop the server and close its port."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection, for example because they do not trust the certificate."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
        parameters = dict(parse_qsl(url.query, keep_blank_values=True))
        answer = self.server.respond(Request(self.command, url.path, parameters, headers, body))
        if isinstance(answer.body, Iterator):
            self._send_pieces(answer.status, answer.body)
            return
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _send_pieces(self, status: int, pieces: Iterator[bytes]) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client has closed the connection
            self.send_response(status)
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Discard the message."""
