# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Render response bodies in JSON and XML, like the examples of the specification."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from alicloud_iot_emulator.errors import ApiError, ErrorShape
from alicloud_iot_emulator.messages import Format, Request

if TYPE_CHECKING:
    from collections.abc import Mapping


_HTTP_OK = 200
_PROXY_PAGE = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>The proxy failed.</h1></body></html>"


def render_error(error: ApiError, status: int, request: Request, request_id: str) -> tuple[str, bytes]:
    """Return the content type and body of an error. Without a shape, the status and the request select the format."""
    requested = request.format or Format.XML
    shape = error.shape or (ErrorShape.SUCCESS_FALSE if status == _HTTP_OK else None)
    if shape is ErrorShape.HTML:
        return "text/html;charset=utf-8", _PROXY_PAGE
    if shape is ErrorShape.EMPTY:
        return content_type(requested), b""
    if shape is ErrorShape.SUCCESS_FALSE:
        # the response of the operation, with `Success` false
        body = {"RequestId": request_id, "Success": False, "Code": error.code, "ErrorMessage": error.message}
        return content_type(requested), render(body, requested, f"{request.action}Response")
    body_format = {ErrorShape.JSON: Format.JSON, ErrorShape.XML: Format.XML, None: requested}[shape]
    host = request.headers.get("host", "")
    body = {
        "RequestId": request_id,
        "HostId": host,
        "Code": error.code,
        "Message": error.message,
        "Recommend": f"http://{host}/_emulator/requests",
    }
    return content_type(body_format), render(body, body_format, "Error")


def content_type(body_format: Format) -> str:
    """Return the Content-Type of a response."""
    return f"{body_format.value};charset=utf-8"


def render(content: Mapping[str, object], body_format: Format, root: str) -> bytes:
    """Render a response body. `root` is the name of the root element in XML."""
    if body_format is Format.JSON:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    element = ET.Element(root)
    _fill(element, content)
    xml: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return xml


def _fill(element: ET.Element, value: object) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            # In XML, a list is a repeated element, and null is omitted.
            members = member if isinstance(member, list) else [] if member is None else [member]
            for each in members:
                _fill(ET.SubElement(element, name), each)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
