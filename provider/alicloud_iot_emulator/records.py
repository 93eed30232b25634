# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The log of requests. It never holds a secret, a token or a signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_iot_emulator.messages import SignatureVersion

# What every call carries to say who is calling; none of it says what is asked for, and some of it is secret.
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
    """One call of the API.

    Attributes:
        request_id: the `RequestId` of the reply.
        time: by the emulator's clock, like `2019-12-28T02:42:22.000Z`.
        action: the operation asked for.
        parameters: those of the operation, without the common ones.
        signature_version: how the call is signed.
        status: the HTTP status of the answer.
        code: the API's `Code`; None if the call succeeded.
    """

    request_id: str
    time: str
    action: str
    parameters: Mapping[str, str]
    signature_version: SignatureVersion
    status: int
    code: str | None

    def line(self) -> str:
        """Write the record for a person."""
        parameters = [f"{name}={value}" for name, value in sorted(self.parameters.items())]
        call = " ".join([self.time, self.action or "(no action)", *parameters])
        return f"{call} -> {self.status} {self.code or 'OK'}"

    def as_json(self) -> dict[str, object]:
        """Write the record for the admin interface."""
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
    """Leave out the common parameters, and blank what a caller has misnamed but is secret by its look."""
    return {
        name: "[hidden]" if any(word in name.lower() for word in ("secret", "token", "signature")) else value
        for name, value in parameters.items()
        if name not in _COMMON_PARAMETERS
    }
