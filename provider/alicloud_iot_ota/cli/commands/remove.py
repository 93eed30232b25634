# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `remove`: removes entries from firmware.toml and firmware.lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.output.entries import show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.parsing.entries import FilesParser, lock_file_path, selected
from alicloud_iot_ota.lock_file import project, updates

if TYPE_CHECKING:
    from alicloud_iot_ota.cli.parsing.parser import Parser

_DESCRIPTION = "Remove entries from firmware.toml and firmware.lock. Nothing is looked up."


def parser(name: str) -> Parser:
    """Return the argument parser."""
    parser = FilesParser(name, _DESCRIPTION, "gateway", " NAME...")
    parser.add_argument("names", nargs="+", metavar="NAME", help="The names of the entries.")
    return parser


def run(name: str, argv: list[str]) -> int:
    """Remove the entries, and print them."""
    given = parser(name).read(argv)
    path = lock_file_path(given)
    removed = [updates.remove(entry) for entry in selected(given, project.read(path).everything)]
    updates.write(path, removed)
    show_moves(removed, is_json=given.json)
    return ExitCode.OK
