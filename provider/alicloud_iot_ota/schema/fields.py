# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments that are no criteria, what each may be and means, and how texts and identifiers are declared.

The descriptions become the schema's, the SDKs' and the command line's. Each has an example.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from alicloud_iot_ota.schema.enums import OnNewer, PinResolve


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
