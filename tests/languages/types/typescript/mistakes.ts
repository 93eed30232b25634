// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The same mistakes as in the other languages. The comment above each one has the compiler's error.
import * as pulumi from "@pulumi/pulumi";
import * as alicloudIot from "pulumi-alicloud-iot";
import { ota } from "pulumi-alicloud-iot";
import { exactly } from "./exactly";

declare const later: pulumi.Output<string>;
declare const firmware: ota.GetFirmwareResult;
declare const output: pulumi.Output<ota.GetFirmwareResult>;
declare const pin: ota.FirmwarePin;
declare const anything: any;

// mistake: misspelled function: TS2551
ota.getFirmwere({});
// mistake: number for a string: TS2322
ota.getFirmware({ productKey: 4 });
// mistake: string for a number: TS2322
ota.getFirmware({ maxSize: "16 MiB" });
// mistake: string for a boolean: TS2322
ota.getFirmware({ includePrerelease: "yes" });
// mistake: one value for a list: TS2322
ota.getFirmware({ statuses: ota.FirmwareStatus.Verified });
// mistake: misspelled argument: TS2561
ota.getFirmware({ prodcutKey: "a1GatewayK01" });
// mistake: output for the plain form: TS2322
ota.getFirmware({ productKey: later });
// mistake: misspelled word of an enum: TS2820
ota.getFirmware({ select: "higest" });
// mistake: misspelled member of an enum: TS2551
ota.getFirmware({ select: ota.FirmwareSelect.Higest });
// mistake: member of another enum: TS2322
ota.getFirmware({ select: ota.WeakDigest.Deny });
// mistake: number for a nested string: TS2322
ota.getFirmware({ blocked: [{ reason: 4 }] });
// mistake: misspelled nested argument: TS2561
ota.getFirmware({ blocked: [{ resaon: "bricks" }] });
// mistake: missing nested argument: TS2741
ota.getFirmware({ blocked: [{ destVersion: "4.0.0" }] });
// mistake: missing argument: TS2345
ota.getUpgradePath({ productKey: "a1GatewayK01", moduleName: "default", toVersion: "4.0.0" });
// mistake: number for a string, output form: TS2322
ota.getFirmwareOutput({ productKey: 4 });
// mistake: output of another type: TS2322
ota.getFirmwareOutput({ maxSize: later });
// mistake: misspelled argument, output form: TS2561
ota.getFirmwareOutput({ prodcutKey: later });

// mistake: misspelled output: TS2551
firmware.destVersoin;
// mistake: number to a string: TS2322
const size: string = firmware.firmwareSize;
// mistake: optional output taken for granted: TS2322
const digest: string = firmware.digest;
// mistake: output to a string: TS2322
const version: string = output.destVersion;
// mistake: misspelled output, output form: TS2551
output.destVersoin;
// mistake: misspelled output inside apply: TS2551
output.apply((found) => found.destVersoin);

// mistake: number for a string, resource: TS2322
new ota.FirmwarePin("gateway", { productKey: 4 });
// mistake: misspelled argument, resource: TS2561
new ota.FirmwarePin("gateway", { prodcutKey: later });
// mistake: number in a map of strings: TS2322
new ota.FirmwarePin("gateway", { keepers: { campaign: 7 } });
// mistake: misspelled output, resource: TS2551
pin.firmwear;
// mistake: misspelled nested output: TS2551
pin.firmware.destVersoin;
// mistake: nested output of another type: TS2322
const pinned: pulumi.Output<number> = pin.firmware.destVersion;

// mistake: string for a number, setting: TS2322
new alicloudIot.Provider("partner", { timeout: "30s" });
// mistake: misspelled setting: TS2561
new alicloudIot.Provider("partner", { regoin: "cn-shanghai" });
// mistake: misspelled setting of the stack: TS2551
alicloudIot.config.regoin;

// mistake: any for a string: TS2554
exactly<string>()(anything);
