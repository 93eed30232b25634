# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The errors with which a rule stops a pin."""

from __future__ import annotations

from alicloud_iot_ota.errors import OtaError


class PolicyViolationError(OtaError):
    """A pin violates a policy."""


class UnknownInputError(OtaError):
    """A policy depends on a value that is not known yet. A preview does not decide then; an update does."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The policy cannot be decided: {name} of the pin is unknown.",
            "Run the update again. If this stays, report it with your program and the versions.",
        )


class WithheldInputError(OtaError):
    """A policy depends on a value that the engine could not decrypt."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The policy cannot be decided: {name} of the pin is a secret that Pulumi could not decrypt, or damaged.",
            "To decrypt the state, set PULUMI_CONFIG_PASSPHRASE, or log in to the backend of the stack.",
        )


class PolicyConfigError(OtaError):
    """The configuration of the policy pack is invalid. The message lists every mistake."""
