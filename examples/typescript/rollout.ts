// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The rollout of firmware to a fleet of gateways: the current version, the next version, and the approvals.

import * as pulumi from "@pulumi/pulumi";
import * as alicloudIot from "pulumi-alicloud-iot";
import { ota } from "pulumi-alicloud-iot";

/** Declare all resources, and return the outputs. `pulumi` and automation.ts both call this function. */
export async function deploy() {
    const config = new pulumi.Config();
    const productKey = config.require("productKey");

    // A partner with a separate account provides the firmware of the modem. An explicit provider does not read the
    // settings of the stack, so it gets the region, the endpoint and the instance as arguments. It is the first
    // resource, because it runs as a process that starts while the program continues.
    const connection = new pulumi.Config("alicloud-iot");
    const partner = new alicloudIot.Provider("partner", {
        accessKeyId: config.require("partnerAccessKeyId"),
        accessKeySecret: config.requireSecret("partnerAccessKeySecret"),
        securityToken: config.requireSecret("partnerSecurityToken"),
        region: connection.get("region"),
        endpoint: connection.get("endpoint"),
        iotInstanceId: connection.get("iotInstanceId"),
    });

    // Look up exactly this package. If it is missing or not verified, the deployment stops and says why. The plain form
    // returns a promise of the package, so the program can read its fields.
    const baseline = await ota.getFirmware({
        productKey,
        moduleName: "default",
        destVersion: config.require("baseline"),
        type: ota.FirmwareType.Full,
    });

    // The entry in firmware.lock records this package. The lookup checks that it is still in the catalog and unchanged.
    // Only a new lock file selects another package, so a reviewer sees the change before the preview.
    const cameraBaseline = await ota.getLockedFirmware({ name: "camera-baseline" });

    // A stash stores a value in the state. In this example, each stash represents a resource of another provider. This
    // one represents the approval of a change.
    const approval = new pulumi.Stash("approval", { input: "1.5.2 on the meters" });

    // The output form accepts values that are known only later: the approval has no ID before Pulumi creates it. Until
    // then, a preview does not look up the package, and the result is unknown.
    const approved = ota.getFirmwareOutput({
        productKey: "a1MeterK001",
        moduleName: "default",
        select: ota.FirmwareSelect.Highest,
        blocked: [{ destVersion: "1.5.2", reason: pulumi.interpolate`waits for approval ${approval.id}` }],
    });

    // The output form also preserves secrets: a package that is found with a secret version is secret, and encrypted in
    // the state.
    const camera = ota.getFirmwareOutput({
        productKey: "a1CameraK01",
        moduleName: "default",
        destVersion: config.requireSecret("cameraVersion"),
        type: ota.FirmwareType.Full,
    });

    // A lookup can also wait for a resource that is not one of its inputs.
    const afterApproval = ota.getFirmwareOutput(
        { productKey: "a1MeterK001", moduleName: "default", select: ota.FirmwareSelect.Highest },
        { dependsOn: [approval] },
    );

    // List all matching packages, in any verification status, lowest version first.
    const candidates = await ota.getFirmwares({
        productKey,
        moduleName: "default",
        type: ota.FirmwareType.Full,
        versionRange: "^4.0",
    });

    // Pin the highest verified 4.x package. After a higher one is published, the next preview shows an update of the
    // pin, and of every resource that uses its version or its ID.
    const gateway = new ota.FirmwarePin("gateway", {
        productKey,
        moduleName: "default",
        type: ota.FirmwareType.Full,
        versionRange: "^4.0",
        select: ota.FirmwareSelect.Highest,
    });
    new pulumi.Stash("targetVersion", { input: gateway.firmware.destVersion });
    new pulumi.Stash("rollout", { input: gateway.firmware.firmwareId });

    const modem = ota.getFirmwareOutput(
        { productKey, moduleName: "modem", select: ota.FirmwareSelect.Highest },
        { provider: partner },
    );
    new ota.FirmwarePin(
        "modem",
        { productKey, moduleName: "modem", destVersion: modem.destVersion, type: ota.FirmwareType.Full },
        { provider: partner },
    );

    return {
        baselineId: baseline.firmwareId,
        baselineDigest: baseline.digest,
        baselineBytes: baseline.firmwareSize,
        cameraBaselineId: cameraBaseline.firmwareId,
        approvedId: approved.firmwareId,
        cameraId: camera.firmwareId,
        afterApprovalId: afterApproval.firmwareId,
        candidates: candidates.firmwares.map((firmware) => firmware.destVersion),
        rollout: gateway.firmware,
        partnerId: modem.firmwareId,
    };
}
