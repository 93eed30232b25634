# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Property values as Pulumi hands them over, whichever provider they reach."""

from __future__ import annotations

_EXACT = 2**53  # up to here a double holds every whole number

MISSING = "__missing"
"""The property of a pin's outputs that says that a refresh did not find its package. The engine shows no such name."""


def whole_number(value: object) -> object:
    """Return a whole number as such: on the wire every number is a double."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    return value


def texts(value: object) -> list[str]:
    """Return every text and number that a value holds, for messages to blank."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [] if value is None or isinstance(value, bool) else [str(value)]
