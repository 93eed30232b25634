# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `remove`: removes entries from firmware.toml and firmware.lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.cli.output.entries import show_moves
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.parsing.entries import FilesParser, lock_file_path, selected
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import project, updates
from alicloud_iot_ota.lock_file.entry import names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.cli.parsing.parser import Parser
    from alicloud_iot_ota.lock_file import Entry, LockFile

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
    wanted = project.read(path).wanted
    entries = selected(given, wanted)
    _require_no_later_stages(entries, wanted)
    removed = [updates.remove(entry) for entry in entries]
    updates.write(path, removed)
    show_moves(removed, is_json=given.json)
    return ExitCode.OK


def _require_no_later_stages(removed: Sequence[Entry], file: LockFile) -> None:
    """Check that no remaining entry is promoted from a removed one.

    Raises:
        LockFileError: There is such an entry.
    """
    names = {entry.name for entry in removed}
    later = [name for name, each in file.entries.items() if name not in names and each.criteria.promote_from in names]
    if later:
        raise LockFileError(
            f"Nothing was removed, because promoteFrom of {names_of(later)} specifies an entry to remove.",
            "Remove these entries too, or change their promoteFrom in firmware.toml.",
        )
