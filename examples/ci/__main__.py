# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Deploy the packages in firmware.lock. The deployment stops if a package changed or was deleted."""

import pulumi
from pulumi_alicloud_iot import ota

# Pin both entries. After a bump, the preview shows both packages, and every resource that depends on them.
gateway = ota.FirmwarePin("gateway", lock_entry="gateway")
meter = ota.FirmwarePin("meter", lock_entry="meter")

# The stashes represent the resources that start a rollout.
pulumi.Stash("gateway-rollout", input=gateway.firmware.firmware_id)
pulumi.Stash("meter-rollout", input=meter.firmware.firmware_id)

# Look up the name of the package in the same entry: a pin does not have it. A preview has no line for a function.
pulumi.export("gatewayName", ota.get_locked_firmware_output(name="gateway").firmware_name)
