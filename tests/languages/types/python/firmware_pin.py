# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of the resource FirmwarePin, with its exact type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi_alicloud_iot import ota
from pulumi_alicloud_iot.ota import outputs
from typing_extensions import assert_type

later = pulumi.Output.from_input


def firmware_pin(text: pulumi.Output[str], count: pulumi.Output[int], flag: pulumi.Output[bool]) -> None:
    """Pass what is known only later."""
    pin = ota.FirmwarePin(
        "gateway",
        allow_downgrade=flag,
        allow_unscoped=flag,
        blocked=[
            {
                "dest_version": "4.0.0",
                "digest": "md5:0123456789abcdef0123456789abcdef",
                "expires": "2026-12-31",
                "firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
                "reason": "bricks revision B",
            },
            ota.BlockedFirmwareArgs(dest_version=text, digest=text, expires=text, firmware_id=text, reason=text),
        ],
        dest_version=text,
        expected_digest=text,
        expected_firmware_id=text,
        expected_size=count,
        firmware_id=text,
        firmware_name=text,
        from_version=text,
        include_prerelease=flag,
        iot_instance_id=text,
        keepers=later({"campaign": "2026-11"}),
        lock_entry=text,
        lock_file=text,
        max_size=count,
        min_age=text,
        min_size=count,
        module_name=text,
        name_regex=text,
        on_newer=later(ota.OnNewer.WARN),
        on_unparsable=later(ota.OnUnparsable.ERROR),
        product_key=text,
        resolve=later(ota.PinResolve.ONCE),
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
    assert_type(pin.allow_downgrade, pulumi.Output[bool | None])
    assert_type(pin.allow_unscoped, pulumi.Output[bool | None])
    assert_type(pin.blocked, pulumi.Output[Sequence[outputs.BlockedFirmware] | None])
    assert_type(pin.dest_version, pulumi.Output[str | None])
    assert_type(pin.expected_digest, pulumi.Output[str | None])
    assert_type(pin.expected_firmware_id, pulumi.Output[str | None])
    assert_type(pin.expected_size, pulumi.Output[int | None])
    assert_type(pin.firmware_id, pulumi.Output[str | None])
    assert_type(pin.firmware_name, pulumi.Output[str | None])
    assert_type(pin.from_version, pulumi.Output[str | None])
    assert_type(pin.include_prerelease, pulumi.Output[bool | None])
    assert_type(pin.iot_instance_id, pulumi.Output[str | None])
    assert_type(pin.keepers, pulumi.Output[Mapping[str, str] | None])
    assert_type(pin.lock_entry, pulumi.Output[str | None])
    assert_type(pin.lock_file, pulumi.Output[str | None])
    assert_type(pin.max_size, pulumi.Output[int | None])
    assert_type(pin.min_age, pulumi.Output[str | None])
    assert_type(pin.min_size, pulumi.Output[int | None])
    assert_type(pin.module_name, pulumi.Output[str | None])
    assert_type(pin.name_regex, pulumi.Output[str | None])
    assert_type(pin.on_newer, pulumi.Output[ota.OnNewer | None])
    assert_type(pin.on_unparsable, pulumi.Output[ota.OnUnparsable | None])
    assert_type(pin.product_key, pulumi.Output[str | None])
    assert_type(pin.resolve, pulumi.Output[ota.PinResolve | None])
    assert_type(pin.select, pulumi.Output[ota.FirmwareSelect | None])
    assert_type(pin.sign_method, pulumi.Output[ota.SignMethod | None])
    assert_type(pin.src_version, pulumi.Output[str | None])
    assert_type(pin.statuses, pulumi.Output[Sequence[ota.FirmwareStatus] | None])
    assert_type(pin.type, pulumi.Output[ota.FirmwareType | None])
    assert_type(pin.version_pattern, pulumi.Output[str | None])
    assert_type(pin.version_range, pulumi.Output[str | None])
    assert_type(pin.version_regex, pulumi.Output[str | None])
    assert_type(pin.version_scheme, pulumi.Output[ota.VersionScheme | None])
    assert_type(pin.weak_digest, pulumi.Output[ota.WeakDigest | None])
    assert_type(pin.firmware, pulumi.Output[outputs.PinnedFirmware])
