# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Property values as Pulumi hands them over, whichever provider they reach."""

from __future__ import annotations

_EXACT = 2**53  # up to here a double holds every whole number

MISSING = "__missing"
"""The property of a pin's outputs that says that a refresh did not find its package. The engine shows no such name."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key of an object that is no plain value: a secret, above all (`sdk/go/common/resource/plugin/rpc.go`)."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What stands for a value that is not known yet, of whatever type: the one for strings serves for all."""

UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""What stands for values that are not known yet, of each type."""

URN_PARTS = 3  # separators of a URN: urn:pulumi:stack::project::parents$type::name, and a name may hold one too


def urn_name(urn: str) -> str:
    """Return the name of the resource with a URN."""
    return urn.split("::", URN_PARTS)[-1]


def as_whole_number(value: object) -> object:
    """Return a whole number as such: on the wire every number is a double."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    return value
