# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The release archive of this platform: plugin and command line with all that they need, and no Python to install.

It is frozen from an environment of its own, in which nothing is but the wheel, what the lock file holds for it, and
PyInstaller. What PyInstaller cannot do is to freeze for another platform: the archive of each is made on it.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import system_libraries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from system_libraries import SystemLibrary

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
SPEC = Path(__file__).with_suffix(".spec")
UV = Path(sys.executable).with_name("uv")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Go's names, which Pulumi uses, where they are not the machine's own."""
COMPRESSION = 6
"""gzip's own choice; its most takes three times as long for one per cent."""
LICENCE_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
"""How the names of the files start that a distribution's licence asks to be handed on."""


class BuildError(Exception):
    """A command failed; the message has all that it said."""


@dataclass(frozen=True)
class Contents:
    """What was frozen.

    Attributes:
        folder: The frozen folder; its files are those of the archive.
        environment: The interpreter of the environment that it was frozen from.
        distributions: The Python distributions of which something is in it, by name.
        libraries: The shared libraries of the operating system in it.
    """

    folder: Path
    environment: Path
    distributions: Sequence[metadata.Distribution]
    libraries: Sequence[SystemLibrary]


def file_name(plugin: str, version: str) -> str:
    """Return the name by which `pulumi plugin install` downloads the archive of this platform."""
    machine = platform.machine()
    return f"pulumi-resource-{plugin}-v{version}-{sys.platform}-{ARCHITECTURES.get(machine, machine)}.tar.gz"


def freeze(wheel: Path, work: Path) -> Contents:
    """Freeze the wheel below an empty folder.

    Raises:
        BuildError: It could not be frozen.
    """
    environment = make_environment(work / "environment", [wheel], ["pyinstaller"])
    command = [str(environment), "-m", "PyInstaller", "--log-level=ERROR", f"--workpath={work / 'build'}", str(SPEC)]
    # Where it keeps files between two runs, and the order of what it writes.
    run(command, work, {"PYINSTALLER_CONFIG_DIR": str(work / "cache"), "PYTHONHASHSEED": "0"})
    for record in (work / "dist" / "archive").rglob("*.dist-info/RECORD"):
        record.unlink()  # knows the environment's commands by their digests, which differ with its path
    sources = json.loads((work / "build" / SPEC.stem / "sources.json").read_text())
    contents = _contents(work, environment, [Path(source) for source in sources])
    _add_licences(contents)
    return contents


def make_environment(
    folder: Path, wheels: Sequence[Path], beside: Sequence[str] = (), python: str = sys.executable
) -> Path:
    """Make a virtual environment of wheels and what they require, each as the lock file has it, and nothing else.

    Args:
        folder: Where; it must not exist.
        wheels: What is to be installed.
        beside: Locked distributions of this environment that are to be installed too.
        python: The interpreter that the environment is for.

    Returns:
        The environment's interpreter.

    Raises:
        BuildError: It could not be made.
    """
    run([str(UV), "venv", "--quiet", "--no-python-downloads", f"--python={python}", str(folder)], folder.parent)
    interpreter = folder / "bin" / "python"
    requirements = folder / "requirements.txt"
    requirements.write_text(
        "".join(f"{name}=={metadata.version(name)}\n" for name in beside)
        + "".join(f"{wheel.as_uri()} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n" for wheel in wheels)
    )
    command = [str(UV), "pip", "install", "--quiet", f"--python={interpreter}", "--require-hashes"]
    run([*command, f"--constraint={LOCK}", f"--requirement={requirements}"], folder)
    return interpreter


def pack(folder: Path, archive: Path, time: int) -> None:
    """Write the archive of a folder: the same bytes for the same files.

    Args:
        folder: Its files get into the archive's root.
        archive: The file to be written.
        time: When the files are said to have changed, in seconds since 1970, UTC.
    """

    def as_released(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.mtime = time
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mode = 0o755 if member.mode & 0o100 else 0o644
        return member

    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", COMPRESSION, file, time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in sorted(folder.rglob("*")):
            tar.add(path, path.relative_to(folder), recursive=False, filter=as_released)


def run(command: Sequence[str], folder: Path, environ: dict[str, str] | None = None) -> None:
    """Run a command in an environment that lets none of this Python's packages in.

    Raises:
        BuildError: It cannot be run, or ended with another exit status than 0.
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
        raise BuildError(f"{' '.join(command)} failed with exit status {done.returncode}:\n{done.stdout}")


def _contents(work: Path, environment: Path, sources: Iterable[Path]) -> Contents:
    """Return whose the frozen files are: of what is no distribution's, what is not Python's is the system's."""
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


def _add_licences(contents: Contents) -> None:
    """Put the licences of everything into the folder; a few distributions bring no text of theirs."""
    licences = contents.folder / "licenses"
    for distribution in contents.distributions:
        for file in distribution.files or ():
            if file.name.upper().startswith(LICENCE_NAMES) and file.suffix != ".py":
                _copy(Path(str(file.locate())), licences / f"{distribution.name}-{distribution.version}" / file.name)
    for library in contents.libraries:
        if library.copyright is not None:
            _copy(library.copyright, licences / library.package / library.copyright.name)
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    _copy(python, licences / f"python-{platform.python_version()}" / python.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
