# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of getLockedFirmware, with its exact type."""

from __future__ import annotations

import pulumi
from pulumi_alicloud_iot import ota
from typing_extensions import assert_type

result = ota.get_locked_firmware(
    lock_file="deploy/firmware.lock",
    name="gateway",
    offline=True,
)
assert_type(result.dest_version, str)
assert_type(result.digest, str | None)
assert_type(result.firmware_id, str)
assert_type(result.firmware_name, str | None)
assert_type(result.firmware_size, int | None)
assert_type(result.iot_instance_id, str | None)
assert_type(result.module_name, str)
assert_type(result.product_key, str | None)
assert_type(result.src_version, str | None)
assert_type(result.type, str)
assert_type(result.utc_create, str | None)
assert_type(result.verdict, str)


def output_form(text: pulumi.Output[str]) -> None:
    """Pass what is known only later."""
    output = ota.get_locked_firmware_output(
        name=text,
    )
    assert_type(output, pulumi.Output[ota.GetLockedFirmwareResult])
