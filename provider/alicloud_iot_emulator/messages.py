# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A request and an answer of the emulator, free of sockets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping


class SignatureVersion(str, Enum):
    """The two ways in which Alibaba Cloud requests are signed."""

    ACS3 = "ACS3-HMAC-SHA256"
    RPC = "HMAC-SHA1"


class Format(str, Enum):
    """The two formats of a reply; the values are their media types."""

    JSON = "application/json"
    XML = "text/xml"


@dataclass(frozen=True)
class Request:
    """One HTTP request as it came over the wire.

    Attributes:
        method: `GET`, `POST` and so on.
        path: the path without the query.
        query_string: what stood behind the question mark, still encoded.
        headers: by lower-case name.
        body: the raw bytes.
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
        """The decoded parameters of the query and, where the body is a form, of the body."""
        if self.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            return self.query
        form = parse_qsl(self.body.decode("utf-8", errors="replace"), keep_blank_values=True)
        return {**self.query, **dict(form)}

    @property
    def signature_version(self) -> SignatureVersion:
        """ACS3 signs in the Authorization header, the older RPC style in a parameter.

        Other x-acs headers say nothing: the official SDK sends some of them with the older style as well.
        """
        return SignatureVersion.ACS3 if "authorization" in self.headers else SignatureVersion.RPC

    @property
    def action(self) -> str:
        """The operation asked for, or an empty string."""
        return self._common("x-acs-action", "Action")

    @property
    def version(self) -> str:
        """The version of the API asked for, or an empty string."""
        return self._common("x-acs-version", "Version")

    def _common(self, header: str, parameter: str) -> str:
        if self.signature_version is SignatureVersion.ACS3:
            return self.headers.get(header, "")
        return self.parameters.get(parameter, "")

    @property
    def format(self) -> Format | None:
        """The format asked for; None where there is no such format.

        The older style has a `Format` parameter and answers XML by default; with ACS3 the Accept header decides.
        """
        if self.signature_version is SignatureVersion.ACS3:
            return Format.XML if self.headers.get("accept", "") in {"application/xml", "text/xml"} else Format.JSON
        return {"JSON": Format.JSON, "XML": Format.XML}.get(self.parameters.get("Format", "XML").upper())


class Delivery(str, Enum):
    """How an answer goes out; all but the first are faults, each by the name of its kind."""

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
    """One HTTP answer, and how it is to go out.

    Attributes:
        status: the HTTP status.
        content_type: of the body.
        body: the raw bytes.
        date: the time in the `Date` header, in seconds since 1970 UTC.
        headers: others than those that every answer has.
        delay: seconds to wait before anything is sent.
        padding: bytes of white space before the body; they count as part of it.
        pieces: into how many writes the body is divided.
        pause: seconds between two of these writes.
        delivery: what goes wrong on the connection, if anything; padding and pieces are for a whole answer only.
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
