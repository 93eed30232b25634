# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of getFirmware, with its exact type."""

from __future__ import annotations

import pulumi
from pulumi_alicloud_iot import ota
from typing_extensions import assert_type

later = pulumi.Output.from_input

result = ota.get_firmware(
    allow_unscoped=True,
    blocked=[
        {
            "dest_version": "4.0.0",
            "digest": "md5:0123456789abcdef0123456789abcdef",
            "expires": "2026-12-31",
            "firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
            "reason": "bricks revision B",
        },
        ota.BlockedFirmware(
            dest_version="4.0.0",
            digest="md5:0123456789abcdef0123456789abcdef",
            expires="2026-12-31",
            firmware_id="qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
            reason="bricks revision B",
        ),
    ],
    dest_version="4.0.0",
    expected_digest="md5:0123456789abcdef0123456789abcdef",
    expected_firmware_id="qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    expected_size=20971520,
    firmware_id="qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    firmware_name="gateway-4.0.0",
    from_version="3.2.1",
    include_prerelease=True,
    iot_instance_id="iot-0123abcd",
    max_size=20971520,
    min_age="14d",
    min_size=1024,
    module_name="default",
    name_regex="^gateway-",
    on_unparsable=ota.OnUnparsable.ERROR,
    product_key="a1GatewayK01",
    select=ota.FirmwareSelect.HIGHEST,
    sign_method=ota.SignMethod.SHA256,
    src_version="3.2.1",
    statuses=[ota.FirmwareStatus.VERIFIED],
    type=ota.FirmwareType.FULL,
    version_pattern="v(?P<version>.+)",
    version_range="^4.0",
    version_regex="^4",
    version_scheme=ota.VersionScheme.SEMVER,
    weak_digest=ota.WeakDigest.DENY,
)
assert_type(result.dest_version, str)
assert_type(result.digest, str | None)
assert_type(result.firmware_desc, str | None)
assert_type(result.firmware_id, str)
assert_type(result.firmware_name, str | None)
assert_type(result.firmware_sign, str | None)
assert_type(result.firmware_size, int | None)
assert_type(result.module_name, str | None)
assert_type(result.product_key, str | None)
assert_type(result.product_name, str | None)
assert_type(result.sign_method, str | None)
assert_type(result.src_version, str | None)
assert_type(result.status, str)
assert_type(result.status_code, int | None)
assert_type(result.type, str)
assert_type(result.type_code, int | None)
assert_type(result.utc_create, str | None)
assert_type(result.utc_modified, str | None)


def output_form(text: pulumi.Output[str], count: pulumi.Output[int], flag: pulumi.Output[bool]) -> None:
    """Pass what is known only later."""
    output = ota.get_firmware_output(
        allow_unscoped=flag,
        # The objects in a list are plain, in this form too.
        blocked=later([ota.BlockedFirmware(reason="bricks revision B")]),
        dest_version=text,
        expected_digest=text,
        expected_firmware_id=text,
        expected_size=count,
        firmware_id=text,
        firmware_name=text,
        from_version=text,
        include_prerelease=flag,
        iot_instance_id=text,
        max_size=count,
        min_age=text,
        min_size=count,
        module_name=text,
        name_regex=text,
        on_unparsable=later(ota.OnUnparsable.ERROR),
        product_key=text,
        select=later(ota.FirmwareSelect.HIGHEST),
        sign_method=later(ota.SignMethod.SHA256),
        src_version=text,
        statuses=later([ota.FirmwareStatus.VERIFIED]),
        type=later(ota.FirmwareType.FULL),
        version_pattern=text,
        version_range=text,
        version_regex=text,
        version_scheme=later(ota.VersionScheme.SEMVER),
        weak_digest=later(ota.WeakDigest.DENY),
    )
    assert_type(output, pulumi.Output[ota.GetFirmwareResult])
