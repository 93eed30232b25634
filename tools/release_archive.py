# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Builds the release archive of this platform: plugin, provider, command line and their dependencies.

The archive needs no installed Python. It is frozen from a separate environment that contains only the wheel, its
dependencies at the locked versions, and PyInstaller. PyInstaller cannot freeze for another platform, so each archive
is built on its own platform.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import system_libraries

from alicloud_iot_ota.base import patterns
from alicloud_iot_ota.terraform import address, mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from system_libraries import SystemLibrary

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
SPEC = Path(__file__).with_suffix(".spec")
UV = Path(sys.executable).with_name("uv")
COMPRESSION = 6
"""gzip's default level; the highest level takes three times as long and saves 1 %."""
LICENSE_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
"""The prefixes of license files that must be distributed with the archive."""


class BuildError(Exception):
    """A command failed. The message has all of its output."""


@dataclass(frozen=True)
class Contents:
    """The frozen application.

    Attributes:
        folder: The frozen folder, whose files make up the archive.
        environment: The interpreter of the environment that was frozen.
        distributions: The Python distributions with files in it, by name.
        libraries: The shared libraries of the operating system in it.
    """

    folder: Path
    environment: Path
    distributions: Sequence[metadata.Distribution]
    libraries: Sequence[SystemLibrary]


def file_name(plugin: str, version: str) -> str:
    """Return the file name under which `pulumi plugin install` downloads the archive of this platform."""
    return f"pulumi-resource-{plugin}-v{version}-{sys.platform}-{mirror.architecture()}.tar.gz"


def freeze(wheel: Path, work: Path) -> Contents:
    """Freeze the wheel into an empty folder.

    Raises:
        BuildError: The wheel could not be frozen.
    """
    environment = make_environment(work / "environment", [wheel], ["pyinstaller", address.LIBRARY, patterns.LIBRARY])
    command = [str(environment), "-m", "PyInstaller", "--log-level=ERROR", f"--workpath={work / 'build'}", str(SPEC)]
    # The folder for files between two runs, and the order of the output.
    run(command, work, {"PYINSTALLER_CONFIG_DIR": str(work / "cache"), "PYTHONHASHSEED": "0"})
    for record in (work / "dist" / "archive").rglob("*.dist-info/RECORD"):
        record.unlink()  # identifies the environment's commands by digests, which change with its path
    sources = json.loads((work / "build" / SPEC.stem / "sources.json").read_text())
    contents = _contents(work, environment, [Path(source) for source in sources])
    _add_licenses(contents)
    return contents


def make_environment(
    folder: Path, wheels: Sequence[Path], additional: Sequence[str] = (), python: str = sys.executable
) -> Path:
    """Create a virtual environment with wheels and their requirements at the locked versions, and nothing else.

    Args:
        folder: The folder of the environment; it must not exist.
        wheels: The wheels to install.
        additional: Locked distributions of this environment to install in addition.
        python: The interpreter for the environment.

    Returns:
        The environment's interpreter.

    Raises:
        BuildError: The environment could not be created.
    """
    run([str(UV), "venv", "--quiet", "--no-python-downloads", f"--python={python}", str(folder)], folder.parent)
    interpreter = folder / "bin" / "python"
    requirements = folder / "requirements.txt"
    requirements.write_text(
        "".join(f"{name}=={metadata.version(name)}\n" for name in additional)
        + "".join(f"{wheel.as_uri()} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n" for wheel in wheels)
    )
    command = [str(UV), "pip", "install", "--quiet", f"--python={interpreter}", "--require-hashes"]
    run([*command, f"--constraint={LOCK}", f"--requirement={requirements}"], folder)
    return interpreter


def pack(folder: Path, archive: Path, modified: int) -> None:
    """Write the archive of a folder: the same bytes for the same files.

    Args:
        folder: The folder whose files go into the archive's root.
        archive: The path of the archive.
        modified: The modification time of all files, in seconds since 1970, UTC.
    """

    def as_released(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.mtime = modified
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mode = _released_mode(member.mode)
        return member

    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", COMPRESSION, file, modified) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder), recursive=False, filter=as_released)


def pack_zip(folder: Path, archive: Path, modified: int) -> None:
    """Write a zip file of a folder. The parameters are those of `pack`.

    It has no entries for folders, because the engines' checksum of a zip file would cover them.
    """
    date = time.gmtime(modified)[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as packed:
        for path in sorted(folder.rglob("*")):
            if not path.is_dir():
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date)
                member.create_system = 3  # Unix: the attributes are a mode
                member.external_attr = (stat.S_IFREG | _released_mode(path.stat().st_mode)) << 16
                member.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(member, path.read_bytes())


def _released_mode(mode: int) -> int:
    return 0o755 if mode & stat.S_IXUSR else 0o644


def run(command: Sequence[str], folder: Path, environ: dict[str, str] | None = None) -> None:
    """Run a command in an environment that hides the packages of this Python.

    Raises:
        BuildError: The command could not be run, or ended with an exit code other than 0.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**own, **(environ or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise BuildError(f"{command[0]} cannot be run. {error.strerror}.") from error
    if done.returncode != 0:
        raise BuildError(f"{' '.join(command)} failed with exit code {done.returncode}:\n{done.stdout}")


def _contents(work: Path, environment: Path, sources: Iterable[Path]) -> Contents:
    """Return the owners of the frozen files.

    A file that belongs to no distribution and not to Python belongs to the system.
    """
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment.parent.parent)}))
    owners = {
        Path(str(file.locate())): distribution
        for distribution in metadata.distributions(path=[str(packages)])
        for file in distribution.files or ()
    }
    distributions = {owners[source].name: owners[source] for source in sources if source in owners}
    libpython = sysconfig.get_config_var("INSTSONAME")
    libraries = [
        system_libraries.find(source)
        for source in sources
        if source.is_file()
        and source not in owners
        and not source.is_relative_to(work)
        and not source.is_relative_to(sysconfig.get_path("stdlib"))
        and source.name != libpython
    ]
    frozen = work / "dist" / "archive"
    return Contents(frozen, environment, [distributions[name] for name in sorted(distributions)], libraries)


def _add_licenses(contents: Contents) -> None:
    """Copy the license texts of everything into the folder; a few distributions include no text."""
    licences = contents.folder / "licenses"
    for distribution in contents.distributions:
        for file in distribution.files or ():
            if file.name.upper().startswith(LICENSE_NAMES) and file.suffix != ".py":
                _copy(Path(str(file.locate())), licences / f"{distribution.name}-{distribution.version}" / file.name)
    for library in contents.libraries:
        if library.copyright is not None:
            _copy(library.copyright, licences / library.package / library.copyright.name)
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    _copy(python, licences / f"python-{platform.python_version()}" / python.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
