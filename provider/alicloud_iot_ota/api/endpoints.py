# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The endpoint for a region, and the validation of an explicit endpoint.

Source: the regions in the API's metadata and on the IoT Platform page about regions, and the host name pattern
`iot.<region>.aliyuncs.com`.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.redaction import redact_url
from alicloud_iot_ota.base.text import format_text
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

NO_SERVICE = "this-test-needs-the-fixture-ota_emulator"
"""The endpoint in a test of a program without an emulator. Every lookup refuses it before it reads credentials."""

_ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_MAX_PORT = 65535
_MAX_LABEL = 63


def endpoint(settings: Settings) -> str:
    """Return the base URL to call, without a path.

    Raises:
        SettingsError: No region is set, IoT Platform is not available in it, or the endpoint does not use https. Plain
            http is allowed for loopback addresses only.
    """
    if settings.endpoint is not None:
        return _explicit(settings.endpoint)
    if settings.region is None:
        raise SettingsError(
            "No region is set, so the endpoint is unknown.",
            "Run `pulumi config set alicloud-iot:region cn-shanghai`, or set the environment variable "
            f"ALIBABA_CLOUD_REGION. IoT Platform regions: {', '.join(REGIONS)}.",
        )
    if settings.region not in REGIONS:
        raise SettingsError(
            f'Unknown IoT Platform region "{format_text(settings.region)}". Known regions: {", ".join(REGIONS)}.',
            "Correct the region. For a region that is newer than this release, also set endpoint.",
        )
    return f"https://iot.{settings.region}.aliyuncs.com"


def _explicit(text: str) -> str:
    if text == NO_SERVICE:
        raise SettingsError(
            f"This test has no service to call ({NO_SERVICE}).",
            "Add the fixture ota_emulator to its arguments. To use it in all tests, set usefixtures = ota_emulator in "
            "pytest's configuration.",
        )
    address = _ADDRESS.fullmatch(text)
    if address is None or int(address["port"] or 0) > _MAX_PORT or not _is_host(address["host"]):
        raise SettingsError(
            f'Invalid endpoint (it starts with "{redact_url(text)}"): expected only a host and an optional port.',
            "Set a host name with an optional port, such as iot.cn-shanghai.aliyuncs.com or http://127.0.0.1:8765.",
        )
    scheme, host = (address["scheme"] or "https").lower(), address["host"]
    if scheme != "https" and not (scheme == "http" and is_loopback(host.strip("[]"))):
        raise SettingsError(
            f'The endpoint "{scheme}://{host}" would send signed requests unencrypted.',
            "Use https. Plain http is allowed only for this machine (127.0.0.1, localhost).",
        )
    port = f":{address['port']}" if address["port"] else ""
    return f"{scheme}://{host}{port}"


def _is_host(host: str) -> bool:
    """Return whether every label of a host name has a valid length."""
    return host.startswith("[") or all(0 < len(label) <= _MAX_LABEL for label in host.split("."))


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
