// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func getFirmwarePage(ctx *pulumi.Context) error {
	result, err := ota.GetFirmwarePage(ctx, &ota.GetFirmwarePageArgs{
		CurrentPage:   1,
		DestVersion:   pointer("4.0.0"),
		IotInstanceId: pointer("iot-0123abcd"),
		PageSize:      100,
		ProductKey:    pointer("a1GatewayK01"),
	})
	if err != nil {
		return err
	}
	var _ *string = result.Code
	var _ *int = result.CurrentPage
	var _ *string = result.ErrorMessage
	var _ []ota.SimpleFirmwareInfo = result.FirmwareInfo
	var _ *int = result.PageCount
	var _ *int = result.PageSize
	var _ *string = result.RequestId
	var _ bool = result.Success
	var _ *int = result.Total

	output := ota.GetFirmwarePageOutput(ctx, ota.GetFirmwarePageOutputArgs{
		CurrentPage: pulumi.Int(1),
		PageSize:    pulumi.Int(100),
	})
	var _ pulumi.StringPtrOutput = output.Code()
	var _ pulumi.IntPtrOutput = output.CurrentPage()
	var _ pulumi.StringPtrOutput = output.ErrorMessage()
	var _ ota.SimpleFirmwareInfoArrayOutput = output.FirmwareInfo()
	var _ pulumi.IntPtrOutput = output.PageCount()
	var _ pulumi.IntPtrOutput = output.PageSize()
	var _ pulumi.StringPtrOutput = output.RequestId()
	var _ pulumi.BoolOutput = output.Success()
	var _ pulumi.IntPtrOutput = output.Total()
	return nil
}
