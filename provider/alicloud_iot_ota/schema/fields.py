# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments that functions and resources share, each with what it may be and what it means.

The descriptions become the schema's, the SDKs' and the command line's. Each has an example.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from alicloud_iot_ota.schema.enums import FirmwareStatus, FirmwareType, OnNewer, PinResolve, SignMethod
from alicloud_iot_ota.selection import FirmwareSelect, OnUnparsable, WeakDigest
from alicloud_iot_ota.versions import VersionScheme


def text(description: str) -> Meta:
    """Declare a text that is never meant to be empty: as a criterion, it would only match nothing."""
    return Meta(min_length=1, description=description)


ASCII = "^[ -~]+$"
"""The pattern that schemas give of printable ASCII. `validation` holds it: a pattern alone would pass a line end."""

PATH = "path"
"""The format of a path: a file system may spell its names in a decomposed form."""


def identifier(description: str) -> Meta:
    """Declare an identifier, a version, a key or a digest: printable ASCII, as two that look alike must be one."""
    return Meta(min_length=1, description=description, extra_json_schema={"pattern": ASCII})


def ascii_text(description: str) -> Meta:
    """Declare the same of a field of firmware.lock, which may be empty."""
    return Meta(description=description, extra_json_schema={"pattern": ASCII.replace("+", "*")})


