# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
# Made by tools/dynamic_form.py from sdk/python: make sdk. Not to be edited.

import builtins as _builtins
import pulumi
from enum import Enum

__all__ = [
    'FirmwareSelect',
    'FirmwareStatus',
    'FirmwareType',
    'OnNewer',
    'OnUnparsable',
    'PinResolve',
    'SignMethod',
    'VersionScheme',
    'WeakDigest',
]


@pulumi.type_token("alicloud-iot:ota:FirmwareSelect")
class FirmwareSelect(_builtins.str, Enum):
    """
    Which of several matching packages is meant.
    """
    ONLY = "only"
    """
    There must be exactly one.
    """
    HIGHEST = "highest"
    """
    The one of the highest version.
    """
    NEWEST = "newest"
    """
    The one that was created last, by `utcCreate`.
    """


@pulumi.type_token("alicloud-iot:ota:FirmwareStatus")
class FirmwareStatus(_builtins.str, Enum):
    """
    Where a package stands in its verification.
    """
    NOT_REQUIRED = "notRequired"
    """
    It needs no verification (code -1).
    """
    UNVERIFIED = "unverified"
    """
    It was not verified yet (code 0).
    """
    VERIFIED = "verified"
    """
    It was verified (code 1).
    """
    VERIFYING = "verifying"
    """
    It is being verified (code 2).
    """
    VERIFICATION_FAILED = "verificationFailed"
    """
    Its verification failed (code 3).
    """
    UNKNOWN = "unknown"
    """
    A code that this release does not know, or none.
    """


@pulumi.type_token("alicloud-iot:ota:FirmwareType")
class FirmwareType(_builtins.str, Enum):
    """
    Whether a package holds a whole firmware or a difference.
    """
    FULL = "full"
    """
    A whole firmware (code 0).
    """
    DIFFERENTIAL = "differential"
    """
    The difference from the version `srcVersion` (code 1).
    """
    UNKNOWN = "unknown"
    """
    A code that this release does not know, or none.
    """


@pulumi.type_token("alicloud-iot:ota:OnNewer")
class OnNewer(_builtins.str, Enum):
    """
    How to report a package that is newer than the pinned one.
    """
    WARN = "warn"
    """
    Print a warning.
    """
    IGNORE = "ignore"
    """
    Do not report it.
    """


@pulumi.type_token("alicloud-iot:ota:OnUnparsable")
class OnUnparsable(_builtins.str, Enum):
    """
    What becomes of a package whose version cannot be read where versions are compared.
    """
    WARN = "warn"
    """
    It is left out, and the user is told.
    """
    IGNORE = "ignore"
    """
    It is left out.
    """
    ERROR = "error"
    """
    Nothing is chosen.
    """


@pulumi.type_token("alicloud-iot:ota:PinResolve")
class PinResolve(_builtins.str, Enum):
    """
    When a pin selects its package.
    """
    ALWAYS = "always"
    """
    At every preview and update. The preview shows each change.
    """
    ONCE = "once"
    """
    When the pin is created, and when its criteria or `keepers` change. Otherwise the pin keeps its package and checks that it is unchanged.
    """


@pulumi.type_token("alicloud-iot:ota:SignMethod")
class SignMethod(_builtins.str, Enum):
    """
    The algorithm of the digest of a package's file.
    """
    MD5 = "MD5"
    """
    MD5, the default of the service. It does not protect a file against tampering.
    """
    SHA256 = "SHA256"
    """
    SHA-256.
    """


@pulumi.type_token("alicloud-iot:ota:VersionScheme")
class VersionScheme(_builtins.str, Enum):
    """
    How the text of a version is read.
    """
    SEMVER = "semver"
    """
    Semantic Versioning 2.0.0 with an optional leading `v` or `V`. Build metadata does not count.
    """
    DOTTED = "dotted"
    """
    Any number of numeric parts with an optional leading `v` or `V` and an optional suffix: `4.1`, `1.2.3.4`, `1.0.12b`, `2.0-rc1`. Missing parts are zeros. A part has at most 18 digits. A suffix starts with a letter. It marks a pre-release, which comes before the plain version, if one of its words is ci, cr, dbg, dirty, dvt, ea, eap, eng, evt, exp, next, poc, pr, proto, prototype, pvt, qa, rc, sit, stage, stg, temp, tmp, uat or wip, begins with alpha, beta, canary, candidate, daily, debug, demo, dev, draft, engineering, experiment, internal, milestone, nightly, pilot, pre, sandbox, snapshot, staging, test, trial, unstable or userdebug, or is m and a number. Any other suffix comes after the plain version. Numbers within a suffix count by value. The hash of a commit is not compared: versions that differ only in their hashes have no order. With the number of commits that `git describe` writes (`1.1.0-9-g7112def`), a version comes after the plain one.
    """


@pulumi.type_token("alicloud-iot:ota:WeakDigest")
class WeakDigest(_builtins.str, Enum):
    """
    What is thought of a package without a SHA-256 digest.
    """
    ALLOW = "allow"
    """
    It is as good as any other.
    """
    WARN = "warn"
    """
    The user is told.
    """
    DENY = "deny"
    """
    It is refused.
    """
