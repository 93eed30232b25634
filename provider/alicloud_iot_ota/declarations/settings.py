# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The configuration of the provider."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from alicloud_iot_ota.declarations.arguments import Arguments
from alicloud_iot_ota.settings import DEFAULT_TIMEOUT, ENVIRONMENT, MAX_TIMEOUT


def _setting(name: str, description: str, **schema: Any) -> Meta:  # noqa: ANN401 - what Pulumi's schema takes beside it
    """Declare a setting: an empty one is one that is not given, as an empty environment variable is."""
    return Meta(
        description=description, extra_json_schema={"defaultInfo": {"environment": list(ENVIRONMENT[name])}, **schema}
    )


_Region = Annotated[
    str, _setting("region", "The region of the instance, such as `cn-shanghai`. Required unless `endpoint` is set.")
]
_AccessKeyId = Annotated[
    str,
    _setting(
        "accessKeyId",
        "The AccessKey ID. Without it, the default credentials chain of Alibaba Cloud is used.",
        secret=True,
    ),
]
_AccessKeySecret = Annotated[str, _setting("accessKeySecret", "The AccessKey secret.", secret=True)]
_SecurityToken = Annotated[
    str,
    # No default from the environment here: an SDK would put that token to a key which was given outright. The provider
    # takes it from the environment itself, beside the key that it belongs to.
    Meta(
        description="The security token of temporary (STS) credentials. An access key from the environment comes with "
        "the token from the environment.",
        extra_json_schema={"secret": True},
    ),
]
_DefaultInstanceId = Annotated[
    str, _setting("iotInstanceId", "The ID of the instance for every look-up that names none.")
]
_Endpoint = Annotated[
    str,
    _setting(
        "endpoint",
        "The address to call in place of the region's own, such as the emulator's `http://127.0.0.1:8765`. It must be "
        "https unless it is this machine itself.",
    ),
]
_Timeout = Annotated[
    float,
    Meta(
        gt=0,
        le=MAX_TIMEOUT,
        description="The seconds that one look-up may take in all, retries and waits included. "
        f"{DEFAULT_TIMEOUT:g} by default.",
    ),
]


SECRET_SETTINGS = frozenset({"accessKeyId", "accessKeySecret", "securityToken"})
"""The settings whose values no message may show."""


class ProviderArgs(Arguments, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The configuration of the provider."""

    region: _Region | None = None
    access_key_id: _AccessKeyId | None = None
    access_key_secret: _AccessKeySecret | None = None
    security_token: _SecurityToken | None = None
    iot_instance_id: _DefaultInstanceId | None = None
    endpoint: _Endpoint | None = None
    timeout: _Timeout | None = None
