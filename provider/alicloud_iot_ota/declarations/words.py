# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Values of arguments in words."""

from __future__ import annotations

from alicloud_iot_ota.rendering import shown


def in_words(value: object) -> str:
    """Return a value as a message shows it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'"{shown(value)}"'
    return "a list" if isinstance(value, list) else "an object"
