// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func findFirmware(ctx *pulumi.Context) error {
	result, err := ota.FindFirmware(ctx, &ota.FindFirmwareArgs{
		AllowUnscoped:      pointer(true),
		Blocked:            []ota.BlockedFirmware{{Reason: "bricks revision B"}},
		DestVersion:        pointer("4.0.0"),
		ExpectedDigest:     pointer("md5:0123456789abcdef0123456789abcdef"),
		ExpectedFirmwareId: pointer("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
		ExpectedSize:       pointer(20971520),
		FirmwareId:         pointer("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
		FirmwareName:       pointer("gateway-4.0.0"),
		FromVersion:        pointer("3.2.1"),
		IncludePrerelease:  pointer(true),
		IotInstanceId:      pointer("iot-0123abcd"),
		MaxSize:            pointer(20971520),
		MinAge:             pointer("14d"),
		MinSize:            pointer(1024),
		ModuleName:         pointer("default"),
		NameRegex:          pointer("^gateway-"),
		OnUnparsable:       pointer(ota.OnUnparsableError),
		ProductKey:         pointer("a1GatewayK01"),
		Select:             pointer(ota.FirmwareSelectHighest),
		SignMethod:         pointer(ota.SignMethodSHA256),
		SrcVersion:         pointer("3.2.1"),
		Statuses:           []ota.FirmwareStatus{ota.FirmwareStatusVerified},
		Type:               pointer(ota.FirmwareTypeFull),
		VersionPattern:     pointer("v(?P<version>.+)"),
		VersionRange:       pointer("^4.0"),
		VersionRegex:       pointer("^4"),
		VersionScheme:      pointer(ota.VersionSchemeSemver),
		WeakDigest:         pointer(ota.WeakDigestDeny),
	})
	if err != nil {
		return err
	}
	var _ *ota.Firmware = result.Firmware
	var _ bool = result.Found

	output := ota.FindFirmwareOutput(ctx, ota.FindFirmwareOutputArgs{
		ProductKey: pulumi.String("a1GatewayK01"),
	})
	var _ ota.FirmwarePtrOutput = output.Firmware()
	var _ pulumi.BoolOutput = output.Found()
	return nil
}
