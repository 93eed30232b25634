# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A program for the dynamic provider, with the exact type of what it gets."""

from __future__ import annotations

import pulumi
from typing_extensions import assert_type

from alicloud_iot_ota import dynamic as ota


def functions(text: pulumi.Output[str]) -> None:
    """Look packages up, now and later."""
    found = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type=ota.FirmwareType.FULL)
    assert_type(found, ota.GetFirmwareResult)
    assert_type(found.dest_version, str)
    assert_type(found.digest, str | None)
    assert_type(found.firmware_size, int | None)
    assert_type(found.status_code, int | None)
    later = ota.get_firmware_output(product_key=text, select=ota.FirmwareSelect.HIGHEST)
    assert_type(later, pulumi.Output[ota.GetFirmwareResult])

    maybe = ota.find_firmware(product_key="a1GatewayK01", statuses=[ota.FirmwareStatus.VERIFIED])
    assert_type(maybe.found, bool)
    assert_type(maybe.firmware, ota.Firmware | None)

    every = ota.get_firmwares(product_key="a1GatewayK01", blocked=[{"dest_version": "4.0.0", "reason": "bricks"}])
    assert_type(every.firmwares, list[ota.Firmware])
    assert_type(every.firmwares[0].src_version, str | None)

    explained = ota.explain_firmware(product_key="a1GatewayK01")
    assert_type(explained.steps[0].left, int)
    assert_type(explained.candidates[0].criterion, str | None)
    assert_type(explained.warnings, list[str])

    path = ota.get_upgrade_path(
        product_key="a1GatewayK01", module_name="default", from_version="3.10.0", to_version="4.0.0"
    )
    assert_type(path.hops, list[ota.Firmware])
    assert_type(path.total_size, int)

    page = ota.get_firmware_page(current_page=1, page_size=10)
    assert_type(page.firmware_info[0].status, int | None)

    locked = ota.get_locked_firmware(name="gateway")
    assert_type(locked.verdict, str)


def resource(text: pulumi.Output[str]) -> None:
    """Pin a package."""
    pin = ota.FirmwarePin(
        "gateway",
        pulumi.ResourceOptions(protect=True),
        product_key=text,
        module_name="default",
        select="highest",
        resolve=ota.PinResolve.ONCE,
        keepers={"campaign": text},
        blocked=[{"dest_version": text, "reason": "bricks"}],
    )
    assert_type(pin.firmware, pulumi.Output[ota.PinnedFirmware])
    assert_type(pin.firmware.apply(lambda firmware: firmware.dest_version), pulumi.Output[str])
    assert_type(pin.firmware.apply(lambda firmware: firmware.firmware_size), pulumi.Output[int | None])
