# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rollout of examples/python without a provider: the program calls the service itself, with the official SDK.

It declares and exports the same things, except for the pins, which only a provider can offer. It lists each product
once
and does only what this deployment needs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pulumi
import semver
from alibabacloud_iot20180120.client import Client
from alibabacloud_iot20180120.models import ListOTAFirmwareRequest
from alibabacloud_tea_openapi.models import Config

if TYPE_CHECKING:
    from alibabacloud_iot20180120.models import ListOTAFirmwareResponseBodyFirmwareInfoSimpleFirmwareInfo as Package

PAGE = 100  # packages, the maximum page size of the API
FULL = 0
VERIFIED = (-1, 1)


class Account:
    """A client that lists each product at most once."""

    def __init__(self, access_key_id: str, access_key_secret: str, security_token: str | None = None) -> None:
        self._client = Client(
            Config(
                access_key_id=access_key_id,
                access_key_secret=access_key_secret,
                security_token=security_token,
                endpoint=os.environ["ALIBABA_CLOUD_ENDPOINT_IOT"].removeprefix("http://"),
                protocol="http",
            )
        )
        self._listed: dict[str, list[Package]] = {}

    def full(self, product_key: str, module_name: str) -> list[Package]:
        """Return the full packages of a module, in any status."""
        if product_key not in self._listed:
            self._listed[product_key] = self._list(product_key)
        return [row for row in self._listed[product_key] if row.module_name == module_name and row.type == FULL]

    def exactly(self, product_key: str, module_name: str, version: str) -> Package:
        """Return the verified package of a version, which must exist."""
        [package] = [
            row for row in self.full(product_key, module_name) if row.dest_version == version and row.status in VERIFIED
        ]
        return package

    def releases(self, product_key: str, module_name: str, major: int | None = None) -> list[Package]:
        """Return the full packages that are releases, in any status, lowest version first."""
        found = [
            row
            for row in self.full(product_key, module_name)
            if not version_of(row).prerelease and major in {None, version_of(row).major}
        ]
        return sorted(found, key=version_of)

    def highest(self, product_key: str, module_name: str, major: int | None = None, blocked: str = "") -> Package:
        """Return the verified release with the highest version, which must exist."""
        releases = self.releases(product_key, module_name, major)
        return [row for row in releases if row.status in VERIFIED and row.dest_version != blocked][-1]

    def _list(self, product_key: str) -> list[Package]:
        rows: list[Package] = []
        page, pages = 0, 1
        while page < pages:
            page += 1
            request = ListOTAFirmwareRequest(
                iot_instance_id=os.environ["ALIBABA_CLOUD_IOT_INSTANCE_ID"],
                product_key=product_key,
                current_page=page,
                page_size=PAGE,
            )
            body = self._client.list_otafirmware(request).body
            if not body.success:
                raise RuntimeError(f"ListOTAFirmware: {body.code} {body.error_message}")
            rows += body.firmware_info.simple_firmware_info
            pages = body.page_count
        return rows


def version_of(package: Package) -> semver.Version:
    """Return the sort key of a package."""
    return semver.Version.parse(package.dest_version)


def digest_of(package: Package) -> str:
    """Return the digest with its algorithm."""
    return f"{package.sign_method.lower()}:{package.firmware_sign}"


config = pulumi.Config()
product_key = config.require("productKey")
account = Account(os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"], os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"])

baseline = account.exactly(product_key, "default", config.require("baseline"))
pulumi.export("baselineId", baseline.firmware_id)
pulumi.export("baselineDigest", digest_of(baseline))
pulumi.export("baselineBytes", baseline.firmware_size)
pulumi.export("cameraBaselineId", account.exactly("a1CameraK01", "default", "V2.2.0").firmware_id)

approval = pulumi.Stash("approval", input="1.5.2 on the meters")
approved = approval.id.apply(lambda _: account.highest("a1MeterK001", "default", blocked="1.5.2").firmware_id)
pulumi.export("approvedId", approved)

camera = config.require_secret("cameraVersion").apply(
    lambda version: account.exactly("a1CameraK01", "default", version).firmware_id
)
pulumi.export("cameraId", camera)

after_approval = approval.id.apply(lambda _: account.highest("a1MeterK001", "default").firmware_id)
pulumi.export("afterApprovalId", after_approval)

candidates = account.releases(product_key, "default", major=4)
pulumi.export("candidates", [package.dest_version for package in candidates])

gateway = account.highest(product_key, "default", major=4)
pulumi.Stash("targetVersion", input=gateway.dest_version)
pulumi.Stash("rollout", input=gateway.firmware_id)
pulumi.export(
    "rollout",
    {
        "destVersion": gateway.dest_version,
        "digest": digest_of(gateway),
        "firmwareId": gateway.firmware_id,
        "firmwareSize": gateway.firmware_size,
        "type": "full",
    },
)

partner = pulumi.Output.all(
    config.require("partnerAccessKeyId"),
    config.require_secret("partnerAccessKeySecret"),
    config.require_secret("partnerSecurityToken"),
).apply(lambda key: Account(*key))
modem = partner.apply(lambda account: account.highest(product_key, "modem").firmware_id)
pulumi.export("partnerId", pulumi.Output.unsecret(modem))
