# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the service refuses, as codes with their HTTP statuses.

Two families: the API gateway's own codes, answered with a 4xx or 5xx status, and the business codes of IoT Platform
(``iot.*``), which the documents show under 200 and under 400 alike; which of the two is the catalogue's choice.
Source of codes and statuses: the gateway's and IoT Platform's published error tables.
"""

from __future__ import annotations

from enum import Enum

# Every gateway code that is not listed has status 400, the gateway's usual one.
_GATEWAY_STATUS = {
    "Forbidden.RAM": 403,
    "InternalError": 500,
    "InvalidAccessKeyId.NotFound": 404,
    "InvalidApi.NotFound": 404,
    "NoPermission": 403,
    "ServiceUnavailable": 503,
    "UnsupportedHTTPMethod": 405,
}


class ErrorShape(str, Enum):
    """The bodies that an error can have."""

    JSON = "json"
    XML = "xml"
    HTML = "html"
    EMPTY = "empty"
    SUCCESS_FALSE = "success-false"


class ApiError(Exception):
    """A call that the API answers with an error.

    Attributes:
        code: the API's `Code`, for example `Throttling.User`.
        message: the API's `Message` or `ErrorMessage`.
        http_status: the status of the reply; None leaves it to the catalogue's `businessErrorStatus`.
        shape: the body of the reply; None leaves it to the status and to the format asked for.
    """

    def __init__(self, code: str, message: str, http_status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.http_status = http_status
        self.shape: ErrorShape | None = None


def gateway_error(code: str, message: str) -> ApiError:
    """Refuse a call as the API gateway does, with the status that belongs to the code."""
    return ApiError(code, message, _GATEWAY_STATUS.get(code, 400))


def business_error(code: str, message: str) -> ApiError:
    """Refuse a call as IoT Platform does, once the gateway has let it in."""
    return ApiError(code, message)


def error_of_code(code: str, message: str) -> ApiError:
    """Tell the family by the code: `iot.*` in any case is IoT Platform's, everything else the gateway's."""
    family = business_error if code.lower().startswith("iot.") else gateway_error
    return family(code, message)
