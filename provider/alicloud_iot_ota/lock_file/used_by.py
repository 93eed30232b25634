# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where the programs of a folder name entries of a lock file: wherever a name stands in a source as a quoted word."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file.entry import NAME
from alicloud_iot_ota.lock_file.resolution import location_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from alicloud_iot_ota.lock_file import Entry

# Of every language of Pulumi, beside the files that programs keep their configuration in.
_QUOTED_SUFFIXES = frozenset(
    {
        *(".py", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".go", ".hcl", ".pp"),
        *(".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".vb"),
    }
)
_PLAIN_SUFFIXES = frozenset({".yaml", ".yml"})  # where a word needs no quotes
_IGNORED_FOLDERS = frozenset({"node_modules", ".venv", "venv", "bin", "obj", ".git"})  # folders of what others wrote
_WORD = re.compile(rf"(?=([\"'`])({NAME})\1)".encode())  # words may share a quote
_PLAIN_WORD = re.compile(NAME.encode())
_MOST_ENTRIES = 11  # in a message

MAX_SOURCE = 16 * 1024 * 1024
"""Bytes that a source file may have: more is the output of a build."""


def require_used(entries: Sequence[Entry], folders: Sequence[str]) -> None:
    """Make sure that the programs in some folders name every entry.

    Raises:
        LockFileError: An entry is named nowhere, or a folder cannot be read.
    """
    used = find_uses({entry.name for entry in entries}, folders)
    unused = [entry for entry in entries if entry.name not in used]
    if not unused:
        return
    count = "An entry is" if len(unused) == 1 else f"{len(unused)} entries are"
    where = ", ".join(map(printable, folders))
    lines = [location_of(entry) for entry in unused[:_MOST_ENTRIES]]
    if len(unused) > _MOST_ENTRIES:
        lines.append(f"and {len(unused) - _MOST_ENTRIES} more")
    raise LockFileError(
        "\n".join([f"{count} named by no source file under {where}.", *lines]),
        f"Remove what no program deploys, `alicloud-iot-ota lock --remove {unused[0].name}`, or name the folder of the "
        "program that does with another --used-by.",
    )


def find_uses(names: Collection[str], folders: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the places where the programs in some folders name entries, each as `deploy/__main__.py:12`, by the names.

    Raises:
        LockFileError: A folder cannot be read.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted({path for folder in folders for path in _source_files(folder)}):
        for name, line in _find_names(path, names):
            found[name].append(f"{path}:{line}")
    return dict(found)


def _source_files(folder: str) -> Iterator[Path]:
    """Yield the source files of a folder and of the folders in it."""

    def refuse(error: OSError) -> None:
        raise _unreadable_error(Path(error.filename), error) from None

    for directory, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if name not in _IGNORED_FOLDERS]
        paths = (Path(directory, name) for name in files if Path(name).suffix in _QUOTED_SUFFIXES | _PLAIN_SUFFIXES)
        yield from (path for path in paths if path.is_file())  # no link to nowhere, and no pipe that never ends


def _find_names(path: Path, names: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the names of entries in a source file with their lines, in whatever encoding: names are ASCII."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SOURCE + 1)
    except OSError as error:
        raise _unreadable_error(path, error) from None
    if len(content) > MAX_SOURCE:
        raise LockFileError(
            f"{printable(str(path))} is larger than {MAX_SOURCE // 1024**2} MiB, so it is not searched for the names "
            "of entries.",
            "Name folders of source files with --used-by, without what a build writes.",
        )
    word, group = (_PLAIN_WORD, 0) if path.suffix in _PLAIN_SUFFIXES else (_WORD, 2)
    line, counted = 1, 0  # the line of the last place, and up to where line ends are counted
    seen: dict[str, int] = {}  # the last line of each name
    for match in word.finditer(content):
        name = match[group].decode()
        if name in names:
            line += content.count(b"\n", counted, match.start())
            counted = match.start()
            if seen.get(name) != line:
                seen[name] = line
                yield name, line


def _unreadable_error(path: Path, error: OSError) -> LockFileError:
    return LockFileError(
        f"{printable(str(path))} could not be searched for the names of entries, because the system says "
        f'"{error.strerror}".',
        "Name folders of programs with --used-by, and let their files be read.",
    )
