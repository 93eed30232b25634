# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of getFirmwarePage, with its exact type."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_alicloud_iot import ota
from pulumi_alicloud_iot.ota import outputs
from typing_extensions import assert_type

result = ota.get_firmware_page(
    current_page=1,
    dest_version="4.0.0",
    iot_instance_id="iot-0123abcd",
    page_size=100,
    product_key="a1GatewayK01",
)
assert_type(result.code, str | None)
assert_type(result.current_page, int | None)
assert_type(result.error_message, str | None)
assert_type(result.firmware_info, Sequence[outputs.SimpleFirmwareInfo])
assert_type(result.page_count, int | None)
assert_type(result.page_size, int | None)
assert_type(result.request_id, str | None)
assert_type(result.success, bool)
assert_type(result.total, int | None)


def output_form(count: pulumi.Output[int]) -> None:
    """Pass what is known only later."""
    output = ota.get_firmware_page_output(
        current_page=count,
        page_size=count,
    )
    assert_type(output, pulumi.Output[ota.GetFirmwarePageResult])
