# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider's entry in the dependency lock file of a configuration.

If `init` adds an entry for a package from a filesystem mirror, it warns "Incomplete lock file information for
providers": only a registry reports the checksums of all platforms. `init` also warns about an existing entry with no
other checksum than that of the package, if anything else in the file changes (`ProvidersLockUpdated` in
`internal/command/init.go` of opentofu/opentofu). An entry with the checksums of several platforms is complete.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import atomic_write, regular_file
from alicloud_iot_ota.terraform.address import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = ".terraform.lock.hcl"
"""The name of the file."""

MAX_SIZE = 1024 * 1024
"""The maximum size of a file in bytes."""

MAX_FILES = 1000
"""The maximum number of files in the folder of a configuration that are searched."""

_HEADER = '# This file is maintained automatically by "tofu init".\n# Manual edits may be lost in future updates.\n'
_START = f'provider "{SOURCE}"'
_ENTRY = re.compile(rf"^{re.escape(_START)} {{\n(?:  .*\n)*}}\n", re.MULTILINE)
_VERSION = re.compile(r'^  version +=  *"([^"\n]*)"\n(?:  constraints = .*\n)?', re.MULTILINE)
_HASH = re.compile(r'^ {4}"([^"\n]+)",$', re.MULTILINE)
_CONFIGURATIONS = ("*.tf", "*.tofu", "*.tf.json", "*.tofu.json")


class UnreadableError(Exception):
    """The lock file is not in the form that the engines write."""


def is_required(configuration: Path) -> bool:
    """Return whether a file of the configuration in a directory has the provider's source address."""
    files = (file for pattern in _CONFIGURATIONS for file in configuration.glob(pattern))
    for file in itertools.islice(files, MAX_FILES):
        with contextlib.suppress(OSError):
            if SOURCE.encode() in regular_file.read_start(file, MAX_SIZE):
                return True
    return False


def record(configuration: Path, version: str, checksums: Iterable[str]) -> None:
    """Record packages in the lock file of a configuration. Other checksums of the same version remain.

    Args:
        configuration: The folder of the configuration.
        version: The version of the packages.
        checksums: The checksums of the packages.

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
    new = _recorded(old.decode("utf-8", "surrogateescape"), version, {*checksums}).encode("utf-8", "surrogateescape")
    if new != old:
        target = path.resolve()  # a link remains a link
        atomic_write.replace(target, target.with_name(f"{NAME}.{os.getpid()}.new"), new)


def _recorded(text: str, version: str, checksums: set[str]) -> str:
    found = _ENTRY.search(text)
    if found is None:
        if _START in text:
            raise UnreadableError(f"its entry for {SOURCE} has another form")
        return f"{text or _HEADER}\n{_entry(version, checksums)}"
    old = _VERSION.search(found[0])
    if old is None or old[1] != version:
        entry = _entry(version, checksums)
    else:
        entry = _entry(version, checksums.union(_HASH.findall(found[0])), old[0])
    return text[: found.start()] + entry + text[found.end() :]


def _entry(version: str, hashes: set[str], start: str = "") -> str:
    start = start or f'  version = "{version}"\n'
    listed = "".join(f'    "{each}",\n' for each in sorted(hashes))
    return f"{_START} {{\n{start}  hashes = [\n{listed}  ]\n}}\n"
