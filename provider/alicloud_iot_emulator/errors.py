# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the service refuses, as codes with their HTTP statuses.

Two families: the API gateway's own codes, answered with a 4xx or 5xx status, and the business codes of IoT Platform
(``iot.*`` in any case), which the documents show under 200 and under 400 alike: the catalogue chooses.
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

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        is_business = code.lower().startswith("iot.")
        self.http_status = None if is_business else _GATEWAY_STATUS.get(code, 400)
        self.shape: ErrorShape | None = None
