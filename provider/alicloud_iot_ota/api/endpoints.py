# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which address a region or an explicit endpoint means.

Source: the regions in the API's metadata and on the IoT Platform's page on regions, and the host rule
`iot.<region>.aliyuncs.com`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alicloud_iot_ota.errors import SettingsError

if TYPE_CHECKING:
    from alicloud_iot_ota.settings import Settings

REGIONS = (
    "cn-shanghai",
    "cn-beijing",
    "cn-shenzhen",
    "ap-northeast-1",
    "ap-southeast-1",
    "eu-central-1",
    "us-east-1",
    "us-west-1",
)


def endpoint(settings: Settings) -> str:
    """Return the base URL to call, without a path.

    Raises:
        SettingsError: No region is set, IoT Platform is not in it, or the endpoint is not https (plain http is for
            loopback only).
    """
    if settings.endpoint is not None:
        return _explicit(settings.endpoint)
    if settings.region is None:
        raise SettingsError(
            "No region is set, so it is not known which endpoint to ask.",
            "Set it: `pulumi config set alicloud-iot:region cn-shanghai`, or the environment variable "
            f"ALIBABA_CLOUD_REGION. IoT Platform is in {', '.join(REGIONS)}.",
        )
    if settings.region not in REGIONS:
        raise SettingsError(
            f'IoT Platform has no endpoint that is known here in the region "{settings.region}". '
            f"It is in {', '.join(REGIONS)}.",
            "Correct the region; for a region newer than this release, set endpoint as well.",
        )
    return f"https://iot.{settings.region}.aliyuncs.com"


def _explicit(text: str) -> str:
    url = urlsplit(text if "://" in text else f"https://{text}")
    try:
        port = url.port
    except ValueError:
        port = -1
    if port == -1 or not url.hostname or url.path not in {"", "/"} or url.query or url.username:
        raise SettingsError(
            f'The endpoint "{url.scheme}://{url.hostname or ""}..." is not a bare address.',
            "Give a host name with an optional port, such as iot.cn-shanghai.aliyuncs.com or http://127.0.0.1:8765.",
        )
    if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.hostname)):
        raise SettingsError(
            f'The endpoint "{url.scheme}://{url.hostname}" would send credentials in clear text.',
            "Use https; plain http is allowed to this machine itself (127.0.0.1, localhost) only.",
        )
    return f"{url.scheme}://{url.netloc}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
