# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One page of the service over HTTP: results, retries and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota.errors import (
    ApiError,
    AuthenticationError,
    DeadlineError,
    InvalidResponseError,
    PermissionDeniedError,
    RequestRejectedError,
    ServiceError,
    SettingsError,
    ThrottledError,
    TransportError,
)
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator.messages import Request
    from alicloud_iot_ota.api.client import OtaClient

KEY = AccessKey("id", "secret")
NOW = 1_764_547_200.0
OK = b'{"Success":true,"Total":0,"CurrentPage":1,"FirmwareInfo":{"SimpleFirmwareInfo":[]},"RequestId":"R-1"}'


@pytest.fixture
def client(emulator: Emulator, connect: Callable[..., OtaClient], settings: Callable[..., Settings]) -> OtaClient:
    """Return a client of the default fleet."""
    return connect(settings(emulator, timeout=60.0))


@pytest.fixture
def answering(
    serve: Callable[[Callable[[Request], Answer]], str], connect: Callable[..., OtaClient]
) -> Callable[..., OtaClient]:
    """Return a function that makes a client of a service with one fixed answer."""

    def to(body: bytes, status: int = 200) -> OtaClient:
        url = serve(lambda _: Answer(status, "application/json", body, NOW))
        return connect(Settings(endpoint=url, access_key=KEY))

    return to


def test_page(emulator: Emulator, client: OtaClient) -> None:
    """A page is returned with its numbers, and the request contains the given parameters."""
    answer = client.list_ota_firmware(
        2, 3, iot_instance_id=emulator.instance_id, product_key="a1GatewayK01", dest_version="4.0.0"
    )
    assert (answer.current_page, answer.page_size, answer.page_count, answer.total) == (2, 3, 1, 3)
    assert answer.rows == []
    assert emulator.requests[0].parameters == {
        "CurrentPage": "2",
        "PageSize": "3",
        "IotInstanceId": "iot-emulator01",
        "ProductKey": "a1GatewayK01",
        "DestVersion": "4.0.0",
    }


@pytest.mark.parametrize("version", ["4 0+0/~*", "4%2E0", "\u56fa\u4ef6", "a&b=c#d?"])
def test_characters_that_need_encoding(emulator: Emulator, client: OtaClient, version: str) -> None:
    """Any text in a parameter is encoded in the signature as it is in the request."""
    emulator.publish(ProductKey="a1GatewayK01", DestVersion=version)
    answer = client.list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id, dest_version=version)
    assert [row.dest_version for row in answer.rows] == [version]


def test_sts_token(emulator: Emulator, connect: Callable[..., OtaClient], settings: Callable[..., Settings]) -> None:
    """Temporary credentials are accepted with their token."""
    key = AccessKey(emulator.sts.access_key_id, emulator.sts.access_key_secret, emulator.sts.security_token)
    client = connect(settings(emulator, access_key=key))
    assert client.list_ota_firmware(1, 1, iot_instance_id=emulator.instance_id).total == 24


def test_each_attempt_has_a_fresh_nonce(emulator: Emulator, client: OtaClient, waits: list[float]) -> None:
    """A throttled request is signed again with a new nonce: the emulator rejects a repeated nonce."""
    emulator.fault("throttle", times=2)
    assert client.list_ota_firmware(1, 1, iot_instance_id=emulator.instance_id).total == 24
    assert [record.code for record in emulator.requests] == ["Throttling.User", "Throttling.User", None]
    assert waits[:2] == [0.2, 0.4]


@pytest.mark.parametrize("fault", ["torn", "empty-body"])
def test_broken_answer(emulator: Emulator, client: OtaClient, fault: str) -> None:
    """An interrupted or empty answer is an error, not an empty page."""
    emulator.fault(fault, times=6)
    with pytest.raises((TransportError, InvalidResponseError)):
        client.list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id)


