// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota, types } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.FindFirmwareArgs> = {
    allowUnscoped: true,
    blocked: [{ reason: "bricks revision B" }],
    destVersion: "4.0.0",
    expectedDigest: "md5:0123456789abcdef0123456789abcdef",
    expectedFirmwareId: "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
    expectedSize: 20971520,
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
    select: ota.FirmwareSelect.Highest,
    signMethod: ota.SignMethod.SHA256,
    srcVersion: "3.2.1",
    statuses: [ota.FirmwareStatus.Verified],
    type: ota.FirmwareType.Full,
    versionPattern: "v(?P<version>.+)",
    versionRange: "^4.0",
    versionRegex: "^4",
    versionScheme: ota.VersionScheme.Semver,
    weakDigest: ota.WeakDigest.Deny,
};
declare const later: Later<typeof args>;

export async function findFirmware() {
    const result = await ota.findFirmware(args);
    exactly<types.output.ota.Firmware | undefined>()(result.firmware);
    exactly<boolean>()(result.found);

    exactly<pulumi.Output<ota.FindFirmwareResult>>()(ota.findFirmwareOutput(later));
}
