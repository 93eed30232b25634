// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Package rollout is the rollout of a fleet of gateways: what it runs, what it runs next, and who has to say so before.
package rollout

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// Deploy declares everything; main.go and automation/main.go both run it.
func Deploy(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	productKey := settings.Require("productKey")
	full := ota.FirmwareTypeFull

	// The modem's firmware comes from a partner, whose account has credentials of its own. Such a provider takes nothing
	// from the stack's settings, so that it is told where to call, too. It comes first because it is a process of its
	// own, which starts while the program goes on.
	connection := config.New(ctx, "alicloud-iot")
	partner, err := alicloudiot.NewProvider(ctx, "partner", &alicloudiot.ProviderArgs{
		AccessKeyId:     pulumi.String(settings.Require("partnerAccessKeyId")),
		AccessKeySecret: settings.RequireSecret("partnerAccessKeySecret"),
		SecurityToken:   settings.RequireSecret("partnerSecurityToken"),
		Region:          unlessEmpty(connection.Get("region")),
		Endpoint:        unlessEmpty(connection.Get("endpoint")),
		IotInstanceId:   unlessEmpty(connection.Get("iotInstanceId")),
	})
	if err != nil {
		return err
	}

	// Reference: exactly this package, verified, or the deployment stops and says why. The plain form returns at once,
	// so that the program itself can read what was found.
	baseline, err := ota.GetFirmware(ctx, &ota.GetFirmwareArgs{
		ProductKey:  pulumi.StringRef(productKey),
		ModuleName:  pulumi.StringRef("default"),
		DestVersion: pulumi.StringRef(settings.Require("baseline")),
		Type:        &full,
	})
	if err != nil {
		return err
	}
	ctx.Export("baselineId", pulumi.String(baseline.FirmwareId))
	ctx.Export("baselineDigest", pulumi.StringPtrFromPtr(baseline.Digest))
	ctx.Export("baselineBytes", pulumi.IntPtrFromPtr(baseline.FirmwareSize))

	// A stash keeps a value in the state. Here each one stands for a resource of another provider; this one for the
	// approval of a change.
	approval, err := pulumi.NewStash(ctx, "approval", &pulumi.StashArgs{Input: pulumi.String("1.5.2 on the meters")})
	if err != nil {
		return err
	}

	// The output form takes what is known only later: the approval has no ID before it is made. Until then a preview
	// looks nothing up, and shows the result as unknown.
	approved := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey: pulumi.String("a1MeterK001"),
		ModuleName: pulumi.String("default"),
		Select:     ota.FirmwareSelectHighest,
		Blocked: ota.BlockedFirmwareArray{ota.BlockedFirmwareArgs{
			DestVersion: pulumi.String("1.5.2"),
			Reason:      pulumi.Sprintf("waits for approval %s", approval.ID()),
		}},
	})
	ctx.Export("approvedId", approved.FirmwareId())

	// It keeps secrets, too: what is found by a secret version is a secret itself, encrypted in the state.
	camera := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey:  pulumi.String("a1CameraK01"),
		ModuleName:  pulumi.String("default"),
		DestVersion: settings.RequireSecret("cameraVersion"),
		Type:        full,
	})
	ctx.Export("cameraId", camera.FirmwareId())

	// And it can wait for a resource that it takes nothing from.
	afterApproval := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey: pulumi.String("a1MeterK001"),
		ModuleName: pulumi.String("default"),
		Select:     ota.FirmwareSelectHighest,
	}, pulumi.DependsOn([]pulumi.Resource{approval}))
	ctx.Export("afterApprovalId", afterApproval.FirmwareId())

	// All that fit, whatever their status, lowest version first.
	found, err := ota.GetFirmwares(ctx, &ota.GetFirmwaresArgs{
		ProductKey:   pulumi.StringRef(productKey),
		ModuleName:   pulumi.StringRef("default"),
		Type:         &full,
		VersionRange: pulumi.StringRef("^4.0"),
	})
	if err != nil {
		return err
	}
	candidates := make([]string, len(found.Firmwares))
	for i, firmware := range found.Firmwares {
		candidates[i] = firmware.DestVersion
	}
	ctx.Export("candidates", pulumi.ToStringArray(candidates))

	// Pin: the highest verified 4.x. When another one is published, the next preview shows it as an update, and whatever
	// takes its version or its ID sees the new one in the same preview.
	gateway, err := ota.NewFirmwarePin(ctx, "gateway", &ota.FirmwarePinArgs{
		ProductKey:   pulumi.String(productKey),
		ModuleName:   pulumi.String("default"),
		Type:         full,
		VersionRange: pulumi.String("^4.0"),
		Select:       ota.FirmwareSelectHighest,
	})
	if err != nil {
		return err
	}
	_, err = pulumi.NewStash(ctx, "targetVersion", &pulumi.StashArgs{Input: gateway.Firmware.DestVersion()})
	if err != nil {
		return err
	}
	_, err = pulumi.NewStash(ctx, "rollout", &pulumi.StashArgs{Input: gateway.Firmware.FirmwareId()})
	if err != nil {
		return err
	}
	ctx.Export("rollout", gateway.Firmware)

	modem := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey: pulumi.String(productKey),
		ModuleName: pulumi.String("modem"),
		Select:     ota.FirmwareSelectHighest,
	}, pulumi.Provider(partner))
	ctx.Export("partnerId", modem.FirmwareId())
	_, err = ota.NewFirmwarePin(ctx, "modem", &ota.FirmwarePinArgs{
		ProductKey:  pulumi.String(productKey),
		ModuleName:  pulumi.String("modem"),
		DestVersion: modem.DestVersion(),
		Type:        full,
	}, pulumi.Provider(partner))
	return err
}

// unlessEmpty returns a text as an input, or none for "": Get returns that for a missing setting, and the provider refuses
// it, so that a typo in the name of a setting cannot ask another instance.
func unlessEmpty(text string) pulumi.StringPtrInput {
	if text == "" {
		return nil
	}
	return pulumi.String(text)
}
