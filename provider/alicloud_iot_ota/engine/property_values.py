# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Property values as Pulumi passes them to either provider."""

from __future__ import annotations

from typing import Any

_EXACT = 2**53  # a double represents all integers up to this one exactly

MISSING = "__missing"
"""The property in a pin's outputs that records that a refresh did not find its package. The engine hides this name."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that marks an object as a special value, such as a secret (`sdk/go/common/resource/plugin/rpc.go`)."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The placeholder for a value that is not known yet. This one is for strings, but is valid for every type."""

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
"""The placeholders for values that are not known yet, for each type."""

URN_PARTS = 3  # separators of a URN: urn:pulumi:stack::project::parents$type::name; a name may contain one too


def urn_name(urn: str) -> str:
    """Return the name of the resource with a URN."""
    return urn.split("::", URN_PARTS)[-1]


def as_whole_number(value: object) -> object:
    """Convert a float without a fraction to an int, because every number on the wire is a double."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    return value


def with_whole_numbers(value: Any) -> Any:  # noqa: ANN401 - any property value
    """Convert every float without a fraction in a property value to an int."""
    if isinstance(value, dict):
        return {name: with_whole_numbers(each) for name, each in value.items()}
    return [with_whole_numbers(each) for each in value] if isinstance(value, list) else as_whole_number(value)
