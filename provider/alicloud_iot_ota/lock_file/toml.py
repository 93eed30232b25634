# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Parse TOML 1.0 with Python's own parser, and raise the same exception for every failure."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore] # only on Python 3.10


class TomlError(ValueError):
    """A text is not valid TOML.

    Attributes:
        line: The line of the error, from 1.
        what: A sentence that describes the error.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(line, what)
        self.line = line
        self.what = what


def values_of(text: str) -> dict[str, Any]:
    """Parse a text.

    Raises:
        TomlError: The text is not valid TOML.
    """
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise TomlError(1, "Lists and tables are nested too deeply.") from None
    except ValueError as error:
        raise _convert_error(str(error), text) from None
    return values


def _convert_error(message: str, text: str) -> TomlError:
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if place:
        reason = place[1].replace("Can not", "Cannot")  # tomli 2.0
        return TomlError(int(place[2]), f"Invalid TOML in column {place[3]}. {reason}.")
    if "(at end of document)" in message:
        reason = message.replace(" (at end of document)", "")
        return TomlError(max(1, len(text.splitlines())), f"Invalid TOML at the end of the file. {reason}.")
    return TomlError(1, "A number has too many digits.")  # Python's int() reports no position
