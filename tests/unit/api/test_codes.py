# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The meaning of each error code in Alibaba Cloud's documentation."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.api.codes import RetryAdvice, error_info
from alicloud_iot_ota.errors import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RequestRejectedError,
    ServiceError,
    ThrottledError,
)

TABLE: list[tuple[str, int, type[ApiError], RetryAdvice]] = [
    ("Throttling", 400, ThrottledError, RetryAdvice.AFTER_DELAY),
    ("Throttling.User", 400, ThrottledError, RetryAdvice.AFTER_DELAY),
    ("Throttling.Api", 400, ThrottledError, RetryAdvice.AFTER_DELAY),
    ("iot.common.TooManyRequest", 200, ThrottledError, RetryAdvice.AFTER_DELAY),
    ("ServiceUnavailable", 503, ServiceError, RetryAdvice.AFTER_DELAY),
    ("InternalError", 500, ServiceError, RetryAdvice.AFTER_DELAY),
    ("UnknownError", 400, ServiceError, RetryAdvice.AFTER_DELAY),
    ("iot.system.SystemException", 200, ServiceError, RetryAdvice.AFTER_DELAY),
    ("iot.system.SystemError", 200, ServiceError, RetryAdvice.AFTER_DELAY),
    ("InvalidAccessKeyId.NotFound", 404, AuthenticationError, RetryAdvice.NEVER),
    ("InvalidAccessKeyId.Inactive", 400, AuthenticationError, RetryAdvice.NEVER),
    ("SignatureDoesNotMatch", 400, AuthenticationError, RetryAdvice.NEVER),
    ("InvalidTimeStamp.Format", 400, AuthenticationError, RetryAdvice.NEVER),
    ("InvalidTimeStamp.Expired", 400, AuthenticationError, RetryAdvice.WITH_SERVICE_TIME),
    ("IllegalTimestamp", 400, AuthenticationError, RetryAdvice.WITH_SERVICE_TIME),
    ("SignatureNonceUsed", 400, AuthenticationError, RetryAdvice.AFTER_DELAY),
    ("InvalidSecurityToken.Expired", 400, AuthenticationError, RetryAdvice.WITH_NEW_CREDENTIALS),
    ("InvalidSecurityToken.Malformed", 400, AuthenticationError, RetryAdvice.WITH_NEW_CREDENTIALS),
    ("MissingParameter", 400, RequestRejectedError, RetryAdvice.NEVER),
    ("MissingPageSize", 400, RequestRejectedError, RetryAdvice.NEVER),
    ("InvalidPageSize", 400, RequestRejectedError, RetryAdvice.NEVER),
    ("InvalidApi.NotFound", 404, RequestRejectedError, RetryAdvice.NEVER),
    ("InvalidProduct.NotFound", 404, RequestRejectedError, RetryAdvice.NEVER),
    ("Forbidden.RAM", 403, PermissionDeniedError, RetryAdvice.NEVER),
    ("Forbidden.SomethingElse", 403, PermissionDeniedError, RetryAdvice.NEVER),
    ("NoPermission", 403, PermissionDeniedError, RetryAdvice.NEVER),
    ("NoPermission", 200, PermissionDeniedError, RetryAdvice.NEVER),
    ("iot.common.RamActionPermissionDeny", 200, PermissionDeniedError, RetryAdvice.NEVER),
    ("iot.common.AuthActionPermissionDeny", 200, PermissionDeniedError, RetryAdvice.NEVER),
    ("iot.common.InvalidTenant", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.system.InstanceNotFound", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.Sre.IotInstanceNotFound", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.Sre.IotInstanceStatusForbidden", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("IotInstanceAccessForbidden", 403, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.ota.InstanceIdMisMatch", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.ota.TenantIdMisMatch", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.ota.NotFirmwareOwner", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.prod.NotExistedProduct", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.prod.NullProductKey", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.prod.InvalidFormattedProductkey", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.common.InvalidPageParams", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.system.UidNotFound", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.system.IllegalRequest", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.common.InvalidFormattedParameter", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("iot.common.APINotSupportedInInstance", 200, RequestRejectedError, RetryAdvice.NEVER),
    ("Iot.system.BillIsOverDue", 200, RequestRejectedError, RetryAdvice.NEVER),
]


@pytest.mark.parametrize(("code", "status", "error", "retry"), TABLE)
def test_codes(code: str, status: int, error: type[ApiError], retry: RetryAdvice) -> None:
    """Every documented code has its error class, and is retried only if a retry can help."""
    found = error_info(code, status)
    assert found is not None
    assert (found.error, found.retry) == (error, retry)
    assert found.remedy


@pytest.mark.parametrize("code", ["iot.system.billisoverdue", "IOT.SYSTEM.BILLISOVERDUE", "Iot.System.BillIsOverDue"])
def test_casing(code: str) -> None:
    """Error codes are case-insensitive, because the documents vary in case."""
    assert error_info(code, 200) == error_info("Iot.system.BillIsOverDue", 200)


@pytest.mark.parametrize(
    ("status", "error", "retry"),
    [
        (400, RequestRejectedError, RetryAdvice.NEVER),
        (401, PermissionDeniedError, RetryAdvice.NEVER),
        (403, PermissionDeniedError, RetryAdvice.NEVER),
        (429, ThrottledError, RetryAdvice.AFTER_DELAY),
        (500, ServiceError, RetryAdvice.AFTER_DELAY),
        (502, ServiceError, RetryAdvice.AFTER_DELAY),
    ],
)
def test_unknown_code(status: int, error: type[ApiError], retry: RetryAdvice) -> None:
    """An undocumented code is classified by its HTTP status."""
    found = error_info("Brand.New", status)
    assert found is not None
    assert (found.error, found.retry) == (error, retry)


def test_part_of_a_code_is_no_match() -> None:
    """A code must match completely: one that only begins with a throttling code does not mean throttling."""
    found = error_info("Throttling.UserNotFound", 400)
    assert found is not None
    assert found.error is RequestRejectedError


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("Forbidden.RAM", ['"iot:ListOTAFirmware"', '"*"', "RAM policy"]),
        ("InvalidTimeStamp.Expired", ["15 minutes", "clock"]),
        ("SignatureDoesNotMatch", ["accessKeySecret"]),
        ("iot.system.InstanceNotFound", ["iotInstanceId", "Overview", "region"]),
        ("iot.prod.NotExistedProduct", ["productKey", "iotInstanceId"]),
        ("Throttling.User", ["10 requests per second"]),
    ],
)
def test_remedies(code: str, words: list[str]) -> None:
    """The remedy says what to change."""
    found = error_info(code, 400)
    assert found is not None
    assert all(word in found.remedy for word in words)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 418])
def test_no_code(status: int) -> None:
    """An answer without a code is not from the API, unless its status means that a gateway is overloaded."""
    assert error_info(None, status) is None


@pytest.mark.parametrize(("status", "error"), [(408, ServiceError), (429, ThrottledError), (503, ServiceError)])
def test_no_code_of_a_gateway_in_trouble(status: int, error: type[ApiError]) -> None:
    """An overloaded gateway is recognized by its status alone, and the request is retried later."""
    found = error_info(None, status)
    assert found is not None
    assert (found.error, found.retry) == (error, RetryAdvice.AFTER_DELAY)
