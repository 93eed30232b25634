# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A package of the provider in a filesystem mirror, from which `tofu init` and `terraform init` install it.

The layout is HOST/NAMESPACE/TYPE/VERSION/PLATFORM, a directory for each package (`SearchLocalDirectory` in
`internal/getproviders` of opentofu/opentofu). The engines run the provider through a symbolic link to this directory.
They ignore other files, and directories with a name that is not a version.
"""

from __future__ import annotations

import base64
import contextlib
import os
import platform
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.base import open_files, users
from alicloud_iot_ota.base.file_lock import holder, try_lock
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.terraform.address import SOURCE, packaged_executable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PLATFORMS = ("darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64")
"""The engines' names of the platforms on which the launcher is the same file on every machine."""

HOME_VARIABLE = "APPDATA" if sys.platform == "win32" else "HOME"
"""The environment variable with the folder that contains the user's mirror."""

MAX_WAIT = 60.0
"""The maximum time to wait for other processes that install, in seconds."""

_ARCHITECTURES = {
    "x86_64": "amd64",
    "AMD64": "amd64",
    "aarch64": "arm64",
    "ARM64": "arm64",
    "i386": "386",
    "i686": "386",
    "x86": "386",
    "armv7l": "arm",
}
_SYSTEMS = {"win32": "windows"}
_STAGING = ".alicloud-iot-ota"  # is not a version
_LOCK = f"{_STAGING}.lock"
_LOCK_INTERVAL = 0.1  # seconds between attempts


class BusyError(Exception):
    """Another process has been installing for too long. The message identifies it."""


def architecture() -> str:
    """Return Go's name of the architecture of this machine, which Pulumi, OpenTofu and Terraform use."""
    machine = platform.machine()
    return _ARCHITECTURES.get(machine, machine)


def platform_name() -> str:
    """Return the engines' name of this platform, such as `linux_amd64`."""
    return f"{_SYSTEMS.get(sys.platform, sys.platform)}_{architecture()}"


def default_directory(environ: Mapping[str, str]) -> Path:
    """Return the user's mirror that both engines search without any configuration.

    They also search `~/.terraform.d/plugins`. But if `~/.terraform.d` exists, OpenTofu no longer reads the credentials
    in `$XDG_CONFIG_HOME/opentofu`, so this package must not create it. Windows has no such alternative.

    Raises:
        RuntimeError: The home directory is unknown.
    """
    if sys.platform == "win32":
        return _absolute(environ.get(HOME_VARIABLE, "")) / "terraform.d" / "plugins"
    elif sys.platform == "darwin":  # noqa: RET505 - for mypy, which checks each system
        return _home(environ) / "Library" / "Application Support" / "io.terraform" / "plugins"
    else:
        data = Path(environ.get("XDG_DATA_HOME", ""))
        return (data if data.is_absolute() else _home(environ) / ".local" / "share") / "terraform" / "plugins"


def _home(environ: Mapping[str, str]) -> Path:
    """Return the home directory that the engines use. They ignore a relative HOME."""
    given = Path(environ.get(HOME_VARIABLE, ""))
    if given.is_absolute():
        return given
    return _absolute(users.account_home() or "")


def _absolute(path: Path | str) -> Path:
    """Return the path of a home directory. Raises RuntimeError if it is relative or unknown."""
    home = Path(path)
    if not home.is_absolute():
        raise RuntimeError
    return home


def package_directory(directory: Path, version: str) -> Path:
    """Return the directory of the package for this platform in a mirror."""
    return directory / SOURCE / version / platform_name()


def install(directory: Path, version: str, fill: Callable[[Path], None]) -> str:
    """Install a package into a mirror: completely, or not at all if this process is killed.

    An equal package is not replaced, because a process may use its files.

    Args:
        directory: The mirror. It is created if it does not exist.
        version: The version of the package.
        fill: Writes the files of the package into an empty directory.

    Returns:
        The checksum of the package.

    Raises:
        OSError: The package could not be written.
    """
    package = package_directory(directory, version)
    package.parent.mkdir(parents=True, exist_ok=True)
    with _staging(directory / SOURCE) as staging:
        fresh = staging / "new"
        fresh.mkdir()
        fill(fresh)
        digest = checksum(fresh)
        if not (os.access(package / packaged_executable(version), os.X_OK) and checksum(package) == digest):
            if os.path.lexists(package):
                open_files.replace(package, staging / "old")
            open_files.replace(fresh, package)
    return digest


def checksum(package: Path) -> str:
    """Return the checksum of a package in a directory. A zip file with the same files has the same checksum."""
    files = (Path(folder, name) for folder, _, names in os.walk(package) for name in names)
    return checksum_of((file.relative_to(package).as_posix(), file.read_bytes()) for file in files)


def checksum_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the checksum of files, by name and content, in the scheme `h1` of the engines' lock files."""
    digests = sorted((os.fsencode(name), sha256(content).hexdigest().encode()) for name, content in files)
    lines = b"".join(b"%s  %s\n" % (digest, name) for name, digest in digests)
    return "h1:" + base64.b64encode(sha256(lines).digest()).decode()


@contextlib.contextmanager
def _staging(parent: Path) -> Iterator[Path]:
    """Provide an empty directory next to the packages for this process alone, and remove it at the end."""
    staging = parent / _STAGING
    with (parent / _LOCK).open("ab") as lock:
        with contextlib.suppress(OSError):  # a file system without locks
            _acquire(lock.fileno(), parent)
        shutil.rmtree(staging, ignore_errors=True)  # of a killed process
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _acquire(descriptor: int, parent: Path) -> None:
    """Wait for a lock."""
    end = time.monotonic() + MAX_WAIT
    while not try_lock(descriptor):
        if time.monotonic() > end:
            raise BusyError(f"{holder(descriptor).name} is installing into {printable(str(parent))}.")
        time.sleep(_LOCK_INTERVAL)
