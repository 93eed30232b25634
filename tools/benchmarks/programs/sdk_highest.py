# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The alternative to this project: every page of a product with the official SDK, then the highest version."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import semver
from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.models import Config

if TYPE_CHECKING:
    from alibabacloud_iot20180120.models import ListOTAFirmwareResponseBodyFirmwareInfoSimpleFirmwareInfo as Package

PAGE = 100  # packages, the maximum page size of the API
VERIFIED = (-1, 1)


def client() -> Client:
    """Return a client for the endpoint, the key and the CA bundle in the environment."""
    protocol, _, host = os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"].partition("://")
    return Client(
        Config(
            access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
            access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            endpoint=host,
            protocol=protocol,
            ca=os.environ.get("REQUESTS_CA_BUNDLE"),  # the SDK does not read this variable
        )
    )


def packages(caller: Client, product_key: str) -> list[Package]:
    """Return all packages of a product."""
    found: list[Package] = []
    page, pages = 0, 1
    while page < pages:
        page += 1
        request = ListOTAFirmwareRequest(
            iot_instance_id=os.environ["ALIBABA_CLOUD_IOT_INSTANCE_ID"],
            product_key=product_key,
            current_page=page,
            page_size=PAGE,
        )
        body = caller.list_otafirmware(request).body
        if not body.success:
            sys.exit(f"ListOTAFirmware: {body.code} {body.error_message}")
        found += body.firmware_info.simple_firmware_info
        pages = body.page_count
    return found


if __name__ == "__main__":
    versions = {
        semver.Version.parse(package.dest_version): package.firmware_id
        for package in packages(client(), sys.argv[1])
        if package.status in VERIFIED and package.type == 0 and package.module_name == "default"
    }
    print(versions[max(version for version in versions if not version.prerelease)])
