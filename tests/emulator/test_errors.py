# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every error code in an HTTP response."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from alicloud_iot_emulator import Emulator

FIRST_PAGE = {"CurrentPage": "1", "PageSize": "100", "IotInstanceId": "iot-emulator01"}


def _verify_refused(emulator: Emulator, response: requests.Response, status: int, code: str) -> None:
    """Assert that a response has this status and code in a gateway body, in either format, and that the log matches."""
    if response.headers["Content-Type"].startswith("text/xml"):
        root = ET.fromstring(response.content)  # noqa: S314 - the emulator's own answer
        assert root.tag == "Error"
        body: Mapping[str, str | None] = {child.tag: child.text for child in root}
    else:
        body = response.json()
    assert (response.status_code, body["Code"]) == (status, code)
    assert set(body) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    record = emulator.requests[-1]
    assert (record.status, record.code, record.request_id) == (status, code, body["RequestId"])


@pytest.mark.parametrize(
    ("bent", "status", "code"),
    [
        ({"headers": {"x-acs-date": "2025-12-01 00:00:00"}}, 400, "InvalidTimeStamp.Format"),
        ({"headers": {"x-acs-date": "2025-11-30T23:44:59Z"}}, 400, "InvalidTimeStamp.Expired"),
        ({"headers": {"x-acs-date": "2025-12-01T00:15:01Z"}}, 400, "InvalidTimeStamp.Expired"),
        ({"headers": {"x-acs-security-token": "emulator-sts-token"}}, 400, "InvalidSecurityToken.Malformed"),
        ({"headers": {"x-acs-action": "ListOTAFirmwares"}}, 404, "InvalidApi.NotFound"),
        ({"headers": {"x-acs-version": "2018-01-21"}}, 404, "InvalidApi.NotFound"),
        ({"headers": {"x-acs-signature-nonce": None}}, 400, "IncompleteSignature"),
        ({"tampered": {"x-acs-added": "later"}}, 400, "IncompleteSignature"),
        ({"tampered": {"Authorization": "ACS3-HMAC-SHA256 Credential=x"}}, 400, "IncompleteSignature"),
        ({"tampered": {"Authorization": None}}, 400, "MissingAccessKeyId"),
        ({"tampered": {"x-acs-signature-nonce": "another"}}, 400, "SignatureDoesNotMatch"),
        ({"headers": {"x-acs-content-sha256": "0" * 64}}, 400, "SignatureDoesNotMatch"),
        ({"method": "DELETE"}, 405, "UnsupportedHTTPMethod"),
        ({"parameters": {"PageSize": "10"}}, 400, "MissingCurrentPage"),
        ({"parameters": {"CurrentPage": "1"}}, 400, "MissingPageSize"),
        ({"parameters": {**FIRST_PAGE, "PageSize": "ten"}}, 400, "InvalidPageSize"),
        ({"parameters": {**FIRST_PAGE, "PageSize": ""}}, 400, "InvalidPageSize"),
        ({"parameters": {**FIRST_PAGE, "CurrentPage": "2147483648"}}, 400, "InvalidCurrentPage"),
        ({"parameters": {**FIRST_PAGE, "CurrentPage": "1.0"}}, 400, "InvalidCurrentPage"),
    ],
)
def test_acs3_call_is_refused(
    emulator: Emulator, call: Callable[..., requests.Response], bent: dict[str, object], status: int, code: str
) -> None:
    """Each mistake in an ACS3 call has its own code and status, in a gateway body."""
    _verify_refused(emulator, call(emulator, **bent), status, code)


@pytest.mark.parametrize(
    ("tampered", "status", "code"),
    [
        ({"AccessKeyId": None}, 400, "MissingAccessKeyId"),
        ({"Signature": None}, 400, "MissingSignature"),
        ({"SignatureNonce": None}, 400, "MissingSignatureNonce"),
        ({"Timestamp": None}, 400, "MissingTimestamp"),
        ({"Timestamp": "yesterday"}, 400, "InvalidTimeStamp.Format"),
        ({"Timestamp": "2025-11-30T23:00:00Z"}, 400, "InvalidTimeStamp.Expired"),
        ({"SignatureMethod": "HMAC-MD5"}, 400, "IncompleteSignature"),
        ({"PageSize": "99"}, 400, "SignatureDoesNotMatch"),
        ({"SecurityToken": "emulator-sts-token"}, 400, "InvalidSecurityToken.Malformed"),
        ({"Format": "YAML"}, 400, "InvalidFormat"),
    ],
)
def test_rpc_call_is_refused(
    emulator: Emulator,
    call_rpc: Callable[..., requests.Response],
    tampered: dict[str, str | None],
    status: int,
    code: str,
) -> None:
    """Each mistake in a call with the older signature has its own code and status, in XML."""
    _verify_refused(emulator, call_rpc(emulator, tampered=tampered), status, code)


