# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The functions of the provider. The engine evaluates them anywhere, without settings, credentials or a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.base.text import describe_value, format_text, join_limited, pluralize
from alicloud_iot_ota.errors import ArgumentError, Failure, ParseError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import GetLockedFirmwareArgs
from alicloud_iot_ota.schema.functions import FUNCTIONS
from alicloud_iot_ota.schema.hcl import type_name
from alicloud_iot_ota.terraform import schema
from alicloud_iot_ota.versions import Order, Range, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.versions import Version

MAX_VERSIONS = 100_000
"""The maximum number of versions in a list. A catalog has no more packages."""

_LOCKED = next(each for each in FUNCTIONS if each.arguments is GetLockedFirmwareArgs)
_LOCKED_RESULT = tuple(each for each in schema.block_of(_LOCKED).attributes if each.is_result)


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a function.

    Attributes:
        name: Its name.
        type: Its type, as the engines write types in JSON.
        description: Its description in Markdown.
    """

    name: str
    type: Any
    description: str


class ProviderFunction(msgspec.Struct, frozen=True, kw_only=True):
    """A function of the provider.

    Attributes:
        call: The implementation. It returns a value of the type `returns`.
        parameters: Its parameters.
        returns: The type of its result.
        summary: A summary in one line.
        description: Its description in Markdown.
    """

    call: Callable[..., object]
    parameters: tuple[Parameter, ...]
    returns: Any
    summary: str
    description: str


def _version_in_range(version: str, version_range: str) -> bool:
    """Return whether a range contains a version."""
    return _read_version(version, "version") in _read_range(version_range)


def _highest_in_range(versions: list[str | None], version_range: str) -> str:
    """Return the highest version in a list that a range contains."""
    wanted = _read_range(version_range)
    if len(versions) > MAX_VERSIONS:
        raise _mistake("list", f"list must have at most {MAX_VERSIONS:,} elements, got {len(versions):,}.")
    found = {str(text): _read_version(text, f"list[{index}]") for index, text in enumerate(versions)}
    inside = {text: version for text, version in found.items() if version in wanted}
    if not inside:
        count = pluralize(len(found), "version")
        raise _mistake("list", f"list must contain a version in the range {format_text(version_range)}, got {count}.")
    best = max(inside.values(), key=lambda version: version.key)
    highest = [text for text, version in inside.items() if version.order(best) is Order.EQUAL]
    if len(highest) > 1:
        raise _mistake("list", f"list contains several forms of the highest version: {join_limited(highest, 3)}.")
    return highest[0]


def _locked(path: str, name: str) -> dict[str, object]:
    """Return the package of an entry in a lock file."""
    given = {"lockFile": path, "name": name, "offline": True}
    args, failures = validation.read(GetLockedFirmwareArgs, given)
    if failures:
        raise ArgumentError([_as_path(each) if each.argument == "lockFile" else each for each in failures])
    result = msgspec.to_builtins(_LOCKED.run(_no_lookup, args, lambda _: None))
    return {each.name: result.get(each.wire_name) for each in _LOCKED_RESULT}


def _as_path(failure: Failure) -> Failure:
    return failure.with_name("path")._replace(path="path")


def _no_lookup() -> object:
    raise AssertionError("an offline check needs no lookup")


def _read_version(text: str | None, argument: str) -> Version:
    version = None if text is None else Reader().read(text)  # an element of a list may be null
    if version is None:
        raise _mistake(argument, f"{argument} must be a semantic version, got {describe_value(text)}.")
    return version


def _read_range(text: str) -> Range:
    try:
        return Range.parse(text, VersionScheme.SEMVER)
    except ParseError as error:
        reason = f"range must be {error.expected}, got {describe_value(text)}. {error.reason}"
        raise _mistake("range", reason.strip()) from None


def _mistake(argument: str, reason: str) -> ArgumentError:
    return ArgumentError([Failure(argument, reason)])


_RANGE = Parameter("range", "string", "An npm-style range, as in `version_range` of a lookup.")

PROVIDER_FUNCTIONS: dict[str, ProviderFunction] = {
    "version_in_range": ProviderFunction(
        call=_version_in_range,
        parameters=(Parameter("version", "string", "A semantic version."), _RANGE),
        returns="bool",
        summary="Whether a range contains a version",
        description="Returns whether an npm-style range contains a semantic version. A pre-release is in the range "
        "only if the range contains a pre-release of the same numbers.",
    ),
    "highest_in_range": ProviderFunction(
        call=_highest_in_range,
        parameters=(Parameter("list", ["list", "string"], "Semantic versions."), _RANGE),
        returns="string",
        summary="The highest version that a range contains",
        description="Returns the highest semantic version in a list that an npm-style range contains, as written in "
        "the list. It is an error if there is none, or if a text in the list is not a semantic version.",
    ),
    "locked": ProviderFunction(
        call=_locked,
        parameters=(
            Parameter("path", "string", "The path of the lock file, ending in `.lock`."),
            Parameter("name", "string", "The name of the entry."),
        ),
        returns=["object", {each.name: each.type for each in _LOCKED_RESULT}],
        summary="The package of an entry in firmware.lock, without a check against the catalog",
        description="Returns the package that a lock file records for an entry. The catalog is not read. To check the "
        f"package, use the data source `{type_name(_LOCKED)}`.",
    ),
}
"""The functions by name."""
