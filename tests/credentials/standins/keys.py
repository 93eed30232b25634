# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Keys of accounts that do not exist. Each secret and token contains a word that must not appear in any output."""

from __future__ import annotations

import time

from alicloud_iot_emulator.catalog import AccessKey

USER = AccessKey("LTAI-user", "canary-secret-of-the-user")
"""A long-lived key of a RAM user."""

OTHER_USER = AccessKey("LTAI-other-user", "canary-secret-of-the-other-user")
"""A long-lived key of a RAM user in another account."""

SESSION = AccessKey("STS.session", "canary-secret-of-the-session", "CAIS+canary/of+the+session==")
"""A temporary key."""

NEXT_SESSION = AccessKey("STS.next-session", "canary-secret-of-the-next-session", "CAIS+canary/of+the+next+session==")
"""The next temporary key."""

ROLE_ARN = "acs:ram::100000000000001:role/firmware-reader"
OTHER_ROLE_ARN = "acs:ram::100000000000002:role/firmware-reader"
OIDC_PROVIDER_ARN = "acs:ram::100000000000001:oidc-provider/pipelines"

OIDC_TOKEN = "canary-jwt-of-the-issuer-4711"
METADATA_TOKEN = "canary-token-of-the-metadata-service"
ACCESS_TOKEN = "canary-access-token-of-a-person"
REFRESH_TOKEN = "canary-refresh-token-of-a-person"

CANARY = "canary"
"""A word in every secret that stays recognizable if the secret is encoded or partly hidden."""


def expiration(seconds: float) -> str:
    """Return the UTC time this number of seconds from now, in the format of STS and the metadata service."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def credentials_document(key: AccessKey, seconds: float = 3600) -> dict[str, str]:
    """Return a key that expires in this number of seconds, in the common format of all sources of temporary keys."""
    return {
        "AccessKeyId": key.access_key_id,
        "AccessKeySecret": key.access_key_secret,
        "SecurityToken": key.security_token or "",
        "Expiration": expiration(seconds),
    }
