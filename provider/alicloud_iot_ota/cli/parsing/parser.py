# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a command line may hold, and what cannot be read as one, said as every other error is."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from alicloud_iot_ota.base.text import describe_value, format_text, printable
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.errors import OtaError, ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

_Read = TypeVar("_Read")

PROGRAM = "alicloud-iot-ota"


class UsageError(OtaError):
    """The command line cannot be read; nothing was looked up."""

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message, f"See {program} --help.")


class Suggestions(tuple[str, ...]):
    """The words that completion offers for a value. To argparse it holds every word: commands judge, and say more."""

    __slots__ = ()

    def __contains__(self, word: object) -> bool:
        return True


class _StoreOnce(argparse.Action):
    """Takes a value, and no second one: which of the two is meant nobody could tell."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,  # noqa: ANN401 - as argparse has it
        option_string: str | None = None,
    ) -> None:
        """Set the value of the option."""
        if getattr(namespace, self.dest) is not None:
            parser.error(f"{option_string} is given twice")
        setattr(namespace, self.dest, values if self.nargs != 0 else not str(option_string).startswith("--no-"))


class StoreBooleanOnce(_StoreOnce, argparse.BooleanOptionalAction):
    """Takes yes or no, and not both."""


class Parser(argparse.ArgumentParser):
    """A parser that raises a UsageError, and takes no abbreviation: a new option must not change what one means.

    An option takes one value, and is given once, unless its action says otherwise.

    Args:
        command: The name of the command.
        description: What it does.
        example: What follows the name in a command line that works.
        operands: What it takes beside options, for the first line of the help: ` SHELL`.
    """

    def __init__(self, command: str, description: str, example: str, operands: str = "") -> None:
        super().__init__(
            prog=f"{PROGRAM} {command}",
            usage=f"{PROGRAM} {command} [options]{operands}",
            description=description,
            allow_abbrev=False,
            add_help=False,
        )
        self._example = f"{PROGRAM} {command} {example}".rstrip()
        self._refusals: dict[str, str] = {}
        self.register("action", None, _StoreOnce)
        self.add_argument("-h", "--help", action="help", help="Show this.")

    def refuse(self, flag: str, reason: str) -> None:
        """Have an option that there could be, and is not, refused with a reason of its own."""
        self._refusals[flag] = reason

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Read a command line, or raise a UsageError."""
        try:
            "".join(argv).encode()
        except UnicodeEncodeError:  # what the shell handed over as bytes that are no text
            raise UsageError("The command line is not text in UTF-8.", self.prog) from None
        given, rest = self.parse_known_args(argv)
        if rest:
            raise UsageError(self._describe_unknown(rest[0]), self.prog)
        return given

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise UsageError(f"{message}.", self.prog)

    def format_help(self) -> str:
        """Return the help. The example stays in one line, to be copied."""
        return f"{super().format_help()}\nexample:\n  {self._example}\n"

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - output has one place
        """Write the help as all output is written."""
        emit(self.format_help())

    def _describe_unknown(self, word: str) -> str:
        """Say what is wrong with a word that belongs to no option. It may be a secret, and so may what follows it."""
        flag = word.partition("=")[0]
        if flag in self._refusals:
            return f"{flag} is no option, {self._refusals[flag]}."
        if not word.startswith("-"):
            return "There is a word too many, which belongs to no option: quote values that have spaces in them."
        return describe_unknown("option", word, [flag for action in self._actions for flag in action.option_strings])


def describe_unknown(what: str, word: str, known: Collection[str]) -> str:
    """Say that a word is unknown, and which one may be meant.

    Of an option, only the name is shown: its value may be a secret.
    """
    name = re.split(r"[=\s]", word, maxsplit=1)[0] if word.startswith("-") else word
    close = difflib.get_close_matches(name, known, n=1)
    return f'"{format_text(name)}" is no {what} that is known here' + (
        f'; did you mean "{close[0]}"?' if close else "."
    )


def not_blank(text: str) -> str:
    """Return the value of an option. An empty one, of a shell variable that is not set, would mean something else."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty: give a value, or omit the option")
    return text


def parse_value(flag: str, text: str | None, parse: Callable[[str], _Read], program: str) -> _Read | None:
    """Return what the value of an option reads as, or raise a UsageError; None where it is not given."""
    try:
        return None if text is None else parse(text)
    except ParseError as error:
        reason = printable(error.reason)
        raise UsageError(f"{flag} must be {error.expected}, and is {describe_value(text)}. {reason}", program) from None
