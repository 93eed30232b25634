# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From what a program passes, with Python's names and enums, to what goes over the wire."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi

from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "alicloud-iot"
"""The namespace of the settings in a stack's configuration: the native provider's, so that both read the same."""

HIDDEN = "__hidden"
"""The property of a pin that names the criteria which were secret in the program, for messages to blank.

The engine shows no property whose name begins so. The SDK's server gets plain values and has no other way to know.
"""

PINNED = "__pinned"
"""The property of a pin's outputs that holds what is pinned, where a refresh has found another package in its place.

The SDK's server is told the outputs alone at a refresh, and those then hold what was found.
"""

SETTINGS = tuple(field.encode_name for field in msgspec.structs.fields(ProviderArgs))
"""The names of the settings."""


def wire(kind: type[msgspec.Struct], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments by their wire names, without those that were not given; a name that is not known stays."""
    names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    return {names.get(name, name): plain(value) for name, value in given.items() if value is not None}


def outputs(given: Mapping[str, Any]) -> dict[str, pulumi.Output[Any]]:
    """Return arguments as outputs, whatever they were."""
    return {name: pulumi.Output.from_input(value) for name, value in given.items()}


async def hidden_names(given: Mapping[str, pulumi.Output[Any]]) -> list[str] | None:
    """Return the names of the arguments that are secret, or None where none is."""
    return [name for name, value in given.items() if await value.is_secret()] or None


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a program passes
    """Return a value with the words that its enums stand for: the SDK knows its own enums only."""
    if isinstance(value, pulumi.Output):
        return value.apply(plain)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value
