# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `help`: the overview, the help of a command, or the connection options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.commands import COMMANDS, SECTIONS
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, Parser, Suggestions, UsageError, describe_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONNECTION = "connection"
_DESCRIPTION = (
    "Show the overview of all commands, the help of one command, or the options that every command with a connection "
    "to the service accepts."
)
_OPTIONS = {"-h, --help": "show this help, or the help of a command", "--version": "show the version"}


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = Parser(name, _DESCRIPTION, _CONNECTION, operands=" [TOPIC]")
    parser.add_argument(
        "topic",
        nargs="?",
        choices=Suggestions((*COMMANDS, _CONNECTION)),
        metavar="TOPIC",
        help=f"The name of a command, or {_CONNECTION}. Default: the overview.",
    )
    return parser


def run(name: str, argv: list[str]) -> int:
    """Print a help page."""
    reader = parser(name)
    topic = reader.read(argv).topic
    if topic is None:
        emit(overview())
    elif topic == _CONNECTION:
        from alicloud_iot_ota.cli.parsing.service import connection_help  # noqa: PLC0415 - the overview does not need it

        emit(connection_help())
    elif topic in COMMANDS:
        emit(COMMANDS[topic].load().parser(topic).format_help())
    else:
        raise UsageError(describe_unknown("command", topic, (*COMMANDS, _CONNECTION)), reader.prog)
    return ExitCode.OK


def overview() -> str:
    """Return the help of the program: every command, the options and the exit codes."""
    summaries = {name: command.summary for name, command in COMMANDS.items()}
    width = max(map(len, summaries))
    lines = [
        f"usage: {PROGRAM} <command> [options]",
        "",
        "Look up, pin and preview Alibaba Cloud IoT OTA firmware. Read-only.",
    ]
    for title, commands in SECTIONS.items():
        lines += ["", f"{title}:", *_columns({name: summaries[name] for name in commands}, width)]
    lines += [
        "",
        "options:",
        *_columns(_OPTIONS, width),
        "",
        f"Connection options: see {PROGRAM} help {_CONNECTION}",
        "",
        "exit codes:",
        *_columns({str(status.value): status.description for status in ExitCode}, len("130")),
        "",
        "example:",
        f"  {PROGRAM} list --product-key a1GatewayK01 --version-range '^4.0'",
    ]
    return "\n".join(lines) + "\n"


def _columns(rows: Mapping[str, str], width: int) -> list[str]:
    return [f"  {name:<{width}}  {text}" for name, text in rows.items()]
