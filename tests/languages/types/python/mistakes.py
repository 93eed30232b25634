# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The same mistakes as in the other languages. The comment above each one has the errors of mypy and pyright."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_alicloud_iot as alicloud_iot
from pulumi_alicloud_iot import ota
from typing_extensions import assert_type


def mistakes(
    later: pulumi.Output[str],
    firmware: ota.GetFirmwareResult,
    output: pulumi.Output[ota.GetFirmwareResult],
    pin: ota.FirmwarePin,
    anything: Any,  # noqa: ANN401 - what no result may be
) -> None:
    """Make all the mistakes."""
    # mistake: misspelled function: attr-defined | reportAttributeAccessIssue
    ota.get_firmwere()
    # mistake: number for a string: arg-type | reportArgumentType
    ota.get_firmware(product_key=4)
    # mistake: string for a number: arg-type | reportArgumentType
    ota.get_firmware(max_size="16 MiB")
    # mistake: string for a boolean: arg-type | reportArgumentType
    ota.get_firmware(include_prerelease="yes")
    # mistake: one value for a list: arg-type | reportArgumentType
    ota.get_firmware(statuses=ota.FirmwareStatus.VERIFIED)
    # mistake: misspelled argument: call-arg | reportCallIssue
    ota.get_firmware(prodcut_key="a1GatewayK01")
    # mistake: output for the plain form: arg-type | reportArgumentType
    ota.get_firmware(product_key=later)
    # mistake: misspelled word of an enum: arg-type | reportArgumentType
    ota.get_firmware(select="higest")
    # mistake: misspelled member of an enum: attr-defined | reportAttributeAccessIssue
    ota.get_firmware(select=ota.FirmwareSelect.HIGEST)
    # mistake: member of another enum: arg-type | reportArgumentType
    ota.get_firmware(select=ota.WeakDigest.DENY)
    # mistake: number for a nested string: list-item | reportArgumentType
    ota.get_firmware(blocked=[{"reason": 4}])
    # mistake: misspelled nested argument: list-item | reportArgumentType
    ota.get_firmware(blocked=[{"resaon": "bricks"}])
    # mistake: missing nested argument: list-item | reportArgumentType
    ota.get_firmware(blocked=[{"dest_version": "4.0.0"}])
    # mistake: number for a string, output form: arg-type | reportArgumentType
    ota.get_firmware_output(product_key=4)
    # mistake: output of another type: arg-type | reportArgumentType
    ota.get_firmware_output(max_size=later)
    # mistake: misspelled argument, output form: call-arg | reportCallIssue
    ota.get_firmware_output(prodcut_key=later)

    # mistake: misspelled output: attr-defined | reportAttributeAccessIssue
    pulumi.export("version", firmware.dest_versoin)
    # mistake: number to a string: assignment | reportAssignmentType
    size: str = firmware.firmware_size
    # mistake: optional output taken for granted: assignment | reportAssignmentType
    digest: str = firmware.digest
    # mistake: output to a string: assignment | reportAssignmentType
    version: str = output.dest_version
    # mistake: misspelled output inside apply: attr-defined | reportAttributeAccessIssue
    output.apply(lambda found: found.dest_versoin)
    pulumi.export("plain", [size, digest, version])

    # mistake: number for a string, resource: call-overload | reportArgumentType
    ota.FirmwarePin("gateway", product_key=4)
    # mistake: misspelled argument, resource: call-overload | reportCallIssue
    ota.FirmwarePin("gateway", prodcut_key=later)
    # mistake: number in a map of strings: dict-item | reportArgumentType
    ota.FirmwarePin("gateway", keepers={"campaign": 7})
    # mistake: misspelled output, resource: attr-defined | reportAttributeAccessIssue
    pulumi.export("firmware", pin.firmwear)
    # mistake: nested output of another type: arg-type | reportAssignmentType
    pinned: pulumi.Output[int] = pin.firmware.apply(lambda found: found.dest_version)
    pulumi.export("pinned", pinned)

    # mistake: string for a number, setting: call-overload | reportArgumentType
    alicloud_iot.Provider("partner", timeout="30s")
    # mistake: misspelled setting: call-overload | reportCallIssue
    alicloud_iot.Provider("partner", regoin="cn-shanghai")
    # mistake: misspelled setting of the stack: attr-defined | reportAttributeAccessIssue
    pulumi.export("region", alicloud_iot.config.regoin)

    # mistake: any for a string: assert-type | reportAssertTypeFailure
    assert_type(anything, str)
