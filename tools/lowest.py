# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Creates an environment in which each runtime dependency has the lowest version that pyproject.toml allows.

`make lowest` runs the unit and command-line tests in it. It uses the oldest Python of this machine. Only the direct
requirements of the two published distributions are lowered; everything else has its version from requirements.lock.
Compiled packages must come as wheels: no C compiler runs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import metadata
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pythons
import requirements
from packaging.version import Version

if TYPE_CHECKING:
    from packaging.requirements import Requirement

UV = Path(sys.executable).with_name("uv")
NO_COMPILER = {"CC": "false", "CXX": "false"}
"""Makes the build of a source distribution with C code fail, as it does for a user without a compiler."""


def main() -> int:
    """Create the environment in the folder from the command line and return the exit code."""
    parser = argparse.ArgumentParser(description="Install the lowest versions that pyproject.toml allows.")
    parser.add_argument("folder", type=Path, help="the folder of the environment, which is replaced")
    folder = parser.parse_args().folder.absolute()
    found = pythons.oldest()
    if found is None:
        print(f"No Python {pythons.VERSIONS[0]} or newer on PATH or in {pythons.INSTALLED}.", file=sys.stderr)
        return 1
    version, python = found
    if version != pythons.VERSIONS[0]:
        print(f"No Python {pythons.VERSIONS[0]} on this machine: testing the lowest versions on Python {version}.")
    subprocess.run([UV, "venv", "--quiet", "--clear", "--no-python-downloads", "--python", python, folder], check=True)
    direct = [
        requirement
        for file in requirements.PROJECTS
        for requirement in [*requirements.declared(file), *requirements.optional(file)]
    ]
    install(folder, {requirements.name_of(each) for each in direct})
    installed = {
        distribution.name.lower().replace("_", "-"): Version(distribution.version)
        for distribution in metadata.distributions(path=[str(folder / "lib" / f"python{version}" / "site-packages")])
    }
    return compare(direct, installed, version)


def install(folder: Path, direct: set[str]) -> None:
    """Install both distributions with their lowest dependencies, and the packages that the tests import."""
    constraints = folder / "constraints.txt"
    others = (each for each in requirements.locked() if requirements.name_of(each) not in direct)
    constraints.write_text("".join(f"{each}\n" for each in others), encoding="utf-8")
    root, sdk = (file.parent for file in requirements.PROJECTS)
    subprocess.run(
        [
            *(UV, "pip", "install", "--quiet", "--python", folder / "bin" / "python"),
            *("--resolution", "lowest-direct", "--constraints", constraints),
            *("--build-constraints", requirements.LOCK, "--group", "tests"),
            *(argument for file in requirements.PROJECTS for argument in ("--requirements", file)),
            *("--editable", root, sdk),
        ],
        cwd=root,
        env={**os.environ, **NO_COMPILER},
        check=True,
    )


def compare(direct: list[Requirement], installed: dict[str, Version], version: str) -> int:
    """Print the installed versions. Return 1 if a lower bound was not reached, because it is then untested."""
    needed = [each for each in direct if each.marker is None or each.marker.evaluate({"python_version": version})]
    needed.sort(key=requirements.name_of)
    missed = 0
    for name, of_name in groupby(needed, key=requirements.name_of):
        floor = requirements.floor(list(of_name))
        if installed[name] == floor:
            print(f"  {name} {floor}")
            continue
        missed += 1
        print(f"{name} {installed[name]} was installed, but the floor is {floor}.", file=sys.stderr)
        print("Another package needs the higher version: raise the floor in pyproject.toml to it.", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
