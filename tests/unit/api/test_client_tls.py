# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""TLS: a request is sent only to a server with a trusted certificate for its host name."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from local_tls import authority

from alicloud_iot_ota.errors import CancelledError, SettingsError, TransportError
from alicloud_iot_ota.settings import AccessKey, Settings
from tests.unit.api.listeners import KEY, answer, at, refuse, say_nothing

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_tls import Authority

    from alicloud_iot_ota.api.client import OtaClient
    from tests.unit.api.listeners import Listener

LIMIT = 30  # seconds after which a test fails


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of an HTTPS server with an untrusted certificate, and the list of data that it receives."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "impostor.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    sent: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.path)

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """Ignore the handshake that the client breaks off."""

    with Server(("localhost", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"https://localhost:{server.server_port}", sent
        server.shutdown()
        thread.join()


def test_an_unknown_certificate_is_refused_at_once(
    impostor: tuple[str, list[str]], connect: Callable[..., OtaClient], waits: list[float]
) -> None:
    """A server without a valid certificate receives no data, and the request is not retried."""
    address, sent = impostor
    with pytest.raises(TransportError, match="certificate was rejected"):
        connect(Settings(endpoint=address, access_key=AccessKey("id", "secret"))).list_ota_firmware(1, 100)
    assert sent == []
    assert waits == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_an_authority_of_ones_own(
    own_authority: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    """A server with a private authority is accepted only if the environment specifies the CA bundle."""
    server = listen(answer, own_authority.context)
    with pytest.raises(TransportError, match="certificate was rejected"):
        connect(at(server)).list_ota_firmware(1, 100)
    assert server.heard == b""
    monkeypatch.setenv(variable, str(own_authority.ca_file))
    client = connect(at(server))
    assert client.list_ota_firmware(1, 100).request_id == "R-1"
    assert client.transport.route == f"directly, trusting {own_authority.ca_file}"


def test_a_certificate_of_another_host(
    tmp_path: Path,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reject a certificate for another host name, even from a trusted authority."""
    other = authority(["iot.example.com"], tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other.ca_file))
    server = listen(answer, other.context)
    with pytest.raises(TransportError, match="certificate was rejected"):
        connect(at(server)).list_ota_firmware(1, 100)
    assert server.heard == b""


@pytest.mark.parametrize("content", [None, "", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_bundle_that_is_no_good(
    own_authority: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    monkeypatch: pytest.MonkeyPatch,
    content: str | None,
) -> None:
    """A CA bundle that is missing or has no certificates is a settings error that identifies the variable."""
    bundle = own_authority.ca_file.with_name("bundle.pem")
    if content is not None:
        bundle.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    server = listen(answer, own_authority.context)
    with pytest.raises(SettingsError, match="CA bundle") as caught:
        connect(at(server)).list_ota_firmware(1, 100)
    assert "REQUESTS_CA_BUNDLE" in caught.value.remedy


def test_a_handshake_that_breaks_off(
    trusted: Authority, listen: Callable[..., Listener], connect: Callable[..., OtaClient]
) -> None:
    """If a connection closes during the TLS handshake, the request is retried. The error is not about a certificate."""
    connections: list[socket.socket] = []

    def close_first(listener: Listener, connection: socket.socket) -> None:
        connections.append(connection)
        if len(connections) == 1:
            connection.recv(1)  # a part of the client's hello
        else:
            with trusted.context.wrap_socket(connection, server_side=True) as secure:
                answer(listener, secure)

    assert connect(at(listen(close_first))).list_ota_firmware(1, 100).request_id == "R-1"
    assert len(connections) == 2


def test_end_wakes_who_reads(
    trusted: Authority, listen: Callable[..., Listener], connect: Callable[..., OtaClient]
) -> None:
    """Closing a client ends a request that waits for its answer, also over TLS."""
    server = listen(say_nothing, trusted.context)
    assert is_ended_by_end(connect(at(server)), server)


def is_ended_by_end(client: OtaClient, server: Listener) -> bool:
    """Close a client during a request that gets no answer. Return whether the request then ends with an error."""
    errors: list[Exception] = []

    def ask() -> None:
        try:
            client.list_ota_firmware(1, 100)
        except CancelledError as error:
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    assert server.is_heard.wait(LIMIT)
    client.close()
    thread.join(5)  # a third of the read timeout
    return not thread.is_alive() and len(errors) == 1


@pytest.mark.parametrize("named", [("http", "HTTPS_PROXY"), ("http", "ALL_PROXY"), ("https", "https_proxy")])
def test_proxy(
    trusted: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    start_proxy: Callable[..., Listener],
    named: tuple[str, str],
) -> None:
    """A request uses the proxy in the environment. The proxy sees the host name, but not the request."""
    server, proxy = listen(answer, trusted.context), start_proxy(*named)
    client = connect(at(server))
    assert client.list_ota_firmware(1, 100).request_id == "R-1"
    assert proxy.heard.startswith(b"CONNECT localhost:%d HTTP/1." % server.port)
    assert b"Proxy-Authorization: Basic " in proxy.heard
    assert b"x-acs-action" not in proxy.heard
    assert b"x-acs-action: ListOTAFirmware" in server.heard
    assert b"proxy-authorization" not in server.heard.lower()
    assert client.transport.route == f"through the proxy at localhost:{proxy.port}, trusting {trusted.ca_file}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_end_wakes_who_reads_through_a_proxy(
    trusted: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    start_proxy: Callable[..., Listener],
    scheme: str,
) -> None:
    """Closing a client also ends a request through a proxy, with and without TLS to the proxy."""
    server = listen(say_nothing, trusted.context)
    start_proxy(scheme)
    assert is_ended_by_end(connect(at(server)), server)


def test_host_without_the_proxy(
    trusted: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    start_proxy: Callable[..., Listener],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A host in NO_PROXY is called directly."""
    server, proxy = listen(answer, trusted.context), start_proxy("http")
    monkeypatch.setenv("NO_PROXY", "localhost")
    client = connect(at(server))
    assert client.list_ota_firmware(1, 100).request_id == "R-1"
    assert proxy.heard == b""
    assert client.transport.route.startswith("directly, ")


@pytest.mark.parametrize("status", [b"403 Forbidden", b"407 Proxy Authentication Required"])
def test_proxy_that_refuses(
    trusted: Authority,
    listen: Callable[..., Listener],
    connect: Callable[..., OtaClient],
    start_proxy: Callable[..., Listener],
    status: bytes,
) -> None:
    """The error for a refusing proxy says so without its password. The server receives no data."""
    server, proxy = listen(answer, trusted.context), start_proxy("http", converse=refuse(status))
    with pytest.raises(TransportError, match=r"the proxy refused the request \(HTTP 40[37]\)") as caught:
        connect(at(server)).list_ota_firmware(1, 100)
    assert proxy.heard.startswith(b"CONNECT ")
    assert server.heard == b""
    assert "proxy" in caught.value.remedy
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://user:canary-password@[bad",
        "http://user:canary-password@localhost:99999",
        "http://",
        "ftp://user:canary-password@localhost:9",
        "socks5://user:canary-password@localhost:9",
    ],
)
def test_proxy_that_is_none(connect: Callable[..., OtaClient], monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """An invalid proxy URL is a settings error. The password is not in the error or in the route."""
    monkeypatch.setenv("HTTPS_PROXY", address)
    client = connect(Settings(endpoint="https://localhost:9", access_key=KEY))
    with pytest.raises(SettingsError, match="proxy address") as caught:
        client.list_ota_firmware(1, 100)
    assert "HTTPS_PROXY" in caught.value.remedy
    assert "canary" not in str(caught.value)
    assert "canary" not in client.transport.route
