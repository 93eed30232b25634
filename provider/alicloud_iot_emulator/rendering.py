# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Bodies of replies, in JSON and in XML, the way the specification's samples show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from alicloud_iot_emulator.messages import Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.errors import ApiError


def body_with_success_false(error: ApiError, request_id: str) -> dict[str, object]:
    """Shape an error that is answered with HTTP 200: the operation's own reply, with `Success` false."""
    return {"RequestId": request_id, "Success": False, "Code": error.code, "ErrorMessage": error.message}


def gateway_error_body(error: ApiError, request_id: str, host: str) -> dict[str, object]:
    """Shape an error that is answered with a 4xx or 5xx status: the gateway's error body."""
    return {
        "RequestId": request_id,
        "HostId": host,
        "Code": error.code,
        "Message": error.message,
        "Recommend": f"http://{host}/_emulator/requests",
    }


def render(content: Mapping[str, object], body_format: Format, root: str) -> bytes:
    """Write a reply; `root` is the outermost element of the XML, JSON has none."""
    if body_format is Format.JSON:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    element = ET.Element(root)
    _fill(element, content)
    xml: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return xml


def _fill(element: ET.Element, value: object) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            # A list is its repeated element, and a null has no element at all.
            members = member if isinstance(member, list) else [] if member is None else [member]
            for each in members:
                _fill(ET.SubElement(element, name), each)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
