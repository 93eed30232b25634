# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages, versions and counts in words, for the messages of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.rendering import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.firmware import Firmware

MOST_LINES = 15
"""The lines that one message may have, its remedy included; what does not fit is counted."""

_MOST_VALUES = 8  # in one line


def describe(firmware: Firmware) -> str:
    """Return a package in one line: version, type, status, name, place and ID."""
    kind = firmware.type_word + (f" from {shown(firmware.src_version)}" if firmware.src_version else "")
    name, place = (
        shown(firmware.firmware_name or "unnamed"),
        f"{firmware.product_key or 'no product'}/{firmware.module}",
    )
    return (
        f'{shown(firmware.dest_version)} ({kind}, {firmware.status_word}) "{name}" in {shown(place)}, '
        f"firmwareId {shown(firmware.firmware_id)}"
    )


def few(values: Sequence[str]) -> str:
    """Return the first values in one line, and how many more there are."""
    first = ", ".join(map(shown, values[:_MOST_VALUES]))
    return first if len(values) <= _MOST_VALUES else f"{first} and {len(values) - _MOST_VALUES} more"


def listed(title: str, lines: Sequence[str], room: int) -> list[str]:
    """Return a title and lines under it, in at most `room` lines; the last one counts those that found no place."""
    first = lines if len(lines) < room else lines[: max(room - 2, 0)]
    rest = [f"  and {len(lines) - len(first)} more"] if len(first) < len(lines) else []
    return [title, *(f"  {line}" for line in first), *rest]


def in_bytes(count: int) -> str:
    """Return a size."""
    return "1 byte" if count == 1 else f"{count} bytes"


def packages(count: int) -> str:
    """Return a number of packages."""
    return "1 package" if count == 1 else f"{count} packages"
