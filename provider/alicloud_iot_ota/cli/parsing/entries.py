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

    from alicloud_iot_ota.lock_file import Entry, LockFile


class FilesParser(Parser):
    """The parser of a command for a manifest and its lock file."""

    def __init__(self, command: str, description: str, example: str, operands: str = "") -> None:
        super().__init__(command, description, example, operands)
        self.add_argument(
            "--lock-file",
            type=not_blank,
            metavar="FILE",
            help="The lock file. The manifest next to it has the same name, but ends in .toml. Default: "
            f"{lock_file.DEFAULT_NAME}.",
        )
        self.add_argument("--json", action="store_true", help="Print the result as JSON.")


class EntriesParser(FilesParser):
    """The parser of a command for some or all entries."""

    def __init__(self, command: str, description: str, example: str, default: str = "Default: all entries.") -> None:
        super().__init__(command, description, example, " [NAME...]")
        self.add_argument("names", nargs="*", metavar="NAME", help=f"The names of entries. {default}")


def add_move_options(parser: Parser) -> None:
    """Add the options that allow a move of an entry which is an error otherwise."""
    parser.add_argument(
        "--allow-downgrade", action="store_true", help="Allow a downgrade, or a move between versions of unknown order."
    )
    parser.add_argument(
        "--accept-digest",
        metavar="DIGEST",
        help="Accept a different file with the same version or ID: the file with this digest.\n"
        "For example: --accept-digest sha256:9f3c2ab1f0f9d7a64c3e5d1b8a7e60429f3c2ab1f0f9d7a64c3e5d1b8a7e6042",
    )


def lock_file_path(given: argparse.Namespace) -> Path:
    """Return the path of the lock file."""
    return Path(lock_file.DEFAULT_NAME if given.lock_file is None else given.lock_file)


def selected_entries(given: argparse.Namespace) -> list[Entry]:
    """Return the entries named on the command line, each once, or all entries if none is named.

    Raises:
        LockFileError: A file cannot be read, firmware.lock is not up to date, or it has no entry with a name.
    """
    return selected(given, lock_file.read_current(lock_file_path(given)))


def selected(given: argparse.Namespace, file: LockFile) -> list[Entry]:
    """Return the entries of a file that are named on the command line, as `selected_entries` does."""
    return [file.entry(name) for name in dict.fromkeys(given.names)] or list(file.entries.values())
