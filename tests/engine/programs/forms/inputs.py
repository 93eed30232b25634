# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The inputs of the output forms: outputs, secrets, typed objects, dictionaries with Python's names, and options."""

from __future__ import annotations

import pulumi
from pulumi_alicloud_iot import ota

key = pulumi.Output.from_input("a1GatewayK01")
blocked = ota.BlockedFirmware(reason="it bricks", dest_version="4.0.1")
in_words: ota.BlockedFirmwareDict = {"reason": "it bricks", "dest_version": "4.0.1"}

by_objects = ota.get_firmware_output(
    product_key=key,
    module_name="default",
    blocked=key.apply(lambda _: [blocked]),
    statuses=[ota.FirmwareStatus.VERIFIED],
    select=key.apply(lambda _: ota.FirmwareSelect.HIGHEST),
)
pulumi.export("byObjects", by_objects)
pulumi.export("version", by_objects.dest_version)
pulumi.export("size", by_objects.apply(lambda found: found.firmware_size))

by_dictionaries = ota.find_firmware_output(
    product_key=key,
    module_name="default",
    blocked=[in_words],
    select=ota.FirmwareSelect.NEWEST,
    opts=pulumi.InvokeOutputOptions(depends_on=[]),
)
pulumi.export("byDictionaries", by_dictionaries.apply(lambda found: found.firmware))

hidden = ota.get_firmwares_output(product_key=pulumi.Output.secret("a1GatewayK01"), module_name="modem")
pulumi.export("hidden", hidden.firmwares)
path = ota.get_upgrade_path_output(product_key=key, module_name="default", from_version="3.10.0", to_version="4.0.0")
pulumi.export("hops", path.hops)
page = ota.get_firmware_page_output(current_page=1, page_size=key.apply(lambda _: 2), product_key=key)
pulumi.export("page", page.firmware_info)
