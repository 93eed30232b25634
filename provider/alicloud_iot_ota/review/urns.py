# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""URNs, by which the engine names resources: `urn:pulumi:STACK::PROJECT::TYPE$TYPE::NAME`, the own type last."""

from __future__ import annotations

PINS = frozenset({"alicloud-iot:ota:FirmwarePin", "pulumi-python:dynamic/alicloud-iot:FirmwarePin"})
"""The types of FirmwarePin, native and dynamic."""

_PROVIDER = "pulumi:providers:alicloud-iot"

_PARTS = 4  # a name may hold "::" itself


def stack_of(urn: str) -> str:
    """Return the name of the stack."""
    return urn.partition("::")[0].removeprefix("urn:pulumi:")


def type_of(urn: str) -> str:
    """Return the type of the resource, without those of its parents; empty where the text is no URN."""
    parts = urn.split("::", _PARTS - 1)
    return parts[2].rpartition("$")[2] if len(parts) == _PARTS else ""


def name_of(urn: str) -> str:
    """Return the name of the resource."""
    return urn.split("::", _PARTS - 1)[-1]


def is_pin(urn: str) -> bool:
    """Return whether the resource is a FirmwarePin."""
    return type_of(urn) in PINS


def is_own_provider(urn: str) -> bool:
    """Return whether the resource is the native provider, explicit or default."""
    return type_of(urn) == _PROVIDER
