// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import { types } from "pulumi-alicloud-iot";
import { exactly } from "./exactly";

declare const blockedFirmware: types.output.ota.BlockedFirmware;
exactly<string | undefined>()(blockedFirmware.destVersion);
exactly<string | undefined>()(blockedFirmware.digest);
exactly<string | undefined>()(blockedFirmware.expires);
exactly<string | undefined>()(blockedFirmware.firmwareId);
exactly<string>()(blockedFirmware.reason);

declare const firmware: types.output.ota.Firmware;
exactly<string>()(firmware.destVersion);
exactly<string | undefined>()(firmware.digest);
exactly<string | undefined>()(firmware.firmwareDesc);
exactly<string>()(firmware.firmwareId);
exactly<string | undefined>()(firmware.firmwareName);
exactly<string | undefined>()(firmware.firmwareSign);
exactly<number | undefined>()(firmware.firmwareSize);
exactly<string | undefined>()(firmware.moduleName);
exactly<string | undefined>()(firmware.productKey);
exactly<string | undefined>()(firmware.productName);
exactly<string | undefined>()(firmware.signMethod);
exactly<string | undefined>()(firmware.srcVersion);
exactly<string>()(firmware.status);
exactly<number | undefined>()(firmware.statusCode);
exactly<string>()(firmware.type);
exactly<number | undefined>()(firmware.typeCode);
exactly<string | undefined>()(firmware.utcCreate);
exactly<string | undefined>()(firmware.utcModified);

declare const pinnedFirmware: types.output.ota.PinnedFirmware;
exactly<string>()(pinnedFirmware.destVersion);
exactly<string | undefined>()(pinnedFirmware.digest);
exactly<string>()(pinnedFirmware.firmwareId);
exactly<number | undefined>()(pinnedFirmware.firmwareSize);
exactly<string | undefined>()(pinnedFirmware.srcVersion);
exactly<string>()(pinnedFirmware.type);

declare const selectionCandidate: types.output.ota.SelectionCandidate;
exactly<string | undefined>()(selectionCandidate.criterion);
exactly<string>()(selectionCandidate.destVersion);
exactly<string>()(selectionCandidate.firmwareId);
exactly<string | undefined>()(selectionCandidate.firmwareName);
exactly<string | undefined>()(selectionCandidate.moduleName);
exactly<string>()(selectionCandidate.outcome);
exactly<string | undefined>()(selectionCandidate.productKey);
exactly<string>()(selectionCandidate.reason);
exactly<string | undefined>()(selectionCandidate.srcVersion);
exactly<string>()(selectionCandidate.status);
exactly<string>()(selectionCandidate.type);

declare const selectionStep: types.output.ota.SelectionStep;
exactly<string>()(selectionStep.criterion);
exactly<number>()(selectionStep.left);
exactly<string>()(selectionStep.value);

declare const simpleFirmwareInfo: types.output.ota.SimpleFirmwareInfo;
exactly<string | undefined>()(simpleFirmwareInfo.destVersion);
exactly<string | undefined>()(simpleFirmwareInfo.firmwareDesc);
exactly<string | undefined>()(simpleFirmwareInfo.firmwareId);
exactly<string | undefined>()(simpleFirmwareInfo.firmwareName);
exactly<string | undefined>()(simpleFirmwareInfo.firmwareSign);
exactly<number | undefined>()(simpleFirmwareInfo.firmwareSize);
exactly<string | undefined>()(simpleFirmwareInfo.moduleName);
exactly<string | undefined>()(simpleFirmwareInfo.productKey);
exactly<string | undefined>()(simpleFirmwareInfo.productName);
exactly<string | undefined>()(simpleFirmwareInfo.signMethod);
exactly<string | undefined>()(simpleFirmwareInfo.srcVersion);
exactly<number | undefined>()(simpleFirmwareInfo.status);
exactly<number | undefined>()(simpleFirmwareInfo.type);
exactly<string | undefined>()(simpleFirmwareInfo.utcCreate);
exactly<string | undefined>()(simpleFirmwareInfo.utcModified);
