# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every argument and output of explainFirmware, with its exact type."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_alicloud_iot import ota
from pulumi_alicloud_iot.ota import outputs
from typing_extensions import assert_type

result = ota.explain_firmware(
    allow_unscoped=True,
    blocked=[{"reason": "bricks revision B"}],
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
assert_type(result.candidates, Sequence[outputs.SelectionCandidate])
assert_type(result.firmware, outputs.Firmware | None)
assert_type(result.message, str)
assert_type(result.outcome, str)
assert_type(result.steps, Sequence[outputs.SelectionStep])
assert_type(result.total, int)
assert_type(result.warnings, Sequence[str])


def output_form(text: pulumi.Output[str]) -> None:
    """Pass what is known only later."""
    output = ota.explain_firmware_output(
        product_key=text,
    )
    assert_type(output, pulumi.Output[ota.ExplainFirmwareResult])
