# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Authenticate callers by access key, STS token, time and nonce, for both signature versions."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from alicloud_iot_emulator.errors import ApiError
from alicloud_iot_emulator.messages import Request, SignatureVersion
from alicloud_iot_emulator.signatures import acs3_signature, rpc_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator.access_keys import AccessKeyStore
    from alicloud_iot_emulator.catalog import AccessKey

CLOCK_WINDOW = 15 * 60
"""Seconds by which the time of a request may differ from the service's clock, in either direction."""

_AUTHORIZATION = re.compile(
    r"ACS3-HMAC-SHA256 Credential=(?P<key>[^,]+), ?SignedHeaders=(?P<headers>[^,]+), ?Signature=(?P<signature>[^,]+)"
)
_ALWAYS_SIGNED = frozenset(
    {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
)


@dataclass(frozen=True)
class _Claim:
    """The authentication data of a request, in a form common to both signature versions."""

    access_key_id: str
    security_token: str | None
    timestamp: str
    nonce: str
    signature: str
    expected_signature: Callable[[str], str]
    """Return the correct signature for an AccessKey secret."""


class Authenticator:
    """Authenticates requests and stores nonces. Thread-safe."""

    def __init__(self, access_keys: AccessKeyStore) -> None:
        self._access_keys = access_keys
        self._lock = threading.Lock()
        self._nonces: dict[tuple[str, str], float] = {}

    def authenticate(self, request: Request, now: float) -> None:
        """Verify the key, the time (in seconds since 1970 UTC), the token, the signature and the nonce, in this order.

        Raises:
            ApiError: The request is rejected.
        """
        claim = _claim(request)
        key = self._access_keys.find(claim.access_key_id)
        if key is None:
            raise ApiError("InvalidAccessKeyId.NotFound", f"Unknown access key {claim.access_key_id!r}.")
        _verify_time(claim.timestamp, now)
        _verify_token(claim.security_token, key, now)
        expected = claim.expected_signature(key.access_key_secret)
        if not hmac.compare_digest(claim.signature.encode(), expected.encode()):
            raise ApiError(
                "SignatureDoesNotMatch",
                f"The {request.signature_version.value} signature does not match the secret of this access key.",
            )
        self._use_nonce(key.access_key_id, claim.nonce, now)

    def knows(self, request: Request) -> bool:
        """Return whether a request has an access key of this account, valid or not."""
        try:
            return self._access_keys.find(_claim(request).access_key_id) is not None
        except ApiError:
            return False

    def _use_nonce(self, access_key_id: str, nonce: str, now: float) -> None:
        with self._lock:
            # After twice the window, the timestamp rejects a replay, so older nonces can be deleted.
            self._nonces = {used: when for used, when in self._nonces.items() if abs(now - when) <= 2 * CLOCK_WINDOW}
            if (access_key_id, nonce) in self._nonces:
                raise ApiError("SignatureNonceUsed", f"Signature nonce {nonce!r} was used before.")
            self._nonces[access_key_id, nonce] = now


def _claim(request: Request) -> _Claim:
    return _acs3_claim(request) if request.signature_version is SignatureVersion.ACS3 else _rpc_claim(request)


def _acs3_claim(request: Request) -> _Claim:
    headers = request.headers
    authorization = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if authorization is None:
        raise ApiError(
            "IncompleteSignature",
            "The Authorization header must have the form "
            "ACS3-HMAC-SHA256 Credential=...,SignedHeaders=...,Signature=...",
        )
    signed_headers = authorization["headers"].split(";")
    for name in sorted(_ALWAYS_SIGNED):
        if not headers.get(name):
            raise ApiError("IncompleteSignature", f"The header {name} is missing.")
    # The protocol requires all x-acs headers to be signed, because unsigned headers could be changed in transit.
    unsigned = {name for name in headers if name == "host" or name.startswith("x-acs-")}.difference(signed_headers)
    if unsigned:
        raise ApiError("IncompleteSignature", f"Headers missing from SignedHeaders: {', '.join(sorted(unsigned))}.")
    payload_sha256 = hashlib.sha256(request.body).hexdigest()
    if headers["x-acs-content-sha256"] != payload_sha256:
        raise ApiError("SignatureDoesNotMatch", "x-acs-content-sha256 does not match the SHA-256 digest of the body.")
    return _Claim(
        access_key_id=authorization["key"],
        security_token=headers.get("x-acs-security-token"),
        timestamp=headers["x-acs-date"],
        nonce=headers["x-acs-signature-nonce"],
        signature=authorization["signature"],
        expected_signature=lambda secret: acs3_signature(
            secret,
            method=request.method,
            query=request.query,
            headers=headers,
            signed_headers=signed_headers,
            payload_sha256=payload_sha256,
        ),
    )


def _rpc_claim(request: Request) -> _Claim:
    parameters = dict(request.parameters)
    for name in ("AccessKeyId", "Signature", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp"):
        if not parameters.get(name):
            raise ApiError(f"Missing{name}", f"The parameter {name} is mandatory.")
    signature = parameters.pop("Signature")
    if (parameters["SignatureMethod"], parameters["SignatureVersion"]) != ("HMAC-SHA1", "1.0"):
        raise ApiError("IncompleteSignature", "SignatureMethod must be HMAC-SHA1 and SignatureVersion 1.0.")
    return _Claim(
        access_key_id=parameters["AccessKeyId"],
        security_token=parameters.get("SecurityToken"),
        timestamp=parameters["Timestamp"],
        nonce=parameters["SignatureNonce"],
        signature=signature,
        expected_signature=lambda secret: rpc_signature(secret, method=request.method, parameters=parameters),
    )


def _verify_time(timestamp: str, now: float) -> None:
    try:
        signed_at = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        raise ApiError(
            "InvalidTimeStamp.Format", f"The time must have the form 2019-12-28T02:42:22Z, in UTC, got {timestamp!r}."
        ) from None
    if abs(now - signed_at) > CLOCK_WINDOW:
        raise ApiError(
            "InvalidTimeStamp.Expired",
            f"The time {timestamp} differs from the service's clock by {now - signed_at:+.0f} s; "
            f"at most {CLOCK_WINDOW} s are allowed.",
        )


def _verify_token(token: str | None, key: AccessKey, now: float) -> None:
    if token != key.security_token:
        # Do not show the tokens: they are secrets.
        what = "is missing" if token is None else "does not belong to this access key"
        raise ApiError("InvalidSecurityToken.Malformed", f"The security token {what}.")
    if key.expiration is None or now < key.expiration:
        return
    if key.security_token is None:
        raise ApiError("InvalidAccessKeyId.Inactive", "The access key has been disabled.")
    raise ApiError("InvalidSecurityToken.Expired", "The security token has expired. Request a new one from STS.")
