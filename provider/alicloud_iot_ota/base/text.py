# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Texts of users and of the service in the middle of a message, on one line and not too long; counts and sizes."""

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

_LONGEST = 100  # characters of a text that is shown: a digest, a name, a version fit
_UNITS = ("KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_UNIT = 1024


def format_full_text(text: str) -> str:
    """Return a text as messages show it in full: printable, such as a path to be copied.

    Within `hiding.hide` it is a blank, unless it may be shown.
    """
    return REDACTED if is_hidden(text) else printable(text)


def format_text(text: str, max_length: int = _LONGEST) -> str:
    """Return a text as `uncut` does, and cut where it has more than so many characters."""
    line = format_full_text(text)
    return line if len(line) <= max_length else f"{line[: max_length - 3]}..."


def format_text_or(text: str | None, otherwise: str) -> str:
    """Return a text as messages show it, or other words where it is missing."""
    return format_text(text) if text else otherwise


def join_limited(texts: Sequence[str], most: int) -> str:
    """Return texts in a row, at most so many of them, and how many more there are."""
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def pluralize(number: int, one: str, many: str | None = None) -> str:
    """Return a number of things: `1 byte`, `2 bytes`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def size(number: int) -> str:
    """Return a number of bytes to a tenth of its unit: `20.0 MiB`. Whole numbers all the way: none is too large."""
    if number < _UNIT:
        return pluralize(number, "byte")
    place, scale = 0, _UNIT
    while number >= scale * _UNIT and place < len(_UNITS) - 1:
        place, scale = place + 1, scale * _UNIT
    tenths = (number * 10 + scale // 2) // scale
    return f"{tenths // 10}.{tenths % 10} {_UNITS[place]}"


def format_exact_size(number: int) -> str:
    """Return a number of bytes as messages show it, a large one also in its unit: `20971520 bytes (20.0 MiB)`."""
    if is_hidden(str(number)):
        return f"{REDACTED} bytes"
    return pluralize(number, "byte") + (f" ({size(number)})" if number >= _UNIT else "")


def describe_value(value: object) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{format_text(value)}"'
    return "a list" if isinstance(value, list) else "an object"
