# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The results of every function: attributes, dictionaries, awaited results and stack outputs."""

from __future__ import annotations

import json
from typing import cast

import pulumi
from pulumi_alicloud_iot import ota

KEY, MODULE, VERSION = "a1GatewayK01", "default", "4.0.0"


def texts(firmware: ota.outputs.Firmware) -> list[object]:
    """Read a package by attribute, by key and as JSON."""
    keys = cast("dict[str, object]", firmware)
    return [firmware.dest_version, keys["dest_version"], keys.get("src_version"), list(keys), json.dumps(keys)]


found = ota.get_firmware(product_key=KEY, module_name=MODULE, dest_version=VERSION, type=ota.FirmwareType.FULL)
pulumi.export("found", found)
pulumi.export("size", json.dumps(found.firmware_size))
pulumi.export("missing", found.src_version)
pulumi.export("words", [found.status == ota.FirmwareStatus.VERIFIED, found.type == ota.FirmwareType.FULL])

trial = ota.BlockedFirmware(reason="is a trial", dest_version="9.9.9")
maybe = ota.find_firmware(None, [trial], "9.9.9", product_key=KEY)
pulumi.export("maybe", [maybe.found, maybe.firmware is None])

every = ota.get_firmwares(product_key=KEY, module_name=MODULE, statuses=[ota.FirmwareStatus.VERIFIED])
pulumi.export("every", every.firmwares)
pulumi.export("texts", texts(every.firmwares[0]))

explained = ota.explain_firmware(
    product_key=KEY,
    module_name=MODULE,
    select=ota.FirmwareSelect.HIGHEST,
    blocked=[{"dest_version": VERSION, "reason": "it bricks"}],
)
pulumi.export("explained", [explained.outcome, explained.total, explained.steps[0].left, len(explained.candidates)])
pulumi.export("steps", explained.steps)

path = ota.get_upgrade_path(product_key=KEY, module_name=MODULE, from_version="3.10.0", to_version=VERSION)
pulumi.export("path", [path.kind, path.total_size, [hop.dest_version for hop in path.hops]])

page = ota.get_firmware_page(current_page=1, page_size=2, product_key=KEY)
pulumi.export("page", page.firmware_info)


async def awaited() -> list[str]:
    """Await a result, like programs that were written for another SDK."""
    package = await ota.get_firmware(
        product_key=KEY, module_name=MODULE, dest_version=VERSION, type=ota.FirmwareType.FULL
    )
    return [type(found).__name__, type(package).__name__, package.firmware_id]


pulumi.export("awaited", pulumi.Output.from_input(awaited()))
try:
    ota.get_firmware(product_key=KEY, opts=pulumi.InvokeOptions(parent=None))
except Exception as error:  # noqa: BLE001 - the one class that both forms have in common
    pulumi.export("failed", "packages match" in str(error))
