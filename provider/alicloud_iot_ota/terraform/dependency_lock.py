# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider's entry in the dependency lock file of a configuration.

If `init` adds an entry for a package from a filesystem mirror, it warns "Incomplete lock file information for
providers": only a registry reports the checksums of all platforms. `init` also warns about an existing entry with no
other checksum than that of the package, if anything else in the file changes (`ProvidersLockUpdated` in
`internal/command/init.go` of opentofu/opentofu). An entry with the checksums of several platforms is complete.
"""

from __future__ import annotations

import os
import re
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import atomic_write, regular_file
from alicloud_iot_ota.terraform.address import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAME = ".terraform.lock.hcl"
"""The name of the file."""

MAX_SIZE = 1024 * 1024
"""The maximum size of a file in bytes."""

MAX_FILES = 1000
"""The maximum number of files of a configuration that are searched, including those of its modules."""

MAX_MODULES = 1000
"""The maximum number of folders of a configuration that are searched."""

_HEADER = '# This file is maintained automatically by "tofu init".\n# Manual edits may be lost in future updates.\n'
_START = f'provider "{SOURCE}"'
_ENTRY = re.compile(
    rf"^{re.escape(_START)} {{\n"
    r'(?P<start>  version +=  *"(?P<version>[^"\n]*)"\n(?:  constraints = "[^"\n]*"\n)?)'
    r'(?:  hashes = \[\n(?P<hashes>(?: {4}"[^"\n]+",\n)*)  \]\n)?'
    r"}\n",
    re.MULTILINE,
)
_ANY_ENTRY = re.compile(f'"{re.escape(SOURCE)}"', re.IGNORECASE)
_CONFIGURATIONS = (".tf", ".tofu", ".tf.json", ".tofu.json")
_LOCAL_MODULE = re.compile(rb'\bsource"?\s*[=:]\s*"(\.\.?/[^"\\\n\0]*)"')


class UnreadableError(Exception):
    """The lock file is not in the form that the engines write."""


def is_required(configuration: Path) -> bool:
    """Return whether a configuration, or a local module that it calls, has the provider's source address.

    A folder that this user cannot read is not a configuration.

    Raises:
        OSError: A file or a module could not be read, and the others do not have the address.
    """
    if not os.access(configuration, os.R_OK | os.X_OK):
        return False
    unread: list[OSError] = []
    for content in _contents(configuration, unread):
        if SOURCE.encode() in content.lower():  # the engines ignore the case of an address
            return True
    if unread:
        raise unread[0]
    return False


def _contents(configuration: Path, unread: list[OSError]) -> Iterator[bytes]:
    """Yield the content of each file of a configuration and of its local modules. Add errors to a list."""
    folders, known, left = deque([configuration]), {os.path.normpath(configuration)}, MAX_FILES
    while folders:
        folder = folders.popleft()
        for file in _files(folder, unread)[:left]:
            left -= 1
            try:
                content = regular_file.read_start(file, MAX_SIZE)
            except regular_file.NotRegularError:
                continue
            except OSError as error:
                unread.append(error)
                continue
            yield content
            for source in _LOCAL_MODULE.findall(content):
                module = os.path.normpath(folder / os.fsdecode(source))
                if module not in known and len(known) < MAX_MODULES:
                    known.add(module)
                    folders.append(Path(module))


def _files(folder: Path, unread: list[OSError]) -> list[Path]:
    """Return the files in a folder that engines read, sorted by name."""
    try:
        files = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):  # for example the source of an object, not of a module
        return []
    except OSError as error:
        unread.append(error)
        return []
    return [file for file in files if file.name.endswith(_CONFIGURATIONS) and not file.name.startswith(".")]


def record(configuration: Path, version: str, checksums: Iterable[str]) -> str:
    """Record packages in the lock file of a configuration. Other checksums of the same version remain.

    Args:
        configuration: The folder of the configuration.
        version: The version of the packages.
        checksums: The checksums of the packages.

    Returns:
        The version in the entry before. Empty without an entry.

    Raises:
        UnreadableError: The existing file cannot be changed safely.
        OSError: The file could not be read or written.
    """
    path = configuration / NAME
    try:
        old = regular_file.read_start(path, MAX_SIZE + 1)
    except FileNotFoundError:
        old = b""
    if len(old) > MAX_SIZE:
        raise UnreadableError(f"it is larger than {MAX_SIZE // 1024} KiB")
    try:
        text = old.decode()
    except UnicodeDecodeError:
        raise UnreadableError("it is not UTF-8") from None
    replaced, new = _recorded(text, version, {*checksums})
    if new != text:
        target = path.resolve()  # a link remains a link
        atomic_write.replace(target, target.with_name(f"{NAME}.{os.getpid()}.new"), new.encode())
    return replaced


def _recorded(text: str, version: str, checksums: set[str]) -> tuple[str, str]:
    """Return the version in the existing entry, and the new text."""
    if text and not text.endswith("\n"):
        text += "\n"
    found = _ENTRY.search(text)
    entries = len(_ANY_ENTRY.findall(text))
    if entries > 1:
        raise UnreadableError(f"it has {entries} entries for {SOURCE}")
    if found is None:
        if entries:
            raise UnreadableError(f"its entry for {SOURCE} has another form")
        return "", f"{text or _HEADER}\n{_entry(version, checksums)}"
    if found["version"] == version:
        entry = _entry(version, checksums.union(re.findall('"(.+)"', found["hashes"] or "")), found["start"])
    else:
        entry = _entry(version, checksums)
    return found["version"], text[: found.start()] + entry + text[found.end() :]


def _entry(version: str, hashes: set[str], start: str = "") -> str:
    start = start or f'  version = "{version}"\n'
    listed = "".join(f'    "{each}",\n' for each in sorted(hashes))
    return f"{_START} {{\n{start}  hashes = [\n{listed}  ]\n}}\n"
