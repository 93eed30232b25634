# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A pin of the first version with secret criteria."""

import pulumi
from pulumi_alicloud_iot import ota

hidden = ota.FirmwarePin(
    "hidden", product_key=pulumi.Output.secret("a1MeterK001"), dest_version="1.5.2", type=ota.FirmwareType.FULL
)
pulumi.Stash("rollout", input=hidden.firmware.firmware_id)
pulumi.export("rollout", hidden.firmware)
