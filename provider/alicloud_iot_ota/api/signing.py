# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The signature ACS3-HMAC-SHA256, as an authentication class for `requests`.

Source: Alibaba Cloud's page on signature version 3. The canonical request consists of the method, the path, the sorted
query, the signed headers, their names, and the hash of the body, joined by line feeds. The key is the AccessKey secret,
unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from requests.auth import AuthBase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from requests import PreparedRequest

    from alicloud_iot_ota.settings import AccessKey

_ALGORITHM = "ACS3-HMAC-SHA256"


def canonical_query(parameters: Iterable[tuple[str, str]]) -> str:
    """Return a query string, sorted by name and encoded as in RFC 3986: a space becomes `%20`, a tilde stays."""
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(parameters))


class Acs3Auth(AuthBase):
    """A signature for one request with a canonical query.

    Each attempt needs a new one, because a nonce must not be reused.

    Args:
        access_key: The credentials to sign with.
        timestamp: The time of the request, in seconds since the epoch.
        nonce: A text that no other request of the account has used in the last minutes.

    Attributes:
        secrets: Texts that no message may contain: the secret, the token, and the signature once it exists.
    """

    def __init__(self, access_key: AccessKey, *, timestamp: float, nonce: str) -> None:
        self._key = access_key
        self._date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(timestamp))
        self._nonce = nonce
        self.secrets = [access_key.access_key_secret, access_key.security_token or ""]

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the headers of the signature to a request."""
        url = urlsplit(r.url or "")
        body_hash = hashlib.sha256(b"").hexdigest()  # all parameters are in the query, as documented
        # Host is set here so that it is sent as it was signed. Otherwise, the HTTP library would add it later.
        r.headers["host"] = url.netloc
        r.headers["x-acs-date"] = self._date
        r.headers["x-acs-signature-nonce"] = self._nonce
        r.headers["x-acs-content-sha256"] = body_hash
        if self._key.security_token is not None:
            r.headers["x-acs-accesskey-id"] = self._key.access_key_id
            r.headers["x-acs-security-token"] = self._key.security_token
        signed = {
            name.lower(): str(value).strip()
            for name, value in r.headers.items()
            if name.lower() in {"host", "accept", "content-type"} or name.lower().startswith("x-acs-")
        }
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            [
                r.method or "",
                url.path or "/",
                url.query,
                "".join(f"{name}:{signed[name]}\n" for name in sorted(signed)),
                names,
                body_hash,
            ]
        )
        to_sign = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self._key.access_key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        self.secrets.append(signature)
        r.headers["Authorization"] = (
            f"{_ALGORITHM} Credential={self._key.access_key_id},SignedHeaders={names},Signature={signature}"
        )
        return r
