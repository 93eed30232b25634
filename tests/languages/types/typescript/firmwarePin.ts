// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota, types } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args = {
    allowDowngrade: true,
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
    keepers: { campaign: "2026-11" },
    lockEntry: "gateway",
    lockFile: "deploy/firmware.lock",
    maxSize: 20971520,
    minAge: "14d",
    minSize: 1024,
    moduleName: "default",
    nameRegex: "^gateway-",
    onNewer: ota.OnNewer.Warn,
    onUnparsable: ota.OnUnparsable.Error,
    productKey: "a1GatewayK01",
    resolve: ota.PinResolve.Once,
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
} satisfies Required<ota.FirmwarePinArgs>;
declare const later: Later<typeof args>;

const pin = new ota.FirmwarePin("gateway", later);
exactly<pulumi.Output<boolean | undefined>>()(pin.allowDowngrade);
exactly<pulumi.Output<boolean | undefined>>()(pin.allowUnscoped);
exactly<pulumi.Output<types.output.ota.BlockedFirmware[] | undefined>>()(pin.blocked);
exactly<pulumi.Output<string | undefined>>()(pin.destVersion);
exactly<pulumi.Output<string | undefined>>()(pin.expectedDigest);
exactly<pulumi.Output<string | undefined>>()(pin.expectedFirmwareId);
exactly<pulumi.Output<number | undefined>>()(pin.expectedSize);
exactly<pulumi.Output<string | undefined>>()(pin.firmwareId);
exactly<pulumi.Output<string | undefined>>()(pin.firmwareName);
exactly<pulumi.Output<string | undefined>>()(pin.fromVersion);
exactly<pulumi.Output<boolean | undefined>>()(pin.includePrerelease);
exactly<pulumi.Output<string | undefined>>()(pin.iotInstanceId);
exactly<pulumi.Output<{ [key: string]: string } | undefined>>()(pin.keepers);
exactly<pulumi.Output<string | undefined>>()(pin.lockEntry);
exactly<pulumi.Output<string | undefined>>()(pin.lockFile);
exactly<pulumi.Output<number | undefined>>()(pin.maxSize);
exactly<pulumi.Output<string | undefined>>()(pin.minAge);
exactly<pulumi.Output<number | undefined>>()(pin.minSize);
exactly<pulumi.Output<string | undefined>>()(pin.moduleName);
exactly<pulumi.Output<string | undefined>>()(pin.nameRegex);
exactly<pulumi.Output<ota.OnNewer | undefined>>()(pin.onNewer);
exactly<pulumi.Output<ota.OnUnparsable | undefined>>()(pin.onUnparsable);
exactly<pulumi.Output<string | undefined>>()(pin.productKey);
exactly<pulumi.Output<ota.PinResolve | undefined>>()(pin.resolve);
exactly<pulumi.Output<ota.FirmwareSelect | undefined>>()(pin.select);
exactly<pulumi.Output<ota.SignMethod | undefined>>()(pin.signMethod);
exactly<pulumi.Output<string | undefined>>()(pin.srcVersion);
exactly<pulumi.Output<ota.FirmwareStatus[] | undefined>>()(pin.statuses);
exactly<pulumi.Output<ota.FirmwareType | undefined>>()(pin.type);
exactly<pulumi.Output<string | undefined>>()(pin.versionPattern);
exactly<pulumi.Output<string | undefined>>()(pin.versionRange);
exactly<pulumi.Output<string | undefined>>()(pin.versionRegex);
exactly<pulumi.Output<ota.VersionScheme | undefined>>()(pin.versionScheme);
exactly<pulumi.Output<ota.WeakDigest | undefined>>()(pin.weakDigest);
exactly<pulumi.Output<types.output.ota.PinnedFirmware>>()(pin.firmware);
