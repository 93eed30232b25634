# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""API errors: their codes and HTTP statuses.

There are two families. The API gateway's codes have a 4xx or 5xx status. The business codes of IoT Platform (``iot.*``,
case-insensitive) are documented with status 200 and with status 400; the catalog selects one. Source of codes and
statuses: the published error tables of the gateway and of IoT Platform.
"""

from __future__ import annotations

from enum import Enum

# Unlisted gateway codes have status 400, the usual status of the gateway.
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
    """The formats of an error body."""

    JSON = "json"
    XML = "xml"
    HTML = "html"
    EMPTY = "empty"
    SUCCESS_FALSE = "success-false"


class ApiError(Exception):
    """An error response of the API.

    Attributes:
        code: The API's `Code`, for example `Throttling.User`.
        message: The API's `Message` or `ErrorMessage`.
        http_status: The HTTP status; None selects the catalog's `businessErrorStatus`.
        shape: The format of the body; None selects it by the status and the requested format.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        is_business = code.lower().startswith("iot.")
        self.http_status = None if is_business else _GATEWAY_STATUS.get(code, 400)
        self.shape: ErrorShape | None = None
