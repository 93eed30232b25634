// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import * as pulumi from "@pulumi/pulumi";
import * as alicloudIot from "pulumi-alicloud-iot";
import { exactly, Later } from "./exactly";

const settings = {
    accessKeyId: "key",
    accessKeySecret: "secret",
    assumeRoleArn: "acs:ram::1234567890123456:role/ota",
    assumeRoleExternalId: "partner",
    assumeRoleSessionName: "rollout",
    cacheDir: "/var/cache/ota",
    cacheMaxAge: 0.5,
    endpoint: "http://127.0.0.1:8765",
    iotInstanceId: "iot-0123abcd",
    profile: "partner",
    region: "cn-shanghai",
    requestsPerSecond: 4,
    securityToken: "token",
    timeout: 30.5,
} satisfies Required<alicloudIot.ProviderArgs>;
declare const later: Later<typeof settings>;

const partner = new alicloudIot.Provider("partner", later);
exactly<pulumi.Output<string | undefined>>()(partner.accessKeyId);
exactly<pulumi.Output<string | undefined>>()(partner.accessKeySecret);
exactly<pulumi.Output<string | undefined>>()(partner.assumeRoleArn);
exactly<pulumi.Output<string | undefined>>()(partner.assumeRoleExternalId);
exactly<pulumi.Output<string | undefined>>()(partner.assumeRoleSessionName);
exactly<pulumi.Output<string | undefined>>()(partner.cacheDir);
exactly<pulumi.Output<string | undefined>>()(partner.endpoint);
exactly<pulumi.Output<string | undefined>>()(partner.iotInstanceId);
exactly<pulumi.Output<string | undefined>>()(partner.profile);
exactly<pulumi.Output<string | undefined>>()(partner.region);
exactly<pulumi.Output<string | undefined>>()(partner.securityToken);

exactly<string | undefined>()(alicloudIot.config.accessKeyId);
exactly<string | undefined>()(alicloudIot.config.accessKeySecret);
exactly<string | undefined>()(alicloudIot.config.assumeRoleArn);
exactly<string | undefined>()(alicloudIot.config.assumeRoleExternalId);
exactly<string | undefined>()(alicloudIot.config.assumeRoleSessionName);
exactly<string | undefined>()(alicloudIot.config.cacheDir);
exactly<number | undefined>()(alicloudIot.config.cacheMaxAge);
exactly<string | undefined>()(alicloudIot.config.endpoint);
exactly<string | undefined>()(alicloudIot.config.iotInstanceId);
exactly<string | undefined>()(alicloudIot.config.profile);
exactly<string | undefined>()(alicloudIot.config.region);
exactly<number | undefined>()(alicloudIot.config.requestsPerSecond);
exactly<string | undefined>()(alicloudIot.config.securityToken);
exactly<number | undefined>()(alicloudIot.config.timeout);
