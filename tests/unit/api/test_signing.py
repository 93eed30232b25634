# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""ACS3-HMAC-SHA256 signatures, compared with published vectors and the official SDK's helper."""

from __future__ import annotations

import string
from types import SimpleNamespace

import pytest
import requests
from alibabacloud_tea_openapi.utils import Utils
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.api.signing import Acs3Auth, canonical_query
from alicloud_iot_ota.settings import AccessKey

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
OPERATION = {"x-acs-action": "ListOTAFirmware", "x-acs-version": "2018-01-20"}
VECTOR_TIME = 1_704_164_645.0
"""2024-01-02T03:04:05Z."""
NONCE = "0123456789abcdef0123456789abcdef"

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(alphabet=string.ascii_letters + string.digits + ".-_~", min_size=1, max_size=20)
QUERIES = st.dictionaries(NAMES, TEXTS, max_size=6)  # the helper does not encode names, and the API's need none
PRINTABLE = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
HEADERS = st.dictionaries(st.sampled_from(["x-acs-extra", "X-Acs-Other", "Accept", "Content-Type"]), PRINTABLE)


def sign(
    query: dict[str, str], headers: dict[str, str], key: AccessKey, host: str = "iot.cn-shanghai.aliyuncs.com"
) -> requests.PreparedRequest:
    """Prepare and sign a request like the client, with the time and nonce of the vectors."""
    url = f"https://{host}/?{canonical_query(query.items())}"
    request = requests.Request("POST", url, headers=headers)
    request.auth = Acs3Auth(key, timestamp=VECTOR_TIME, nonce=NONCE)
    return request.prepare()


@pytest.mark.parametrize(
    ("key", "headers", "signature"),
    [
        (AccessKey("AKID", "SECRET"), {}, "6711c4ab894df2e714d33fe708b2e289d5386462e29012d86a8b5fdeb8951765"),
        (
            AccessKey("AKID", "SECRET", "TOKEN"),
            {"accept": "application/json"},
            "356d632e1fe478e7bbd24220157f14d5b1e7b45fd63a76d0ca01c35d43379e7d",
        ),
    ],
    ids=["access key", "STS token"],
)
def test_vectors(key: AccessKey, headers: dict[str, str], signature: str) -> None:
    """The signatures of two requests equal those of two independent computations."""
    query = {"CurrentPage": "1", "PageSize": "100", "ProductKey": "a1 b+c/~*", "DestVersion": "4.0.0"}
    signed = sign(query, {**OPERATION, **headers}, key)
    assert signed.headers["Authorization"].endswith(f",Signature={signature}")
    assert signed.headers["x-acs-date"] == "2024-01-02T03:04:05Z"
    assert signed.headers["x-acs-content-sha256"] == EMPTY_SHA256


@given(QUERIES, HEADERS, st.none() | PRINTABLE)
def test_official_sdk_signs_the_same(query: dict[str, str], headers: dict[str, str], token: str | None) -> None:
    """For any query, headers and token, the official SDK's helper returns the same Authorization header."""
    key = AccessKey("AKID", "SECRET", token)
    signed = sign(query, {**OPERATION, **headers}, key)
    ours = signed.headers["Authorization"]
    names = ours.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    request = SimpleNamespace(
        method="POST", pathname="/", query=query, headers={name: signed.headers[name] for name in names}
    )
    assert ours == Utils.get_authorization(request, "ACS3-HMAC-SHA256", EMPTY_SHA256, "AKID", "SECRET")


@given(HEADERS, st.none() | PRINTABLE)
def test_what_must_be_signed_is(headers: dict[str, str], token: str | None) -> None:
    """The host and every x-acs header are signed, so that they cannot be changed on the way."""
    signed = sign({}, {**OPERATION, **headers}, AccessKey("AKID", "SECRET", token), "host:8443")
    names = signed.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert names == sorted(names)
    assert {name.lower() for name in signed.headers if name.lower().startswith("x-acs-")} | {"host"} <= set(names)
    assert signed.headers["host"] == "host:8443"


def test_secret_stays_at_home() -> None:
    """The secret appears in no header and not in the URL."""
    signed = sign({}, OPERATION, AccessKey("AKID", "canary-secret", "TOKEN"))
    assert "canary-secret" not in f"{signed.url} {signed.headers}"


@pytest.mark.parametrize(
    ("value", "encoded"), [(" ", "%20"), ("*", "%2A"), ("~", "~"), ("+", "%2B"), ("/", "%2F"), ("\u56fa", "%E5%9B%BA")]
)
def test_rfc3986(value: str, encoded: str) -> None:
    """The query is encoded by RFC 3986, and this encoded form is signed."""
    assert canonical_query([("b", value), ("a", "1")]) == f"a=1&b={encoded}"
