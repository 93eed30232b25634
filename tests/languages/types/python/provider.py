# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every setting of the provider, with its exact type."""

from __future__ import annotations

import pulumi
import pulumi_alicloud_iot as alicloud_iot
from typing_extensions import assert_type


def provider(text: pulumi.Output[str], count: pulumi.Output[int], seconds: pulumi.Output[float]) -> None:
    """Pass what is known only later."""
    partner = alicloud_iot.Provider(
        "partner",
        access_key_id=text,
        access_key_secret=text,
        assume_role_arn=text,
        assume_role_external_id=text,
        assume_role_session_name=text,
        cache_dir=text,
        cache_max_age=seconds,
        endpoint=text,
        iot_instance_id=text,
        profile=text,
        region=text,
        requests_per_second=count,
        security_token=text,
        timeout=seconds,
    )
    assert_type(partner.access_key_id, pulumi.Output[str | None])
    assert_type(partner.access_key_secret, pulumi.Output[str | None])
    assert_type(partner.assume_role_arn, pulumi.Output[str | None])
    assert_type(partner.assume_role_external_id, pulumi.Output[str | None])
    assert_type(partner.assume_role_session_name, pulumi.Output[str | None])
    assert_type(partner.cache_dir, pulumi.Output[str | None])
    assert_type(partner.endpoint, pulumi.Output[str | None])
    assert_type(partner.iot_instance_id, pulumi.Output[str | None])
    assert_type(partner.profile, pulumi.Output[str | None])
    assert_type(partner.region, pulumi.Output[str | None])
    assert_type(partner.security_token, pulumi.Output[str | None])


assert_type(alicloud_iot.config.accessKeyId, str | None)
assert_type(alicloud_iot.config.accessKeySecret, str | None)
assert_type(alicloud_iot.config.assumeRoleArn, str | None)
assert_type(alicloud_iot.config.assumeRoleExternalId, str | None)
assert_type(alicloud_iot.config.assumeRoleSessionName, str | None)
assert_type(alicloud_iot.config.cacheDir, str | None)
assert_type(alicloud_iot.config.cacheMaxAge, float | None)
assert_type(alicloud_iot.config.endpoint, str | None)
assert_type(alicloud_iot.config.iotInstanceId, str | None)
assert_type(alicloud_iot.config.profile, str | None)
assert_type(alicloud_iot.config.region, str | None)
assert_type(alicloud_iot.config.requestsPerSecond, int | None)
assert_type(alicloud_iot.config.securityToken, str | None)
assert_type(alicloud_iot.config.timeout, float | None)
