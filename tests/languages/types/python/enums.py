# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every value of the enums, and what it is in the schema."""

from __future__ import annotations

from pulumi_alicloud_iot import ota

FIRMWARE_SELECT = (ota.FirmwareSelect.ONLY, ota.FirmwareSelect.HIGHEST, ota.FirmwareSelect.NEWEST)
FIRMWARE_STATUS = (
    ota.FirmwareStatus.NOT_REQUIRED,
    ota.FirmwareStatus.UNVERIFIED,
    ota.FirmwareStatus.VERIFIED,
    ota.FirmwareStatus.VERIFYING,
    ota.FirmwareStatus.VERIFICATION_FAILED,
    ota.FirmwareStatus.UNKNOWN,
)
FIRMWARE_TYPE = (ota.FirmwareType.FULL, ota.FirmwareType.DIFFERENTIAL, ota.FirmwareType.UNKNOWN)
ON_NEWER = (ota.OnNewer.WARN, ota.OnNewer.IGNORE)
ON_UNPARSABLE = (ota.OnUnparsable.WARN, ota.OnUnparsable.IGNORE, ota.OnUnparsable.ERROR)
PIN_RESOLVE = (ota.PinResolve.ALWAYS, ota.PinResolve.ONCE)
SIGN_METHOD = (ota.SignMethod.MD5, ota.SignMethod.SHA256)
VERSION_SCHEME = (ota.VersionScheme.SEMVER, ota.VersionScheme.DOTTED)
WEAK_DIGEST = (ota.WeakDigest.ALLOW, ota.WeakDigest.WARN, ota.WeakDigest.DENY)
