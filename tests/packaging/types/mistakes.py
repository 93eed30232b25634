# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Mistakes in a program for the dynamic provider, each with what mypy and pyright must find in the line below it."""

from __future__ import annotations

from typing import Any

import pulumi
from typing_extensions import assert_type

from alicloud_iot_ota import dynamic as ota


def mistakes(later: pulumi.Output[str], anything: Any) -> None:  # noqa: ANN401 - what no result may be
    """Make them."""
    found = ota.get_firmware(product_key="a1GatewayK01")
    # mistake: misspelled function: attr-defined | reportAttributeAccessIssue
    ota.get_firmwere()
    # mistake: misspelled argument: call-arg | reportCallIssue
    ota.get_firmware(prodcut_key="a1GatewayK01")
    # mistake: number for a string: arg-type | reportArgumentType
    ota.get_firmware(product_key=4)
    # mistake: output for the plain form: arg-type | reportArgumentType
    ota.get_firmware(product_key=later)
    # mistake: missing argument: call-arg | reportCallIssue
    ota.get_locked_firmware()
    # mistake: misspelled attribute: attr-defined | reportAttributeAccessIssue
    pulumi.export("version", found.dest_versoin)
    # mistake: optional attribute taken for granted: assignment | reportAssignmentType
    digest: str = found.digest
    # mistake: number to a string: assignment | reportAssignmentType
    size: str = found.firmware_size
    pulumi.export("plain", [digest, size])

    pin = ota.FirmwarePin("gateway", product_key=later)
    # mistake: misspelled argument, resource: call-arg | reportCallIssue
    ota.FirmwarePin("gateway", prodcut_key=later)
    # mistake: number for a string, resource: arg-type | reportArgumentType
    ota.FirmwarePin("gateway", product_key=4)
    # mistake: misspelled output, resource: attr-defined | reportAttributeAccessIssue
    pulumi.export("firmware", pin.firmwear)
    # mistake: misspelled attribute inside apply: attr-defined | reportAttributeAccessIssue
    pin.firmware.apply(lambda firmware: firmware.dest_versoin)
    # mistake: any for a pinned package: assert-type | reportAssertTypeFailure
    assert_type(anything, ota.PinnedFirmware)
