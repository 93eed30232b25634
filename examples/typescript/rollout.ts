// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The rollout of a fleet of gateways: what it runs, what it runs next, and who has to say so before.

import * as pulumi from "@pulumi/pulumi";
import * as alicloudIot from "pulumi-alicloud-iot";
import { ota } from "pulumi-alicloud-iot";

/** Declare everything, and return the outputs; `pulumi` and automation.ts both run this. */
export async function deploy() {
    const config = new pulumi.Config();
    const productKey = config.require("productKey");

    // The modem's firmware comes from a partner, whose account has credentials of its own. Such a provider takes nothing
    // from the stack's settings, so that it is told where to call, too. It comes first because it is a process of its
    // own, which starts while the program goes on.
    const connection = new pulumi.Config("alicloud-iot");
    const partner = new alicloudIot.Provider("partner", {
        accessKeyId: config.require("partnerAccessKeyId"),
        accessKeySecret: config.requireSecret("partnerAccessKeySecret"),
        securityToken: config.requireSecret("partnerSecurityToken"),
        region: connection.get("region"),
        endpoint: connection.get("endpoint"),
        iotInstanceId: connection.get("iotInstanceId"),
    });

    // Reference: exactly this package, verified, or the deployment stops and says why. The plain form gives a promise,
    // so that the program itself can read what was found.
    const baseline = await ota.getFirmware({
        productKey,
        moduleName: "default",
        destVersion: config.require("baseline"),
        type: ota.FirmwareType.Full,
    });

    // A stash keeps a value in the state. Here each one stands for a resource of another provider; this one for the
    // approval of a change.
    const approval = new pulumi.Stash("approval", { input: "1.5.2 on the meters" });

    // The output form takes what is known only later: the approval has no ID before it is made. Until then a preview
    // looks nothing up, and shows the result as unknown.
    const approved = ota.getFirmwareOutput({
        productKey: "a1MeterK001",
        moduleName: "default",
        select: ota.FirmwareSelect.Highest,
        blocked: [{ destVersion: "1.5.2", reason: pulumi.interpolate`waits for approval ${approval.id}` }],
    });

    // It keeps secrets, too: what is found by a secret version is a secret itself, encrypted in the state.
    const camera = ota.getFirmwareOutput({
        productKey: "a1CameraK01",
        moduleName: "default",
        destVersion: config.requireSecret("cameraVersion"),
        type: ota.FirmwareType.Full,
    });

    // And it can wait for a resource that it takes nothing from.
    const afterApproval = ota.getFirmwareOutput(
        { productKey: "a1MeterK001", moduleName: "default", select: ota.FirmwareSelect.Highest },
        { dependsOn: [approval] },
    );

    // All that fit, whatever their status, lowest version first.
    const candidates = await ota.getFirmwares({
        productKey,
        moduleName: "default",
        type: ota.FirmwareType.Full,
        versionRange: "^4.0",
    });

    // Pin: the highest verified 4.x. When another one is published, the next preview shows it as an update, and whatever
    // takes its version or its ID sees the new one in the same preview.
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
        approvedId: approved.firmwareId,
        cameraId: camera.firmwareId,
        afterApprovalId: afterApproval.firmwareId,
        candidates: candidates.firmwares.map((firmware) => firmware.destVersion),
        rollout: gateway.firmware,
        partnerId: modem.firmwareId,
    };
}
