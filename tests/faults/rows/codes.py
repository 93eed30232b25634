# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors with a code of the service: code x HTTP status x format of the body.

The codes are copied from the API's documentation, so that a wrong entry in the client's own table is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from grpc import StatusCode

from tests.faults.fleet import CANARY, LAST_PAGE
from tests.faults.rows.row import (
    ATTEMPTS,
    FOREVER,
    RECOVERED,
    THROTTLED_ATTEMPTS,
    Refused,
    Row,
    between,
    exactly,
    fault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOLD = "the service's own words"


class _Meaning(NamedTuple):
    """The common result of several codes with one meaning, and the HTTP status that the gateway sends with each."""

    status: StatusCode
    remedy: str
    codes: Mapping[str, int]
    attempts: int = 1


_BUSINESS = 400  # the HTTP status of IoT Platform's codes, if it is not 200 with Success=false

_FINAL = (
    _Meaning(
        StatusCode.UNAUTHENTICATED,
        "AccessKey ID",
        {"InvalidAccessKeyId.NotFound": 404, "InvalidAccessKeyId.Inactive": 400, "InvalidAccessKeyId": 400},
    ),
    _Meaning(StatusCode.UNAUTHENTICATED, "accessKeySecret", {"SignatureDoesNotMatch": 400, "IncompleteSignature": 400}),
    # The client retries once with the service's time, which does not help here.
    _Meaning(
        StatusCode.UNAUTHENTICATED, "clock", {"InvalidTimeStamp.Expired": 400, "IllegalTimestamp": 400}, attempts=2
    ),
    _Meaning(StatusCode.UNAUTHENTICATED, "proxy", {"InvalidTimeStamp.Format": 400}),
    _Meaning(
        StatusCode.UNAUTHENTICATED,
        "temporary credentials",
        {"InvalidSecurityToken.Expired": 400, "InvalidSecurityToken.Malformed": 400},
    ),
    _Meaning(StatusCode.UNAUTHENTICATED, "securityToken", {"MissingSecurityToken": 400}),
    _Meaning(
        StatusCode.PERMISSION_DENIED,
        "iot:ListOTAFirmware",
        {
            "Forbidden": 403,
            "Forbidden.RAM": 403,
            "NoPermission": 403,
            "iot.common.RamActionPermissionDeny": _BUSINESS,
            "iot.common.AuthActionPermissionDeny": _BUSINESS,
        },
    ),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "iotInstanceId",
        {
            "iot.system.InstanceNotFound": _BUSINESS,
            "iot.Sre.IotInstanceNotFound": _BUSINESS,
            "iot.ota.InstanceIdMisMatch": _BUSINESS,
            "iot.ota.TenantIdMisMatch": _BUSINESS,
            "iot.common.InvalidTenant": _BUSINESS,
            "IotInstanceAccessForbidden": 403,
        },
    ),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "state of the instance",
        {"iot.Sre.IotInstanceStatusForbidden": _BUSINESS, "iot.common.APINotSupportedInInstance": _BUSINESS},
    ),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "productKey",
        {
            "iot.prod.NotExistedProduct": _BUSINESS,
            "iot.prod.NullProductKey": _BUSINESS,
            "iot.prod.InvalidFormattedProductkey": _BUSINESS,
        },
    ),
    _Meaning(StatusCode.INVALID_ARGUMENT, "currentPage", {"iot.common.InvalidPageParams": _BUSINESS}),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "parameter",
        {
            "MissingParameter": 400,
            "InvalidParameter": 400,
            "iot.system.IllegalRequest": _BUSINESS,
            "iot.common.InvalidFormattedParameter": _BUSINESS,
        },
    ),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "bills",
        {"iot.system.UidNotFound": _BUSINESS, "Iot.system.BillIsOverDue": _BUSINESS},
    ),
    _Meaning(
        StatusCode.INVALID_ARGUMENT,
        "endpoint",
        {"InvalidApi.NotFound": 404, "InvalidProduct.NotFound": 404, "InvalidVersion": 400},
    ),
    # These codes are not documented for this operation, so the HTTP status decides.
    _Meaning(
        StatusCode.INVALID_ARGUMENT, "parameter", {"MissingCurrentPage": 400, "iot.ota.NotFirmwareOwner": _BUSINESS}
    ),
    _Meaning(StatusCode.PERMISSION_DENIED, "iot:ListOTAFirmware", {"Forbidden.AccessKeyNotAllowed": 403}),
)

