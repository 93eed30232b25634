# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Connections share the TLS context of their CA bundle, unless that would be wrong or unsafe."""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from local_tls import authority, tls_front
from urllib3.util import ssl_

from alicloud_iot_ota.api import tls
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.errors import SettingsError, TransportError
from tests.posix import make_socket
from tests.unit.api.listeners import Listener, answer, answer_once, at, tunnel

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from local_tls import Authority

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.settings import Settings

LIMIT = 30  # seconds after which a test fails
CHANCE = 0.2  # seconds for a second thread to load the bundle, which it must not


class OtherContext(ssl.SSLContext):
    """A context of another library."""


@pytest.fixture(autouse=True)
def _no_context() -> None:
    """Start without a shared context."""
    tls._context.cache_clear()


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[ssl.SSLContext]:
    """Return the contexts that open connections, one for each connection."""
    used = []
    wrap = ssl.SSLContext.wrap_socket

    def record(context: ssl.SSLContext, *args: socket.socket, **options: str) -> ssl.SSLSocket:
        if "server_hostname" in options:
            used.append(context)
        return wrap(context, *args, **options)  # type: ignore[arg-type]  # urllib3 passes only these

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", record)
    return used


@pytest.fixture
def server(trusted: Authority, listen: Callable[..., Listener]) -> Listener:
    """Run a server with a trusted certificate, which returns an empty page for each request."""
    return listen(answer, trusted.context)


@pytest.fixture
def ask(server: Listener, connect: Callable[..., OtaClient]) -> Callable[[], None]:
    """Return a function that gets a page from that server with a new client, and so with a new connection."""

    def ask_once() -> None:
        assert connect(at(server)).list_ota_firmware(1, 100).request_id == "R-1"

    return ask_once


@pytest.fixture
def other_authority(tmp_path: Path) -> Authority:
    """Return another authority for the same host, which is not trusted."""
    (tmp_path / "other").mkdir()
    return authority(["localhost"], tmp_path / "other")


@pytest.fixture
def read_list(
    start: Callable[..., Emulator],
    fleet: Callable[[int], dict[str, object]],
    trusted: Authority,
    settings: Callable[..., Settings],
    connect: Callable[..., OtaClient],
) -> Iterator[Callable[[], int]]:
    """Return a function that reads 500 packages over TLS with a new client, and returns their number."""
    emulator = start(fleet(500))
    with tls_front(int(emulator.url.rpartition(":")[2]), trusted.context) as port:

        def read() -> int:
            client = connect(settings(emulator, endpoint=f"https://localhost:{port}", requests_per_second=1000))
            return len(read_catalog(client, Scope(None, None)))

        yield read


@pytest.mark.parametrize("proxy", [None, "http"])
def test_lists_load_the_bundle_once(
    read_list: Callable[[], int],
    start_proxy: Callable[[str], Listener],
    loads: list[str],
    contexts: list[ssl.SSLContext],
    proxy: str | None,
) -> None:
    """All connections of all clients load the CA bundle once, directly or through an http proxy."""
    if proxy is not None:
        start_proxy(proxy)
    assert [read_list(), read_list()] == [500, 500]
    assert loads == [os.environ["REQUESTS_CA_BUNDLE"]]
    assert len(contexts) >= 2
    assert {*contexts} == {contexts[0]}


