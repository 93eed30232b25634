// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota, types } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.GetFirmwaresArgs> = {
    blocked: [{ reason: "bricks revision B" }],
    destVersion: "4.0.0",
    firmwareId: "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    firmwareName: "gateway-4.0.0",
    fromVersion: "3.2.1",
    includePrerelease: true,
    iotInstanceId: "iot-0123abcd",
    maxSize: 20971520,
    minAge: "14d",
    minSize: 1024,
    moduleName: "default",
    nameRegex: "^gateway-",
    onUnparsable: ota.OnUnparsable.Error,
    productKey: "a1GatewayK01",
    signMethod: ota.SignMethod.SHA256,
    srcVersion: "3.2.1",
    statuses: [ota.FirmwareStatus.Verified],
    type: ota.FirmwareType.Full,
    versionPattern: "v(?P<version>.+)",
    versionRange: "^4.0",
    versionRegex: "^4",
    versionScheme: ota.VersionScheme.Semver,
};
declare const later: Later<typeof args>;

export async function getFirmwares() {
    const result = await ota.getFirmwares(args);
    exactly<types.output.ota.Firmware[]>()(result.firmwares);

    exactly<pulumi.Output<ota.GetFirmwaresResult>>()(ota.getFirmwaresOutput(later));
}
