# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reference a firmware by its version, pin another in plain sight, and hand its ID on."""

import pulumi
import pulumi_alicloud_iot as alicloud_iot
from pulumi_alicloud_iot.ota import FirmwareSelect, FirmwareType

config = pulumi.Config()
product_key = config.require("productKey")

# Reference: exactly this package, verified, or the deployment stops and says why.
baseline = alicloud_iot.ota.get_firmware_output(
    product_key=product_key,
    module_name="default",
    dest_version=config.require("baseline"),
    type=FirmwareType.FULL,
)
pulumi.export("baselineId", baseline.firmware_id)
pulumi.export("baselineDigest", baseline.digest)
pulumi.export("baselineBytes", baseline.firmware_size)

# Pin: the highest verified 4.x. When another one is published, the next preview shows it as an update.
gateway = alicloud_iot.ota.FirmwarePin(
    "gateway",
    product_key=product_key,
    module_name="default",
    type=FirmwareType.FULL,
    version_range="^4.0",
    select=FirmwareSelect.HIGHEST,
)

# The stash stands for whatever starts the rollout: all it needs is the ID, and it sees the new one in the same preview.
pulumi.Stash("rollout", input=gateway.firmware.firmware_id)
pulumi.export("rollout", gateway.firmware)
