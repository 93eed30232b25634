# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `completion`: a script by which a shell completes command lines, made from the parsers themselves."""

from __future__ import annotations

import argparse

import shtab

from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser, Suggestions, UsageError, describe_unknown

_DESCRIPTION = (
    "Print a script that completes commands, options and their values in a shell. In bash, "
    f'`eval "$({PROGRAM} completion bash)"` in ~/.bashrc loads it; in zsh, it belongs into a file _{PROGRAM} in a '
    "folder of $fpath."
)
_SHELLS = Suggestions(shtab.SUPPORTED_SHELLS)
_PATHS = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}  # by the metavar of the option


def parser(name: str) -> Parser:
    """Return what reads its command line."""
    parser = Parser(name, _DESCRIPTION, "bash", operands=" SHELL")
    parser.add_argument("shell", nargs="?", choices=_SHELLS, metavar="SHELL", help=f"One of {', '.join(_SHELLS)}.")
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print the script for a shell."""
    reader = parser(name)
    shell = reader.read(argv).shell
    if shell is None:
        raise UsageError(f"No shell is given; known are {', '.join(_SHELLS)}.", reader.prog)
    if shell not in shtab.SUPPORTED_SHELLS:
        raise UsageError(describe_unknown("shell", shell, _SHELLS), reader.prog)
    emit(shtab.complete(_program(), shell) + "\n", "utf-8")
    return ExitCode.OK


def _program() -> argparse.ArgumentParser:
    """Return a parser of whole command lines; nothing but completion needs one, since it loads every command."""
    program = argparse.ArgumentParser(PROGRAM)
    program.add_argument("--version", action="store_true", help="show the version")
    commands = program.add_subparsers()
    for name, command in COMMANDS.items():
        parser_of_command = command.load().parser(name)
        for action in parser_of_command._actions:  # noqa: SLF001 - there is no other way to them
            if isinstance(action.metavar, str) and action.metavar in _PATHS:
                action.complete = _PATHS[action.metavar]  # type: ignore[attr-defined]  # where shtab looks
        commands.add_parser(name, help=command.summary, parents=[parser_of_command], add_help=False)
    return program
