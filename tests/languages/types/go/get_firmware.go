// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func getFirmware(ctx *pulumi.Context) error {
	result, err := ota.GetFirmware(ctx, &ota.GetFirmwareArgs{
		AllowUnscoped: pointer(true),
		Blocked: []ota.BlockedFirmware{{
			DestVersion: pointer("4.0.0"),
			Digest:      pointer("md5:0123456789abcdef0123456789abcdef"),
			Expires:     pointer("2026-12-31"),
			FirmwareId:  pointer("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
			Reason:      "bricks revision B",
		}},
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
	var _ string = result.DestVersion
	var _ *string = result.Digest
	var _ *string = result.FirmwareDesc
	var _ string = result.FirmwareId
	var _ *string = result.FirmwareName
	var _ *string = result.FirmwareSign
	var _ *int = result.FirmwareSize
	var _ *string = result.ModuleName
	var _ *string = result.ProductKey
	var _ *string = result.ProductName
	var _ *string = result.SignMethod
	var _ *string = result.SrcVersion
	var _ string = result.Status
	var _ *int = result.StatusCode
	var _ string = result.Type
	var _ *int = result.TypeCode
	var _ *string = result.UtcCreate
	var _ *string = result.UtcModified

	output := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		AllowUnscoped: pulumi.Bool(true),
		Blocked: ota.BlockedFirmwareArray{ota.BlockedFirmwareArgs{
			DestVersion: pulumi.String("4.0.0"),
			Digest:      pulumi.String("md5:0123456789abcdef0123456789abcdef"),
			Expires:     pulumi.String("2026-12-31"),
			FirmwareId:  pulumi.String("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
			Reason:      pulumi.String("bricks revision B"),
		}},
		DestVersion:        pulumi.String("4.0.0"),
		ExpectedDigest:     pulumi.String("md5:0123456789abcdef0123456789abcdef"),
		ExpectedFirmwareId: pulumi.String("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
		ExpectedSize:       pulumi.Int(20971520),
		FirmwareId:         pulumi.String("qrTtkvjxjxnGdvqJQo3dNnl8anD20100"),
		FirmwareName:       pulumi.String("gateway-4.0.0"),
		FromVersion:        pulumi.String("3.2.1"),
		IncludePrerelease:  pulumi.Bool(true),
		IotInstanceId:      pulumi.String("iot-0123abcd"),
		MaxSize:            pulumi.Int(20971520),
		MinAge:             pulumi.String("14d"),
		MinSize:            pulumi.Int(1024),
		ModuleName:         pulumi.String("default"),
		NameRegex:          pulumi.String("^gateway-"),
		OnUnparsable:       ota.OnUnparsableError,
		ProductKey:         pulumi.String("a1GatewayK01"),
		Select:             ota.FirmwareSelectHighest,
		SignMethod:         ota.SignMethodSHA256,
		SrcVersion:         pulumi.String("3.2.1"),
		Statuses:           ota.FirmwareStatusArray{ota.FirmwareStatusVerified},
		Type:               ota.FirmwareTypeFull,
		VersionPattern:     pulumi.String("v(?P<version>.+)"),
		VersionRange:       pulumi.String("^4.0"),
		VersionRegex:       pulumi.String("^4"),
		VersionScheme:      ota.VersionSchemeSemver,
		WeakDigest:         ota.WeakDigestDeny,
	})
	var _ pulumi.StringOutput = output.DestVersion()
	var _ pulumi.StringPtrOutput = output.Digest()
	var _ pulumi.StringPtrOutput = output.FirmwareDesc()
	var _ pulumi.StringOutput = output.FirmwareId()
	var _ pulumi.StringPtrOutput = output.FirmwareName()
	var _ pulumi.StringPtrOutput = output.FirmwareSign()
	var _ pulumi.IntPtrOutput = output.FirmwareSize()
	var _ pulumi.StringPtrOutput = output.ModuleName()
	var _ pulumi.StringPtrOutput = output.ProductKey()
	var _ pulumi.StringPtrOutput = output.ProductName()
	var _ pulumi.StringPtrOutput = output.SignMethod()
	var _ pulumi.StringPtrOutput = output.SrcVersion()
	var _ pulumi.StringOutput = output.Status()
	var _ pulumi.IntPtrOutput = output.StatusCode()
	var _ pulumi.StringOutput = output.Type()
	var _ pulumi.IntPtrOutput = output.TypeCode()
	var _ pulumi.StringPtrOutput = output.UtcCreate()
	var _ pulumi.StringPtrOutput = output.UtcModified()
	return nil
}
