# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The credentials library: its requests and file reads end with the lookup, and their secrets are recorded."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.api.credential_limits import SourceLimits, record_secrets
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import CancelledError, DeadlineError
from tests.unit.api.listeners import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_tls import Authority

    from tests.unit.api.listeners import Listener


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Yield a socket that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def _ask(limits: SourceLimits, port: int, deadline: Deadline | None = None, origin: str = "http://127.0.0.1") -> None:
    from alibabacloud_credentials.provider import URLCredentialsProvider  # noqa: PLC0415 - as this package has it

    from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

    credential_sources.install()
    with limits.enforce(deadline):
        URLCredentialsProvider(uri=f"{origin}:{port}/").get_credentials()


def test_a_cancel_ends_what_is_being_read(silent: socket.socket) -> None:
    """A cancel ends the current request immediately and prevents later ones."""
    limits = SourceLimits()
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(_ask, limits, silent.getsockname()[1])
        connection, _ = silent.accept()
        with connection:
            connection.recv(1)
            limits.requests.close()
            with pytest.raises(Exception, match="did not end in time"):
                asking.result()
    with pytest.raises(CancelledError):
        _ask(limits, silent.getsockname()[1])


def test_nothing_is_asked_after_the_deadline(silent: socket.socket) -> None:
    """After the deadline, a lookup sends no request for credentials."""
    timing = Timing(time=lambda: 0.0, monotonic=lambda: 100.0, wait=lambda _: False, random=lambda: 0.5)
    deadline = Deadline(0.0, timing)
    with pytest.raises(DeadlineError):
        _ask(SourceLimits(), silent.getsockname()[1], deadline)


def test_authorities_of_certifi(
    own_authority: Authority, listen: Callable[..., Listener], loads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request for credentials trusts the authorities of certifi, and loads them once."""
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(own_authority.ca_file))
    server = listen(answer, own_authority.context)
    with pytest.raises(Exception, match="R-1"):  # the response contains no credentials
        _ask(SourceLimits(), server.port, origin="https://localhost")
    assert server.heard.startswith(b"GET /")
    assert loads == [str(own_authority.ca_file)]


def test_what_is_a_secret_by_its_name() -> None:
    """Secret values are found at any depth by their names, and forgotten before the next search."""
    limits = SourceLimits()
    with limits.enforce(None):
        record_secrets({"profiles": [{"name": "a", "access_key_secret": "b", "sts_token": "c", "mode": "AK"}]})
        assert sorted(limits.secrets) == ["b", "c"]
    with limits.enforce(None):
        assert limits.secrets == []
    record_secrets({"token": "d"})
    assert limits.secrets == []


def test_another_thread_has_bounds_too(tmp_path: Path) -> None:
    """The size limit for files also applies on the library's own thread that renews a key."""
    path = tmp_path / "config.json"
    path.write_bytes(b" " * (2 * 1024 * 1024))
    failed: list[BaseException] = []

    def read() -> None:
        from alibabacloud_credentials.provider import oidc  # noqa: PLC0415 - as this package has it

        try:
            oidc._get_token(str(path))
        except Exception as error:  # noqa: BLE001 - whatever it is
            failed.append(error)

    with SourceLimits().enforce(None):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert "is larger than" in str(failed[0])
