// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"

func objects(
	blockedFirmware ota.BlockedFirmware,
	firmware ota.Firmware,
	pinnedFirmware ota.PinnedFirmware,
	selectionCandidate ota.SelectionCandidate,
	selectionStep ota.SelectionStep,
	simpleFirmwareInfo ota.SimpleFirmwareInfo,
) {
	var _ *string = blockedFirmware.DestVersion
	var _ *string = blockedFirmware.Digest
	var _ *string = blockedFirmware.Expires
	var _ *string = blockedFirmware.FirmwareId
	var _ string = blockedFirmware.Reason

	var _ string = firmware.DestVersion
	var _ *string = firmware.Digest
	var _ *string = firmware.FirmwareDesc
	var _ string = firmware.FirmwareId
	var _ *string = firmware.FirmwareName
	var _ *string = firmware.FirmwareSign
	var _ *int = firmware.FirmwareSize
	var _ *string = firmware.ModuleName
	var _ *string = firmware.ProductKey
	var _ *string = firmware.ProductName
	var _ *string = firmware.SignMethod
	var _ *string = firmware.SrcVersion
	var _ string = firmware.Status
	var _ *int = firmware.StatusCode
	var _ string = firmware.Type
	var _ *int = firmware.TypeCode
	var _ *string = firmware.UtcCreate
	var _ *string = firmware.UtcModified

	var _ string = pinnedFirmware.DestVersion
	var _ *string = pinnedFirmware.Digest
	var _ string = pinnedFirmware.FirmwareId
	var _ *int = pinnedFirmware.FirmwareSize
	var _ *string = pinnedFirmware.SrcVersion
	var _ string = pinnedFirmware.Type

	var _ *string = selectionCandidate.Criterion
	var _ string = selectionCandidate.DestVersion
	var _ string = selectionCandidate.FirmwareId
	var _ *string = selectionCandidate.FirmwareName
	var _ *string = selectionCandidate.ModuleName
	var _ string = selectionCandidate.Outcome
	var _ *string = selectionCandidate.ProductKey
	var _ string = selectionCandidate.Reason
	var _ *string = selectionCandidate.SrcVersion
	var _ string = selectionCandidate.Status
	var _ string = selectionCandidate.Type

	var _ string = selectionStep.Criterion
	var _ int = selectionStep.Left
	var _ string = selectionStep.Value

	var _ *string = simpleFirmwareInfo.DestVersion
	var _ *string = simpleFirmwareInfo.FirmwareDesc
	var _ *string = simpleFirmwareInfo.FirmwareId
	var _ *string = simpleFirmwareInfo.FirmwareName
	var _ *string = simpleFirmwareInfo.FirmwareSign
	var _ *int = simpleFirmwareInfo.FirmwareSize
	var _ *string = simpleFirmwareInfo.ModuleName
	var _ *string = simpleFirmwareInfo.ProductKey
	var _ *string = simpleFirmwareInfo.ProductName
	var _ *string = simpleFirmwareInfo.SignMethod
	var _ *string = simpleFirmwareInfo.SrcVersion
	var _ *int = simpleFirmwareInfo.Status
	var _ *int = simpleFirmwareInfo.Type
	var _ *string = simpleFirmwareInfo.UtcCreate
	var _ *string = simpleFirmwareInfo.UtcModified
}
