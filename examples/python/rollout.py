# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The rollout of a fleet of gateways: what it runs, what it runs next, and who has to say so before."""

import pulumi
import pulumi_alicloud_iot as alicloud_iot
from pulumi_alicloud_iot import ota


def deploy() -> None:
    """Declare everything; `pulumi` and automation.py both run this."""
    config = pulumi.Config()
    product_key = config.require("productKey")

    # The modem's firmware comes from a partner, whose account has credentials of its own. Such a provider takes nothing
    # from the stack's settings, so that it is told where to call, too. It comes first because it is a process of its
    # own, which starts while the program goes on.
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

    # Reference: exactly this package, verified, or the deployment stops and says why. The plain form returns at once,
    # so that the program itself can read what was found.
    baseline = ota.get_firmware(
        product_key=product_key,
        module_name="default",
        dest_version=config.require("baseline"),
        type=ota.FirmwareType.FULL,
    )
    pulumi.export("baselineId", baseline.firmware_id)
    pulumi.export("baselineDigest", baseline.digest)
    pulumi.export("baselineBytes", baseline.firmware_size)

    # A stash keeps a value in the state. Here each one stands for a resource of another provider; this one for the
    # approval of a change.
    approval = pulumi.Stash("approval", input="1.5.2 on the meters")

    # The output form takes what is known only later: the approval has no ID before it is made. Until then a preview
    # looks nothing up, and shows the result as unknown.
    approved = ota.get_firmware_output(
        product_key="a1MeterK001",
        module_name="default",
        select=ota.FirmwareSelect.HIGHEST,
        blocked=approval.id.apply(
            lambda approval_id: [ota.BlockedFirmware(dest_version="1.5.2", reason=f"waits for approval {approval_id}")]
        ),
    )
    pulumi.export("approvedId", approved.firmware_id)

    # It keeps secrets, too: what is found by a secret version is a secret itself, encrypted in the state.
    camera = ota.get_firmware_output(
        product_key="a1CameraK01",
        module_name="default",
        dest_version=config.require_secret("cameraVersion"),
        type=ota.FirmwareType.FULL,
    )
    pulumi.export("cameraId", camera.firmware_id)

    # And it can wait for a resource that it takes nothing from.
    after_approval = ota.get_firmware_output(
        product_key="a1MeterK001",
        module_name="default",
        select=ota.FirmwareSelect.HIGHEST,
        opts=pulumi.InvokeOutputOptions(depends_on=[approval]),
    )
    pulumi.export("afterApprovalId", after_approval.firmware_id)

    # All that fit, whatever their status, lowest version first.
    candidates = ota.get_firmwares(
        product_key=product_key, module_name="default", type=ota.FirmwareType.FULL, version_range="^4.0"
    )
    pulumi.export("candidates", [firmware.dest_version for firmware in candidates.firmwares])

    # Pin: the highest verified 4.x. When another one is published, the next preview shows it as an update, and whatever
    # takes its version or its ID sees the new one in the same preview.
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
