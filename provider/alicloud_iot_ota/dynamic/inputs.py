# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From what a program passes, with Python's names and enums, to what goes over the wire."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import msgspec

from alicloud_iot_ota.declarations.arguments import ProviderArgs

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "alicloud-iot"
"""The namespace of the settings in a stack's configuration: the native provider's, so that both read the same."""

SETTINGS = tuple(field.encode_name for field in msgspec.structs.fields(ProviderArgs))
"""The names of the settings."""


def wire(kind: type[msgspec.Struct], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a Python function by their wire names, without those that were not given."""
    names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    return {wire: given[name] for name, wire in names.items() if given[name] is not None}


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a program passes
    """Return a value with the words that its enums stand for."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def texts(values: list[Any]) -> list[str]:
    """Return every text among the values of arguments."""
    lists = [value if isinstance(value, list) else [value] for value in values]
    return [text for each in lists for text in each if isinstance(text, str)]
