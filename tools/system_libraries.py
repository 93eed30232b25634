# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Finds the Debian package that a shared library belongs to."""

from __future__ import annotations

import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SystemLibrary:
    """A shared library that was copied from the operating system.

    Attributes:
        path: Its original path.
        package: The package's name, such as `libssl3`; the file's name if the package is not known.
        version: The package's version.
        purl: The package as a package URL.
        copyright: The file with its license.
    """

    path: Path
    package: str
    version: str | None = None
    purl: str | None = None
    copyright: Path | None = None


def find(path: Path) -> SystemLibrary:
    """Return the library's package."""
    unknown = SystemLibrary(path, path.name)
    if shutil.which("dpkg-query") is None:
        return unknown
    # Search by name, because a package may list another path for the same file, such as /usr/lib for /lib.
    found = _dpkg_query("--search", f"*/{path.name}")
    for line in found.splitlines():
        owner, _, file = line.partition(": ")
        if Path(file).exists() and path.samefile(file):
            package, version, architecture = _dpkg_query(
                "--show", "--showformat=${Package} ${Version} ${Architecture}", owner
            ).split()
            system = platform.freedesktop_os_release()["ID"]
            purl = f"pkg:deb/{system}/{package}@{version.replace('+', '%2B')}?arch={architecture}"
            return SystemLibrary(path, package, version, purl, Path("/usr/share/doc", package, "copyright"))
    return unknown


def _dpkg_query(*arguments: str) -> str:
    return subprocess.run(["dpkg-query", *arguments], stdout=subprocess.PIPE, text=True, check=False).stdout
