# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values of arguments in words."""

from __future__ import annotations

_LONGEST = 64  # characters of a text that is shown: what the API allows a version


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _LONGEST else f'"{value[:_LONGEST]}..."'
    return "a list" if isinstance(value, list) else "an object"
