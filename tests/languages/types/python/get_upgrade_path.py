# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of getUpgradePath, with its exact type."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_alicloud_iot import ota
from pulumi_alicloud_iot.ota import outputs
from typing_extensions import assert_type

result = ota.get_upgrade_path(
    blocked=[{"reason": "bricks revision B"}],
    from_version="3.2.1",
    iot_instance_id="iot-0123abcd",
    min_age="14d",
    module_name="default",
    product_key="a1GatewayK01",
    statuses=[ota.FirmwareStatus.VERIFIED],
    to_version="4.0.0",
)
assert_type(result.differential_size, int | None)
assert_type(result.full_size, int | None)
assert_type(result.hops, Sequence[outputs.Firmware])
assert_type(result.kind, str)
assert_type(result.total_size, int)


def output_form(text: pulumi.Output[str]) -> None:
    """Pass what is known only later."""
    output = ota.get_upgrade_path_output(
        from_version=text,
        module_name=text,
        product_key=text,
        to_version=text,
    )
    assert_type(output, pulumi.Output[ota.GetUpgradePathResult])
