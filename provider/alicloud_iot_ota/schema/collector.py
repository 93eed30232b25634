# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every mistake in the arguments of a call, found where they are read.

A type says what one argument may be. What a text must be to be read, and what arguments must be together, is said here
by the arguments' own code, once for the check and for the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from alicloud_iot_ota.base.text import describe_value, printable
from alicloud_iot_ota.errors import Failure, ParseError, argument_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_Text = TypeVar("_Text")
_Read = TypeVar("_Read")


class Collector:
    """Collects mistakes.

    Args:
        secret: The names of arguments whose values must not be shown.
        unknown: The names of arguments that will be given, with values that are not known yet.
    """

    def __init__(self, secret: Collection[str] = (), unknown: Collection[str] = ()) -> None:
        self._secret = secret
        self._unknown = unknown
        self.failures: list[Failure] = []

    def is_unknown(self, name: str) -> bool:
        """Return whether an argument will have a value that is not known yet."""
        return name in self._unknown

    def is_unknown_in(self, path: str) -> bool:
        """Return whether a part of an argument, `blocked[0]` say, is unknown or wrong."""
        return any(name.startswith(f"{path}.") for name in self._unknown)

    def read(self, path: str, value: _Text | None, parse: Callable[[_Text], _Read]) -> _Read | None:
        """Return what an argument reads as; None where it is not given, or is a mistake, also one that is known."""
        if value is None or path in self._unknown:
            return None
        try:
            return parse(value)
        except ParseError as error:
            is_secret = argument_of(path) in self._secret
            # What was read before, such as a pattern, is shown as the text that it came from.
            found = (
                "is a secret that is not"
                if is_secret
                else f"is {describe_value(str(value))}. {printable(error.reason)}"
            )
            self.add(path, f"{path} must be {error.expected}, and {found}".rstrip(".") + ".")
            return None

    def describe_value(self, name: str, value: object) -> str:
        """Return the value of an argument as a message may show it."""
        return "(a secret)" if name in self._secret else describe_value(value)

    def add(self, path: str, reason: str) -> None:
        """Add a mistake."""
        self.failures.append(Failure(path, reason))


class Arguments(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a function, a resource or the provider takes."""

    def collect(self, collector: Collector) -> None:
        """Find the mistakes that types do not tell of."""
