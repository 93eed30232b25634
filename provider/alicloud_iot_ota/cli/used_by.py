# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which entries of a lock file the programs of a folder name: those that stand in their sources as a quoted word."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.entry import NAME
from alicloud_iot_ota.rendering import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alicloud_iot_ota.lock_file import Entry, LockFile

# Of every language of Pulumi, beside the files that programs keep their configuration in.
_QUOTING = frozenset(
    {
        *(".py", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".go", ".hcl", ".pp"),
        *(".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".vb"),
    }
)
_PLAIN = frozenset({".yaml", ".yml"})  # where a word needs no quotes
_FOREIGN = frozenset({"node_modules", ".venv", "venv", "bin", "obj", ".git"})  # folders of what others wrote
_WORD = re.compile(rf"(?=([\"'`])({NAME})\1)".encode())  # words may share a quote
_PLAIN_WORD = re.compile(NAME.encode())
_MOST_ENTRIES = 11  # in a message


def require_used(held: LockFile, entries: Sequence[Entry], folders: Sequence[str]) -> None:
    """Make sure that the programs in some folders name every entry.

    Raises:
        LockFileError: An entry is named nowhere, or a folder cannot be read.
    """
    words = {word for folder in folders for path in _sources(folder) for word in _words(path)}
    unused = [entry for entry in entries if entry.name not in words]
    if not unused:
        return
    count = "An entry is" if len(unused) == 1 else f"{len(unused)} entries are"
    where = ", ".join(map(printable, folders))
    lines = [f"{printable(held.path)}:{entry.line} {entry.name}" for entry in unused[:_MOST_ENTRIES]]
    if len(unused) > _MOST_ENTRIES:
        lines.append(f"and {len(unused) - _MOST_ENTRIES} more")
    raise LockFileError(
        "\n".join([f"{count} named by no source file under {where}.", *lines]),
        f"Remove what no program deploys, `alicloud-iot-ota lock --remove {unused[0].name}`, or name the folder of the "
        "program that does with another --used-by.",
    )


def _sources(folder: str) -> Iterator[Path]:
    """Yield the source files of a folder and of the folders in it."""

    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename), error) from None

    for directory, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if name not in _FOREIGN]
        paths = (Path(directory, name) for name in files if Path(name).suffix in _QUOTING | _PLAIN)
        yield from (path for path in paths if path.is_file())  # no link to nowhere, and no pipe that never ends


def _words(path: Path) -> Iterator[str]:
    """Yield what may be the name of an entry in a source file, in whatever encoding: names are ASCII."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None
    if path.suffix in _PLAIN:
        yield from (match[0].decode() for match in _PLAIN_WORD.finditer(content))
    else:
        yield from (match[2].decode() for match in _WORD.finditer(content))


def _unreadable(path: Path, error: OSError) -> LockFileError:
    return LockFileError(
        f"{printable(str(path))} could not be searched for the names of entries, because the system says "
        f'"{error.strerror}".',
        "Name folders of programs with --used-by, and let their files be read.",
    )
