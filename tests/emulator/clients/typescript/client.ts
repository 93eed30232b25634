// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Calls ListOTAFirmware with Alibaba Cloud's own TypeScript SDK. It reads a JSON array of calls from stdin, and writes a
// JSON array of results to stdout.
import { readFileSync } from "node:fs";

import Client, { ListOTAFirmwareRequest } from "@alicloud/iot20180120";
import { Config } from "@alicloud/openapi-client";

interface Call {
    endpoint: string;
    accessKeyId: string;
    accessKeySecret: string;
    securityToken: string | null;
    signature: "ACS3-HMAC-SHA256" | "HMAC-SHA1";
    parameters: Record<string, string>; // by the API's names
}

interface Failure {
    code: string;
    data?: { statusCode?: number; RequestId?: string };
}

async function perform(call: Call): Promise<unknown> {
    const config = new Config({
        accessKeyId: call.accessKeyId,
        accessKeySecret: call.accessKeySecret,
        securityToken: call.securityToken ?? undefined,
        endpoint: call.endpoint,
        protocol: "HTTP",
        signatureAlgorithm: call.signature === "HMAC-SHA1" ? "v2" : undefined,
    });
    const { CurrentPage, PageSize, IotInstanceId, ProductKey, DestVersion } = call.parameters;
    const request = new ListOTAFirmwareRequest({
        currentPage: CurrentPage && Number(CurrentPage),
        pageSize: PageSize && Number(PageSize),
        iotInstanceId: IotInstanceId,
        productKey: ProductKey,
        destVersion: DestVersion,
    });
    try {
        const response = await new Client(config).listOTAFirmware(request);
        return { body: response.body.toMap() };
    } catch (error) {
        const { code, data } = error as Failure;
        if (data?.statusCode === undefined) {
            throw error;
        }
        return { error: { code, status: data.statusCode, requestId: data.RequestId } };
    }
}

async function main(): Promise<void> {
    const calls = JSON.parse(readFileSync(0, "utf8")) as Call[];
    const results = [];
    for (const call of calls) {
        results.push(await perform(call));
    }
    process.stdout.write(JSON.stringify(results));
}

void main();
