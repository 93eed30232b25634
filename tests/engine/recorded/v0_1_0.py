# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One pin of each kind (criteria, select once, lock file entry, secret criteria), and dependents."""

import pulumi
from pulumi_alicloud_iot import ota

locked = ota.get_locked_firmware(name="gateway")
pulumi.export("locked", locked.firmware_id)

highest = ota.FirmwarePin(
    "highest", product_key="a1GatewayK01", module_name="default", select=ota.FirmwareSelect.HIGHEST
)
pulumi.Stash("rollout", input=highest.firmware.firmware_id)
pulumi.export("rollout", highest.firmware)

once = ota.FirmwarePin(
    "once",
    product_key="a1GatewayK01",
    module_name="default",
    version_range="^4.0",
    select=ota.FirmwareSelect.HIGHEST,
    resolve=ota.PinResolve.ONCE,
    keepers={"campaign": "autumn"},
    blocked=[{"dest_version": "4.0.1", "reason": "loses its clock"}],
)
pulumi.export("once", once.firmware)

entry = ota.FirmwarePin("entry", lock_entry="gateway")
pulumi.export("entry", entry.firmware)

hidden = ota.FirmwarePin(
    "hidden",
    product_key=pulumi.Output.secret("a1MeterK001"),
    dest_version="1.5.2",
    type=ota.FirmwareType.FULL,
    resolve=ota.PinResolve.ONCE,
    keepers={"campaign": pulumi.Output.secret("winter")},
)
pulumi.Stash("hidden", input=hidden.firmware.firmware_id)
pulumi.export("hidden", hidden.firmware)
