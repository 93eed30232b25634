// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import { ota, types } from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const args: Required<ota.GetFirmwarePageArgs> = {
    currentPage: 1,
    destVersion: "4.0.0",
    iotInstanceId: "iot-0123abcd",
    pageSize: 100,
    productKey: "a1GatewayK01",
};
declare const later: Later<typeof args>;

export async function getFirmwarePage() {
    const result = await ota.getFirmwarePage(args);
    exactly<string | undefined>()(result.code);
    exactly<number | undefined>()(result.currentPage);
    exactly<string | undefined>()(result.errorMessage);
    exactly<types.output.ota.SimpleFirmwareInfo[]>()(result.firmwareInfo);
    exactly<number | undefined>()(result.pageCount);
    exactly<number | undefined>()(result.pageSize);
    exactly<string | undefined>()(result.requestId);
    exactly<boolean>()(result.success);
    exactly<number | undefined>()(result.total);

    exactly<pulumi.Output<ota.GetFirmwarePageResult>>()(ota.getFirmwarePageOutput(later));
}
