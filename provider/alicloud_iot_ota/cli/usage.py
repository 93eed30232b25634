# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What cannot be read as a command line, said as every other error is."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import TYPE_CHECKING, NoReturn

from alicloud_iot_ota.cli.output import emit
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Collection

PROGRAM = "alicloud-iot-ota"


class UsageError(OtaError):
    """The command line cannot be read; nothing was looked up."""

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message, f"See {program} --help.")


class Parser(argparse.ArgumentParser):
    """A parser that raises a UsageError, and takes no abbreviation: a new option must not change what one means.

    Args:
        command: The name of the command.
        description: What it does.
        example: A whole command line that works.
    """

    def __init__(self, command: str, description: str, example: str) -> None:
        super().__init__(
            prog=f"{PROGRAM} {command}",
            usage=f"{PROGRAM} {command} [options]",
            description=description,
            allow_abbrev=False,
            add_help=False,
        )
        self._example = example
        self.add_argument("-h", "--help", action="help", help="Show this.")

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise UsageError(f"{message}.", self.prog)

    def format_help(self) -> str:
        """Return the help. The example stays in one line, to be copied."""
        return f"{super().format_help()}\nexample:\n  {self._example}\n"

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - output has one place
        """Write the help as all output is written."""
        emit(self.format_help())


def unknown(what: str, word: str, known: Collection[str]) -> str:
    """Say that a word is unknown, and which one may be meant.

    Of an option, only the name is shown: its value may be a secret.
    """
    name = re.split(r"[=\s]", word, maxsplit=1)[0] if word.startswith("-") else word
    close = difflib.get_close_matches(name, known, n=1)
    return f'"{name}" is no {what} that is known here' + (f'; did you mean "{close[0]}"?' if close else ".")
