# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rollout of firmware to a fleet of gateways: the current version, the next version, and the approvals."""

import pulumi
import pulumi_alicloud_iot as alicloud_iot
from pulumi_alicloud_iot import ota


def deploy() -> None:
    """Declare all resources and outputs. `pulumi` and automation.py both call this function."""
    config = pulumi.Config()
    product_key = config.require("productKey")

    # A partner with a separate account provides the firmware of the modem. An explicit provider does not read the
    # settings of the stack, so it gets the region, the endpoint and the instance as arguments. It is the first
    # resource, because it runs as a process that starts while the program continues.
    connection = pulumi.Config("alicloud-iot")
    partner = alicloud_iot.Provider(
        "partner",
        access_key_id=config.require("partnerAccessKeyId"),
        access_key_secret=config.require_secret("partnerAccessKeySecret"),
        security_token=config.require_secret("partnerSecurityToken"),
        region=connection.get("region"),
        endpoint=connection.get("endpoint"),
        iot_instance_id=connection.get("iotInstanceId"),
    )

    # Look up exactly this package. If it is missing or not verified, the deployment stops and says why. The plain form
    # returns the package directly, so the program can read its fields.
    baseline = ota.get_firmware(
        product_key=product_key,
        module_name="default",
        dest_version=config.require("baseline"),
        type=ota.FirmwareType.FULL,
    )
    pulumi.export("baselineId", baseline.firmware_id)
    pulumi.export("baselineDigest", baseline.digest)
    pulumi.export("baselineBytes", baseline.firmware_size)

    # The entry in firmware.lock records this package. The lookup checks that it is still in the catalog and unchanged.
    # Only a new lock file selects another package, so a reviewer sees the change before the preview.
    camera_baseline = ota.get_locked_firmware(name="camera-baseline")
    pulumi.export("cameraBaselineId", camera_baseline.firmware_id)

    # A stash stores a value in the state. In this example, each stash represents a resource of another provider. This
    # one represents the approval of a change.
    approval = pulumi.Stash("approval", input="1.5.2 on the meters")

    # The output form accepts values that are known only later: the approval has no ID before Pulumi creates it. Until
    # then, a preview does not look up the package, and the result is unknown.
    approved = ota.get_firmware_output(
        product_key="a1MeterK001",
        module_name="default",
        select=ota.FirmwareSelect.HIGHEST,
        blocked=approval.id.apply(
            lambda approval_id: [ota.BlockedFirmware(dest_version="1.5.2", reason=f"waits for approval {approval_id}")]
        ),
    )
    pulumi.export("approvedId", approved.firmware_id)

    # The output form also preserves secrets: a package that is found with a secret version is secret, and encrypted in
    # the state.
    camera = ota.get_firmware_output(
        product_key="a1CameraK01",
        module_name="default",
        dest_version=config.require_secret("cameraVersion"),
        type=ota.FirmwareType.FULL,
    )
    pulumi.export("cameraId", camera.firmware_id)

    # A lookup can also wait for a resource that is not one of its inputs.
    after_approval = ota.get_firmware_output(
        product_key="a1MeterK001",
        module_name="default",
        select=ota.FirmwareSelect.HIGHEST,
        opts=pulumi.InvokeOutputOptions(depends_on=[approval]),
    )
    pulumi.export("afterApprovalId", after_approval.firmware_id)

    # List all matching packages, in any verification status, lowest version first.
    candidates = ota.get_firmwares(
        product_key=product_key, module_name="default", type=ota.FirmwareType.FULL, version_range="^4.0"
    )
    pulumi.export("candidates", [firmware.dest_version for firmware in candidates.firmwares])

    # Pin the highest verified 4.x package. After a higher one is published, the next preview shows an update of the
    # pin, and of every resource that uses its version or its ID.
    gateway = ota.FirmwarePin(
        "gateway",
        product_key=product_key,
        module_name="default",
        type=ota.FirmwareType.FULL,
        version_range="^4.0",
        select=ota.FirmwareSelect.HIGHEST,
    )
    pulumi.Stash("targetVersion", input=gateway.firmware.dest_version)
    pulumi.Stash("rollout", input=gateway.firmware.firmware_id)
    pulumi.export("rollout", gateway.firmware)

    modem = ota.get_firmware_output(
        product_key=product_key,
        module_name="modem",
        select=ota.FirmwareSelect.HIGHEST,
        opts=pulumi.InvokeOutputOptions(provider=partner),
    )
    ota.FirmwarePin(
        "modem",
        product_key=product_key,
        module_name="modem",
        dest_version=modem.dest_version,
        type=ota.FirmwareType.FULL,
        opts=pulumi.ResourceOptions(provider=partner),
    )
    pulumi.export("partnerId", modem.firmware_id)
