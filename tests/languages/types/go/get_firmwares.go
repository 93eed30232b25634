// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func getFirmwares(ctx *pulumi.Context) error {
	result, err := ota.GetFirmwares(ctx, &ota.GetFirmwaresArgs{
		Blocked:           []ota.BlockedFirmware{{Reason: "bricks revision B"}},
		DestVersion:       pointer("4.0.0"),
		FirmwareId:        pointer("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
		FirmwareName:      pointer("gateway-4.0.0"),
		FromVersion:       pointer("3.2.1"),
		IncludePrerelease: pointer(true),
		IotInstanceId:     pointer("iot-0123abcd"),
		MaxSize:           pointer(20971520),
		MinAge:            pointer("14d"),
		MinSize:           pointer(1024),
		ModuleName:        pointer("default"),
		NameRegex:         pointer("^gateway-"),
		OnUnparsable:      pointer(ota.OnUnparsableError),
		ProductKey:        pointer("a1GatewayK01"),
		SignMethod:        pointer(ota.SignMethodSHA256),
		SrcVersion:        pointer("3.2.1"),
		Statuses:          []ota.FirmwareStatus{ota.FirmwareStatusVerified},
		Type:              pointer(ota.FirmwareTypeFull),
		VersionPattern:    pointer("v(?P<version>.+)"),
		VersionRange:      pointer("^4.0"),
		VersionRegex:      pointer("^4"),
		VersionScheme:     pointer(ota.VersionSchemeSemver),
	})
	if err != nil {
		return err
	}
	var _ []ota.Firmware = result.Firmwares

	output := ota.GetFirmwaresOutput(ctx, ota.GetFirmwaresOutputArgs{
		ProductKey: pulumi.String("a1GatewayK01"),
	})
	var _ ota.FirmwareArrayOutput = output.Firmwares()
	return nil
}
