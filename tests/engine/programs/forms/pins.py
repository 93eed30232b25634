# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins with keywords and with FirmwarePinArgs, every output of a pin, and a pin from `.get`."""

from __future__ import annotations

import pulumi
from pulumi_alicloud_iot import ota

key = pulumi.Output.from_input("a1GatewayK01")
keywords = ota.FirmwarePin(
    "keywords",
    pulumi.ResourceOptions(protect=False),
    product_key=key,
    module_name="default",
    version_range="^4.0",
    select=ota.FirmwareSelect.HIGHEST,
    max_size=1 << 30,
    resolve=ota.PinResolve.ONCE,
    keepers={"dest_version": "of the program", "firmwareId": key},
    blocked=[{"reason": "it bricks", "dest_version": "4.0.1"}],
    statuses=[ota.FirmwareStatus.VERIFIED],
)
pulumi.export("firmware", keywords.firmware)
pulumi.export("version", keywords.firmware.dest_version)
pulumi.export("size", keywords.firmware.apply(lambda firmware: [firmware.firmware_size, firmware["firmware_id"]]))
pulumi.export("criteria", [keywords.product_key, keywords.version_range, keywords.max_size, keywords.dest_version])
pulumi.export("select", keywords.select.apply(lambda select: [type(select).__name__, select]))
pulumi.export("statuses", keywords.statuses.apply(lambda given: [type(each).__name__ for each in given or []]))
pulumi.export("keepers", keywords.keepers)
pulumi.export("blocked", keywords.blocked)
pulumi.export("reason", keywords.blocked.apply(lambda all_: [(each.reason, each.dest_version) for each in all_ or []]))

arguments = ota.FirmwarePinArgs(
    product_key="a1GatewayK01",
    module_name="default",
    type=ota.FirmwareType.FULL,
    blocked=[ota.BlockedFirmwareArgs(reason="it bricks", dest_version="4.0.1")],
)
arguments.dest_version = "4.0.0"
by_arguments = ota.FirmwarePin("by-arguments", arguments, pulumi.ResourceOptions(depends_on=[keywords]))
pulumi.export("id", by_arguments.id)
pulumi.export("pinned", by_arguments.firmware.firmware_id)

hidden = ota.FirmwarePin(
    "hidden", product_key=pulumi.Output.secret("a1GatewayK01"), dest_version="4.0.0", type=arguments.type
)
pulumi.export("hidden", hidden.firmware.digest)
pulumi.export("hiddenKey", hidden.product_key)

read = ota.FirmwarePin.get("read", "qrTtkvjxjxnGdvqJQo3dNnl8anD20100")
pulumi.export("read", read.firmware.dest_version)