@pytest.mark.parametrize("caller", ["call", "call_rpc"])
@pytest.mark.parametrize(
    ("key_name", "change", "status", "code"),
    [
        ("credentials", {"access_key_id": "nobody"}, 404, "InvalidAccessKeyId.NotFound"),
        ("credentials", {"access_key_secret": "wrong"}, 400, "SignatureDoesNotMatch"),
        ("sts", {"security_token": None}, 400, "InvalidSecurityToken.Malformed"),
        ("sts", {"security_token": "wrong"}, 400, "InvalidSecurityToken.Malformed"),
        ("expired_sts", {}, 400, "InvalidSecurityToken.Expired"),
    ],
)
def test_key_is_refused(  # noqa: PLR0913, PLR0917 - pytest passes the columns of the table by name
    emulator: Emulator,
    request: pytest.FixtureRequest,
    caller: str,
    key_name: str,
    change: dict[str, str | None],
    status: int,
    code: str,
) -> None:
    """An unknown key, an invalid secret and every invalid token have the same codes with both signatures."""
    key = replace(getattr(emulator, key_name), **change)
    call: Callable[..., requests.Response] = request.getfixturevalue(caller)
    _verify_refused(emulator, call(emulator, key=key), status, code)


@pytest.mark.parametrize("date", ["2025-11-30T23:45:00Z", "2025-12-01T00:15:00Z"])
def test_fifteen_minutes_either_way_are_allowed(
    emulator: Emulator, call: Callable[..., requests.Response], date: str
) -> None:
    """A clock that differs by exactly 15 minutes, the documented limit, is accepted."""
    assert call(emulator, headers={"x-acs-date": date}).json()["Success"] is True


@pytest.mark.parametrize("caller", ["call", "call_rpc"])
def test_nonce_is_good_for_one_call(emulator: Emulator, request: pytest.FixtureRequest, caller: str) -> None:
    """A repeated nonce is rejected. Another key may use the same nonce once."""
    call: Callable[..., requests.Response] = request.getfixturevalue(caller)
    nonce = (
        {"headers": {"x-acs-signature-nonce": "once"}}
        if caller == "call"
        else {"parameters": {**FIRST_PAGE, "SignatureNonce": "once"}}
    )
    assert call(emulator, **nonce).status_code == 200
    _verify_refused(emulator, call(emulator, **nonce), 400, "SignatureNonceUsed")
    assert call(emulator, key=emulator.sts, **nonce).status_code == 200


def test_path_beside_the_root_is_no_api(emulator: Emulator, session: requests.Session) -> None:
    """The API has a single path, and other paths are rejected."""
    _verify_refused(emulator, session.get(f"{emulator.url}/v2", timeout=10), 404, "InvalidApi.NotFound")


BUSINESS_ERRORS = [
    ({"PageSize": "101"}, "iot.common.InvalidPageParams"),
    ({"PageSize": "0"}, "iot.common.InvalidPageParams"),
    ({"CurrentPage": "0"}, "iot.common.InvalidPageParams"),
    ({"CurrentPage": "-1"}, "iot.common.InvalidPageParams"),
    ({"IotInstanceId": "iot-another"}, "iot.system.InstanceNotFound"),
    ({"IotInstanceId": ""}, "iot.system.InstanceNotFound"),
    ({"ProductKey": "a1Unknown"}, "iot.prod.NotExistedProduct"),
    ({"ProductKey": ""}, "iot.prod.NotExistedProduct"),
]


@pytest.mark.parametrize(("change", "code"), BUSINESS_ERRORS)
def test_business_error_under_status_200(
    emulator: Emulator, call: Callable[..., requests.Response], change: dict[str, str], code: str
) -> None:
    """By default, errors of IoT Platform have HTTP status 200 and `Success` false."""
    response = call(emulator, {**FIRST_PAGE, **change})
    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"RequestId", "Success", "Code", "ErrorMessage"}
    assert (body["Success"], body["Code"]) == (False, code)
    assert emulator.requests[-1].code == code


@pytest.mark.parametrize(("change", "code"), BUSINESS_ERRORS)
def test_business_error_under_status_400(
    start: Callable[..., Emulator], call: Callable[..., requests.Response], change: dict[str, str], code: str
) -> None:
    """With a setting in the catalog, these errors have HTTP status 400 and a gateway body."""
    emulator = start({"iotInstanceId": "iot-emulator01", "packages": [], "businessErrorStatus": 400})
    _verify_refused(emulator, call(emulator, {**FIRST_PAGE, **change}), 400, code)


def test_instance_id_is_required_where_there_is_one(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """If the instance has an ID, a call without the ID is rejected."""
    body = call(emulator, {"CurrentPage": "1", "PageSize": "10"}).json()
    assert body["Code"] == "iot.system.InstanceNotFound"


def test_public_instance_has_no_id(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """An old public instance accepts calls without an ID, and rejects calls with one."""
    emulator = start({"packages": []})
    assert emulator.instance_id is None
    assert call(emulator, {"CurrentPage": "1", "PageSize": "10"}).json()["Success"] is True
    assert call(emulator).json()["Code"] == "iot.system.InstanceNotFound"


def test_no_secret_in_any_refusal(emulator: Emulator, call: Callable[..., requests.Response]) -> None:
    """A secret in a wrong place appears in no response and in no log."""
    key = replace(emulator.sts, security_token="very-private")
    response = call(emulator, {**FIRST_PAGE, "AccessKeySecret": "very-private"}, key=key)
    record = emulator.requests[-1]
    assert "very-private" not in response.text
    assert "very-private" not in f"{record} {record.as_json()} {record.line()}"
    assert emulator.credentials.access_key_secret not in repr(emulator.credentials)
