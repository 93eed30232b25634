# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What each documented error code means: one table, as Alibaba's pages have it."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.api.codes import meaning
from alicloud_iot_ota.errors import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RequestRejectedError,
    ServiceError,
    ThrottledError,
)

TABLE: list[tuple[str, int, type[ApiError], bool]] = [
    ("Throttling", 400, ThrottledError, True),
    ("Throttling.User", 400, ThrottledError, True),
    ("Throttling.Api", 400, ThrottledError, True),
    ("iot.common.TooManyRequest", 200, ThrottledError, True),
    ("ServiceUnavailable", 503, ServiceError, True),
    ("InternalError", 500, ServiceError, True),
    ("UnknownError", 400, ServiceError, True),
    ("iot.system.SystemException", 200, ServiceError, True),
    ("iot.system.SystemError", 200, ServiceError, True),
    ("InvalidAccessKeyId.NotFound", 404, AuthenticationError, False),
    ("InvalidAccessKeyId.Inactive", 400, AuthenticationError, False),
    ("SignatureDoesNotMatch", 400, AuthenticationError, False),
    ("InvalidTimeStamp.Format", 400, AuthenticationError, False),
    ("InvalidTimeStamp.Expired", 400, AuthenticationError, False),
    ("SignatureNonceUsed", 400, AuthenticationError, True),
    ("InvalidSecurityToken.Expired", 400, AuthenticationError, False),
    ("InvalidSecurityToken.Malformed", 400, AuthenticationError, False),
    ("MissingParameter", 400, RequestRejectedError, False),
    ("MissingPageSize", 400, RequestRejectedError, False),
    ("InvalidPageSize", 400, RequestRejectedError, False),
    ("InvalidApi.NotFound", 404, RequestRejectedError, False),
    ("InvalidProduct.NotFound", 404, RequestRejectedError, False),
    ("Forbidden.RAM", 403, PermissionDeniedError, False),
    ("Forbidden.SomethingElse", 403, PermissionDeniedError, False),
    ("NoPermission", 403, PermissionDeniedError, False),
    ("NoPermission", 200, PermissionDeniedError, False),
    ("iot.common.RamActionPermissionDeny", 200, PermissionDeniedError, False),
    ("iot.common.AuthActionPermissionDeny", 200, PermissionDeniedError, False),
    ("iot.common.InvalidTenant", 200, RequestRejectedError, False),
    ("iot.system.InstanceNotFound", 200, RequestRejectedError, False),
    ("iot.Sre.IotInstanceNotFound", 200, RequestRejectedError, False),
    ("iot.Sre.IotInstanceStatusForbidden", 200, RequestRejectedError, False),
    ("IotInstanceAccessForbidden", 403, RequestRejectedError, False),
    ("iot.ota.InstanceIdMisMatch", 200, RequestRejectedError, False),
    ("iot.ota.TenantIdMisMatch", 200, RequestRejectedError, False),
    ("iot.ota.NotFirmwareOwner", 200, RequestRejectedError, False),
    ("iot.prod.NotExistedProduct", 200, RequestRejectedError, False),
    ("iot.prod.NullProductKey", 200, RequestRejectedError, False),
    ("iot.prod.InvalidFormattedProductkey", 200, RequestRejectedError, False),
    ("iot.common.InvalidPageParams", 200, RequestRejectedError, False),
    ("iot.system.UidNotFound", 200, RequestRejectedError, False),
    ("iot.system.IllegalRequest", 200, RequestRejectedError, False),
    ("iot.common.InvalidFormattedParameter", 200, RequestRejectedError, False),
    ("iot.common.APINotSupportedInInstance", 200, RequestRejectedError, False),
    ("Iot.system.BillIsOverDue", 200, RequestRejectedError, False),
]


@pytest.mark.parametrize(("code", "status", "error", "retryable"), TABLE)
def test_codes(code: str, status: int, error: type[ApiError], *, retryable: bool) -> None:
    """Every documented code is of its class, and only what time can mend is tried again."""
    found = meaning(code, status)
    assert (found.error, found.retryable) == (error, retryable)
    assert found.remedy


@pytest.mark.parametrize("code", ["iot.system.billisoverdue", "IOT.SYSTEM.BILLISOVERDUE", "Iot.System.BillIsOverDue"])
def test_casing(code: str) -> None:
    """The casing of codes varies in the documents, and makes no difference."""
    assert meaning(code, 200) == meaning("Iot.system.BillIsOverDue", 200)


@pytest.mark.parametrize(
    ("status", "error", "retryable"),
    [
        (400, RequestRejectedError, False),
        (401, PermissionDeniedError, False),
        (403, PermissionDeniedError, False),
        (429, ThrottledError, True),
        (500, ServiceError, True),
        (502, ServiceError, True),
    ],
)
def test_unknown_code(status: int, error: type[ApiError], *, retryable: bool) -> None:
    """A code that nobody has documented is judged by its HTTP status."""
    found = meaning("Brand.New", status)
    assert (found.error, found.retryable) == (error, retryable)


def test_part_of_a_code_is_no_match() -> None:
    """Codes are compared whole: a look-alike is not taken for a throttling."""
    assert meaning("Throttling.UserNotFound", 400).error is RequestRejectedError


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("Forbidden.RAM", ['"iot:ListOTAFirmware"', '"*"', "RAM policy"]),
        ("InvalidTimeStamp.Expired", ["15 minutes", "clock"]),
        ("SignatureDoesNotMatch", ["accessKeySecret"]),
        ("iot.system.InstanceNotFound", ["iotInstanceId", "Overview", "region"]),
        ("iot.prod.NotExistedProduct", ["productKey", "iotInstanceId"]),
        ("Throttling.User", ["10 requests a second"]),
    ],
)
def test_remedies(code: str, words: list[str]) -> None:
    """The remedy names the thing to change."""
    assert all(word in meaning(code, 400).remedy for word in words)
