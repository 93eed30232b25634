# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""TOML 1.0 as Python's own reader reads it, with one error for everything that it can stumble over."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore] # there on Python 3.10 alone


class TomlError(ValueError):
    """A text is no TOML.

    Attributes:
        line: Where that was found, from 1.
        what: A sentence that says what is wrong there.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(line, what)
        self.line = line
        self.what = what


def values_of(text: str) -> dict[str, Any]:
    """Return the values that a text describes.

    Raises:
        TomlError: It is no TOML.
    """
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise TomlError(1, "Its lists and tables are nested too deeply to be read.") from None
    except ValueError as error:
        raise _convert_error(str(error), text) from None
    return values


def _convert_error(message: str, text: str) -> TomlError:
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if place:
        return TomlError(int(place[2]), f"This is no TOML in column {place[3]}. {place[1]}.")
    if "(at end of document)" in message:
        reason = message.replace(" (at end of document)", "")
        return TomlError(max(1, len(text.splitlines())), f"This is no TOML at the end of the file. {reason}.")
    return TomlError(1, "A number in it has too many digits to be read.")  # Python's int, which names no place
