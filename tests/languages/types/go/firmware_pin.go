// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func firmwarePin(ctx *pulumi.Context) error {
	pin, err := ota.NewFirmwarePin(ctx, "gateway", &ota.FirmwarePinArgs{
		AllowDowngrade: pulumi.Bool(true),
		AllowUnscoped:  pulumi.Bool(true),
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
		Keepers:            pulumi.StringMap{"campaign": pulumi.String("2026-11")},
		LockEntry:          pulumi.String("gateway"),
		LockFile:           pulumi.String("deploy/firmware.lock"),
		MaxSize:            pulumi.Int(20971520),
		MinAge:             pulumi.String("14d"),
		MinSize:            pulumi.Int(1024),
		ModuleName:         pulumi.String("default"),
		NameRegex:          pulumi.String("^gateway-"),
		OnNewer:            ota.OnNewerWarn,
		OnUnparsable:       ota.OnUnparsableError,
		ProductKey:         pulumi.String("a1GatewayK01"),
		Resolve:            ota.PinResolveOnce,
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
	if err != nil {
		return err
	}
	var _ pulumi.BoolPtrOutput = pin.AllowDowngrade
	var _ pulumi.BoolPtrOutput = pin.AllowUnscoped
	var _ ota.BlockedFirmwareArrayOutput = pin.Blocked
	var _ pulumi.StringPtrOutput = pin.DestVersion
	var _ pulumi.StringPtrOutput = pin.ExpectedDigest
	var _ pulumi.StringPtrOutput = pin.ExpectedFirmwareId
	var _ pulumi.IntPtrOutput = pin.ExpectedSize
	var _ pulumi.StringPtrOutput = pin.FirmwareId
	var _ pulumi.StringPtrOutput = pin.FirmwareName
	var _ pulumi.StringPtrOutput = pin.FromVersion
	var _ pulumi.BoolPtrOutput = pin.IncludePrerelease
	var _ pulumi.StringPtrOutput = pin.IotInstanceId
	var _ pulumi.StringMapOutput = pin.Keepers
	var _ pulumi.StringPtrOutput = pin.LockEntry
	var _ pulumi.StringPtrOutput = pin.LockFile
	var _ pulumi.IntPtrOutput = pin.MaxSize
	var _ pulumi.StringPtrOutput = pin.MinAge
	var _ pulumi.IntPtrOutput = pin.MinSize
	var _ pulumi.StringPtrOutput = pin.ModuleName
	var _ pulumi.StringPtrOutput = pin.NameRegex
	var _ ota.OnNewerPtrOutput = pin.OnNewer
	var _ ota.OnUnparsablePtrOutput = pin.OnUnparsable
	var _ pulumi.StringPtrOutput = pin.ProductKey
	var _ ota.PinResolvePtrOutput = pin.Resolve
	var _ ota.FirmwareSelectPtrOutput = pin.Select
	var _ ota.SignMethodPtrOutput = pin.SignMethod
	var _ pulumi.StringPtrOutput = pin.SrcVersion
	var _ ota.FirmwareStatusArrayOutput = pin.Statuses
	var _ ota.FirmwareTypePtrOutput = pin.Type
	var _ pulumi.StringPtrOutput = pin.VersionPattern
	var _ pulumi.StringPtrOutput = pin.VersionRange
	var _ pulumi.StringPtrOutput = pin.VersionRegex
	var _ ota.VersionSchemePtrOutput = pin.VersionScheme
	var _ ota.WeakDigestPtrOutput = pin.WeakDigest
	var _ ota.PinnedFirmwareOutput = pin.Firmware
	return nil
}
