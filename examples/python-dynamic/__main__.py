# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The same as examples/python with the wheel alone: no plugin, the look-ups run in the program."""

import pulumi

from alicloud_iot_ota import dynamic as ota

config = pulumi.Config()
product_key = config.require("productKey")

# Reference: exactly this package, verified, or the deployment stops and says why.
baseline = ota.get_firmware(
    product_key=product_key, module_name="default", dest_version=config.require("baseline"), type=ota.FirmwareType.FULL
)
pulumi.export("baselineId", baseline.firmware_id)
pulumi.export("baselineDigest", baseline.digest)
pulumi.export("baselineBytes", baseline.firmware_size)

# Pin: the highest verified 4.x. When another one is published, the next preview shows it as an update.
gateway = ota.FirmwarePin(
    "gateway",
    product_key=product_key,
    module_name="default",
    type=ota.FirmwareType.FULL,
    version_range="^4.0",
    select=ota.FirmwareSelect.HIGHEST,
)

# The stash stands for whatever starts the rollout: all it needs is the ID, and it sees the new one in the same preview.
pulumi.Stash("rollout", input=gateway.firmware.firmware_id)
pulumi.export("rollout", gateway.firmware)
