# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A shorter version of examples/python with the dynamic provider: it needs no plugin."""

import pulumi

from alicloud_iot_ota import dynamic as ota

config = pulumi.Config()
product_key = config.require("productKey")

# Look up exactly this package. If it is missing or not verified, the deployment stops and says why.
baseline = ota.get_firmware(
    product_key=product_key, module_name="default", dest_version=config.require("baseline"), type=ota.FirmwareType.FULL
)
pulumi.export("baselineId", baseline.firmware_id)
pulumi.export("baselineDigest", baseline.digest)
pulumi.export("baselineBytes", baseline.firmware_size)

# The entry in firmware.lock records this package. The lookup checks that it is still in the catalog and unchanged.
# Only a new lock file selects another package, so a reviewer sees the change before the preview.
camera_baseline = ota.get_locked_firmware(name="camera-baseline")
pulumi.export("cameraBaselineId", camera_baseline.firmware_id)

# Pin the highest verified 4.x package. After a higher one is published, the next preview shows the update.
gateway = ota.FirmwarePin(
    "gateway",
    product_key=product_key,
    module_name="default",
    type=ota.FirmwareType.FULL,
    version_range="^4.0",
    select=ota.FirmwareSelect.HIGHEST,
)

# The stash represents the resource that starts the rollout. Its new input appears in the same preview.
pulumi.Stash("rollout", input=gateway.firmware.firmware_id)
pulumi.export("rollout", gateway.firmware)
