# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What each documented error code means: one table, as Alibaba's pages have it."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.api.codes import Again, meaning
from alicloud_iot_ota.errors import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RequestRejectedError,
    ServiceError,
    ThrottledError,
)

TABLE: list[tuple[str, int, type[ApiError], Again]] = [
    ("Throttling", 400, ThrottledError, Again.LATER),
    ("Throttling.User", 400, ThrottledError, Again.LATER),
    ("Throttling.Api", 400, ThrottledError, Again.LATER),
    ("iot.common.TooManyRequest", 200, ThrottledError, Again.LATER),
    ("ServiceUnavailable", 503, ServiceError, Again.LATER),
    ("InternalError", 500, ServiceError, Again.LATER),
    ("UnknownError", 400, ServiceError, Again.LATER),
    ("iot.system.SystemException", 200, ServiceError, Again.LATER),
    ("iot.system.SystemError", 200, ServiceError, Again.LATER),
    ("InvalidAccessKeyId.NotFound", 404, AuthenticationError, Again.NEVER),
    ("InvalidAccessKeyId.Inactive", 400, AuthenticationError, Again.NEVER),
    ("SignatureDoesNotMatch", 400, AuthenticationError, Again.NEVER),
    ("InvalidTimeStamp.Format", 400, AuthenticationError, Again.NEVER),
    ("InvalidTimeStamp.Expired", 400, AuthenticationError, Again.ON_TIME),
    ("IllegalTimestamp", 400, AuthenticationError, Again.ON_TIME),
    ("SignatureNonceUsed", 400, AuthenticationError, Again.LATER),
    ("InvalidSecurityToken.Expired", 400, AuthenticationError, Again.RENEWED),
    ("InvalidSecurityToken.Malformed", 400, AuthenticationError, Again.RENEWED),
    ("MissingParameter", 400, RequestRejectedError, Again.NEVER),
    ("MissingPageSize", 400, RequestRejectedError, Again.NEVER),
    ("InvalidPageSize", 400, RequestRejectedError, Again.NEVER),
    ("InvalidApi.NotFound", 404, RequestRejectedError, Again.NEVER),
    ("InvalidProduct.NotFound", 404, RequestRejectedError, Again.NEVER),
    ("Forbidden.RAM", 403, PermissionDeniedError, Again.NEVER),
    ("Forbidden.SomethingElse", 403, PermissionDeniedError, Again.NEVER),
    ("NoPermission", 403, PermissionDeniedError, Again.NEVER),
    ("NoPermission", 200, PermissionDeniedError, Again.NEVER),
    ("iot.common.RamActionPermissionDeny", 200, PermissionDeniedError, Again.NEVER),
    ("iot.common.AuthActionPermissionDeny", 200, PermissionDeniedError, Again.NEVER),
    ("iot.common.InvalidTenant", 200, RequestRejectedError, Again.NEVER),
    ("iot.system.InstanceNotFound", 200, RequestRejectedError, Again.NEVER),
    ("iot.Sre.IotInstanceNotFound", 200, RequestRejectedError, Again.NEVER),
    ("iot.Sre.IotInstanceStatusForbidden", 200, RequestRejectedError, Again.NEVER),
    ("IotInstanceAccessForbidden", 403, RequestRejectedError, Again.NEVER),
    ("iot.ota.InstanceIdMisMatch", 200, RequestRejectedError, Again.NEVER),
    ("iot.ota.TenantIdMisMatch", 200, RequestRejectedError, Again.NEVER),
    ("iot.ota.NotFirmwareOwner", 200, RequestRejectedError, Again.NEVER),
    ("iot.prod.NotExistedProduct", 200, RequestRejectedError, Again.NEVER),
    ("iot.prod.NullProductKey", 200, RequestRejectedError, Again.NEVER),
    ("iot.prod.InvalidFormattedProductkey", 200, RequestRejectedError, Again.NEVER),
    ("iot.common.InvalidPageParams", 200, RequestRejectedError, Again.NEVER),
    ("iot.system.UidNotFound", 200, RequestRejectedError, Again.NEVER),
    ("iot.system.IllegalRequest", 200, RequestRejectedError, Again.NEVER),
    ("iot.common.InvalidFormattedParameter", 200, RequestRejectedError, Again.NEVER),
    ("iot.common.APINotSupportedInInstance", 200, RequestRejectedError, Again.NEVER),
    ("Iot.system.BillIsOverDue", 200, RequestRejectedError, Again.NEVER),
]


@pytest.mark.parametrize(("code", "status", "error", "again"), TABLE)
def test_codes(code: str, status: int, error: type[ApiError], again: Again) -> None:
    """Every documented code is of its class, and is tried again only where that can help."""
    found = meaning(code, status)
    assert found is not None
    assert (found.error, found.again) == (error, again)
    assert found.remedy


@pytest.mark.parametrize("code", ["iot.system.billisoverdue", "IOT.SYSTEM.BILLISOVERDUE", "Iot.System.BillIsOverDue"])
def test_casing(code: str) -> None:
    """The casing of codes varies in the documents, and makes no difference."""
    assert meaning(code, 200) == meaning("Iot.system.BillIsOverDue", 200)


@pytest.mark.parametrize(
    ("status", "error", "again"),
    [
        (400, RequestRejectedError, Again.NEVER),
        (401, PermissionDeniedError, Again.NEVER),
        (403, PermissionDeniedError, Again.NEVER),
        (429, ThrottledError, Again.LATER),
        (500, ServiceError, Again.LATER),
        (502, ServiceError, Again.LATER),
    ],
)
def test_unknown_code(status: int, error: type[ApiError], again: Again) -> None:
    """A code that nobody has documented is judged by its HTTP status."""
    found = meaning("Brand.New", status)
    assert found is not None
    assert (found.error, found.again) == (error, again)


def test_part_of_a_code_is_no_match() -> None:
    """Codes are compared whole: a look-alike is not taken for a throttling."""
    found = meaning("Throttling.UserNotFound", 400)
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
        ("Throttling.User", ["10 requests a second"]),
    ],
)
def test_remedies(code: str, words: list[str]) -> None:
    """The remedy names the thing to change."""
    found = meaning(code, 400)
    assert found is not None
    assert all(word in found.remedy for word in words)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 418])
def test_no_code(status: int) -> None:
    """Without a code it was not the API that answered, under any status but those of a gateway in trouble."""
    assert meaning(None, status) is None


@pytest.mark.parametrize(("status", "error"), [(408, ServiceError), (429, ThrottledError), (503, ServiceError)])
def test_no_code_of_a_gateway_in_trouble(status: int, error: type[ApiError]) -> None:
    """A gateway in trouble says so by its status alone, and is asked again later."""
    found = meaning(None, status)
    assert found is not None
    assert (found.error, found.again) == (error, Again.LATER)
