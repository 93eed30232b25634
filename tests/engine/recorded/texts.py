# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A pin whose package is exported as text. The dynamic form wrote keys and numbers differently."""

import pulumi
from pulumi_alicloud_iot import ota

gateway = ota.FirmwarePin(
    "gateway",
    product_key="a1GatewayK01",
    module_name="default",
    type=ota.FirmwareType.FULL,
    select=ota.FirmwareSelect.HIGHEST,
)
pulumi.Stash("job", input=pulumi.Output.json_dumps(gateway.firmware))
pulumi.Stash("size", input=pulumi.Output.format("bytes={0}", gateway.firmware.firmware_size))
pulumi.Stash("version", input=gateway.firmware.dest_version)
pulumi.export("gateway", gateway.firmware)
