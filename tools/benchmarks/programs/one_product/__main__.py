# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A typical program: one referenced package and one pinned package."""

from __future__ import annotations

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
    version_range="^4.0",
    select=ota.FirmwareSelect.HIGHEST,
)
pulumi.export("rollout", gateway.firmware)
