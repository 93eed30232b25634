# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A policy pack to publish to Pulumi Cloud: every pin is locked, and its package has a SHA-256 digest."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

PINS = ("alicloud-iot:ota:FirmwarePin", "pulumi-python:dynamic/alicloud-iot:FirmwarePin")


def require_locked(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type in PINS and args.props and not args.props.get("lockEntry"):
        report_violation("The pin does not set lockEntry, so its package does not come from firmware.lock.")


def require_sha256(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type in PINS and args.props:
        digest = args.props["firmware"].get("digest") or "none"
        if not digest.startswith("sha256:"):
            report_violation(f"The package of the pin needs a SHA-256 digest, got {digest.partition(':')[0]}.")


PolicyPack(
    name="firmware",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy("firmware-locked", "A pin uses firmware.lock.", require_locked),
        ResourceValidationPolicy("firmware-sha256", "A package has a SHA-256 digest.", require_sha256),
    ],
)
