// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota, types } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.GetUpgradePathArgs> = {
    blocked: [{ reason: "bricks revision B" }],
    fromVersion: "3.2.1",
    iotInstanceId: "iot-0123abcd",
    minAge: "14d",
    moduleName: "default",
    productKey: "a1GatewayK01",
    statuses: [ota.FirmwareStatus.Verified],
    toVersion: "4.0.0",
};
declare const later: Later<typeof args>;

export async function getUpgradePath() {
    const result = await ota.getUpgradePath(args);
    exactly<number | undefined>()(result.differentialSize);
    exactly<number | undefined>()(result.fullSize);
    exactly<types.output.ota.Firmware[]>()(result.hops);
    exactly<string>()(result.kind);
    exactly<number>()(result.totalSize);

    exactly<pulumi.Output<ota.GetUpgradePathResult>>()(ota.getUpgradePathOutput(later));
}
