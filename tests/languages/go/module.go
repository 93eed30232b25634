// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

// Package languages is nothing but a module that knows where the SDK is: tests compile programs in it. It imports what
// those programs import, so that `go mod tidy` keeps it.
package languages

import (
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot"
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/config"
	_ "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)