def test_torn_answer_is_tried_again(emulator: Emulator, client: OtaClient) -> None:
    """A request is retried after one interrupted answer."""
    emulator.fault("torn")
    assert len(client.list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id).rows) == 24


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("InvalidParameter", 400, RequestRejectedError),
        ("Forbidden.RAM", 403, PermissionDeniedError),
        ("InvalidAccessKeyId.NotFound", 404, AuthenticationError),
        ("InternalError", 500, ServiceError),
        ("ServiceUnavailable", 503, ServiceError),
        ("Throttling.User", 429, ThrottledError),
        ("iot.prod.NotExistedProduct", 200, RequestRejectedError),
        ("iot.system.SystemException", 200, ServiceError),
        ("iot.prod.NotExistedProduct", 400, RequestRejectedError),
    ],
)
def test_errors_of_the_service(
    emulator: Emulator, client: OtaClient, code: str, status: int, error: type[ApiError]
) -> None:
    """An error has the right class under any HTTP status. Its text has code, message, RequestId, URL and remedy."""
    emulator.fault("error", times=30, code=code, status=status, message="the service's own words")
    with pytest.raises(error) as caught:
        client.list_ota_firmware(1, 100)
    last = emulator.requests[-1]
    assert (caught.value.code, caught.value.http_status) == (code, status)
    assert caught.value.request_id == last.request_id
    for part in (code, "the service's own words", last.request_id, emulator.url, caught.value.remedy):
        assert part in str(caught.value)
    attempts = 20 if error is ThrottledError else 6
    assert len(emulator.requests) == (attempts if caught.value.retryable else 1)


def test_deadline(emulator: Emulator, connect: Callable[..., OtaClient], settings: Callable[..., Settings]) -> None:
    """If the service throttles until the timeout, the error shows the last cause."""
    emulator.fault("throttle", times=50)
    with pytest.raises(DeadlineError, match=r"Throttling\.User"):
        connect(settings(emulator, timeout=1.0)).list_ota_firmware(1, 100)


@pytest.mark.parametrize("offset", [3600.0, -3600.0, 86_400.0 * 400])
def test_clock_is_off(emulator: Emulator, client: OtaClient, waits: list[float], offset: float) -> None:
    """The first rejected timestamp reveals the service's time, and all later requests use it."""
    emulator.set_clock_offset(offset)
    for _ in range(3):
        assert client.list_ota_firmware(1, 100, iot_instance_id=emulator.instance_id).total == 24
    assert [record.code for record in emulator.requests] == ["InvalidTimeStamp.Expired", None, None, None]
    assert client.clock_offset == offset
    assert waits == []


@pytest.mark.parametrize("code", ["InvalidTimeStamp.Expired", "IllegalTimestamp", "illegaltimestamp"])
@pytest.mark.parametrize(
    ("date", "told"),
    [
        (NOW + 3600, "60 minutes behind the service (2025-12-01 01:00:00 UTC)"),
        (NOW - 3600, "60 minutes ahead of the service (2025-11-30 23:00:00 UTC)"),
        (NOW + 60, "1 minutes behind the service (2025-12-01 00:01:00 UTC)"),
    ],
)
def test_clock_that_stays_off(
    serve: Callable[[Callable[[Request], Answer]], str],
    connect: Callable[..., OtaClient],
    date: float,
    told: str,
    code: str,
) -> None:
    """If the service rejects its own time too, the error mentions this machine's clock, unless the clocks agree."""
    body = f'{{"Code":"{code}","Message":"the parameter is not supplied","RequestId":"R-1"}}'.encode()
    seen: list[str] = []

    def refuse(request: Request) -> Answer:
        seen.append(request.headers["x-acs-date"])
        return Answer(400, "application/json", body, date)

    client = connect(Settings(endpoint=serve(refuse), access_key=KEY))
    with pytest.raises(AuthenticationError) as caught:
        client.list_ota_firmware(1, 100)
    assert told in caught.value.message
    assert "2025-12-01 00:00:00 UTC" in caught.value.message
    agree = abs(date - NOW) < 900
    assert caught.value.remedy.startswith("Look for a proxy" if agree else "Synchronize the clock of this machine")
    assert len(seen) == 2
    assert seen[0] != seen[1]


