# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The request log. It never contains a secret, a token or a signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.messages import SignatureVersion

# The parameters for authentication in every call. They do not describe the request, and some are secret.
_COMMON_PARAMETERS = frozenset(
    {
        "AccessKeyId",
        "Action",
        "Format",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "Version",
    }
)


@dataclass(frozen=True)
class RequestRecord:
    """A log record of one API call.

    Attributes:
        request_id: The `RequestId` of the response.
        time: The time by the emulator's clock, like `2019-12-28T02:42:22.000Z`.
        action: The requested operation.
        parameters: The parameters of the operation, without the common parameters.
        signature_version: The signature version of the call.
        status: The HTTP status of the response.
        code: The API's `Code`; None if the call succeeded.
    """

    request_id: str
    time: str
    action: str
    parameters: Mapping[str, str]
    signature_version: SignatureVersion
    status: int
    code: str | None

    def line(self) -> str:
        """Format the record as a line of text."""
        parameters = [f"{name}={value}" for name, value in sorted(self.parameters.items())]
        call = " ".join([self.time, self.action or "(no action)", *parameters])
        return f"{call} -> {self.status} {self.code or 'OK'}"

    def as_json(self) -> dict[str, object]:
        """Convert the record for the admin interface."""
        return {
            "requestId": self.request_id,
            "time": self.time,
            "action": self.action,
            "parameters": dict(self.parameters),
            "signatureVersion": self.signature_version.value,
            "status": self.status,
            "code": self.code,
        }


def operation_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Remove the common parameters, and mask other parameters if their name suggests a secret."""
    return {
        name: "[hidden]" if any(word in name.lower() for word in ("secret", "token", "signature")) else value
        for name, value in parameters.items()
        if name not in _COMMON_PARAMETERS
    }
