# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors of the client contain no secret, whatever the service returns."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota.errors import OtaError
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_ota.api.client import OtaClient

SECRET, TOKEN = "canary-secret", "canary-token"
KEY = AccessKey("id", SECRET, TOKEN)
NOW = 1_764_547_200.0


def failure(client: OtaClient) -> str:
    """Return all text of a failing call: the repr of the error, and its traceback."""
    with pytest.raises(OtaError) as caught:
        client.list_ota_firmware(1, 100)
    return "".join([repr(caught.value), *traceback.format_exception(caught.value)])


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("error", {"code": "InvalidTimeStamp.Expired", "message": f"{SECRET} {TOKEN}"}),
        ("error", {"code": "InvalidSecurityToken.Expired", "message": f"{SECRET} {TOKEN}"}),
        ("throttle", {}),
        ("garbage", {}),
        ("empty-body", {}),
        ("torn", {}),
        ("redirect", {"location": "http://127.0.0.1:9/"}),
        ("error", {"code": "InternalError", "message": f"{SECRET} {TOKEN}"}),
        ("error", {"code": "SignatureDoesNotMatch", "message": f"string to sign: x-acs-security-token:{TOKEN}"}),
    ],
)
def test_faults(
    start: Callable[..., Emulator], connect: Callable[..., OtaClient], kind: str, options: dict[str, str | float]
) -> None:
    """Errors for a valid key do not contain its secret or its token."""
    credentials = [
        {"accessKeyId": "id", "accessKeySecret": SECRET, "securityToken": TOKEN},
        {"accessKeyId": "another", "accessKeySecret": "another"},  # an account has a long-lived key as well
    ]
    emulator = start({"credentials": credentials, "packages": []})
    emulator.fault(kind, times=30, **options)
    shown = failure(connect(Settings(endpoint=emulator.url, access_key=KEY)))
    assert "canary" not in shown
    assert "InvalidAccessKeyId" not in shown


def test_wrong_key(emulator: Emulator, connect: Callable[..., OtaClient]) -> None:
    """The error for an unknown key does not contain the secret or the token."""
    shown = failure(connect(Settings(endpoint=emulator.url, access_key=KEY)))
    assert "InvalidAccessKeyId.NotFound" in shown
    assert "canary" not in shown


@pytest.mark.parametrize(
    "body",
    [
        f"x-acs-security-token: {TOKEN}",
        f'{{"Success":false,"Code":"{TOKEN}","ErrorMessage":"no"}}',
        f'{{"Success":false,"Code":"A","ErrorMessage":"{"x" * 485}{SECRET}"}}',
        f'{{"Success":false,"Code":"A","ErrorMessage":"{" " * 490}{TOKEN}"}}',
        f'{{"Success":false,"Code":"A","RequestId":"{"x" * 85}{SECRET}"}}',
        f"<Error><Code>{TOKEN}</Code><Message>{SECRET}</Message></Error>",
        f"<html>{'x' * 60} Proxy-Authorization: Basic {SECRET}</html>",
        f"{'x' * 85}{SECRET}",
    ],
    ids=["no answer", "code", "cut", "blanks", "RequestId", "XML", "page of a proxy", "cut, no answer"],
)
@pytest.mark.parametrize("status", [200, 400, 407])
def test_echo(
    serve: Callable[[Callable[[Request], Answer]], str],
    connect: Callable[..., OtaClient],
    body: str,
    status: int,
) -> None:
    """If a proxy echoes the request, the error does not contain a secret or a token."""
    url = serve(lambda _: Answer(status, "text/plain", body.encode(), NOW))
    shown = failure(connect(Settings(endpoint=url, access_key=KEY)))
    assert "canary" not in shown


@pytest.mark.parametrize(
    "key",
    [
        AccessKey("id\n", SECRET),
        AccessKey("id", SECRET, f"{TOKEN}\n"),
        AccessKey("id", SECRET, f"{TOKEN}\u56fa"),
        AccessKey("\u56fa", SECRET),
    ],
    ids=["newline in the ID", "newline in the token", "no Latin in the token", "no Latin in the ID"],
)
def test_key_that_fits_no_header(emulator: Emulator, connect: Callable[..., OtaClient], key: AccessKey) -> None:
    """A key with a stray line feed, as at the end of a file, is an error that does not show the key."""
    assert "canary" not in failure(connect(Settings(endpoint=emulator.url, access_key=key)))
