# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The argument parser of a command. Its errors have the same form as every other error."""

from __future__ import annotations

import argparse
import difflib
import re
import textwrap
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from alicloud_iot_ota.base.text import describe_value, format_text, printable
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.errors import OtaError, ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

_Read = TypeVar("_Read")

PROGRAM = "alicloud-iot-ota"


EXAMPLE = "For example: "
"""The start of a line in the help of an option. The rest of the line is an example in the syntax of the shell."""


class UsageError(OtaError):
    """The command line is invalid. Nothing was looked up."""

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message, f"See {program} --help.")


class Suggestions(tuple[str, ...]):
    """The values that completion offers. argparse accepts all values, because `schema.validation` checks them."""

    __slots__ = ()

    def __contains__(self, word: object) -> bool:
        return True


class PlainHelpFormatter(argparse.HelpFormatter):
    """Formats help without line breaks inside words.

    The help of an option may have several lines. A tab in a line separates a value of the option from its description.
    """

    def _split_lines(self, text: str, width: int) -> list[str]:
        return [line for paragraph in text.splitlines() for line in _wrapped(paragraph, width)]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(" ".join(text.split()), width - len(indent)))


def _wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph. An example stays on one line."""
    if text.startswith(EXAMPLE):
        return [text]
    value, _, description = text.rpartition("\t")
    start = f"  {value}  " if value else ""
    return textwrap.wrap(
        description,
        width,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


class _StoreOnce(argparse.Action):
    """Stores the value of an option, and refuses a second one: it is unclear which value to use."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,  # noqa: ANN401 - as argparse has it
        option_string: str | None = None,
    ) -> None:
        """Set the value of the option."""
        if getattr(namespace, self.dest) is not None:
            parser.error(f"{option_string} is set twice")
        setattr(namespace, self.dest, values if self.nargs != 0 else not str(option_string).startswith("--no-"))


class StoreBooleanOnce(_StoreOnce, argparse.BooleanOptionalAction):
    """Stores true or false, and refuses both together."""


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError. It accepts no abbreviations, because a new option could change their meaning.

    An option has one value and may be set once, unless its action allows more.

    Args:
        command: The name of the command.
        description: What the command does.
        example: The arguments of a working command line.
        operands: The positional arguments for the usage line, such as ` SHELL`.
    """

    def __init__(self, command: str, description: str, example: str, operands: str = "") -> None:
        super().__init__(
            prog=f"{PROGRAM} {command}",
            usage=f"{PROGRAM} {command} [options]{operands}",
            description=description,
            formatter_class=PlainHelpFormatter,
            allow_abbrev=False,
            add_help=False,
        )
        self._example = f"{PROGRAM} {command} {example}".rstrip()
        self._refusals: dict[str, str] = {}
        self._linked: dict[argparse._ArgumentGroup, str] = {}
        self.register("action", None, _StoreOnce)
        self.add_argument("-h", "--help", action="help", help="Show this help and exit.")

    def add_linked_group(self, title: str, link: str) -> argparse._ArgumentGroup:
        """Add a group of options that another help page describes. The help of this command links to that page."""
        group = self.add_argument_group(title)
        self._linked[group] = link
        return group

    def refuse(self, flag: str, message: str) -> None:
        """Refuse an option that does not exist with a message that explains why."""
        self._refusals[flag] = message

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Parse a command line, or raise a UsageError."""
        try:
            "".join(argv).encode()
        except UnicodeEncodeError:  # the shell passed bytes that are not UTF-8
            raise UsageError("The command line is not UTF-8.", self.prog) from None
        given, rest = self.parse_known_args(argv)
        if rest:
            raise UsageError(self._describe_unknown(rest[0]), self.prog)
        return given

    def error(self, message: str) -> NoReturn:
        """Raise a UsageError."""
        raise UsageError(f"{message}.", self.prog)

    def format_help(self) -> str:
        """Return the help. The example is on one line, so that users can copy it."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        for group in self._action_groups:
            if group not in self._linked:
                formatter.start_section(group.title)
                formatter.add_text(group.description)
                formatter.add_arguments(group._group_actions)  # noqa: SLF001 - as argparse itself does
                formatter.end_section()
        for link in self._linked.values():
            formatter.add_text(link)
        return f"{formatter.format_help()}\nexample:\n  {self._example}\n"

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - all output goes through `emit`
        """Write the help to stdout."""
        emit(self.format_help())

    def _describe_unknown(self, word: str) -> str:
        """Describe an argument that belongs to no option. The message omits it, because it may be a secret."""
        flag = word.partition("=")[0]
        if flag in self._refusals:
            return self._refusals[flag]
        if not word.startswith("-"):
            return "Unexpected argument that belongs to no option. Quote values that contain spaces."
        known = [each for action in self._actions for each in action.option_strings]
        if flag in known:
            return f"{flag} must precede --, because no option can follow it."
        return describe_unknown("option", word, known)


def describe_unknown(what: str, word: str, known: Collection[str]) -> str:
    """Describe an unknown name, and suggest a similar one. Omit the value of an option, because it may be a secret."""
    name = re.split(r"[=\s]", word, maxsplit=1)[0] if word.startswith("-") else word
    close = difflib.get_close_matches(name, known, n=1)
    return f'Unknown {what} "{format_text(name)}".' + (f' Did you mean "{close[0]}"?' if close else "")


def not_blank(text: str) -> str:
    """Return the value of an option. Refuse an empty value, which often comes from an unset shell variable."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty. Set a value or omit the option")
    return text


def parse_value(flag: str, text: str | None, parse: Callable[[str], _Read], program: str) -> _Read | None:
    """Return the parsed value of an option, or None if it is not set. Raise a UsageError if it is invalid."""
    try:
        return None if text is None else parse(text)
    except ParseError as error:
        reason = printable(error.reason)
        raise UsageError(f"{flag} must be {error.expected}, got {describe_value(text)}. {reason}", program) from None
