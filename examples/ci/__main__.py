# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Deploy what firmware.lock says, as long as the service still holds exactly that."""

import pulumi
from pulumi_alicloud_iot import ota

# Pins: where an entry is bumped, the preview shows both packages, and everything that depends on them.
gateway = ota.FirmwarePin("gateway", lock_entry="gateway")
meter = ota.FirmwarePin("meter", lock_entry="meter")

# The stashes stand for whatever starts a rollout.
pulumi.Stash("gateway-rollout", input=gateway.firmware.firmware_id)
pulumi.Stash("meter-rollout", input=meter.firmware.firmware_id)

# Reference: what a pin does not have, of the same entry. A function leaves no line of its own in a preview.
pulumi.export("gatewayName", ota.get_locked_firmware_output(name="gateway").firmware_name)
