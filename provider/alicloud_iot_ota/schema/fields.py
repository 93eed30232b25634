# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The arguments that are not criteria, and functions that declare an argument.

The schema, the SDKs and the help of the command line show the descriptions. Examples and defaults are values, not text:
`json_schema.describe` writes them for programs, and `cli.parsing.options` writes them as options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from alicloud_iot_ota.firmware import MAX_PAGE_SIZE
from alicloud_iot_ota.schema.enums import OnNewer, PinResolve

if TYPE_CHECKING:
    from collections.abc import Mapping

ASCII = "^[ -~]+$"
"""The schema's pattern for printable ASCII. `validation` enforces it: a pattern alone would accept a final newline."""

PATH = "path"
"""The format of a path. A file system may store its names in decomposed Unicode."""


def declare(
    description: str,
    *examples: object,
    default: object = None,
    default_text: str = "",
    schema: Mapping[str, Any] | None = None,
    **bounds: Any,  # noqa: ANN401 - as Meta takes them
) -> Meta:
    """Declare an argument.

    Args:
        description: What it is, in sentences, without the examples and the default.
        examples: Valid values.
        default: The value that applies if the argument is not set.
        default_text: A description of the default, if no single value is the default.
        schema: More keywords of its JSON schema.
        bounds: The bounds of its value, as `msgspec.Meta` accepts them.
    """
    extra = {**(schema or {}), "examples": list(examples)}
    if default is not None:
        extra["default"] = default
    if default_text:
        extra["defaultText"] = default_text
    return Meta(description=description, extra_json_schema=extra, **bounds)


def switch(description: str, *, default: bool | None = None, default_text: str = "") -> Meta:
    """Declare an argument that is true or false."""
    return declare(description, *[True], default=default, default_text=default_text)


def text(description: str, *examples: str, default_text: str = "") -> Meta:
    """Declare a text that must not be empty: an empty criterion could not match a package."""
    return declare(description, *examples, default_text=default_text, min_length=1)


def identifier(description: str, *examples: str, default_text: str = "") -> Meta:
    """Declare an identifier, a version or a digest in printable ASCII, so that different values look different."""
    return declare(description, *examples, default_text=default_text, schema={"pattern": ASCII}, min_length=1)


def ascii_text(description: str) -> Meta:
    """Declare a field of firmware.lock in printable ASCII. It may be empty."""
    return Meta(description=description, extra_json_schema={"pattern": ASCII.replace("+", "*")})


ExpectedDigest = Annotated[
    str,
    identifier(
        "Require the file of the selected package to have this digest: `sha256:` and 64 hexadecimal digits, or `md5:` "
        "and 32, in either case. A different or missing digest is an error.",
        "sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042",
    ),
]
ExpectedSize = Annotated[
    int,
    declare(
        "Require the file of the selected package to have this size, in bytes. A different or missing size is an "
        "error.",
        20971520,
        ge=0,
    ),
]
ExpectedFirmwareId = Annotated[
    str,
    identifier(
        "Require the selected package to have this ID. A different ID is an error.",
        "nx3hJkVrNmQ2wYc8E7aS0100",
    ),
]
Resolve = Annotated[
    PinResolve,
    declare(
        "When to select the package: at every preview and update (`always`), or only if the criteria or `keepers` "
        "change (`once`).",
        "once",
        default=PinResolve.ALWAYS.value,
    ),
]
Keepers = Annotated[
    dict[str, str],
    declare(
        "Arbitrary texts for `resolve: once`. If one of them changes, the package is selected again.",
        {"campaign": "2026-11"},
    ),
]
AllowDowngrade = Annotated[
    bool,
    switch(
        "Whether the pin may move to a lower version than the one in the state. If the order of two versions is "
        "unknown, for example because `versionScheme` cannot read one of them, the move counts as a downgrade. With "
        "`select: newest`, such versions are ordered by their time of creation.",
        default=False,
    ),
]
OnNewerField = Annotated[
    OnNewer,
    declare(
        "How to report that a newer package meets the criteria, not counting `destVersion`, `firmwareId` and "
        "`firmwareName`. Applies to a pin that specifies one package, that keeps its package (`resolve: once`), or "
        "that comes from firmware.lock. Possibly newer packages are reported too: packages of unknown order, for "
        "example with an unreadable version, that were created after the pinned package or at an unknown time.",
        "ignore",
        default=OnNewer.WARN.value,
    ),
]
LockEntry = Annotated[
    str,
    identifier(
        "The name of an entry in firmware.lock. The pin uses the package locked there instead of criteria. See "
        "`getLockedFirmware`.",
        "gateway",
    ),
]
LockFile = Annotated[
    str,
    declare(
        "The path of the lock file, ending in `.lock`. A relative path starts at the folder of the program.",
        "deploy/firmware.lock",
        default="firmware.lock",
        schema={"format": PATH},
        min_length=1,
    ),
]
Offline = Annotated[
    bool,
    switch(
        "Whether to return the package as recorded in the lock file, without checking it against the live catalog.",
        default=False,
    ),
]
CurrentPage = Annotated[int, declare("The number of the page to return. The first page is 1.", 1, ge=1)]
PageSize = Annotated[
    int, declare(f"The number of packages on each page, from 1 to {MAX_PAGE_SIZE}.", 100, ge=1, le=MAX_PAGE_SIZE)
]
