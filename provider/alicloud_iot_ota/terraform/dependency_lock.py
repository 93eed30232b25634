# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The provider's entry in the dependency lock file of a configuration.

If `init` adds an entry for a package from a filesystem mirror, it warns "Incomplete lock file information for
providers": only a registry reports the checksums of all platforms (`ProvidersLockUpdated` in `internal/command/init.go`
of opentofu/opentofu). `init` does not warn about an entry that already has the checksum of the package.
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
    from pathlib import Path

NAME = ".terraform.lock.hcl"
"""The name of the file."""

MAX_SIZE = 1024 * 1024
"""The maximum size of a file in bytes."""

_MAX_FILES = 1000  # of a configuration
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
    for file in itertools.islice(files, _MAX_FILES):
        with contextlib.suppress(OSError):
            if SOURCE.encode() in regular_file.read_start(file, MAX_SIZE):
                return True
    return False


def record(configuration: Path, version: str, checksum: str) -> bool:
    """Record a package in the lock file of a configuration. Other checksums of the same version remain.

    Args:
        configuration: The folder of the configuration.
        version: The version of the package.
        checksum: The checksum of the package.

    Returns:
        Whether the file changed.

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
    new = _recorded(old.decode("utf-8", "surrogateescape"), version, checksum).encode("utf-8", "surrogateescape")
    if new == old:
        return False
    target = path.resolve()  # a link remains a link
    atomic_write.replace(target, target.with_name(f"{NAME}.{os.getpid()}.new"), new)
    return True


def _recorded(text: str, version: str, checksum: str) -> str:
    found = _ENTRY.search(text)
    if found is None:
        if _START in text:
            raise UnreadableError(f"its entry for {SOURCE} has another form")
        return f"{text or _HEADER}\n{_entry(version, {checksum})}"
    old = _VERSION.search(found[0])
    if old is None or old[1] != version:
        entry = _entry(version, {checksum})
    else:
        entry = _entry(version, {checksum, *_HASH.findall(found[0])}, old[0])
    return text[: found.start()] + entry + text[found.end() :]


def _entry(version: str, hashes: set[str], start: str = "") -> str:
    start = start or f'  version = "{version}"\n'
    listed = "".join(f'    "{each}",\n' for each in sorted(hashes))
    return f"{_START} {{\n{start}  hashes = [\n{listed}  ]\n}}\n"
