# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the programs that use an entry of a lock file: source files that contain its name as a quoted word."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import LockFileError
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.lock_file.entry import NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from alicloud_iot_ota.lock_file import Entry

# Source files of every Pulumi language, of OpenTofu and Terraform, and configuration files that programs read.
_QUOTED_SUFFIXES = frozenset(
    {
        *(".py", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".go", ".hcl", ".pp"),
        *(".tf", ".tofu"),
        *(".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".vb"),
    }
)
_PLAIN_SUFFIXES = frozenset({".yaml", ".yml"})  # words need no quotes in these files
_IGNORED_FOLDERS = frozenset({"node_modules", ".venv", "venv", "bin", "obj", ".git"})  # generated or third-party
_WORD = re.compile(rf"(?=([\"'`])({NAME})\1)".encode())  # a quote can end one word and start the next
_PLAIN_WORD = re.compile(NAME.encode())
_MOST_ENTRIES = 11  # maximum in a message

MAX_SOURCE = 16 * 1024 * 1024
"""Bytes of a source file. A larger file is build output."""


def require_used(entries: Sequence[Entry], folders: Sequence[str]) -> None:
    """Check that the programs in some folders use every entry.

    Raises:
        LockFileError: No program uses an entry, or a folder cannot be read.
    """
    used = find_uses({entry.name for entry in entries}, folders)
    unused = [entry for entry in entries if entry.name not in used]
    if not unused:
        return
    count = "1 entry is" if len(unused) == 1 else f"{len(unused)} entries are"
    where = ", ".join(map(printable, folders))
    lines = [resolution.location_of(entry) for entry in unused[:_MOST_ENTRIES]]
    if len(unused) > _MOST_ENTRIES:
        lines.append(f"and {len(unused) - _MOST_ENTRIES} more")
    raise LockFileError(
        "\n".join([f"{count} not used by any source file under {where}.", *lines]),
        f"To remove an entry that no program uses, run `{resolution.command(unused[0], 'remove')}`. Or pass the "
        "folder of the program that uses it with another --used-by.",
    )


def find_uses(names: Collection[str], folders: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the locations where programs in some folders use entries, such as `deploy/__main__.py:12`, by entry name.

    Raises:
        LockFileError: A folder cannot be read.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted({path for folder in folders for path in _source_files(folder)}):
        for name, line in _find_names(path, names):
            found[name].append(f"{path}:{line}")
    return dict(found)


def _source_files(folder: str) -> Iterator[Path]:
    """Yield the source files in a folder and its subfolders."""

    def refuse(error: OSError) -> None:
        raise _unreadable_error(Path(error.filename), error) from None

    for directory, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if name not in _IGNORED_FOLDERS]
        paths = (Path(directory, name) for name in files if Path(name).suffix in _QUOTED_SUFFIXES | _PLAIN_SUFFIXES)
        yield from (path for path in paths if path.is_file())  # excludes broken links, and pipes, which would block


def _find_names(path: Path, names: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the entry names in a source file with their lines. Names are ASCII, so the encoding does not matter."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_SOURCE + 1)
    except OSError as error:
        raise _unreadable_error(path, error) from None
    if len(content) > MAX_SOURCE:
        raise LockFileError(
            f"{printable(str(path))} is larger than {MAX_SOURCE // 1024**2} MiB, so it was not searched for entry "
            "names.",
            "With --used-by, pass folders that contain source files and no build output.",
        )
    word, group = (_PLAIN_WORD, 0) if path.suffix in _PLAIN_SUFFIXES else (_WORD, 2)
    line, counted = 1, 0  # the line of the last match, and the position up to which line ends are counted
    seen: dict[str, int] = {}  # the last line on which each name was found
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
        f"{printable(str(path))} could not be searched for entry names ({error.strerror}).",
        "With --used-by, pass existing folders with readable files.",
    )
