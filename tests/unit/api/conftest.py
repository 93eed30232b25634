# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures that run test servers and proxies, and make package lists with many pages."""

from __future__ import annotations

import ssl
import threading
from contextlib import ExitStack
from socketserver import BaseServer
from typing import TYPE_CHECKING, TypeVar

import pytest
from local_tls import authority

from tests.conftest import CA_BUNDLES
from tests.unit.api.listeners import Listener, tunnel

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_tls import Authority

_Server = TypeVar("_Server", bound=BaseServer)


@pytest.fixture
def run_server() -> Iterator[Callable[[_Server], _Server]]:
    """Return a function that runs a server on its own thread. The servers stop after the test."""
    with ExitStack() as stack:

        def run(server: _Server) -> _Server:
            stack.enter_context(server)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return server

        yield run


@pytest.fixture
def fleet() -> Callable[[int], dict[str, object]]:
    """Return a function that makes a catalog with the given number of packages, newest first."""

    def of(count: int) -> dict[str, object]:
        rows = [
            {
                "FirmwareId": f"id-{number:03}",
                "FirmwareName": f"name-{number}",
                "DestVersion": f"1.0.{number}",
                "UtcCreate": f"2025-01-01T{23 - number // 60 % 24:02}:{59 - number % 60:02}:00.000Z",
            }
            for number in range(count)
        ]
        return {"packages": rows}

    return of


@pytest.fixture
def listen(run_server: Callable[[Listener], Listener]) -> Callable[..., Listener]:
    """Return a function that starts listeners. They stop after the test."""

    def start(converse: Callable[[Listener, socket.socket], object], context: ssl.SSLContext | None = None) -> Listener:
        return run_server(Listener(converse, context))

    return start


@pytest.fixture
def own_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Return a certificate authority for localhost that no client trusts yet."""
    for variable in CA_BUNDLES:
        monkeypatch.delenv(variable, raising=False)
    return authority(["localhost"], tmp_path)


@pytest.fixture
def trusted(own_authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Trust that authority through REQUESTS_CA_BUNDLE."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own_authority.ca_file))
    return own_authority


@pytest.fixture
def start_proxy(
    trusted: Authority, listen: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Listener]:
    """Return a function that starts a proxy with a password, with or without TLS, and sets its environment variable."""

    def start(
        scheme: str, variable: str = "HTTPS_PROXY", converse: Callable[[Listener, socket.socket], object] = tunnel
    ) -> Listener:
        proxy = listen(converse, trusted.context if scheme == "https" else None)
        monkeypatch.setenv(variable, f"{scheme}://user:canary-password@localhost:{proxy.port}")
        return proxy

    return start


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the CA bundles that are loaded, in order."""
    loaded = []
    load = ssl.SSLContext.load_verify_locations

    def record(context: ssl.SSLContext, cafile: str | None = None, *others: None, **named: bytes) -> None:
        if cafile is not None:  # Python for Windows loads certificates of the system, which have no file
            loaded.append(cafile)
        load(context, cafile, *others, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", record)
    return loaded
