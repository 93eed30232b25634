# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Names of this package in Pulumi, and in the states of all engines.

Imported before the plugin prints its port, so without msgspec.
"""

from __future__ import annotations

PACKAGE = "alicloud-iot"
MODULE = "ota"


def token(name: str) -> str:
    """Return the Pulumi token of a function, a resource or a type of this package."""
    return f"{PACKAGE}:{MODULE}:{name}"


FIRMWARE_PIN = token("FirmwarePin")

DYNAMIC_FIRMWARE_PIN = f"pulumi-python:dynamic/{PACKAGE}:FirmwarePin"
"""The token of the dynamic form of the same resource. Pulumi's SDK determines it."""

FIRMWARE = "firmware"
"""The property of a pin that contains its package."""
