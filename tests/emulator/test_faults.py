# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every fault on demand, as a caller meets it."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
import requests

from alicloud_iot_emulator.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator import Emulator


def _page(number: int, **filters: str) -> dict[str, str]:
    return {"CurrentPage": str(number), "PageSize": "10", "IotInstanceId": "iot-emulator01", **filters}


def _ids(response: requests.Response) -> list[str]:
    return [row["FirmwareId"] for row in response.json()["FirmwareInfo"]["SimpleFirmwareInfo"]]


def test_fault_ends_after_its_times(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A throttle for two calls leaves the third alone, and faults come one after the other."""
    emulator.fault("throttle", times=2)
    emulator.fault("error", code="InternalError")
    codes = [call(emulator).json().get("Code") for _ in range(4)]
    assert codes == ["Throttling.User", "Throttling.User", "InternalError", None]


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
    ],
)
def test_error(
    emulator: Emulator,
    call: Callable[..., requests.Response],
    options: dict[str, str | int],
    status: int,
    body: dict[str, object],
) -> None:
    """Any code can be asked for; its family and status choose the body's shape."""
    emulator.fault("error", **options)  # type: ignore[arg-type]  # the table has no `times`
    response = call(emulator)
    assert response.status_code == status
    assert body.items() <= response.json().items()


def test_faulty_call_is_still_authenticated(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A retry that reuses the nonce of a throttled call is caught."""
    emulator.fault("throttle")
    nonce = {"x-acs-signature-nonce": "once"}
    assert call(emulator, headers=nonce).json()["Code"] == "Throttling.User"
    assert call(emulator, headers=nonce).json()["Code"] == "SignatureNonceUsed"


def test_slow_answer_waits_until_the_emulator_stops(
    start: Callable[..., Emulator], call: Callable[..., requests.Response]
) -> None:
    """A slow answer is held back, is in the log at once, and goes out when the emulator stops."""
    logged = threading.Event()
    emulator = start(log=lambda _line: logged.set())
    emulator.fault("slow", seconds=3600)
    answers: list[requests.Response] = []
    caller = threading.Thread(target=lambda: answers.append(call(emulator)))
    caller.start()
    assert logged.wait(10)
    assert answers == []
    emulator.__exit__(None, None, None)
    caller.join(10)
    assert [answer.status_code for answer in answers] == [200]


def test_shifting_pages(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A package published behind each answer shifts the next page by one row: one id comes twice."""
    emulator.fault("shifting-pages", times=2)
    first, second, third = (call(emulator, _page(number)) for number in (1, 2, 3))
    assert _ids(first)[-1] == _ids(second)[0]
    assert _ids(second)[-1] == _ids(third)[0]
    assert [response.json()["Total"] for response in (first, second, third)] == [24, 25, 26]


@pytest.mark.parametrize("filters", [{"ProductKey": "a1GatewayK01"}, {"DestVersion": "4.0.0"}])
def test_shifting_pages_of_a_filter(
    emulator: Emulator, call: Callable[..., requests.Response], filters: dict[str, str]
) -> None:
    """The published package matches the reader's own filter, is the newest, and is not verified."""
    emulator.fault("shifting-pages")
    before = call(emulator, _page(1, **filters))
    after = call(emulator, _page(1, **filters)).json()
    assert after["Total"] == before.json()["Total"] + 1
    newest = after["FirmwareInfo"]["SimpleFirmwareInfo"][0]
    assert newest["FirmwareId"] not in _ids(before)
    assert newest["Status"] == 0


def test_shift_is_newest_even_behind_the_clock(
    start: Callable[..., Emulator], call: Callable[..., requests.Response]
) -> None:
    """Pages shift as well where the catalogue has packages of the future."""
    package = {"FirmwareId": "f", "FirmwareName": "f", "DestVersion": "1", "UtcCreate": "2099-01-01T00:00:00.000Z"}
    emulator = start({"packages": [package]})
    emulator.fault("shifting-pages")
    call(emulator, {"CurrentPage": "1", "PageSize": "1"})
    assert emulator.packages()[1] == package


def test_repeated_page(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Page 2 holds the rows of page 1, and says it is page 2."""
    first = call(emulator, _page(1))
    emulator.fault("repeated-page")
    second = call(emulator, _page(2))
    assert _ids(second) == _ids(first)
    assert second.json()["CurrentPage"] == 2


def test_short_page(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The last row is missing, the total is the right one."""
    whole = call(emulator, _page(1))
    emulator.fault("short-page")
    short = call(emulator, _page(1))
    assert _ids(short) == _ids(whole)[:-1]
    assert short.json()["Total"] == 24


def test_wrong_total(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The total is one too high, the rows are all there."""
    emulator.fault("wrong-total")
    response = call(emulator, {**_page(1), "PageSize": "100"})
    assert (len(_ids(response)), response.json()["Total"]) == (24, 25)


def test_garbage(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Status 200 and JSON by its header, but no JSON."""
    emulator.fault("garbage")
    response = call(emulator)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json;charset=utf-8")
    with pytest.raises(json.JSONDecodeError):
        json.loads(response.content)


def test_empty_body(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Status 200 and nothing at all."""
    emulator.fault("empty-body")
    response = call(emulator)
    assert (response.status_code, response.content) == (200, b"")


def test_torn(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The connection ends in the middle of the body, and the next call works on a new one."""
    emulator.fault("torn")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        call(emulator)
    assert call(emulator).json()["Success"] is True


def test_redirect(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """The answer points elsewhere on loopback."""
    emulator.fault("redirect", location="http://127.0.0.1:1/elsewhere")
    response = call(emulator)
    assert (response.status_code, response.headers["Location"]) == (302, "http://127.0.0.1:1/elsewhere")
    assert emulator.requests[-1].status == 302


@pytest.mark.parametrize(("seconds", "date"), [(3600.0, "01:00:00"), (-3600.0, "23:00:00")])
def test_clock_of_one_call(
    emulator: Emulator, call: Callable[..., requests.Response], seconds: float, date: str
) -> None:
    """The service's clock is off for one call: a rightly signed one is expired, and the Date header tells why."""
    emulator.fault("clock", seconds=seconds)
    response = call(emulator)
    assert response.json()["Code"] == "InvalidTimeStamp.Expired"
    assert date in response.headers["Date"]
    assert call(emulator).json()["Success"] is True


def test_clock_offset_stays(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """An offset of the clock holds until it is taken back."""
    emulator.set_clock_offset(3600.0)
    assert [call(emulator).json()["Code"] for _ in range(2)] == ["InvalidTimeStamp.Expired"] * 2
    emulator.set_clock_offset(0.0)
    assert call(emulator).json()["Success"] is True


def test_cleared_faults_do_not_come(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """Faults still to come can be dropped, from Python and over HTTP."""
    emulator.fault("throttle", times=3)
    emulator.clear_faults()
    assert call(emulator).json()["Success"] is True


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"kind": "gremlins"}, "kind: 'gremlins' is not known; known are throttle, error, slow"),
        ({"kind": "error"}, "error: needs code"),
        ({"kind": "throttle", "seconds": 1}, "throttle: does not take seconds"),
        ({"kind": "throttle", "times": 0}, "times: must be a number of calls from 1, not 0"),
        ({"kind": "throttle", "times": "2"}, "times: must be a number of calls from 1, not '2'"),
        ({"kind": "slow", "seconds": "1"}, 'slow: seconds cannot be "1"'),
        ({"kind": "slow", "seconds": -1}, "slow: seconds cannot be -1"),
        ({"kind": "error", "code": "X", "status": 99}, "error: status must be from 200 to 599, not 99"),
        ({"kind": "redirect", "location": "http://example.com/"}, "redirect: location must be a URL on loopback"),
    ],
)
def test_wrong_fault_is_refused(
    emulator: Emulator, session: requests.Session, options: dict[str, object], problem: str
) -> None:
    """A fault that does not exist, or lacks something, is refused in words, from Python and over HTTP."""
    with pytest.raises(FaultError) as caught:
        emulator.fault(**options)  # type: ignore[arg-type]  # wrong on purpose
    response = session.post(f"{emulator.url}/_emulator/faults", data=json.dumps(options), timeout=10)
    assert (response.status_code, response.json()) == (400, {"error": str(caught.value)})
    assert str(caught.value).startswith(problem)


def test_faults_over_http(
    emulator: Emulator, session: requests.Session, call: Callable[..., requests.Response]
) -> None:
    """The admin interface queues and drops faults."""
    faults = f"{emulator.url}/_emulator/faults"
    assert session.post(faults, json={"kind": "throttle", "times": 3}, timeout=10).status_code == 200
    assert call(emulator).json()["Code"] == "Throttling.User"
    assert session.delete(faults, timeout=10).status_code == 200
    assert call(emulator).json()["Success"] is True
