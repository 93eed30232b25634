# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Keys of accounts that do not exist. Each secret and token has a word in it that must come out nowhere."""

from __future__ import annotations

import time

from alicloud_iot_emulator.catalog import AccessKey

USER = AccessKey("LTAI-user", "canary-secret-of-the-user")
"""A long-lived key of a RAM user."""

OTHER_USER = AccessKey("LTAI-other-user", "canary-secret-of-the-other-user")
"""The same of another account."""

SESSION = AccessKey("STS.session", "canary-secret-of-the-session", "CAIS+canary/of+the+session==")
"""A temporary key."""

NEXT_SESSION = AccessKey("STS.next-session", "canary-secret-of-the-next-session", "CAIS+canary/of+the+next+session==")
"""The temporary key that follows it."""

ROLE_ARN = "acs:ram::100000000000001:role/firmware-reader"
OTHER_ROLE_ARN = "acs:ram::100000000000002:role/firmware-reader"
OIDC_PROVIDER_ARN = "acs:ram::100000000000001:oidc-provider/pipelines"

OIDC_TOKEN = "canary-jwt-of-the-issuer-4711"
METADATA_TOKEN = "canary-token-of-the-metadata-service"
ACCESS_TOKEN = "canary-access-token-of-a-person"
REFRESH_TOKEN = "canary-refresh-token-of-a-person"

CANARY = "canary"
"""What is in every secret, and stays as it is where one is encoded or blanked in part."""


def expiration(seconds: float) -> str:
    """Write the UTC time so many seconds from now as STS and the metadata service do."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def credentials_document(key: AccessKey, seconds: float = 3600) -> dict[str, str]:
    """Return a key that ends so many seconds from now, in the form that all who hand out temporary keys share."""
    return {
        "AccessKeyId": key.access_key_id,
        "AccessKeySecret": key.access_key_secret,
        "SecurityToken": key.security_token or "",
        "Expiration": expiration(seconds),
    }
