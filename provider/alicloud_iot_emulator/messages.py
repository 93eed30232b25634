# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""HTTP requests and responses as values, independent of sockets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping


class SignatureVersion(str, Enum):
    """The two signature versions of Alibaba Cloud."""

    ACS3 = "ACS3-HMAC-SHA256"
    RPC = "HMAC-SHA1"


class Format(str, Enum):
    """The two response formats. The values are their media types."""

    JSON = "application/json"
    XML = "text/xml"


@dataclass(frozen=True)
class Request:
    """An HTTP request.

    Attributes:
        method: `GET`, `POST` and so on.
        path: The path without the query.
        query_string: The encoded text after the question mark.
        headers: The headers by lower-case name.
        body: The raw bytes of the body.
    """

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The decoded parameters of the query."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The decoded parameters of the query and, if the body is a form, of the body."""
        if self.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            return self.query
        form = parse_qsl(self.body.decode("utf-8", errors="replace"), keep_blank_values=True)
        return {**self.query, **dict(form)}

    @property
    def signature_version(self) -> SignatureVersion:
        """The signature version: ACS3 signs in the Authorization header, the older RPC version in a parameter.

        Other x-acs headers are not significant, because the official SDK also sends some of them with the RPC version.
        """
        return SignatureVersion.ACS3 if "authorization" in self.headers else SignatureVersion.RPC

    @property
    def action(self) -> str:
        """The requested operation, or an empty string."""
        return self._common("x-acs-action", "Action")

    @property
    def version(self) -> str:
        """The requested API version, or an empty string."""
        return self._common("x-acs-version", "Version")

    def _common(self, header: str, parameter: str) -> str:
        if self.signature_version is SignatureVersion.ACS3:
            return self.headers.get(header, "")
        return self.parameters.get(parameter, "")

    @property
    def format(self) -> Format | None:
        """The requested response format; None if it is unknown.

        With RPC, the `Format` parameter specifies the format and defaults to XML. With ACS3, the Accept header
        specifies it.
        """
        if self.signature_version is SignatureVersion.ACS3:
            return Format.XML if self.headers.get("accept", "") in {"application/xml", "text/xml"} else Format.JSON
        return {"JSON": Format.JSON, "XML": Format.XML}.get(self.parameters.get("Format", "XML").upper())


class Delivery(str, Enum):
    """How a response is sent. All members except the first are faults, with the name of the fault's kind as value."""

    WHOLE = "whole"
    RESET = "reset"
    CLOSE = "close"
    TORN_HEAD = "torn-head"
    TORN = "torn"
    TORN_CHUNK = "torn-chunk"
    BAD_STATUS_LINE = "bad-status-line"
    UNDERSTATED = "understated"
    OVERSTATED = "overstated"
    CHUNKED = "chunked"
    HTTP10 = "http10"
    CLOSE_AFTER = "close-after"


@dataclass(frozen=True)
class Answer:
    """An HTTP response, and how to send it.

    Attributes:
        status: The HTTP status.
        content_type: The media type of the body.
        body: The raw bytes of the body.
        date: The time in the `Date` header, in seconds since 1970 UTC.
        headers: Headers in addition to those of every response.
        delay: Seconds to wait before anything is sent.
        padding: Bytes of white space before the body. They are part of the body.
        pieces: The number of writes into which the body is split.
        pause: Seconds between two of these writes.
        delivery: The connection fault, if any. Padding and pieces apply only to `WHOLE`.
    """

    status: int
    content_type: str
    body: bytes
    date: float
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    padding: int = 0
    pieces: int = 1
    pause: float = 0.0
    delivery: Delivery = Delivery.WHOLE
