# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A fake metadata service of an ECS instance with a RAM role, in normal or security hardening mode.

Source: the documentation on instance metadata in both modes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.credentials.standins.keys import METADATA_TOKEN, credentials_document
from tests.credentials.standins.server import Answer

if TYPE_CHECKING:
    from alicloud_iot_emulator.catalog import AccessKey
    from tests.credentials.standins.server import Request

HOST = "100.100.100.200"
ROLE = "firmware-reader"

_CREDENTIALS = "/latest/meta-data/ram/security-credentials/"
_MAX_TTL = 21600  # seconds


class Metadata:
    """A service that returns the temporary keys of a role.

    Attributes:
        keys: The keys, one per request. The last one is repeated. An empty list means an instance without a role.
        is_hardened: Whether requests need an IMDSv2 token.
        has_tokens: Whether the service issues IMDSv2 tokens.
        is_broken: Whether the document with the key is truncated.
        document: A document that replaces the one with the key, or None.
        asked: The method and path of every request, oldest first.
    """

    def __init__(self) -> None:
        self.keys: list[AccessKey] = []
        self.is_hardened = True
        self.has_tokens = True
        self.is_broken = False
        self.document: object = None
        self.asked: list[tuple[str, str]] = []

    def respond(self, request: Request) -> Answer:
        """Answer a request."""
        self.asked.append((request.method, request.path))
        if request.method == "PUT" and request.path == "/latest/api/token" and self.has_tokens:
            ttl = int(request.headers.get("x-aliyun-ecs-metadata-token-ttl-seconds", "0"))
            return Answer(200, METADATA_TOKEN) if 1 <= ttl <= _MAX_TTL else Answer(400, "")
        if self.is_hardened and request.headers.get("x-aliyun-ecs-metadata-token") != METADATA_TOKEN:
            return Answer(403, "")
        if not self.keys or request.method != "GET":
            return Answer(404, "")
        return self._read(request.path)

    def _read(self, path: str) -> Answer:
        if path == _CREDENTIALS:
            return Answer(200, ROLE)
        if path != _CREDENTIALS + ROLE:
            return Answer(404, "")
        if self.document is not None:
            return Answer(200, self.document)
        key = self.keys.pop(0) if len(self.keys) > 1 else self.keys[0]
        return Answer(200, "{" if self.is_broken else {"Code": "Success", **credentials_document(key)})
