// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Package languages is a module that can find the SDK. Tests compile programs in it. It imports the packages of those
// programs, so that `go mod tidy` does not remove them.
package languages

import (
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/config"
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)
