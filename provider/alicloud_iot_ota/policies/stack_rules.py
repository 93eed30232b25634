# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find resources that use the ID of a package that no pin of the stack has.

The functions of a program are invisible to policies, but their results appear in resources. The rule is narrow, because
other clouds have firmware IDs too, such as GUIDs: the name of the property must be `firmwareId` in any spelling (or
`firmwareIds`, for a list), and its value must look like an ID of this service.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text, join_limited
from alicloud_iot_ota.policies.analyzed_pin import PIN_TYPES
from alicloud_iot_ota.policies.violations import UnknownInputError, WithheldInputError
from alicloud_iot_ota.schema.tokens import FIRMWARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SKIPPED = ("pulumi:pulumi:Stack", "pulumi:providers:")
"""The start of types whose properties deploy nothing: outputs of a stack, and settings."""

_NAME = "firmwareid"
_ID = re.compile(r"[A-Za-z0-9]{16,64}")
_MOST = 5  # property paths in a message


class AnalyzedResource(msgspec.Struct, frozen=True):
    """A resource of a stack.

    Attributes:
        urn: Its URN.
        type: Its type token.
        values: Its properties, without unknown ones.
        unknown: The names of properties that are unknown in this preview.
    """

    urn: str
    type: str
    values: Mapping[str, object]
    unknown: frozenset[str] = frozenset()


class Advice(msgspec.Struct, frozen=True):
    """A resource with a violation, and the message about it."""

    urn: str
    message: str


def unpinned_references(resources: Iterable[AnalyzedResource]) -> Iterator[Advice]:
    """Yield the resources with the ID of a package that no pin has. Messages do not contain the ID.

    Raises:
        UnknownInputError: A resource has an ID that may be the one of a pin whose package is unknown in this preview.
        WithheldInputError: A resource has an ID that may be the one of a pin whose package could not be decrypted.
    """
    every = list(resources)
    pins = [each for each in every if each.type in PIN_TYPES]
    pinned = {_pinned_id(each.values.get(FIRMWARE)) for each in pins}
    for each in every:
        if each.type in PIN_TYPES or each.type.startswith(_SKIPPED):
            continue
        paths = [path for path, value in _ids(each.values) if value not in pinned]
        if paths and any(FIRMWARE in pin.unknown for pin in pins):
            raise UnknownInputError(FIRMWARE)
        if paths and None in pinned:
            raise WithheldInputError(FIRMWARE)
        if paths:
            yield Advice(
                each.urn,
                f"No pin of this stack has the firmware ID in {join_limited(paths, _MOST)}.\n"
                "A change of this package would not be reviewed. Use the firmwareId of a FirmwarePin.",
            )


def _pinned_id(firmware: object) -> object:
    return firmware.get("firmwareId") if isinstance(firmware, dict) else None


def _ids(value: object, path: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each ID of a package in a value with this name."""
    if isinstance(value, str):
        if re.sub("[_-]", "", name).lower() == _NAME and _ID.fullmatch(value):
            yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _ids(each, f"{path}[{index}]", re.sub("[sS]$", "", name))
    elif isinstance(value, dict):
        for key, each in value.items():
            inner = f"{path}.{format_text(key)}" if path else format_text(key)
            yield from _ids(each, inner, key)
