// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

package types

import "example.com/pulumi-alicloud-iot/sdk/go/alicloudiot/ota"

var (
	_ = [...]ota.FirmwareSelect{ota.FirmwareSelectOnly, ota.FirmwareSelectHighest, ota.FirmwareSelectNewest}
	_ = [...]ota.FirmwareStatus{
		ota.FirmwareStatusNotRequired,
		ota.FirmwareStatusUnverified,
		ota.FirmwareStatusVerified,
		ota.FirmwareStatusVerifying,
		ota.FirmwareStatusVerificationFailed,
		ota.FirmwareStatusUnknown,
	}
	_ = [...]ota.FirmwareType{ota.FirmwareTypeFull, ota.FirmwareTypeDifferential, ota.FirmwareTypeUnknown}
	_ = [...]ota.OnNewer{ota.OnNewerWarn, ota.OnNewerIgnore}
	_ = [...]ota.OnUnparsable{ota.OnUnparsableWarn, ota.OnUnparsableIgnore, ota.OnUnparsableError}
	_ = [...]ota.PinResolve{ota.PinResolveAlways, ota.PinResolveOnce}
	_ = [...]ota.SignMethod{ota.SignMethodMD5, ota.SignMethodSHA256}
	_ = [...]ota.VersionScheme{ota.VersionSchemeSemver, ota.VersionSchemeDotted}
	_ = [...]ota.WeakDigest{ota.WeakDigestAllow, ota.WeakDigestWarn, ota.WeakDigestDeny}
)