IotInstanceId = Annotated[
    str,
    identifier(
        "The ID of the instance, such as `iot-0123abcd`. The service requires it for an instance that has an ID, which "
        "the Overview page of the IoT Platform console shows. The provider's `iotInstanceId` by default."
    ),
]
ProductKey = Annotated[
    str,
    identifier(
        "The ProductKey of the product: `a1GatewayK01`. Without it, the packages of all products are looked through."
    ),
]
DestVersion = Annotated[str, identifier("The version of the package, compared exactly: `4.0.0`.")]
FirmwareId = Annotated[str, identifier("The unique ID of the package: `nx3hJkVrNmQ2wYc8E7aS0100`.")]
FirmwareName = Annotated[
    str, text("The name of the package, compared exactly: `gateway-4.0.0`. It is unique in an account.")
]
NameRegex = Annotated[
    str,
    text(
        "A regular expression (RE2) that is found anywhere in the name of the package: `^gateway-`. Case matters "
        "unless it starts with `(?i)`. RE2 takes time in proportion to the text, whatever the expression; it has no "
        "look-around and no back-references."
    ),
]
ModuleName = Annotated[
    str,
    identifier(
        "The module of the package, compared exactly: `modem`. It is `default` where none was named at creation."
    ),
]
Type = Annotated[FirmwareType, Meta(description="Full or differential: `full`.")]
SrcVersion = Annotated[
    str,
    identifier("The version a differential package starts from, compared exactly: `3.2.1`. Full packages have none."),
]
FromVersion = Annotated[
    str,
    identifier(
        "The version that the devices have, compared exactly: `3.10.0`. Full packages fit them, and differential ones "
        "from exactly this version; where both lead to the same version, the differential one is meant. It does not "
        "say that the package must be a higher version."
    ),
]
VersionRegex = Annotated[
    str,
    text("A regular expression (RE2) that is found anywhere in the version of the package: `^cam_`. See `nameRegex`."),
]
VersionRange = Annotated[
    str,
    text(
        "A range that holds the version, as npm writes ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`. "
        "A pre-release is in it only where the range names a pre-release of the same numbers, or with "
        "`includePrerelease`. A single version is `destVersion`."
    ),
]
VersionSchemeField = Annotated[
    VersionScheme,
    Meta(
        description="How versions are written: `dotted`. By default `semver`, or `dotted` for a `versionPattern` of "
        "numeric parts."
    ),
]
VersionPattern = Annotated[
    str,
    text(
        "A regular expression (RE2) that says which part of the whole text is the version, where that is not all of "
        "it. Either one named group `version`, read under `versionScheme`: `isp-(?P<version>.+)`. Or a named group for "
        "each numeric part, the most significant first, and perhaps `prerelease`: "
        "`cam_(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})`. What it does not match is no version."
    ),
]
OnUnparsableField = Annotated[
    OnUnparsable,
    Meta(
        description="What becomes of packages whose version cannot be read, where versions matter: `error`. They do "
        "for `versionRange` and `highest`, wherever pre-releases are left out, and where this is given. `warn` by "
        "default: they are left out, and a warning counts and names them."
    ),
]
IncludePrerelease = Annotated[
    bool,
    Meta(
        description="Whether pre-releases count like any other version: `true`. By default they are left out of "
        "`versionRange`, `highest` and `newest`, unless `destVersion`, `firmwareName` or `firmwareId` names one, and "
        "are no different otherwise. `false` always leaves them out."
    ),
]
SignMethodField = Annotated[
    SignMethod, Meta(description="The algorithm of the digest of the package's file: `SHA256`.")
]
MinSize = Annotated[
    int,
    Meta(ge=0, description="The least size of the file, in bytes: `1024`. A package without a size does not meet it."),
]
MaxSize = Annotated[
    int,
    Meta(
        ge=0,
        description="The greatest size of the file, in bytes: `16777216`. A package without a size does not meet it.",
    ),
]
MinAge = Annotated[
    str,
    text(
        "How long ago the package was created at least, in weeks, days, hours, minutes and seconds: `14d`, `36h`, "
        "`1w2d12h`. A package without a time of creation does not meet it. The clock is this machine's."
    ),
]
Statuses = Annotated[
    list[FirmwareStatus],
    Meta(
        min_length=1,
        description="The statuses that the package may have: `[verified]`. By default what may be deployed: `verified` "
        "and `notRequired`.",
    ),
]
AnyStatuses = Annotated[
    list[FirmwareStatus],
    Meta(min_length=1, description="The statuses that the packages may have: `[unverified]`. Every status by default."),
]
Select = Annotated[
    FirmwareSelect,
    Meta(
        description="Which of several matching packages is meant: `highest`. `only` by default. `highest` and `newest` "
        "need `productKey` and `moduleName`, or `allowUnscoped`. By default they are full packages; `fromVersion`, "
        "`srcVersion` or `type` says which differential ones fit."
    ),
]
AllowUnscoped = Annotated[
    bool,
    Meta(
        description="Whether `highest` and `newest` may compare packages of several products or modules: `true`. "
        "`false` by default, since the result could be anybody's package."
    ),
]
ExpectedDigest = Annotated[
    str,
    identifier(
        "Asserts the digest of the chosen package's file, with its algorithm: `sha256:9f3c...` (64 digits) or "
        "`md5:7829...` (32 digits), in either case. Another digest, or none, is an error."
    ),
]
ExpectedSize = Annotated[
    int,
    Meta(
        ge=0,
        description="Asserts the size of the chosen package's file, in bytes: `20971520`. Another one, or none, is an "
        "error.",
    ),
]
ExpectedFirmwareId = Annotated[
    str, identifier("Asserts the ID of the chosen package: `nx3hJkVrNmQ2wYc8E7aS0100`. Another one is an error.")
]
WeakDigestField = Annotated[
    WeakDigest,
    Meta(
        description="What is thought of a chosen package whose digest is not SHA-256, or that has none: `deny`. "
        "`allow` by default, since MD5 is the service's own default."
    ),
]
Resolve = Annotated[
    PinResolve,
    Meta(
        description="When the package is chosen: `once`. `always` by default: at every preview and update. With `once` "
        "it is kept until the criteria or `keepers` change."
    ),
]
Keepers = Annotated[
    dict[str, str],
    Meta(
        description="Any texts, for `resolve: once`: when one of them changes, the package is chosen anew: "
        '`{"campaign": "2026-11"}`.'
    ),
]
AllowDowngrade = Annotated[
    bool,
    Meta(
        description="Whether the pin may be downgraded from the version in the state: `true`. `false` by default. "
        "An unknown order, such as that of a version that `versionScheme` cannot read, is a possible downgrade. "
        "Under `select: newest`, the time of creation orders such versions."
    ),
]
OnNewerField = Annotated[
    OnNewer,
    Meta(
        description="What becomes of the news that a newer package meets the criteria, apart from `destVersion`, "
        "`firmwareId` and `firmwareName`, where the pin names one, keeps one (`resolve: once`) or takes it from "
        "firmware.lock: `ignore`. `warn` by default. It also tells of packages that are possibly newer: those of "
        "unknown order, such as an unreadable version, created after the pinned package or at an unknown time."
    ),
]
LockEntry = Annotated[
    str,
    identifier(
        "The name of an entry of firmware.lock, whose package is pinned in place of criteria: `gateway`. See "
        "`getLockedFirmware`."
    ),
]
LockFile = Annotated[
    str,
    Meta(
        min_length=1,
        description="The path of the lock file: `deploy/firmware.lock`. `firmware.lock` by default. A relative path "
        "starts from the folder of the program.",
        extra_json_schema={"format": PATH},
    ),
]
Offline = Annotated[
    bool,
    Meta(
        description="Whether to take the entry as it stands, without asking the service whether its package is still "
        "there as it was: `true`. `false` by default."
    ),
]
CurrentPage = Annotated[int, Meta(ge=1, description="The number of the page to return: `1`. Pages start from 1.")]
PageSize = Annotated[
    int, Meta(ge=1, le=MAX_PAGE_SIZE, description="The number of packages on each page, 1 to 100: `100`.")
]
