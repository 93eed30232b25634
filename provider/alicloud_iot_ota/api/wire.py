# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The wire format of ListOTAFirmware: parameter names, and responses in JSON or XML as typed values.

Source: the ListOTAFirmware page (request and response parameters) and the gateway's error body. Responses are not
trusted: a value of a different type than documented is an InvalidResponseError that shows where it is.
"""

from __future__ import annotations

import functools
import itertools
import re
import sys
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.base.redaction import MAX_EXTERNAL, PIECE, redact
from alicloud_iot_ota.base.text import format_text, format_text_or
from alicloud_iot_ota.errors import InvalidResponseError
from alicloud_iot_ota.firmware import Integer, Package, SimpleFirmwareInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

ACTION = "ListOTAFirmware"
VERSION = "2018-01-20"
_NONE_IF_EMPTY = (  # other texts are prose, where an empty text is a valid value
    *("firmware_name", "firmware_sign", "src_version", "utc_create", "utc_modified"),
    *("sign_method", "module_name", "product_key"),
)
_SHARED = ("sign_method", "module_name", "product_key", "product_name")  # many packages have the same text
_DELIMITERS = (b"{", b"[", b",", b":", b"<", b"=")
_EXCERPT_LENGTH = 4 * MAX_EXTERNAL  # bytes of an invalid body; messages show its beginning
_LONGEST_MESSAGE = 500  # characters
_LONGEST_NAME = 100  # characters: a RequestId has 36, the longest known Code has 40

MAX_PARTS = 100_000
"""The maximum number of objects, members, elements and attributes of a response. A page of 100 packages has about
3,500.
"""

if TYPE_CHECKING:
    Row = SimpleFirmwareInfo
else:  # the same fields with their names on the wire, such as `FirmwareId`
    Row = msgspec.defstruct(
        "Row",
        [(name, kind, None) for name, kind in SimpleFirmwareInfo.__annotations__.items()],
        module=SimpleFirmwareInfo.__module__,  # msgspec resolves the annotations here at the first response
        rename="pascal",
        frozen=True,
        kw_only=True,
    )


class FirmwareInfo(msgspec.Struct, rename="pascal", frozen=True, kw_only=True):
    """The object around the list of packages."""

    simple_firmware_info: list[Row] | None = None


class ApiResponse(msgspec.Struct, rename="pascal", frozen=True, kw_only=True):
    """A response of the operation, or an error body of the API gateway."""

    success: bool | None = None
    code: str | None = None
    error_message: str | None = None
    message: str | None = None  # the gateway's name for `error_message`
    request_id: str | None = None
    current_page: Integer | None = None
    page_size: Integer | None = None
    page_count: Integer | None = None
    total: Integer | None = None
    firmware_info: FirmwareInfo | list[Row] | None = None

    @property
    def rows(self) -> list[Row]:
        """The packages of the page; empty if the list is missing.

        The ListOTAFirmware page documents an array. Its samples and the API's metadata have an object around an array.
        """
        if isinstance(self.firmware_info, FirmwareInfo):
            return self.firmware_info.simple_firmware_info or []
        return self.firmware_info or []


def parameters(
    current_page: int, page_size: int, iot_instance_id: str | None, product_key: str | None, dest_version: str | None
) -> list[tuple[str, str]]:
    """Return the request parameters of one page."""
    optional = {"IotInstanceId": iot_instance_id, "ProductKey": product_key, "DestVersion": dest_version}
    return [
        ("CurrentPage", str(current_page)),
        ("PageSize", str(page_size)),
        *((name, value) for name, value in optional.items() if value is not None),
    ]


def decode(body: bytes, secrets: Sequence[str] = ()) -> ApiResponse:
    """Parse a response in either of the API's two formats.

    Args:
        body: The response body.
        secrets: Texts that no result may contain: a service may repeat parts of the request, such as the signed text.

    Returns:
        The response. Its texts for messages are on one line, have a limited length, and contain no secrets.

    Raises:
        InvalidResponseError: The body is neither JSON nor XML, or a value has a different type than documented.
    """
    try:
        answer = _parse_body(body)
    except InvalidResponseError as error:
        error.message = redact(error.message, secrets, external=True)
        raise
    except _UnreadableError as error:
        start = format_text(
            " ".join(redact(body[:_EXCERPT_LENGTH].decode("utf-8", "replace"), secrets, external=True).split())
        )
        why = redact(str(error), secrets, external=True)
        raise InvalidResponseError(f'Not a ListOTAFirmware response ({why}). It starts with "{start}".').with_quoted(
            start
        ) from None

    _refuse_echo(answer, secrets)

    def sanitize(text: str | None, longest: int = _LONGEST_NAME) -> str | None:
        return None if text is None else format_text(redact(text, secrets, external=True), longest)

    return msgspec.structs.replace(
        answer,
        code=sanitize(answer.code),
        request_id=sanitize(answer.request_id),
        error_message=sanitize(answer.error_message, _LONGEST_MESSAGE),
        message=sanitize(answer.message, _LONGEST_MESSAGE),
    )


def _refuse_echo(answer: ApiResponse, secrets: Sequence[str]) -> None:
    """Refuse packages that contain a secret of the request: it would appear in messages, outputs and state files."""
    fields = itertools.chain.from_iterable(map(msgspec.structs.astuple, answer.rows))
    # One search in all texts is faster than one in each. No secret contains the separator.
    text = "\0".join(value for value in fields if isinstance(value, str))
    if any(secret in text for secret in secrets if len(secret) >= PIECE):
        raise InvalidResponseError("The response repeats a secret of the request in a package.")


class _UnreadableError(ValueError):
    """The body cannot be parsed. The text of the error is the reason."""


def _parse_body(body: bytes) -> ApiResponse:
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if (parts := sum(map(text.count, _DELIMITERS))) > MAX_PARTS:
        raise InvalidResponseError(
            f"The response has {parts} parts; the maximum for a ListOTAFirmware page is {MAX_PARTS}."
        )
    try:
        if text.startswith(b"<"):
            return decoding.convert(_parse_xml(text), ApiResponse)
        answer = decoding.decode(text, ApiResponse)
        duplicate = decoding.first_duplicate(text)
        if duplicate is not None:
            raise _duplicate_field_error(duplicate)
        return answer  # noqa: TRY300 - the XML parser raises the same errors
    except msgspec.ValidationError as error:
        raise InvalidResponseError(
            f"The response does not match the documented format of ListOTAFirmware ({error}).",
            "Check the endpoint and the proxy, in case another server responded. Otherwise, report the error to "
            "Alibaba Cloud support.",
        ) from None
    except (msgspec.DecodeError, ValueError, LookupError, RecursionError) as error:
        raise _UnreadableError(str(error)) from None


def _duplicate_field_error(name: str) -> InvalidResponseError:
    field = format_text(name)
    return InvalidResponseError(
        f'The response has the field "{field}" twice in one object, so its value is ambiguous.',
        "Check the endpoint and the proxy, in case another server responded. Otherwise, report the error to Alibaba "
        "Cloud support.",
    ).with_quoted(field)


def parse_package(row: Row, request_id: str | None) -> Package:
    """Return the package that a row describes.

    Raises:
        InvalidResponseError: The row lacks a field that every package must have.
    """
    if not row.firmware_id or not row.dest_version:
        parts = {"FirmwareId": row.firmware_id, "DestVersion": row.dest_version}
        missing = [name for name, value in parts.items() if not value]
        found = format_text_or(row.firmware_id, "missing")
        raise InvalidResponseError(
            f"The service listed a package without {' and '.join(missing)} (firmwareId "
            f"{found}, RequestId {request_id or 'missing'}), so the package cannot be identified.",
            "Check the packages in the IoT Platform console, and send the RequestId to Alibaba Cloud support.",
        ).with_quoted(found if row.firmware_id else None)
    fields = msgspec.structs.asdict(row)
    for name in _NONE_IF_EMPTY:
        if fields[name] == "":
            fields[name] = None
    for name in _SHARED:  # separate copies would take a third of the memory of a long list
        if fields[name] is not None:
            fields[name] = sys.intern(fields[name])
    if row.utc_modified == row.utc_create:
        fields["utc_modified"] = fields["utc_create"]
    return Package(**fields)


def _parse_xml(body: bytes) -> dict[str, object]:
    text = body.decode()
    said = re.match(r"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", text)
    # Another encoding could hide content, and the parser would read a text with zero bytes as UTF-16.
    if "\0" in text or (said and said[1].lower() != "utf-8"):
        raise _UnreadableError("the encoding is not UTF-8")
    if re.search("<!doctype", text, re.IGNORECASE):  # the API sends none; an HTML page or an entity bomb does
        raise _UnreadableError("it declares a document type")
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - rarely needed, as requests ask for JSON

    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise _UnreadableError(str(error)) from None
    rows: list[dict[str, object]] = []
    answer = _fields(root)
    for info in root.iterfind("FirmwareInfo"):
        _fields(info, repeated="SimpleFirmwareInfo")
        rows += [_fields(row) for row in info.iterfind("SimpleFirmwareInfo")]
    return {**answer, "FirmwareInfo": {"SimpleFirmwareInfo": rows}}


def _fields(element: Element, repeated: str = "") -> dict[str, object]:
    """Return the values of an element's children by name. Only the name `repeated` may occur more than once."""
    seen: set[str] = set()
    for child in element:
        if child.tag in seen and child.tag != repeated:
            raise _duplicate_field_error(child.tag)
        seen.add(child.tag)
    return {child.tag: _parse_value(child.tag, child.text) for child in element if child.text and not len(child)}


def _is_number(kind: Any) -> bool:  # noqa: ANN401 - a type
    return kind is int or any(map(_is_number, get_args(kind)))


@functools.cache
def _numeric_fields() -> set[str]:
    """Return the names of the fields with a numeric type."""
    fields = [field for kind in (Row, ApiResponse) for field in msgspec.structs.fields(kind)]
    return {field.encode_name for field in fields if _is_number(field.type)}


def _parse_value(name: str, text: str) -> object:
    """Return the value of a text in XML. If the text is invalid for the type of its field, it stays a text.

    msgspec does not do this, because it accepts `1e3` and `1.0` as integers, and `null` as None.
    """
    if name in _numeric_fields() and re.fullmatch("-?[0-9]{1,19}", text, re.ASCII):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if name == "Success" else text