_PASSING = (
    _Meaning(
        StatusCode.RESOURCE_EXHAUSTED,
        "quota",
        {
            "Throttling": 400,
            "Throttling.User": 400,
            "Throttling.Api": 429,
            "Rejected.Throttling": 400,
            "iot.common.TooManyRequest": _BUSINESS,
        },
        THROTTLED_ATTEMPTS,
    ),
    _Meaning(
        StatusCode.UNAVAILABLE,
        "RequestId",
        {
            "ServiceUnavailable": 503,
            "InternalError": 500,
            "UnknownError": 400,
            "iot.system.SystemException": _BUSINESS,
            "iot.system.SystemError": _BUSINESS,
        },
        ATTEMPTS,
    ),
    _Meaning(StatusCode.UNAUTHENTICATED, "Retry", {"SignatureNonceUsed": 400}, ATTEMPTS),
)


def _shapes(code: str, http_status: int) -> list[tuple[str, int]]:
    """Return the formats of a code: the gateway's two formats, or IoT Platform's two formats."""
    if code.lower().startswith("iot."):
        return [("success-false", 200), ("json", http_status)]
    return [("json", http_status), ("xml", http_status)]


def _rows() -> Iterator[Row]:
    for meaning in (*_FINAL, *_PASSING):
        for code, http_status in meaning.codes.items():
            for shape, status in _shapes(code, http_status):
                name = f"{code}, HTTP {status}, {shape}"
                failing = fault("error", times=FOREVER, code=code, status=status, shape=shape, message=TOLD)
                refused = Refused(meaning.status, (code, TOLD, f"HTTP {status}", "RequestId"), meaning.remedy)
                is_passing = meaning in _PASSING
                yield Row(f"{name}, for ever" if is_passing else name, [failing], refused, exactly(meaning.attempts))
                if is_passing:
                    yield Row(f"{name}, once", [failing._replace(times=1)], RECOVERED, exactly(4))


_ODD = (
    Row(
        "a code in another case",
        [fault("error", code="THROTTLING.user", status=400)],
        RECOVERED,
        exactly(4),
    ),
    Row(
        "a code of the gateway under HTTP 200",
        [fault("error", code="NoPermission", shape="success-false", message=TOLD)],
        Refused(StatusCode.PERMISSION_DENIED, ("NoPermission", TOLD, "HTTP 200"), "iot:ListOTAFirmware"),
        exactly(1),
    ),
    Row(
        "an unknown code under HTTP 429",
        [fault("error", code="Slow.Down", status=429, retry_after=3600)],
        RECOVERED,
        exactly(4),
    ),
    Row("an unknown code under HTTP 500", [fault("error", code="Oops", status=500)], RECOVERED, exactly(4)),
    Row(
        "an error on the last page alone",
        [fault("error", times=FOREVER, page=LAST_PAGE, code="Forbidden.RAM", message=TOLD)],
        Refused(StatusCode.PERMISSION_DENIED, ("Forbidden.RAM", TOLD), "iot:ListOTAFirmware"),
        between(2, 3),
    ),
    Row(
        "an error with a page of text",
        [fault("error", code="InvalidParameter", message=f"{TOLD}\n" * 100)],
        Refused(StatusCode.INVALID_ARGUMENT, ("InvalidParameter", TOLD), "parameter"),
        exactly(1),
    ),
    Row(
        "an error with 100,000 characters",
        [fault("error", code="InvalidParameter", message=TOLD + "x" * 100_000)],
        Refused(StatusCode.INVALID_ARGUMENT, ("InvalidParameter", TOLD), "parameter"),
        exactly(1),
    ),
    Row(
        "an error that would colour the terminal",
        [fault("error", code="InvalidParameter", message=f"\x1b[31m{TOLD}\x07\u202e")],
        Refused(StatusCode.INVALID_ARGUMENT, ("InvalidParameter", TOLD), "parameter"),
        exactly(1),
    ),
    Row(
        "an error whose code is a text",
        [fault("error", code=f"Oops\n{'x' * 10_000}", status=400)],
        Refused(StatusCode.INVALID_ARGUMENT, ("Oops",), "parameter"),
        exactly(1),
    ),
    Row(
        "an error that repeats the secret and the token",
        [fault("error", code="InvalidParameter", message=f"{TOLD} {CANARY}-secret-2 {CANARY}-token-2")],
        Refused(StatusCode.INVALID_ARGUMENT, ("InvalidParameter", TOLD, "[secret]"), "parameter"),
        exactly(1),
    ),
    Row(
        "the quota used up four times",
        [fault("throttle", times=4)],
        RECOVERED,
        exactly(7),
    ),
    Row(
        "the quota used up on every page once",
        [fault("throttle", page=page) for page in (1, 2, 3)],
        RECOVERED,
        exactly(6),
    ),
)

ROWS = (*_rows(), *_ODD)
