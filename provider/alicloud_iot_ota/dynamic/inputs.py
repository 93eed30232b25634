# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Conversion of a program's inputs, with enums and typed objects, to wire values."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi
from pulumi import _types
from pulumi.output import Unknown

from alicloud_iot_ota.errors import SettingsError
from alicloud_iot_ota.schema.settings import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

HIDDEN = "__hidden"
"""The property of a pin with the names of secret criteria. Messages hide their values.

The engine does not show properties with this prefix. The SDK's server receives plain values and cannot recognize
secrets otherwise.
"""

PINNED = "__pinned"
"""The output of a pin with the pinned package, if a refresh found a different one.

At a refresh, the SDK's server receives only the outputs, which then contain the package that was found.
"""

SETTINGS = tuple(field.encode_name for field in msgspec.structs.fields(ProviderArgs))
"""The names of the settings."""


def refuse_provider(opts: pulumi.InvokeOptions | pulumi.ResourceOptions) -> None:
    """Refuse the option `provider`. It would have no effect, although the program uses it to select an account.

    Raises:
        RunError: The options contain a provider. Pulumi prints the message without a traceback.
    """
    if opts.provider is not None:
        error = SettingsError(
            "The option `provider` is not supported. The dynamic provider has no provider resources.",
            "Remove the option. Settings come from the stack's configuration and from the environment.",
        )
        raise pulumi.RunError(str(error))


def outputs(given: Mapping[str, Any]) -> dict[str, pulumi.Output[Any]]:
    """Return arguments as outputs, whether they are plain values or outputs."""
    return {name: pulumi.Output.from_input(value) for name, value in given.items() if value is not None}


async def secret_names(given: Mapping[str, pulumi.Output[Any]]) -> list[str] | None:
    """Return the names of secret arguments, or None if no argument is secret."""
    return [name for name, value in given.items() if await value.is_secret()] or None


def has_unknown(value: object) -> bool:
    """Return whether a property value, as the SDK passes it to a provider or to mocks, is or contains an unknown."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    return any(map(has_unknown, value)) if isinstance(value, list) else isinstance(value, Unknown)


def to_wire(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as wire values: enums and typed objects as plain values, without None."""
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value from a program
    if isinstance(value, enum.Enum):
        return value.value
    if _types.is_input_type(type(value)):
        value = _types.input_type_to_dict(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
