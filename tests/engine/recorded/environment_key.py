# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An explicit provider without a key, and a pin. The SDKs of that build copied the environment's key."""

import pulumi
import pulumi_alicloud_iot as alicloud_iot

fleet = alicloud_iot.Provider("fleet", iot_instance_id="iot-emulator01", timeout=20)
meter = alicloud_iot.ota.FirmwarePin(
    "meter",
    product_key="a1MeterK001",
    dest_version="1.5.0",
    type=alicloud_iot.ota.FirmwareType.FULL,
    opts=pulumi.ResourceOptions(provider=fleet),
)

pulumi.export("rollout", meter.firmware.firmware_id)
