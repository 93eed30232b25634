# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""An example of each function and of the resource, for the schema. They run against the emulator's fleet."""

from __future__ import annotations

from alicloud_iot_ota.plugin import tokens

EXAMPLES = {
    tokens.GET_FIRMWARE: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

firmware = alicloud_iot.ota.get_firmware(
    product_key="a1GatewayK01",
    module_name="default",
    type="full",
    version_range="^4.0",
    select="highest",
)
pulumi.export("firmwareId", firmware.firmware_id)
""",
    tokens.FIND_FIRMWARE: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

candidate = alicloud_iot.ota.find_firmware(product_key="a1GatewayK01", dest_version="5.0.0", type="full")
pulumi.export("candidate", candidate.firmware.firmware_id if candidate.firmware else "none yet")
""",
    tokens.EXPLAIN_FIRMWARE: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

why = alicloud_iot.ota.explain_firmware(
    product_key="a1GatewayK01",
    module_name="default",
    type="full",
    version_range="^4.0",
    select="highest",
)
pulumi.export("why", why.message)
""",
    tokens.GET_FIRMWARES: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

unverified = alicloud_iot.ota.get_firmwares(product_key="a1GatewayK01", statuses=["unverified", "verifying"])
pulumi.export("unverified", [firmware.dest_version for firmware in unverified.firmwares])
""",
    tokens.GET_UPGRADE_PATH: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

path = alicloud_iot.ota.get_upgrade_path(
    product_key="a1GatewayK01",
    module_name="default",
    from_version="3.2.1",
    to_version="4.0.0",
)
pulumi.export("hops", [hop.firmware_id for hop in path.hops])
pulumi.export("bytes", path.total_size)
""",
    tokens.GET_FIRMWARE_PAGE: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

page = alicloud_iot.ota.get_firmware_page(current_page=1, page_size=10, product_key="a1GatewayK01")
pulumi.export("total", page.total)
""",
    tokens.GET_LOCKED_FIRMWARE: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

firmware = alicloud_iot.ota.get_locked_firmware(name="gateway", lock_file="firmware.lock")
pulumi.export("firmwareId", firmware.firmware_id)
""",
    tokens.FIRMWARE_PIN: """\
import pulumi
import pulumi_alicloud_iot as alicloud_iot

pin = alicloud_iot.ota.FirmwarePin(
    "gateway",
    product_key="a1GatewayK01",
    module_name="default",
    type="full",
    version_range="^4.0",
    select="highest",
)
pulumi.export("rollout", pin.firmware.firmware_id)
""",
}
"""A program in Python for each token."""


def described(token: str, description: str) -> str:
    """Return a description with its example, as Pulumi's registry and the generators of its SDKs expect it."""
    return (
        f"{description}\n\n{{{{% examples %}}}}\n## Example Usage\n{{{{% example %}}}}\n\n"
        f"```python\n{EXAMPLES[token]}```\n{{{{% /example %}}}}\n{{{{% /examples %}}}}"
    )
