// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.GetLockedFirmwareArgs> = {
    lockFile: "deploy/firmware.lock",
    name: "gateway",
    offline: true,
};
declare const later: Later<typeof args>;

export async function getLockedFirmware() {
    const result = await ota.getLockedFirmware(args);
    exactly<string>()(result.destVersion);
    exactly<string | undefined>()(result.digest);
    exactly<string>()(result.firmwareId);
    exactly<string | undefined>()(result.firmwareName);
    exactly<number | undefined>()(result.firmwareSize);
    exactly<string | undefined>()(result.iotInstanceId);
    exactly<string>()(result.moduleName);
    exactly<string | undefined>()(result.productKey);
    exactly<string | undefined>()(result.srcVersion);
    exactly<string>()(result.type);
    exactly<string | undefined>()(result.utcCreate);
    exactly<string>()(result.verdict);

    exactly<pulumi.Output<ota.GetLockedFirmwareResult>>()(ota.getLockedFirmwareOutput(later));
}
