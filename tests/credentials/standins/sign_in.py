# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A fake of the two services that return a temporary key for a user's login: CloudSSO and OAuth.

It covers only the requests after the login, which the aliyun CLI does in a browser. Source: the requests of
alibabacloud-credentials, because both services are undocumented.
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
    """A service that exchanges access tokens for temporary keys.

    Attributes:
        key: The key, or None without a key.
        asked: The path of every request, oldest first.
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
