// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Package rollout rolls out firmware to a fleet of gateways: the current version, the next version, and the approvals.
package rollout

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// Deploy declares all resources and outputs. main.go and automation/main.go both call it.
func Deploy(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	productKey := settings.Require("productKey")
	full := ota.FirmwareTypeFull

	// A partner with a separate account provides the firmware of the modem. An explicit provider does not read the
	// settings of the stack, so it gets the region, the endpoint and the instance as arguments. It is the first
	// resource, because it runs as a process that starts while the program continues.
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

	// Look up exactly this package. If it is missing or not verified, the deployment stops and says why. The plain form
	// returns the package directly, so the program can read its fields.
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

	// The entry in firmware.lock records this package. The lookup checks that it is still in the catalog and unchanged.
	// Only a new lock file selects another package, so a reviewer sees the change before the preview.
	cameraBaseline, err := ota.GetLockedFirmware(ctx, &ota.GetLockedFirmwareArgs{Name: "camera-baseline"})
	if err != nil {
		return err
	}
	ctx.Export("cameraBaselineId", pulumi.String(cameraBaseline.FirmwareId))

	// A stash stores a value in the state. In this example, each stash represents a resource of another provider. This
	// one represents the approval of a change.
	approval, err := pulumi.NewStash(ctx, "approval", &pulumi.StashArgs{Input: pulumi.String("1.5.2 on the meters")})
	if err != nil {
		return err
	}

	// The output form accepts values that are known only later: the approval has no ID before Pulumi creates it. Until
	// then, a preview does not look up the package, and the result is unknown.
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

	// The output form also preserves secrets: a package that is found with a secret version is secret, and encrypted in
	// the state.
	camera := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey:  pulumi.String("a1CameraK01"),
		ModuleName:  pulumi.String("default"),
		DestVersion: settings.RequireSecret("cameraVersion"),
		Type:        full,
	})
	ctx.Export("cameraId", camera.FirmwareId())

	// A lookup can also wait for a resource that is not one of its inputs.
	afterApproval := ota.GetFirmwareOutput(ctx, ota.GetFirmwareOutputArgs{
		ProductKey: pulumi.String("a1MeterK001"),
		ModuleName: pulumi.String("default"),
		Select:     ota.FirmwareSelectHighest,
	}, pulumi.DependsOn([]pulumi.Resource{approval}))
	ctx.Export("afterApprovalId", afterApproval.FirmwareId())

	// List all matching packages, in any verification status, lowest version first.
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

	// Pin the highest verified 4.x package. After a higher one is published, the next preview shows an update of the
	// pin, and of every resource that uses its version or its ID.
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

// unlessEmpty returns a string as an input, or nil for "". Get returns "" for a missing setting. The provider rejects
// "", so that a misspelled setting cannot select another instance.
func unlessEmpty(text string) pulumi.StringPtrInput {
	if text == "" {
		return nil
	}
	return pulumi.String(text)
}
