# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The lock file of a command, and the entries to process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.cli.parsing.parser import Parser, not_blank

if TYPE_CHECKING:
    import argparse

    from alicloud_iot_ota.lock_file import Entry


class EntriesParser(Parser):
    """The parser of a command for a lock file. `default` describes which entries are processed without a name."""

    def __init__(self, command: str, description: str, example: str, default: str = "all entries") -> None:
        super().__init__(command, description, example, " [NAME...]")
        self.add_argument("names", nargs="*", metavar="NAME", help=f"The names of entries. Default: {default}.")
        self.add_argument(
            "--lock-file",
            type=not_blank,
            metavar="FILE",
            help=f"The lock file. Default: {lock_file.DEFAULT_NAME}.",
        )
        self.add_argument("--json", action="store_true", help="Print the result as JSON.")


def lock_file_path(given: argparse.Namespace) -> Path:
    """Return the path of the lock file."""
    return Path(lock_file.DEFAULT_NAME if given.lock_file is None else given.lock_file)


def selected_entries(given: argparse.Namespace) -> list[Entry]:
    """Return the entries named on the command line, each once, or all entries if none is named.

    Raises:
        LockFileError: The file cannot be read, or has no entry with a name.
    """
    file = lock_file.read(lock_file_path(given))
    return [file.entry(name) for name in dict.fromkeys(given.names)] or list(file.entries.values())
