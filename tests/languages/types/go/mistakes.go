// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/config"
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The same mistakes as in the other languages. The comment above each one has the compiler's error.
func mistakes(ctx *pulumi.Context, later pulumi.StringOutput, firmware *ota.GetFirmwareResult,
	output ota.GetFirmwareResultOutput, pin *ota.FirmwarePin, anything any) {
	// mistake: misspelled function: undefined
	ota.GetFirmwere(ctx, nil)
	// mistake: number for a string: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{ProductKey: pointer(4)})
	// mistake: string for a number: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{MaxSize: pointer("16 MiB")})
	// mistake: string for a boolean: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{IncludePrerelease: pointer("yes")})
	// mistake: one value for a list: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Statuses: ota.FirmwareStatusVerified})
	// mistake: misspelled argument: unknown field
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{ProdcutKey: pointer("a1GatewayK01")})
	// mistake: output for the plain form: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{ProductKey: later})
	// mistake: misspelled word of an enum: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Select: pointer("higest")})
	// mistake: misspelled member of an enum: undefined
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Select: pointer(ota.FirmwareSelectHigest)})
	// mistake: member of another enum: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Select: pointer(ota.WeakDigestDeny)})
	// mistake: number for a nested string: cannot use
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Blocked: []ota.BlockedFirmware{{Reason: 4}}})
	// mistake: misspelled nested argument: unknown field
	ota.GetFirmware(ctx, &ota.GetFirmwareArgs{Blocked: []ota.BlockedFirmware{{Resaon: "bricks"}}})
	// mistake: number for a string, output form: cannot use
	ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{ProductKey: pulumi.Int(4)})
	// mistake: output of another type: cannot use
	ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{MaxSize: later})
	// mistake: misspelled argument, output form: unknown field
	ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{ProdcutKey: later})

	// mistake: misspelled output: undefined
	_ = firmware.DestVersoin
	// mistake: number to a string: cannot use
	var _ string = firmware.FirmwareSize
	// mistake: optional output taken for granted: cannot use
	var _ string = firmware.Digest
	// mistake: output to a string: cannot use
	var _ string = output.DestVersion()
	// mistake: misspelled output, output form: undefined
	_ = output.DestVersoin()
	// mistake: misspelled output inside apply: undefined
	output.ApplyT(func(found ota.GetFirmwareResult) string { return found.DestVersoin })

	// mistake: number for a string, resource: cannot use
	ota.NewFirmwarePin(ctx, "gateway", &ota.FirmwarePinArgs{ProductKey: pulumi.Int(4)})
	// mistake: misspelled argument, resource: unknown field
	ota.NewFirmwarePin(ctx, "gateway", &ota.FirmwarePinArgs{ProdcutKey: later})
	// mistake: number in a map of strings: cannot use
	ota.NewFirmwarePin(ctx, "gateway", &ota.FirmwarePinArgs{Keepers: pulumi.StringMap{"campaign": 7}})
	// mistake: misspelled output, resource: undefined
	_ = pin.Firmwear
	// mistake: misspelled nested output: undefined
	_ = pin.Firmware.DestVersoin()
	// mistake: nested output of another type: cannot use
	var _ pulumi.IntOutput = pin.Firmware.DestVersion()

	// mistake: string for a number, setting: cannot use
	alicloudiot.NewProvider(ctx, "partner", &alicloudiot.ProviderArgs{Timeout: pulumi.String("30s")})
	// mistake: misspelled setting: unknown field
	alicloudiot.NewProvider(ctx, "partner", &alicloudiot.ProviderArgs{Regoin: pulumi.String("cn-shanghai")})
	// mistake: misspelled setting of the stack: undefined
	config.GetRegoin(ctx)

	// mistake: any for a string: cannot use
	var _ string = anything
}
