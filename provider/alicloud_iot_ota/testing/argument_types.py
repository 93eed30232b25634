# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The check of argument types, for tests that no type checker reads."""

from __future__ import annotations


def check_type(name: str, value: object, types: type | tuple[type, ...], expected: str) -> None:
    """Check the type of an argument.

    Args:
        name: The name of the argument.
        value: The argument. The message does not contain it, because it may be a secret.
        types: The types that are allowed.
        expected: A description of these types.

    Raises:
        TypeError: The argument has another type.
    """
    if not isinstance(value, types):
        found = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
        raise TypeError(f"{name} must be {expected}, got {found}.")
