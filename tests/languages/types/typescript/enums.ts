// SPDX-FileCopyrightText: The alicloud-iot-ota authors
// SPDX-License-Identifier: Apache-2.0

import { ota } from "pulumi-alicloud-iot";
import { exactly } from "./exactly";

export function firmwareSelect(value: ota.FirmwareSelect) {
    exactly<"only" | "highest" | "newest">()(value);
    return [ota.FirmwareSelect.Only, ota.FirmwareSelect.Highest, ota.FirmwareSelect.Newest];
}

export function firmwareStatus(value: ota.FirmwareStatus) {
    exactly<"notRequired" | "unverified" | "verified" | "verifying" | "verificationFailed" | "unknown">()(value);
    return [
        ota.FirmwareStatus.NotRequired,
        ota.FirmwareStatus.Unverified,
        ota.FirmwareStatus.Verified,
        ota.FirmwareStatus.Verifying,
        ota.FirmwareStatus.VerificationFailed,
        ota.FirmwareStatus.Unknown,
    ];
}

export function firmwareType(value: ota.FirmwareType) {
    exactly<"full" | "differential" | "unknown">()(value);
    return [ota.FirmwareType.Full, ota.FirmwareType.Differential, ota.FirmwareType.Unknown];
}

export function onNewer(value: ota.OnNewer) {
    exactly<"warn" | "ignore">()(value);
    return [ota.OnNewer.Warn, ota.OnNewer.Ignore];
}

export function onUnparsable(value: ota.OnUnparsable) {
    exactly<"warn" | "ignore" | "error">()(value);
    return [ota.OnUnparsable.Warn, ota.OnUnparsable.Ignore, ota.OnUnparsable.Error];
}

export function pinResolve(value: ota.PinResolve) {
    exactly<"always" | "once">()(value);
    return [ota.PinResolve.Always, ota.PinResolve.Once];
}

export function signMethod(value: ota.SignMethod) {
    exactly<"MD5" | "SHA256">()(value);
    return [ota.SignMethod.MD5, ota.SignMethod.SHA256];
}

export function versionScheme(value: ota.VersionScheme) {
    exactly<"semver" | "dotted">()(value);
    return [ota.VersionScheme.Semver, ota.VersionScheme.Dotted];
}

export function weakDigest(value: ota.WeakDigest) {
    exactly<"allow" | "warn" | "deny">()(value);
    return [ota.WeakDigest.Allow, ota.WeakDigest.Warn, ota.WeakDigest.Deny];
}
