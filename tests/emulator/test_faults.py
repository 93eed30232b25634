# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The assignment of faults to calls, a wrong clock, and invalid faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.faults.kinds import FaultError

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from alicloud_iot_emulator import Emulator

FIRST_PAGE = {"CurrentPage": "1", "PageSize": "10", "IotInstanceId": "iot-emulator01"}


def test_fault_ends_after_its_times(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A fault applies to the configured number of calls. Several faults apply one after the other."""
    emulator.fault("throttle", times=2)
    emulator.fault("error", code="InternalError")
    codes = [call(emulator).json().get("Code") for _ in range(4)]
    assert codes == ["Throttling.User", "Throttling.User", "InternalError", None]


def test_fault_waits_for_its_page(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A fault for a page applies only to a call for this page, in any order of calls."""
    emulator.fault("throttle", page=2)
    emulator.fault("error", code="InternalError", page=1)
    emulator.fault("error", code="ServiceUnavailable")
    pages = ["1", "3", "2", "1"]
    codes = [call(emulator, {**FIRST_PAGE, "CurrentPage": page}).json().get("Code") for page in pages]
    assert codes == ["InternalError", "ServiceUnavailable", "Throttling.User", None]


def test_fault_waits_for_its_product(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A fault for a product applies only to calls with this product, not to calls without a filter."""
    emulator.fault("throttle", product_key="a1MeterK001")
    calls = [{}, {"ProductKey": "a1GatewayK01"}, {"ProductKey": "a1MeterK001"}, {"ProductKey": "a1MeterK001"}]
    codes = [call(emulator, {**FIRST_PAGE, **filters}).json().get("Code") for filters in calls]
    assert codes == [None, None, "Throttling.User", None]


def test_earlier_fault_comes_first(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """If two faults match a call, the one that was queued first applies."""
    emulator.fault("throttle")
    emulator.fault("error", code="InternalError", page=1)
    assert [call(emulator).json().get("Code") for _ in range(3)] == ["Throttling.User", "InternalError", None]


def test_faulty_call_is_still_authenticated(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A call with a fault is still authenticated, so that a retry with the same nonce is rejected."""
    emulator.fault("throttle")
    nonce = {"x-acs-signature-nonce": "once"}
    assert call(emulator, headers=nonce).json()["Code"] == "Throttling.User"
    assert call(emulator, headers=nonce).json()["Code"] == "SignatureNonceUsed"


@pytest.mark.parametrize(("seconds", "date"), [(3600.0, "01:00:00"), (-3600.0, "23:00:00")])
def test_clock_of_one_call(
    emulator: Emulator, call: Callable[..., requests.Response], seconds: float, date: str
) -> None:
    """With a wrong clock for one call, a valid signature is expired, and the Date header shows the clock."""
    emulator.fault("clock", seconds=seconds)
    response = call(emulator)
    assert response.json()["Code"] == "InvalidTimeStamp.Expired"
    assert date in response.headers["Date"]
    assert call(emulator).json()["Success"] is True


def test_clock_offset_stays(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A clock offset lasts until it is set to zero."""
    emulator.set_clock_offset(3600.0)
    assert [call(emulator).json()["Code"] for _ in range(2)] == ["InvalidTimeStamp.Expired"] * 2
    emulator.set_clock_offset(0.0)
    assert call(emulator).json()["Success"] is True


def test_cleared_faults_do_not_come(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Queued faults can be removed."""
    emulator.fault("throttle", times=3)
    emulator.clear_faults()
    assert call(emulator).json()["Success"] is True


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"kind": "gremlins"}, "kind: unknown fault 'gremlins'; known faults are throttle, error, clock"),
        ({"kind": "error"}, "error: requires code"),
        ({"kind": "throttle", "seconds": 1}, "throttle: unknown option seconds"),
        ({"kind": "throttle", "times": 0}, "times: must be a number of calls of at least 1, got 0"),
        ({"kind": "throttle", "times": "2"}, "times: must be a number of calls of at least 1, got '2'"),
        ({"kind": "slow"}, "slow: missing required options: seconds"),
        ({"kind": "slow", "seconds": "1"}, 'slow: seconds must be a number of seconds from 0 to 86400, got "1"'),
        ({"kind": "slow", "seconds": -1}, "slow: seconds must be a number of seconds from 0 to 86400, got -1"),
        (
            {"kind": "slow", "seconds": float("nan")},
            "slow: seconds must be a number of seconds from 0 to 86400, got NaN",
        ),
        ({"kind": "slow", "seconds": True}, "slow: seconds must be a number of seconds from 0 to 86400, got true"),
        ({"kind": "clock", "seconds": -90_000}, "clock: seconds must be a number of seconds from -86400 to 86400"),
        ({"kind": "trickle", "seconds": 0, "pieces": 0}, "trickle: pieces must be a number of pieces from 1"),
        ({"kind": "torn", "page": 0}, "torn: page must be the number of a page from 1"),
        ({"kind": "torn", "page": "1"}, "torn: page must be the number of a page from 1"),
        ({"kind": "torn", "product_key": 1}, "torn: product_key must be a string, got 1"),
        ({"kind": "error", "shape": "json"}, "error: requires code, or shape html or empty with a status"),
        ({"kind": "error", "shape": "html"}, "error: requires code, or shape html or empty with a status"),
        ({"kind": "error", "code": "X", "status": 99}, "error: status must be an HTTP status from 200 to 599, got 99"),
        (
            {"kind": "error", "code": "X", "shape": "yaml"},
            'error: shape must be one of json, xml, html, empty, success-false, got "yaml"',
        ),
        ({"kind": "error", "code": "X", "retry_after": 0.5}, "error: retry_after must be a number of seconds from 0"),
        ({"kind": "body", "body": None}, "body: body must be a string, got null"),
        ({"kind": "body", "body": "\ud800"}, "body: body must be a string"),
        ({"kind": "body", "body": "", "content_type": "a\r\nb: c"}, "body: content_type must be printable ASCII"),
        ({"kind": "encoding", "encoding": "ebcdic"}, "encoding: encoding must be one of utf-8-sig, utf-16, latin-1"),
        ({"kind": "padded", "bytes": 2**31}, "padded: bytes must be a number of bytes from 1 to 1073741824"),
        ({"kind": "redirect", "location": "http://example.com/"}, "redirect: location must be a URL on loopback"),
        ({"kind": "redirect", "location": "http://127.0.0.1/\r\nb: c"}, "redirect: location must be a URL on loopback"),
    ],
)
def test_wrong_fault_is_refused(
    emulator: Emulator, session: requests.Session, options: dict[str, object], problem: str
) -> None:
    """An unknown or incomplete fault is rejected with the same error in Python and over HTTP."""
    with pytest.raises(FaultError) as caught:
        emulator.fault(**options)  # type: ignore[arg-type]  # wrong on purpose
    response = session.post(f"{emulator.url}/_emulator/faults", data=json.dumps(options), timeout=10)
    assert (response.status_code, response.json()) == (400, {"error": str(caught.value)})
    assert str(caught.value).startswith(problem)


def test_faults_over_http(
    emulator: Emulator, session: requests.Session, call: Callable[..., requests.Response]
) -> None:
    """The admin interface adds and removes faults."""
    address = f"{emulator.url}/_emulator/faults"
    assert session.post(address, json={"kind": "torn", "page": 9}, timeout=10).status_code == 200
    assert session.post(address, json={"kind": "throttle", "times": 3, "page": 1}, timeout=10).status_code == 200
    assert call(emulator).json()["Code"] == "Throttling.User"
    assert session.delete(address, timeout=10).status_code == 200
    assert call(emulator).json()["Success"] is True
