# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors on demand: codes, statuses and all forms of bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator


@pytest.mark.parametrize(
    ("options", "status", "body"),
    [
        ({"code": "ServiceUnavailable", "status": 503, "message": "Busy."}, 503, {"Message": "Busy."}),
        ({"code": "InternalError"}, 500, {"Code": "InternalError"}),
        ({"code": "Forbidden.RAM"}, 403, {"Code": "Forbidden.RAM"}),
        ({"code": "Throttling.Api", "status": 429}, 429, {"Code": "Throttling.Api"}),
        ({"code": "iot.system.SystemException", "message": "Oh."}, 200, {"Success": False, "ErrorMessage": "Oh."}),
        ({"code": "Iot.system.BillIsOverDue", "status": 400}, 400, {"Code": "Iot.system.BillIsOverDue"}),
        ({"code": "NoPermission", "status": 200}, 200, {"Success": False, "Code": "NoPermission"}),
        ({"code": "InternalError", "shape": "success-false"}, 200, {"Success": False, "Code": "InternalError"}),
        ({"code": "X", "shape": "success-false", "status": 500}, 500, {"Success": False, "Code": "X"}),
        ({"code": "iot.X", "shape": "json", "status": 200}, 200, {"Code": "iot.X", "HostId": None}),
    ],
)
def test_error(
    emulator: Emulator,
    call: Callable[..., requests.Response],
    options: dict[str, str | int],
    status: int,
    body: dict[str, object],
) -> None:
    """Any code can be requested. By default, its kind and status select the form of the body."""
    emulator.fault("error", **options)  # type: ignore[arg-type]  # the table has no `times`
    response = call(emulator)
    assert response.status_code == status
    host = {"HostId": emulator.url.removeprefix("http://")} if "HostId" in body else {}
    assert {**body, **host}.items() <= response.json().items()
    assert emulator.requests[-1].code == options["code"]


@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
def test_gateway_body_in_a_format_that_was_not_asked_for(
    emulator: Emulator, call: Callable[..., requests.Response], accept: str
) -> None:
    """A gateway body has the requested form, whatever format the client accepts."""
    emulator.fault("error", code="ServiceUnavailable", shape="xml")
    emulator.fault("error", code="ServiceUnavailable", shape="json")
    as_xml, as_json = (call(emulator, headers={"accept": accept}) for _ in range(2))
    assert (as_xml.status_code, as_xml.headers["Content-Type"]) == (503, "text/xml;charset=utf-8")
    root = ET.fromstring(as_xml.content)  # noqa: S314 - the emulator's own answer
    assert (root.tag, root.findtext("Code")) == ("Error", "ServiceUnavailable")
    assert (as_json.status_code, as_json.headers["Content-Type"]) == (503, "application/json;charset=utf-8")
    assert as_json.json()["Code"] == "ServiceUnavailable"


@pytest.mark.parametrize("options", [{"status": 502}, {"status": 502, "code": "InternalError"}])
def test_page_of_a_proxy(
    emulator: Emulator, call: Callable[..., requests.Response], options: dict[str, str | int]
) -> None:
    """A proxy's page has a status, but no data of the API."""
    emulator.fault("error", shape="html", **options)  # type: ignore[arg-type]  # the table has no `times`
    response = call(emulator)
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html;charset=utf-8")
    assert response.text.startswith("<!DOCTYPE html>")
    assert "InternalError" not in response.text


def test_error_without_body(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """An error can have a status without a body. The log then has no code."""
    emulator.fault("error", shape="empty", status=504)
    response = call(emulator)
    assert (response.status_code, response.content) == (504, b"")
    assert (emulator.requests[-1].status, emulator.requests[-1].code) == (504, None)


@pytest.mark.parametrize("shape", ["json", "html"])
def test_retry_after(emulator: Emulator, call: Callable[..., requests.Response], shape: str) -> None:
    """An error in any form can have a Retry-After header."""
    emulator.fault("error", code="Throttling.User", retry_after=3, shape=shape)
    assert call(emulator).headers["Retry-After"] == "3"
    assert "Retry-After" not in call(emulator).headers
