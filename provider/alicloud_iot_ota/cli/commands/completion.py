# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `completion`: a shell completion script, generated from the parsers."""

from __future__ import annotations

import argparse

import shtab

from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser, Suggestions, UsageError, describe_unknown

_DESCRIPTION = (
    "Print a script that completes commands, options and their values. For bash, add "
    f'`eval "$({PROGRAM} completion bash)"` to ~/.bashrc. For zsh, save the script as _{PROGRAM} in a directory of '
    "$fpath."
)
_SHELLS = Suggestions(shtab.SUPPORTED_SHELLS)
_PATHS = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}  # by metavar


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, "bash", operands=" SHELL")
    parser.add_argument("shell", nargs="?", choices=_SHELLS, metavar="SHELL", help=f"The shell: {', '.join(_SHELLS)}.")
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print the script for a shell."""
    reader = parser(name)
    shell = reader.read(argv).shell
    if shell is None:
        raise UsageError(f"A shell is required. Supported shells: {', '.join(_SHELLS)}.", reader.prog)
    if shell not in shtab.SUPPORTED_SHELLS:
        raise UsageError(describe_unknown("shell", shell, _SHELLS), reader.prog)
    emit(shtab.complete(_program(), shell) + "\n", "utf-8")
    return ExitCode.OK


def _program() -> argparse.ArgumentParser:
    """Return a parser for the whole program. It imports every command, so only completion uses it."""
    program = argparse.ArgumentParser(PROGRAM)
    program.add_argument("--version", action="store_true", help="show the version")
    commands = program.add_subparsers()
    for name, command in COMMANDS.items():
        parser_of_command = command.load().parser(name)
        for action in parser_of_command._actions:  # noqa: SLF001 - argparse has no public attribute for them
            action.help = (action.help or "").partition("\n")[0]
            if isinstance(action.metavar, str) and action.metavar in _PATHS:
                action.complete = _PATHS[action.metavar]  # type: ignore[attr-defined]  # read by shtab
        commands.add_parser(name, help=command.summary, parents=[parser_of_command], add_help=False)
    return program
