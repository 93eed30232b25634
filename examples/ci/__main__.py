# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Deploy what firmware.lock says, as long as the service still holds exactly that."""

import pulumi
from pulumi_alicloud_iot import ota

# Pin: where an entry is bumped, the preview shows the package before and after, and everything that depends on it.
gateway = ota.FirmwarePin("gateway", lock_entry="gateway")

# Reference: the package of an entry, for what needs its ID and no line of its own in the preview.
meter = ota.get_locked_firmware_output(name="meter")

# The stashes stand for whatever starts a rollout.
pulumi.Stash("gateway-rollout", input=gateway.firmware.firmware_id)
pulumi.Stash("meter-rollout", input=meter.firmware_id)
