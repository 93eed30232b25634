// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func getLockedFirmware(ctx *pulumi.Context) error {
	result, err := ota.GetLockedFirmware(ctx, &ota.GetLockedFirmwareArgs{
		LockFile: pointer("deploy/firmware.lock"),
		Name:     "gateway",
		Offline:  pointer(true),
	})
	if err != nil {
		return err
	}
	var _ string = result.DestVersion
	var _ *string = result.Digest
	var _ string = result.FirmwareId
	var _ *string = result.FirmwareName
	var _ *int = result.FirmwareSize
	var _ *string = result.IotInstanceId
	var _ string = result.ModuleName
	var _ *string = result.ProductKey
	var _ *string = result.SrcVersion
	var _ string = result.Type
	var _ *string = result.UtcCreate
	var _ string = result.Verdict

	output := ota.GetLockedFirmwareOutput(ctx, ota.GetLockedFirmwareOutputArgs{
		Name: pulumi.String("gateway"),
	})
	var _ pulumi.StringOutput = output.DestVersion()
	var _ pulumi.StringPtrOutput = output.Digest()
	var _ pulumi.StringOutput = output.FirmwareId()
	var _ pulumi.StringPtrOutput = output.FirmwareName()
	var _ pulumi.IntPtrOutput = output.FirmwareSize()
	var _ pulumi.StringPtrOutput = output.IotInstanceId()
	var _ pulumi.StringOutput = output.ModuleName()
	var _ pulumi.StringPtrOutput = output.ProductKey()
	var _ pulumi.StringPtrOutput = output.SrcVersion()
	var _ pulumi.StringOutput = output.Type()
	var _ pulumi.StringPtrOutput = output.UtcCreate()
	var _ pulumi.StringOutput = output.Verdict()
	return nil
}
