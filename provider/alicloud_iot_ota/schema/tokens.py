# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The names by which Pulumi knows this package. Imported before the plugin's port line: no msgspec."""

from __future__ import annotations

PACKAGE = "alicloud-iot"
MODULE = "ota"


def token(name: str) -> str:
    """Return Pulumi's token of a function, a resource or a type of this package."""
    return f"{PACKAGE}:{MODULE}:{name}"


FIRMWARE_PIN = token("FirmwarePin")

DYNAMIC_FIRMWARE_PIN = f"pulumi-python:dynamic/{PACKAGE}:FirmwarePin"
"""The token that Pulumi's SDK gives the dynamic form of the same resource."""
