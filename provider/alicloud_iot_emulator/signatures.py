# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The two signature algorithms of Alibaba Cloud as pure functions: ACS3-HMAC-SHA256 and the older RPC HMAC-SHA1.

Source: the documents "Request syntax and signature method V3" and "RPC mechanism".
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def acs3_signature(  # noqa: PLR0913 - each is one part of the canonical request
    secret: str,
    *,
    method: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    signed_headers: Iterable[str],
    payload_sha256: str,
) -> str:
    """Return the ACS3 signature of a request to the path `/`, in lower-case hex. The HMAC key is the secret itself.

    The query is decoded and excludes form parameters. Header names and the hex digest of the payload are in lower case.
    A signed header that is missing is signed as empty.
    """
    names = sorted(signed_headers)
    canonical_headers = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names)
    canonical_request = "\n".join(
        (method, "/", canonical_query(query), canonical_headers, ";".join(names), payload_sha256)
    )
    string_to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical_request.encode()).hexdigest()}"
    return hmac.new(secret.encode(), string_to_sign.encode(), hashlib.sha256).hexdigest()


def rpc_signature(secret: str, *, method: str, parameters: Mapping[str, str]) -> str:
    """Return the older RPC HMAC-SHA1 signature in base64. The HMAC key is the secret followed by `&`.

    It signs all decoded parameters of the query and of a form, except `Signature`.
    """
    string_to_sign = f"{method}&%2F&{percent_encode(canonical_query(parameters))}"
    digest = hmac.new(f"{secret}&".encode(), string_to_sign.encode(), hashlib.sha1).digest()
    return b64encode(digest).decode("ascii")


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Join the percent-encoded parameters, sorted by name."""
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in sorted(parameters.items()))


def percent_encode(text: str) -> str:
    """Encode all characters except the unreserved ones of RFC 3986 (letters, digits, `-`, `.`, `_`, `~`)."""
    return quote(text, safe="~")
