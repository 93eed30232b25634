# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A fake of Alibaba Cloud's Security Token Service: AssumeRole and AssumeRoleWithOIDC, version 2015-04-01.

Sources: the reference of both operations, and the page on RPC signatures with HMAC-SHA1.
"""

from __future__ import annotations

import base64
import calendar
import hashlib
import hmac
import re
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.credentials.standins.keys import OIDC_TOKEN, USER, credentials_document
from tests.credentials.standins.server import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.standins.server import Request

HOSTS = ("sts.aliyuncs.com", "sts.cn-shanghai.aliyuncs.com", "sts-vpc.cn-shanghai.aliyuncs.com")

_CLOCK_WINDOW = 15 * 60  # the allowed difference of a request's time, in seconds
_FORMS = {
    "Action": re.compile("AssumeRole|AssumeRoleWithOIDC"),
    "RoleArn": re.compile(r"acs:ram::[0-9]+:role/[A-Za-z0-9.@_-]{1,64}"),
    "RoleSessionName": re.compile(r"[A-Za-z0-9.@_-]{2,64}"),
}


class Sts:
    """A service that returns temporary keys to known callers.

    Attributes:
        calls: The parameters of every call, oldest first.
        hosts: The target host of every call.
        callers: The keys that may assume a role, by AccessKey ID.
        roles: The keys of roles by ARN, for calls without a prepared response.
    """

    def __init__(self) -> None:
        self.calls: list[Mapping[str, str]] = []
        self.hosts: list[str] = []
        self.callers: dict[str, AccessKey] = {USER.access_key_id: USER}
        self.roles: dict[str, AccessKey] = {}
        self._answers: deque[Answer] = deque()
        self._nonces: set[str] = set()

    def hand_out(self, key: AccessKey, seconds: float = 3600) -> None:
        """Return this key from the next valid call. It expires in this number of seconds."""
        self.answer(_handed_out(key, seconds))

    def refuse(self, status: int, code: str, message: str) -> None:
        """Reject the next valid call with this error."""
        self.answer(_error(status, code, message))

    def answer(self, answer: Answer) -> None:
        """Return this response from the next valid call."""
        self._answers.append(answer)

    def respond(self, request: Request) -> Answer:
        """Answer a call."""
        self.calls.append(request.parameters)
        self.hosts.append(request.headers["host"])
        refused = self._refused(request)
        if refused is not None:
            return refused
        if self._answers:
            return self._answers.popleft()
        key = self.roles.get(request.parameters["RoleArn"])
        if key is None:
            return _error(500, "InternalError", "The test expected no further call of STS.")
        return _handed_out(key, 3600)

    def _refused(self, request: Request) -> Answer | None:
        """Return the error of an invalid call, before any key is looked up."""
        given = request.parameters
        if given.get("Version") != "2015-04-01" or given.get("Format") != "JSON" or request.path != "/":
            return _error(404, "InvalidVersion", "There is no such version or format.")
        wrong = next((name for name, form in _FORMS.items() if not form.fullmatch(given.get(name, ""))), None)
        if wrong is not None:
            return _error(400, f"InvalidParameter.{wrong}", f"The parameter {wrong} is wrongly formed.")
        if abs(_seconds(given.get("Timestamp", "")) - time.time()) > _CLOCK_WINDOW:
            return _error(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        if given.get("Action") == "AssumeRole":
            return self._unsigned(request)
        return _wrong_identity(given)

    def _unsigned(self, request: Request) -> Answer | None:
        """Return the error of an invalid caller of AssumeRole: key, token, signature or nonce."""
        given = request.parameters
        caller = self.callers.get(given.get("AccessKeyId", ""))
        if caller is None:
            return _error(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        if given.get("SecurityToken") != caller.security_token:
            return _error(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
        signed = _string_to_sign(request)
        if given.get("Signature") != _signature(caller.access_key_secret, signed):
            # Like the real service, repeat the signed text, which contains the caller's token.
            what = f"Specified signature is not matched with our calculation. server string to sign is:{signed}"
            return _error(403, "SignatureDoesNotMatch", what)
        nonce = given.get("SignatureNonce", "")
        if not nonce or nonce in self._nonces:
            return _error(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        self._nonces.add(nonce)
        return None


def _wrong_identity(given: Mapping[str, str]) -> Answer | None:
    """Return the error of an invalid caller of AssumeRoleWithOIDC. A token replaces the signature."""
    if not re.fullmatch(r"acs:ram::[0-9]+:oidc-provider/\S+", given.get("OIDCProviderArn", "")):
        return _error(400, "InvalidParameter.OIDCProviderArn", "The parameter OIDCProviderArn is wrongly formed.")
    if given.get("OIDCToken") != OIDC_TOKEN:
        return _error(400, "AuthenticationFail.OIDCToken.Invalid", "This JWT Token is invalid.")
    return None


def _string_to_sign(request: Request) -> str:
    signed = sorted((name, value) for name, value in request.parameters.items() if name != "Signature")
    query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in signed)
    return f"{request.method}&%2F&{_encoded(query)}"


def _signature(secret: str, string_to_sign: str) -> str:
    return base64.b64encode(hmac.new(f"{secret}&".encode(), string_to_sign.encode(), hashlib.sha1).digest()).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="~")


def _seconds(timestamp: str) -> float:
    try:
        return calendar.timegm(time.strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        return 0.0


def _handed_out(key: AccessKey, seconds: float) -> Answer:
    return Answer(200, {"RequestId": "STS-OK", "Credentials": credentials_document(key, seconds)})


def _error(status: int, code: str, message: str) -> Answer:
    return Answer(
        status,
        {
            "RequestId": "STS-REFUSED",
            "HostId": HOSTS[0],
            "Code": code,
            "Message": message,
            "Recommend": f"https://api.aliyun.com/troubleshoot?q={code}&product=Sts",
        },
    )
