# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The mistakes in the arguments of a call, found while the arguments are parsed.

A type restricts a single argument. The format of a text, and which arguments belong together, are checked by the code
of the declaration, which uses this module. Checks and calls share that code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from alicloud_iot_ota.base.text import describe_value, printable
from alicloud_iot_ota.errors import Failure, MissingLibraryError, ParseError, argument_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_Text = TypeVar("_Text")
_Read = TypeVar("_Read")


class Collector:
    """Collects the mistakes in the arguments of a call.

    Args:
        secret: The names of arguments whose values must not be shown.
        unknown: The names of arguments whose values are not known yet.
    """

    def __init__(self, secret: Collection[str] = (), unknown: Collection[str] = ()) -> None:
        self._secret = secret
        self._unknown = unknown
        self.failures: list[Failure] = []

    def is_unknown(self, name: str) -> bool:
        """Return whether the value of an argument is not known yet."""
        return name in self._unknown

    def is_unknown_in(self, path: str) -> bool:
        """Return whether a part of an argument, such as `blocked[0].digest`, is unknown or wrong."""
        return any(name.startswith(f"{path}.") for name in self._unknown)

    def read(self, path: str, value: _Text | None, parse: Callable[[_Text], _Read]) -> _Read | None:
        """Return the parsed value of an argument, or None if it is not set, not known or invalid."""
        if value is None or path in self._unknown:
            return None
        try:
            return parse(value)
        except ParseError as error:
            is_secret = argument_of(path) in self._secret
            # A value that was already parsed, such as a pattern, is shown as the original text.
            found = "an invalid secret" if is_secret else f"{describe_value(str(value))}. {printable(error.reason)}"
            self.add(path, f"{path} must be {error.expected}, got {found}".rstrip(".") + ".")
        except MissingLibraryError as error:
            self.failures.append(Failure(path, f"{path} cannot be used here. {error.message} {error.remedy}", error))
        return None

    def describe_value(self, name: str, value: object) -> str:
        """Return the value of an argument for a message, without secrets."""
        return "(a secret)" if name in self._secret else describe_value(value)

    def add(self, path: str, reason: str) -> None:
        """Add a mistake."""
        self.failures.append(Failure(path, reason))


class Arguments(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The arguments of a function, of a resource or of the provider."""

    def collect(self, collector: Collector) -> None:
        """Find the mistakes that types cannot express."""
