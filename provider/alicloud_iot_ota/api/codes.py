# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The error codes of the service: what each `Code` means, whether a retry can help, and how to fix the cause.

A code must match exactly, except for case. Sources: the API's metadata, and the error code pages of IoT
Platform and of the API gateway. A code that is not listed is judged by its HTTP status alone.
"""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import (
    ApiError,
    AuthenticationError,
    PermissionDeniedError,
    RequestRejectedError,
    ServiceError,
    ThrottledError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class RetryAdvice(Enum):
    """Whether and how a retry can help."""

    NEVER = "never"
    AFTER_DELAY = "after a delay"
    WITH_SERVICE_TIME = "immediately, with the service's time"
    WITH_NEW_CREDENTIALS = "immediately, with new credentials"


class ErrorInfo(msgspec.Struct, frozen=True):
    """The meaning of an error code.

    Attributes:
        error: The class of the error to raise.
        remedy: How the user can fix the cause.
        retry: Whether the same request, signed again, may succeed.
    """

    error: type[ApiError]
    remedy: str
    retry: RetryAdvice = RetryAdvice.NEVER


_THROTTLED = ErrorInfo(
    ThrottledError,
    "Retry later, or send fewer requests. The quota is 10 requests per second for the whole account.",
    RetryAdvice.AFTER_DELAY,
)
FAILED = ErrorInfo(
    ServiceError, "Retry. If the error persists, send the RequestId to Alibaba Cloud support.", RetryAdvice.AFTER_DELAY
)
"""The service reports a failure without a reason."""

_KEY = ErrorInfo(
    AuthenticationError,
    "Check the AccessKey ID. It does not exist, is disabled, or belongs to another Alibaba Cloud site.",
)
_SECRET = ErrorInfo(
    AuthenticationError,
    "Set accessKeyId and accessKeySecret again, as a pair. The secret does not match the AccessKey ID, or a proxy "
    "changed the request.",
)
_CLOCK = ErrorInfo(
    AuthenticationError,
    "Synchronize the clock of this machine (NTP, UTC). The service accepts a difference of at most 15 minutes. This "
    "also applies if the message says that a parameter is missing.",
    RetryAdvice.WITH_SERVICE_TIME,
)
CLOCK_SECONDS = 15 * 60
"""Seconds by which the time in a request may differ from the service clock."""
CLOCKS_AGREE_REMEDY = (
    "Look for a proxy that delays or changes requests. The clocks agree, so the request time came late or not at all."
)
"""The remedy if the service rejects the request time although both clocks agree."""
_TIME = ErrorInfo(
    AuthenticationError, "Look for a proxy that changes requests. The service could not read the request time."
)
_NONCE = ErrorInfo(
    AuthenticationError,
    "Retry. If the error persists, look for a proxy that sends requests twice. Each request has its own nonce.",
    RetryAdvice.AFTER_DELAY,
)
_TOKEN = ErrorInfo(
    AuthenticationError,
    "Get new temporary credentials. The security token has expired or is damaged, and the credential source has no "
    "newer one.",
    RetryAdvice.WITH_NEW_CREDENTIALS,
)
_NO_TOKEN = ErrorInfo(AuthenticationError, "Set securityToken too. This AccessKey is temporary.")
_PERMISSION = ErrorInfo(
    PermissionDeniedError,
    'Allow the action "iot:ListOTAFirmware" on the resource "*" in a RAM policy of this user or role '
    "(AliyunIOTReadOnlyAccess includes it).",
)
_INSTANCE = ErrorInfo(
    RequestRejectedError,
    "Set iotInstanceId to the ID on the Overview page of the IoT Platform console, and region to its region. Omit "
    "iotInstanceId only if the console shows no ID.",
)
_INSTANCE_STATE = ErrorInfo(RequestRejectedError, "Check the state of the instance in the IoT Platform console.")
_PRODUCT = ErrorInfo(
    RequestRejectedError,
    "Check productKey. The product must be in this region and this instance (iotInstanceId).",
)
_PAGE = ErrorInfo(RequestRejectedError, "Set currentPage to at least 1, and pageSize to a number from 1 to 100.")
_PARAMETER = ErrorInfo(RequestRejectedError, "Correct the parameter named in the message.")
_ACCOUNT = ErrorInfo(
    RequestRejectedError,
    "In the Alibaba Cloud console, activate IoT Platform for this account and pay overdue bills.",
)
_API = ErrorInfo(
    RequestRejectedError, "Check region and endpoint. This address does not serve ListOTAFirmware (version 2018-01-20)."
)


def _table(*rows: tuple[ErrorInfo, Iterable[str]]) -> dict[str, ErrorInfo]:
    return {code.lower(): error_info for error_info, codes in rows for code in codes}


CODES = _table(
    (
        _THROTTLED,
        (
            "Throttling",
            "Throttling.User",
            "Throttling.Api",
            "Rejected.Throttling",
            "iot.common.TooManyRequest",
        ),
    ),
    (
        FAILED,
        (
            "ServiceUnavailable",
            "InternalError",
            "UnknownError",
            "iot.system.SystemException",
            "iot.system.SystemError",
        ),
    ),
    (_KEY, ("InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive", "InvalidAccessKeyId")),
    (_SECRET, ("SignatureDoesNotMatch", "IncompleteSignature")),
    (_CLOCK, ("InvalidTimeStamp.Expired", "IllegalTimestamp")),
    (_TIME, ("InvalidTimeStamp.Format",)),
    (_NONCE, ("SignatureNonceUsed",)),
    (_TOKEN, ("InvalidSecurityToken.Expired", "InvalidSecurityToken.Malformed")),
    (_NO_TOKEN, ("MissingSecurityToken",)),
    (
        _PERMISSION,
        (
            "Forbidden",
            "Forbidden.RAM",
            "NoPermission",
            "iot.common.RamActionPermissionDeny",
            "iot.common.AuthActionPermissionDeny",
        ),
    ),
    (
        _INSTANCE,
        (
            "iot.system.InstanceNotFound",
            "iot.Sre.IotInstanceNotFound",
            "iot.ota.InstanceIdMisMatch",
            "iot.ota.TenantIdMisMatch",
            "iot.common.InvalidTenant",
            "IotInstanceAccessForbidden",
        ),
    ),
    (_INSTANCE_STATE, ("iot.Sre.IotInstanceStatusForbidden", "iot.common.APINotSupportedInInstance")),
    (_PRODUCT, ("iot.prod.NotExistedProduct", "iot.prod.NullProductKey", "iot.prod.InvalidFormattedProductkey")),
    (_PAGE, ("iot.common.InvalidPageParams",)),
    (
        _PARAMETER,
        (
            "MissingParameter",
            "InvalidParameter",
            "iot.system.IllegalRequest",
            "iot.common.InvalidFormattedParameter",
        ),
    ),
    (_ACCOUNT, ("iot.system.UidNotFound", "Iot.system.BillIsOverDue")),
    (_API, ("InvalidApi.NotFound", "InvalidProduct.NotFound", "InvalidVersion")),
)

_DENIED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


SUCCESS_CODES = frozenset({"", "success", "ok", "200"})
"""The values of `Code` in successful responses, in lower case.

