// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import (
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	"example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/config"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func provider(ctx *pulumi.Context) error {
	partner, err := alicloudiot.NewProvider(ctx, "partner", &alicloudiot.ProviderArgs{
		AccessKeyId:           pulumi.String("key"),
		AccessKeySecret:       pulumi.String("secret"),
		AssumeRoleArn:         pulumi.String("acs:ram::1234567890123456:role/ota"),
		AssumeRoleExternalId:  pulumi.String("partner"),
		AssumeRoleSessionName: pulumi.String("rollout"),
		CacheDir:              pulumi.String("/var/cache/ota"),
		CacheMaxAge:           pulumi.Float64(0.5),
		Endpoint:              pulumi.String("http://127.0.0.1:8765"),
		IotInstanceId:         pulumi.String("iot-0123abcd"),
		Profile:               pulumi.String("partner"),
		Region:                pulumi.String("cn-shanghai"),
		RequestsPerSecond:     pulumi.Int(4),
		SecurityToken:         pulumi.String("token"),
		Timeout:               pulumi.Float64(30.5),
	})
	if err != nil {
		return err
	}
	var _ pulumi.StringPtrOutput = partner.AccessKeyId
	var _ pulumi.StringPtrOutput = partner.AccessKeySecret
	var _ pulumi.StringPtrOutput = partner.AssumeRoleArn
	var _ pulumi.StringPtrOutput = partner.AssumeRoleExternalId
	var _ pulumi.StringPtrOutput = partner.AssumeRoleSessionName
	var _ pulumi.StringPtrOutput = partner.CacheDir
	var _ pulumi.StringPtrOutput = partner.Endpoint
	var _ pulumi.StringPtrOutput = partner.IotInstanceId
	var _ pulumi.StringPtrOutput = partner.Profile
	var _ pulumi.StringPtrOutput = partner.Region
	var _ pulumi.StringPtrOutput = partner.SecurityToken
	var _ string = config.GetAccessKeyId(ctx)
	var _ string = config.GetAccessKeySecret(ctx)
	var _ string = config.GetAssumeRoleArn(ctx)
	var _ string = config.GetAssumeRoleExternalId(ctx)
	var _ string = config.GetAssumeRoleSessionName(ctx)
	var _ string = config.GetCacheDir(ctx)
	var _ float64 = config.GetCacheMaxAge(ctx)
	var _ string = config.GetEndpoint(ctx)
	var _ string = config.GetIotInstanceId(ctx)
	var _ string = config.GetProfile(ctx)
	var _ string = config.GetRegion(ctx)
	var _ int = config.GetRequestsPerSecond(ctx)
	var _ string = config.GetSecurityToken(ctx)
	var _ float64 = config.GetTimeout(ctx)
	return nil
}
