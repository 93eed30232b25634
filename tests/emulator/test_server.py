# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTP server and the admin interface: connections, limits, log, start and stop."""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

import pytest
import requests

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable


def test_connection_is_kept_alive(emulator: Emulator, session: requests.Session) -> None:
    """Two requests share one connection, and a stop closes it."""
    host = emulator.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        ports = set()
        for _ in range(2):
            connection.request("GET", "/_emulator/health")
            response = connection.getresponse()
            response.read()
            assert response.version == 11
            ports.add(connection.sock.getsockname()[1])
        assert len(ports) == 1
        emulator.__exit__(None, None, None)
        assert connection.sock.recv(1) == b""
    finally:
        connection.close()
    with pytest.raises(requests.ConnectionError):
        session.get(f"http://{host}/_emulator/health", timeout=10)


def test_answer_goes_out_in_one_write(
    emulator: Emulator, call: Callable[..., requests.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers and body are sent in one write, because two writes would cause a delayed acknowledgment."""
    sent: list[bytes] = []
    sendall = socket.socket.sendall

    def recorded(connection: socket.socket, data: bytes) -> None:
        sent.append(bytes(data))
        sendall(connection, data)

    monkeypatch.setattr(socket.socket, "sendall", recorded)
    response = call(emulator)
    (answer,) = [data for data in sent if data.startswith(b"HTTP/1.1 ")]
    assert answer.endswith(response.content)
    assert len(response.content) > 8192, "a smaller answer could leave a buffer in one write by chance"


def test_url_exists_only_while_running() -> None:
    """Reading the URL of a stopped emulator is an error that says how to start it."""
    with pytest.raises(RuntimeError, match="use it in a with statement"):
        _ = Emulator().url


def test_port_in_use(emulator: Emulator) -> None:
    """A port that is in use raises an OSError, and all sockets are closed."""
    port = int(emulator.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), Emulator(port=port):
        pass


def test_emulator_listens_on_loopback_only(emulator: Emulator) -> None:
    """The emulator listens only on loopback."""
    assert emulator.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Content-Length: x", 411),
        (b"Content-Length: -1", 411),
        (b"Transfer-Encoding: chunked", 411),
        (b"Content-Length: 99999999", 413),
    ],
)
def test_body_without_a_sane_length_is_refused(emulator: Emulator, headers: bytes, status: int) -> None:
    """A body without a valid length, or with an excessive one, is rejected before it is read."""
    host, port = emulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: loopback\r\n" + headers + b"\r\n\r\n")
        assert connection.recv(12) == f"HTTP/1.1 {status}".encode()


def test_log_over_http(emulator: Emulator, session: requests.Session, call: Callable[..., requests.Response]) -> None:
    """The log has every API call with its parameters and result, but no admin requests. It can be cleared."""
    log = f"{emulator.url}/_emulator/requests"
    request_id = call(emulator, key=emulator.sts).json()["RequestId"]
    call(emulator, {"CurrentPage": "1"})
    first, second = session.get(log, timeout=10).json()["requests"]
    assert first == {
        "requestId": request_id,
        "time": "2025-12-01T00:00:00.000Z",
        "action": "ListOTAFirmware",
        "parameters": {"CurrentPage": "1", "PageSize": "100", "IotInstanceId": "iot-emulator01"},
        "signatureVersion": "ACS3-HMAC-SHA256",
        "status": 200,
        "code": None,
    }
    assert (second["status"], second["code"]) == (400, "MissingPageSize")
    session.delete(log, timeout=10)
    assert session.get(log, timeout=10).json() == {"requests": []}


def test_log_of_the_older_style_has_no_common_parameters(
    emulator: Emulator, call_rpc: Callable[..., requests.Response]
) -> None:
    """With the older signature, the log contains no keys, tokens, nonces or signatures."""
    call_rpc(emulator, key=emulator.sts)
    assert set(emulator.requests[0].parameters) == {"CurrentPage", "PageSize", "IotInstanceId"}


def test_each_call_is_one_line(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """The `log` callable receives one readable line per call."""
    lines: list[str] = []
    emulator = start(log=lines.append)
    call(emulator)
    call(emulator, {"CurrentPage": "1"})
    assert lines == [
        "2025-12-01T00:00:00.000Z ListOTAFirmware CurrentPage=1 IotInstanceId=iot-emulator01 PageSize=100 -> 200 OK",
        "2025-12-01T00:00:00.000Z ListOTAFirmware CurrentPage=1 -> 400 MissingPageSize",
    ]


def test_health(emulator: Emulator, session: requests.Session) -> None:
    """The emulator responds immediately after its start."""
    assert session.get(f"{emulator.url}/_emulator/health", timeout=10).json() == {"status": "ok", "packages": 24}


def test_reset_over_http(emulator: Emulator, session: requests.Session) -> None:
    """The admin interface resets like the Python method."""
    emulator.publish(DestVersion="1")
    assert session.post(f"{emulator.url}/_emulator/reset", timeout=10).status_code == 200
    assert len(emulator.packages()) == 24


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "nothing"), ("PUT", "packages"), ("DELETE", "packages"), ("PATCH", "packages")]
)
def test_unknown_admin_request(emulator: Emulator, session: requests.Session, method: str, path: str) -> None:
    """An unknown admin request is rejected."""
    response = session.request(method, f"{emulator.url}/_emulator/{path}", timeout=10)
    assert response.status_code == (501 if method == "PUT" else 404)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_admin_body_must_be_an_object(emulator: Emulator, session: requests.Session, body: bytes) -> None:
    """An admin body that is not a JSON object is rejected with a message."""
    response = session.post(f"{emulator.url}/_emulator/packages", data=body, timeout=10)
    assert (response.status_code, response.json()) == (400, {"error": "the body must be a JSON object"})
