// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.GetFirmwareArgs> = {
    allowUnscoped: true,
    blocked: [
        {
            destVersion: "4.0.0",
            digest: "md5:0123456789abcdef0123456789abcdef",
            expires: "2026-12-31",
            firmwareId: "qrTtkvjxjxnGdvqJQo3dNnl8anD20100",
            reason: "bricks revision B",
        },
    ],
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

export async function getFirmware() {
    const result = await ota.getFirmware(args);
    exactly<string>()(result.destVersion);
    exactly<string | undefined>()(result.digest);
    exactly<string | undefined>()(result.firmwareDesc);
    exactly<string>()(result.firmwareId);
    exactly<string | undefined>()(result.firmwareName);
    exactly<string | undefined>()(result.firmwareSign);
    exactly<number | undefined>()(result.firmwareSize);
    exactly<string | undefined>()(result.moduleName);
    exactly<string | undefined>()(result.productKey);
    exactly<string | undefined>()(result.productName);
    exactly<string | undefined>()(result.signMethod);
    exactly<string | undefined>()(result.srcVersion);
    exactly<string>()(result.status);
    exactly<number | undefined>()(result.statusCode);
    exactly<string>()(result.type);
    exactly<number | undefined>()(result.typeCode);
    exactly<string | undefined>()(result.utcCreate);
    exactly<string | undefined>()(result.utcModified);

    exactly<pulumi.Output<ota.GetFirmwareResult>>()(ota.getFirmwareOutput(later));
}
