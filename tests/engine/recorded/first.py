# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The features of the first version: a lookup, pins of a version and of the highest version, and dependents."""

import pulumi
from pulumi_alicloud_iot import ota

baseline = ota.get_firmware(
    product_key="a1GatewayK01", module_name="default", dest_version="4.0.0", type=ota.FirmwareType.FULL
)
pulumi.export("baselineId", baseline.firmware_id)

gateway = ota.FirmwarePin(
    "gateway",
    product_key="a1GatewayK01",
    module_name="default",
    type=ota.FirmwareType.FULL,
    select=ota.FirmwareSelect.HIGHEST,
)
pulumi.Stash("rollout", input=gateway.firmware.firmware_id)
pulumi.export("rollout", gateway.firmware)

meter = ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.5.2", type=ota.FirmwareType.FULL)
pulumi.export("meterVersion", meter.firmware.dest_version)

pulumi.export("secret", pulumi.Output.secret(meter.firmware.firmware_id))
