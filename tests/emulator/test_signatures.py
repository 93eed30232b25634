# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The signature functions, compared with test vectors from the official helper."""

from __future__ import annotations

import hashlib

import pytest

from alicloud_iot_emulator.signatures import acs3_signature, percent_encode, rpc_signature

PARAMETERS = {"CurrentPage": "1", "PageSize": "100", "ProductKey": "a1 b+c/~*", "DestVersion": "4.0.0"}
HEADERS = {
    "host": "iot.cn-shanghai.aliyuncs.com",
    "x-acs-action": "ListOTAFirmware",
    "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    "x-acs-date": "2024-01-02T03:04:05Z",
    "x-acs-signature-nonce": "0123456789abcdef0123456789abcdef",
    "x-acs-version": "2018-01-20",
}
STS_HEADERS = {
    **HEADERS,
    "accept": "application/json",
    "x-acs-accesskey-id": "AKID",
    "x-acs-security-token": "TOKEN",
}


@pytest.mark.parametrize(
    ("headers", "signature"),
    [
        (HEADERS, "6711c4ab894df2e714d33fe708b2e289d5386462e29012d86a8b5fdeb8951765"),
        (STS_HEADERS, "356d632e1fe478e7bbd24220157f14d5b1e7b45fd63a76d0ca01c35d43379e7d"),
    ],
    ids=["access key", "sts"],
)
def test_acs3_vector(headers: dict[str, str], signature: str) -> None:
    """The function for ACS3-HMAC-SHA256 returns the published signature."""
    computed = acs3_signature(
        "SECRET",
        method="POST",
        query=PARAMETERS,
        headers=headers,
        signed_headers=headers,
        payload_sha256=HEADERS["x-acs-content-sha256"],
    )
    assert computed == signature


def test_rpc_vector() -> None:
    """The function for the older RPC HMAC-SHA1 returns the published signature."""
    parameters = {
        **PARAMETERS,
        "Action": "ListOTAFirmware",
        "Format": "JSON",
        "Version": "2018-01-20",
        "Timestamp": "2024-01-02T03:04:05Z",
        "SignatureNonce": "0123456789abcdef0123456789abcdef",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "AccessKeyId": "AKID",
    }
    assert rpc_signature("SECRET", method="POST", parameters=parameters) == "Ek8x9VuEXi5P9Dx9bnhPCfSKD04="


def test_percent_encoding_is_that_of_rfc_3986() -> None:
    """A space is %20, an asterisk is encoded, a tilde is not, and text is UTF-8."""
    assert percent_encode("a b*~/é") == "a%20b%2A~%2F%C3%A9"
