# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where and as whom the service is called: explicit values, then the environment.

This is the only module that knows environment variables. Explicit values come from a provider's arguments or from
Pulumi configuration; what is found in neither is left to the default chain of alibabacloud-credentials.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "region": ("ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"),
    "accessKeyId": ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"),
    "accessKeySecret": ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_SECRET_KEY"),
    "securityToken": ("ALIBABA_CLOUD_SECURITY_TOKEN", "ALICLOUD_SECURITY_TOKEN"),
    "iotInstanceId": ("ALIBABA_CLOUD_IOT_INSTANCE_ID", "ALICLOUD_IOT_INSTANCE_ID"),
    "endpoint": ("ALIBABA_CLOUD_ENDPOINT_IOT", "IOT_ENDPOINT"),
}
"""The environment variables of each setting; the first that is set and not empty counts."""

_KEY = ("accessKeyId", "accessKeySecret", "securityToken")

DEFAULT_TIMEOUT = 60.0
"""Seconds that one look-up may take in all, retries and waits included."""

MAX_TIMEOUT = 3600.0
"""Seconds beyond which a typing error is likelier than a wish."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One snapshot of credentials. Its text shows no secret.

    Attributes:
        access_key_id: The AccessKey ID.
        access_key_secret: The AccessKey secret.
        security_token: The token of temporary (STS) credentials, or None.
    """

    access_key_id: str
    access_key_secret: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where and as whom the service is called.

    Attributes:
        region: The region, such as `cn-shanghai`.
        endpoint: The address to call in place of the region's own.
        access_key: Credentials given outright, or None for the default chain.
        iot_instance_id: The instance of every look-up that names none.
        timeout: Seconds that one look-up may take in all.
    """

    region: str | None = None
    endpoint: str | None = None
    access_key: AccessKey | None = None
    iot_instance_id: str | None = None
    timeout: float = DEFAULT_TIMEOUT


def load(explicit: Mapping[str, str | float | None], environ: Mapping[str, str]) -> Settings:
    """Return the settings that explicit values and the environment give.

    Args:
        explicit: Values by their names in the schema (`accessKeyId`); None and "" count as not given.
        environ: The environment variables.

    Raises:
        CredentialsError: One half of an access key was given without the other.
    """

    def text(name: str) -> str | None:
        value = explicit.get(name)
        return str(value) if value else _from(environ, name)

    return Settings(
        region=text("region"),
        endpoint=text("endpoint"),
        access_key=_access_key(explicit, environ),
        iot_instance_id=text("iotInstanceId"),
        timeout=float(explicit.get("timeout") or DEFAULT_TIMEOUT),
    )


def _from(environ: Mapping[str, str], name: str) -> str | None:
    return next((environ[variable] for variable in ENVIRONMENT[name] if environ.get(variable)), None)


def _access_key(explicit: Mapping[str, str | float | None], environ: Mapping[str, str]) -> AccessKey | None:
    """Take the whole key from one source: halves of two accounts must never be put together."""
    given = [str(value) if (value := explicit.get(name)) else None for name in _KEY]
    environment: list[tuple[str, list[str | None]]] = []
    for place in range(2):
        variables = [ENVIRONMENT[name][place] for name in _KEY]
        values = [environ.get(variable) for variable in variables]
        environment.append((f"{variables[0]} and {variables[1]}", values))
    if given[0] and not given[2]:
        # An SDK hands on the environment's key as if it had been given outright, and its token belongs to it.
        given[2] = next((values[2] for _, values in environment if values[:2] == given[:2]), None)
    for source, (key_id, secret, token) in [("the settings", given), *environment]:
        if key_id and secret:
            return AccessKey(key_id, secret, token or None)
        if key_id or secret or token:
            found = "Half an access key" if key_id or secret else "A securityToken alone"
            missing = "secret is" if key_id else "ID is" if secret else "ID and secret are"
            raise CredentialsError(
                f"{found} was found in {source}: the AccessKey {missing} missing.",
                "Give all parts in the same place, or none of them.",
            )
    return None
