# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Formatting of texts, counts and sizes for messages: on one line and with a limited length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.hiding import is_hidden
from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.base.visible import printable

__all__ = [
    "describe_value",
    "format_exact_size",
    "format_full_text",
    "format_text",
    "format_text_or",
    "join_limited",
    "pluralize",
    "printable",
    "size",
]

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 100  # characters that are shown; enough for a digest, a name or a version
_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_UNIT = 1024


def format_full_text(text: str) -> str:
    """Return a printable form of a text without truncation, such as a path that users copy.

    Within `hiding.hide`, return a placeholder unless the text may be shown.
    """
    return REDACTED if is_hidden(text) else printable(text)


def format_text(text: str, max_length: int = _LONGEST) -> str:
    """Return the same as `format_full_text`, truncated to a maximum number of characters."""
    line = format_full_text(text)
    return line if len(line) <= max_length else f"{line[: max_length - 3]}..."


def format_text_or(text: str | None, otherwise: str) -> str:
    """Return a formatted text, or an alternative if the text is missing."""
    return format_text(text) if text else otherwise


def join_limited(texts: Sequence[str], most: int) -> str:
    """Join texts with commas, up to a maximum number. State how many more there are."""
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def pluralize(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 byte`, `2 bytes`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def size(number: int) -> str:
    """Return a size with one decimal: `20.0 MiB`. It uses only integers, so no size is too large."""
    if number < _UNIT:
        return pluralize(number, "byte")
    place, scale = 0, _UNIT
    while number >= scale * _UNIT and place < len(_UNITS) - 1:
        place, scale = place + 1, scale * _UNIT
    tenths = (number * 10 + scale // 2) // scale
    return f"{tenths // 10}.{tenths % 10} {_UNITS[place]}"


def format_exact_size(number: int) -> str:
    """Return a size in bytes, followed by its IEC unit from 1 KiB on: `20971520 bytes (20.0 MiB)`."""
    if is_hidden(str(number)):
        return f"{REDACTED} bytes"
    return pluralize(number, "byte") + (f" ({size(number)})" if number >= _UNIT else "")


def describe_value(value: object) -> str:
    """Return a description of a value for a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{format_text(value)}"'
    return "a list" if isinstance(value, list) else "an object"