@pytest.mark.parametrize("date", ["Tue, 99 Jan 99999999999 03:04:05 GMT", "yesterday", ""])
def test_date_that_is_none(
    serve: Callable[[Callable[[Request], Answer]], str], connect: Callable[..., OtaClient], date: str
) -> None:
    """An unreadable Date header does not make a valid answer invalid."""
    url = serve(lambda _: Answer(200, "application/json", OK, NOW, headers={"Date": date}))
    assert connect(Settings(endpoint=url, access_key=KEY)).list_ota_firmware(1, 100).total == 0


@pytest.mark.parametrize("status", [200, 400, 502])
def test_garbage(answering: Callable[..., OtaClient], status: int) -> None:
    """An answer that is not JSON or XML is an error under any status."""
    error = ServiceError if status == 502 else InvalidResponseError
    with pytest.raises(error):
        answering(b"<html><title>Bad gateway</title><br></html>", status).list_ota_firmware(1, 100)


@pytest.mark.parametrize("body", [b"{}", b"<html><body/></html>", b'{"Total":0,"FirmwareInfo":{}}'])
def test_neither_success_nor_failure(answering: Callable[..., OtaClient], body: bytes) -> None:
    """An answer without `Success` and without an error code is an error."""
    with pytest.raises(InvalidResponseError, match="no Success field and no error Code"):
        answering(body).list_ota_firmware(1, 100)


@pytest.mark.parametrize("body", [b'{"Success":false}', b'{"Success":false,"Code":"","ErrorMessage":null}'])
def test_failure_without_a_code(answering: Callable[..., OtaClient], body: bytes) -> None:
    """An answer with `Success: false` is an error even without a code or message."""
    with pytest.raises(ApiError):
        answering(body).list_ota_firmware(1, 100)


def test_code_alone_is_no_failure(answering: Callable[..., OtaClient]) -> None:
    """A success code such as `Code: success` is not an error: some operations of this API return it."""
    for code in (b"success", b"Success", b"", b"OK", b"200"):
        assert answering(OK.replace(b"{", b'{"Code":"%b",' % code, 1)).list_ota_firmware(1, 100).total == 0


@pytest.mark.parametrize(
    "code", ["InternalError", "Throttling.User", "iot.prod.NotExistedProduct", "0", "successful", "unknown"]
)
def test_success_with_an_error_code(answering: Callable[..., OtaClient], code: str) -> None:
    """Reject an answer with both `Success: true` and an error code, known or unknown."""
    client = answering(OK.replace(b"{", b'{"Code":"%b",' % code.encode(), 1))
    with pytest.raises(InvalidResponseError, match=f"Success is true, but Code is {code} "):
        client.list_ota_firmware(1, 100)


def test_xml_answers(answering: Callable[..., OtaClient]) -> None:
    """Answers in XML are read too, for success and failure."""
    success = b"<ListOTAFirmwareResponse><Success>true</Success><Total>0</Total></ListOTAFirmwareResponse>"
    assert answering(success).list_ota_firmware(1, 100).total == 0
    failure = b"<Error><RequestId>R-7</RequestId><Code>Forbidden.RAM</Code><Message>no</Message></Error>"
    with pytest.raises(PermissionDeniedError, match="R-7"):
        answering(failure, 403).list_ota_firmware(1, 100)


def test_redirect_is_not_followed(start: Callable[..., Emulator], emulator: Emulator, client: OtaClient) -> None:
    """A redirect is not followed, so that a signed request reaches no other server."""
    other = start()
    emulator.fault("redirect", location=other.url)
    with pytest.raises(InvalidResponseError, match="redirect"):
        client.list_ota_firmware(1, 100)
    assert other.requests == []


def test_connection_refused(connect: Callable[..., OtaClient]) -> None:
    """The error for a refused connection shows the URL without the query."""
    with Emulator() as gone:
        url = gone.url
    with pytest.raises(TransportError) as caught:
        connect(Settings(endpoint=url, access_key=KEY)).list_ota_firmware(1, 100)
    assert f"{url}: the connection failed" in caught.value.message
    assert "CurrentPage" not in str(caught.value)


def test_https_is_enforced(connect: Callable[..., OtaClient]) -> None:
    """Reject an endpoint that would receive credentials in clear text."""
    with pytest.raises(SettingsError, match="unencrypted"):
        connect(Settings(endpoint="http://iot.cn-shanghai.aliyuncs.com", access_key=KEY))
