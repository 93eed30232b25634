// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// The program that `pulumi preview` and `pulumi up` run in this folder.
package main

import (
	"example.com/gateway-rollout/rollout"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(rollout.Deploy)
}