def test_threads_load_the_bundle_once(
    ask: Callable[[], None], server: Listener, loads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If threads connect while one of them loads the CA bundle, they wait for it."""
    first, second = threading.Event(), threading.Event()
    load = ssl.SSLContext.load_verify_locations

    def load_slowly(context: ssl.SSLContext, bundle: str) -> None:
        if first.is_set():
            second.set()
        first.set()
        second.wait(CHANCE)
        load(context, bundle)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", load_slowly)
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert server.heard.count(b"POST ") == 8
    assert len(loads) == 1


def test_shared_context_stays_the_same(
    ask: Callable[[], None], contexts: list[ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The context is as strict as urllib3's. Once it is in use, nothing frees its ALPN protocols."""
    changed = []
    change = ssl.SSLContext.set_alpn_protocols

    def record(context: ssl.SSLContext, protocols: list[str]) -> None:
        changed.append(context)
        change(context, protocols)

    monkeypatch.setattr(ssl.SSLContext, "set_alpn_protocols", record)
    ask()
    ask()
    assert contexts == changed * 2
    plain, shared = ssl_.create_urllib3_context(), contexts[0]
    assert shared.verify_mode is ssl.CERT_REQUIRED
    assert shared.check_hostname
    assert shared.hostname_checks_common_name is plain.hostname_checks_common_name
    assert shared.minimum_version is plain.minimum_version
    assert (shared.options, shared.verify_flags) == (plain.options, plain.verify_flags)
    assert shared.get_ciphers() == plain.get_ciphers()


def test_https_proxy_loads_the_bundle_itself(
    ask: Callable[[], None], start_proxy: Callable[[str], Listener], loads: list[str]
) -> None:
    """A connection through an https proxy loads the CA bundle for the proxy and for the service, as in urllib3."""
    start_proxy("https")
    ask()
    assert len(loads) == 2
    ask()
    assert len(loads) == 4


def test_https_proxy_that_is_not_trusted(
    ask: Callable[[], None],
    server: Listener,
    listen: Callable[..., Listener],
    other_authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An https proxy with an untrusted certificate receives no data, even after a connection to the service."""
    ask()
    heard = server.heard
    proxy = listen(tunnel, other_authority.context)
    monkeypatch.setenv("HTTPS_PROXY", f"https://user:canary-password@localhost:{proxy.port}")
    with pytest.raises(TransportError, match="certificate was rejected"):
        ask()
    assert proxy.heard == b""
    assert server.heard == heard


def test_replaced_bundle(
    trusted: Authority, other_authority: Authority, listen: Callable[..., Listener], connect: Callable[..., OtaClient]
) -> None:
    """If the CA bundle is replaced, the next connection of the same client uses the new file."""
    client = connect(at(listen(answer_once, trusted.context)))
    assert client.list_ota_firmware(1, 100).request_id == "R-1"
    other_authority.ca_file.replace(trusted.ca_file)
    with pytest.raises(TransportError, match="certificate was rejected"):
        client.list_ota_firmware(1, 100)


def test_folder_of_certificates(
    tmp_path: Path, own_authority: Authority, ask: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUESTS_CA_BUNDLE may be a folder, as `openssl rehash` prepares it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder))
    with pytest.raises(TransportError, match="certificate was rejected"):
        ask()
    shutil.copy(own_authority.ca_file, folder / f"{name_hash('authority of the tests')}.0")
    ask()


def name_hash(common_name: str) -> str:
    """Return OpenSSL's hash of a certificate's subject, which only has a common name (in lower case)."""

    def field(tag: int, content: bytes) -> bytes:
        return bytes([tag, len(content)]) + content

    name = field(0x31, field(0x30, field(0x06, b"\x55\x04\x03") + field(0x0C, common_name.encode())))
    digest = hashlib.sha1(name, usedforsecurity=False).digest()
    return digest[3::-1].hex()


def test_contexts_of_another_library(
    ask: Callable[[], None], loads: list[str], contexts: list[ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a library such as truststore replaced Python's contexts, each connection has its own."""
    monkeypatch.setattr(ssl_, "SSLContext", OtherContext)
    ask()
    ask()
    assert len(loads) == 2
    assert [type(context) for context in contexts] == [OtherContext] * 2
    assert contexts[0] is not contexts[1]


@pytest.mark.parametrize("proxy", [None, "https"])
def test_bundle_that_cannot_be_opened(
    ask: Callable[[], None],
    start_proxy: Callable[[str], Listener],
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    proxy: str | None,
) -> None:
    """A CA bundle that exists but cannot be opened is a settings error, like a damaged one. It is not retried."""
    if proxy is not None:
        start_proxy(proxy)
    folder = Path(os.environ["REQUESTS_CA_BUNDLE"]).parent
    monkeypatch.chdir(folder)  # the path of a socket must be short
    make_socket(Path("bundle"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(folder / "bundle"))
    with pytest.raises(SettingsError, match="the CA bundle cannot be read"):
        ask()
    assert waits == []