ListOTAFirmware sends none or an empty one; other operations of the API send `success`.
"""


def is_success(code: str | None) -> bool:
    """Return whether a successful response may have this `Code`."""
    return (code or "").lower() in SUCCESS_CODES


def clock_remedy(text: str) -> str | None:
    """Return the remedy for a wrong clock if a text contains a code for it, otherwise None. STS uses the same codes."""
    lowered = text.lower()
    is_listed = any(code in lowered for code, each in CODES.items() if each is _CLOCK)
    return _CLOCK.remedy if is_listed else None


def error_info(code: str | None, http_status: int) -> ErrorInfo | None:
    """Return the meaning of a code, or of the HTTP status if the code is not listed.

    Args:
        code: The `Code`, or None if the response has none.
        http_status: The HTTP status.

    Returns:
        None if there is no code and the status is not a known error status of a gateway.
    """
    listed = CODES.get((code or "").lower())
    if listed is not None:
        return listed
    if http_status == HTTPStatus.TOO_MANY_REQUESTS:
        return _THROTTLED
    if http_status >= HTTPStatus.INTERNAL_SERVER_ERROR or http_status == HTTPStatus.REQUEST_TIMEOUT:
        return FAILED
    if code is None:
        return None
    return _PERMISSION if http_status in _DENIED else _PARAMETER
