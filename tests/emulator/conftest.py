# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures that start and stop emulators, and clients that sign requests themselves."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from contextlib import ExitStack
from datetime import datetime, timezone
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
import requests

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.signatures import acs3_signature, rpc_signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alicloud_iot_emulator.catalog import AccessKey

NOW = 1_764_547_200.0
"""2025-12-01T00:00:00Z, later than all packages in the default fleet."""

FIRST_PAGE = {"CurrentPage": "1", "PageSize": "100", "IotInstanceId": "iot-emulator01"}


@pytest.fixture
def start() -> Iterator[Callable[..., Emulator]]:
    """Return a function that starts emulators, by default with a fixed clock and an unlimited quota."""
    with ExitStack() as stack:

        def start_one(catalog: object = None, **options: object) -> Emulator:
            defaults = {"clock": lambda: NOW, "monotonic": itertools.count().__next__}
            return stack.enter_context(Emulator(catalog, **{**defaults, **options}))  # type: ignore[arg-type]  # tests pass what they like

        yield start_one


@pytest.fixture
def emulator(start: Callable[..., Emulator]) -> Emulator:
    """Run the default fleet."""
    return start()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """Return an HTTP session that reuses connections during one test."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def call(session: requests.Session) -> Callable[..., requests.Response]:
    """Return a function that calls the API with ACS3-HMAC-SHA256.

    `headers` changes headers before the signature, and `tampered` changes them afterwards. None removes a header.
    """

    def call_acs3(  # noqa: PLR0913 - each is one thing that a test bends
        emulator: Emulator,
        parameters: Mapping[str, str] = FIRST_PAGE,
        *,
        key: AccessKey | None = None,
        method: str = "POST",
        body: bytes = b"",
        headers: Mapping[str, str | None] | None = None,
        tampered: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        key = key or emulator.credentials
        sent: dict[str, str | None] = {
            "host": emulator.url.removeprefix("http://"),
            "x-acs-action": "ListOTAFirmware",
            "x-acs-version": "2018-01-20",
            "x-acs-date": datetime.fromtimestamp(NOW, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-acs-security-token": key.security_token,
            **(headers or {}),
        }
        signed = {name: value for name, value in sent.items() if value is not None}
        signature = acs3_signature(
            key.access_key_secret,
            method=method,
            query=parameters,
            headers=signed,
            signed_headers=signed,
            payload_sha256=hashlib.sha256(body).hexdigest(),
        )
        names = ";".join(sorted(signed))
        authorization = f"ACS3-HMAC-SHA256 Credential={key.access_key_id},SignedHeaders={names},Signature={signature}"
        altered = {**signed, "Authorization": authorization, **(tampered or {})}
        final = {name: value for name, value in altered.items() if value is not None}
        return session.request(
            method, emulator.url, params=parameters, data=body, headers=final, allow_redirects=False, timeout=10
        )

    return call_acs3


@pytest.fixture
def call_rpc(session: requests.Session) -> Callable[..., requests.Response]:
    """Return a function that calls the API with the older RPC signature.

    `tampered` changes parameters after the signature. None removes a parameter.
    """

    def call_hmac_sha1(
        emulator: Emulator,
        parameters: Mapping[str, str] = FIRST_PAGE,
        *,
        key: AccessKey | None = None,
        method: str = "GET",
        tampered: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        key = key or emulator.credentials
        signed = {
            "Action": "ListOTAFirmware",
            "Version": "2018-01-20",
            "AccessKeyId": key.access_key_id,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": uuid.uuid4().hex,
            "Timestamp": datetime.fromtimestamp(NOW, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            **({"SecurityToken": key.security_token} if key.security_token else {}),
            **parameters,
        }
        signature = rpc_signature(key.access_key_secret, method=method, parameters=signed)
        altered = {**signed, "Signature": signature, **(tampered or {})}
        final = urlencode({name: value for name, value in altered.items() if value is not None})
        if method == "POST":
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            return session.post(emulator.url, data=final, headers=form, timeout=10)
        return session.request(method, f"{emulator.url}/?{final}", timeout=10)

    return call_hmac_sha1
