// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func getUpgradePath(ctx *pulumi.Context) error {
	result, err := ota.GetUpgradePath(ctx, &ota.GetUpgradePathArgs{
		Blocked:       []ota.BlockedFirmware{{Reason: "bricks revision B"}},
		FromVersion:   "3.2.1",
		IotInstanceId: pointer("iot-0123abcd"),
		MinAge:        pointer("14d"),
		ModuleName:    "default",
		ProductKey:    "a1GatewayK01",
		Statuses:      []ota.FirmwareStatus{ota.FirmwareStatusVerified},
		ToVersion:     "4.0.0",
	})
	if err != nil {
		return err
	}
	var _ *int = result.DifferentialSize
	var _ *int = result.FullSize
	var _ []ota.Firmware = result.Hops
	var _ string = result.Kind
	var _ int = result.TotalSize

	output := ota.GetUpgradePathOutput(ctx, ota.GetUpgradePathOutputArgs{
		FromVersion: pulumi.String("3.2.1"),
		ModuleName:  pulumi.String("default"),
		ProductKey:  pulumi.String("a1GatewayK01"),
		ToVersion:   pulumi.String("4.0.0"),
	})
	var _ pulumi.IntPtrOutput = output.DifferentialSize()
	var _ pulumi.IntPtrOutput = output.FullSize()
	var _ ota.FirmwareArrayOutput = output.Hops()
	var _ pulumi.StringOutput = output.Kind()
	var _ pulumi.IntOutput = output.TotalSize()
	return nil
}
