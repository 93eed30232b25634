# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the two services that give a person's log-in a temporary key: CloudSSO and OAuth.

Only what comes after the log-in, which the aliyun CLI has done in a browser. Source: what alibabacloud-credentials
sends, since neither is documented.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from tests.credentials.standins.keys import ACCESS_TOKEN, REFRESH_TOKEN, credentials_document
from tests.credentials.standins.server import Answer

if TYPE_CHECKING:
    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.standins.server import Request

CLOUD_SSO_HOST = "signin-cn-shanghai.alibabacloudsso.com"
OAUTH_HOST = "oauth.aliyun.com"
HOSTS = (CLOUD_SSO_HOST, OAUTH_HOST)


class SignIn:
    """Exchanges access tokens for temporary keys.

    Attributes:
        key: The key, or None where there is none to be had.
        asked: The path of every request, the oldest first.
    """

    def __init__(self) -> None:
        self.key: AccessKey | None = None
        self.asked: list[str] = []

    def respond(self, request: Request) -> Answer:
        """Answer a request."""
        self.asked.append(request.path)
        if request.method != "POST" or self.key is None:
            return Answer(404, {})
        if request.path == "/v1/token":
            is_known = parse_qs(request.body).get("refresh_token") == [REFRESH_TOKEN]
            renewed = {"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "expires_in": 3600}
            return Answer(200, renewed) if is_known else Answer(400, {"error": "invalid_grant"})
        if request.headers.get("authorization") != f"Bearer {ACCESS_TOKEN}":
            return Answer(401, {"error": "invalid_token"})
        if request.path == "/v1/exchange":
            return Answer(200, credentials_document(self.key))
        if request.path == "/cloud-credentials" and json.loads(request.body).keys() == {
            "AccountId",
            "AccessConfigurationId",
        }:
            return Answer(200, {"CloudCredential": credentials_document(self.key)})
        return Answer(404, {})
