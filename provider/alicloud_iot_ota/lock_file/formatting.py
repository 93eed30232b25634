# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Format values for a lock file: one field per line, sorted by name, so that diffs are easy to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.base.visible import first_hidden

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORT_ESCAPES = {"\t": "\\t", "\n": "\\n"}
_LAST_OF_FOUR_DIGITS = 0xFFFF

TABLES = ("criteria", "locked")
"""The tables of an entry, in the order of the file."""

NEW = """\
# Firmware that the programs here deploy. Resolved by alicloud-iot-ota; `alicloud-iot-ota bump NAME` moves an entry.
version = 1
"""
"""The content of a new lock file."""


def entry(name: str, tables: Mapping[str, Mapping[str, object]]) -> str:
    """Format an entry."""
    return "\n".join(table(name, each, tables[each]) for each in TABLES if each in tables)


def table(name: str, which: str, values: Mapping[str, object]) -> str:
    """Format one table of an entry, including its header."""
    return f"[firmware.{name}.{which}]\n" + "".join(field(key, values[key]) for key in sorted(values))


def field(key: str, value: object) -> str:
    """Format a field."""
    return f"{key} = {format_value(value)}\n"


def format_value(value: object) -> str:
    """Format a value. Tables in a list are on separate lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(map(_escape, value)) + '"'  # always on one line
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {format_value(value[key])}" for key in sorted(value)) + " }"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "[\n" + "".join(f"  {format_value(each)},\n" for each in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(format_value, value)) + "]"
    return str(value)


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if first_hidden(f"a{char}") is None:
        return char
    return _SHORT_ESCAPES.get(char) or (
        f"\\u{ord(char):04X}" if ord(char) <= _LAST_OF_FOUR_DIGITS else f"\\U{ord(char):08X}"
    )
