# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From what a program passes, with its enums and typed objects, to what goes over the wire."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi
from pulumi import _types

from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def refuse_provider(opts: pulumi.InvokeOptions | pulumi.ResourceOptions) -> None:
    """Refuse an option without effect that is meant to choose the account.

    Raises:
        RunError: The options name a provider. Its text is complete; Pulumi prints it without a traceback.
    """
    if opts.provider is not None:
        error = SettingsError(
            "The option `provider` was given to the dynamic form, which has no provider resources.",
            "Leave the option out: the settings are those of the stack's configuration and of the environment.",
        )
        raise pulumi.RunError(str(error))


def outputs(given: Mapping[str, Any]) -> dict[str, pulumi.Output[Any]]:
    """Return what was given as outputs, whatever it was."""
    return {name: pulumi.Output.from_input(value) for name, value in given.items() if value is not None}


async def secret_names(given: Mapping[str, pulumi.Output[Any]]) -> list[str] | None:
    """Return the names of the arguments that are secret, or None where none is."""
    return [name for name, value in given.items() if await value.is_secret()] or None


def to_wire(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as they go over the wire: enums and typed objects by what they stand for, without None."""
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a program passes
    if isinstance(value, enum.Enum):
        return value.value
    if _types.is_input_type(type(value)):
        value = _types.input_type_to_dict(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
