# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The machine of a new user: a checkout, an engine, an empty home directory, and a shell for the commands of a page."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from tests.posix import signal_group

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 300
"""Seconds for everything that a test types: a command that waits for input fails one test and does not stop all."""


def sections(page: str, language: str) -> list[str]:
    """Return the code blocks of one language in a page of the repository, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def copy_checkout(folder: Path) -> Path:
    """Copy what `pip install .` builds from, and the examples, and return the folder."""
    without = shutil.ignore_patterns("__pycache__", "node_modules", "bin", "build", "*.egg-info", "Pulumi.*.yaml")
    for name in ("provider", "sdk", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=without)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def python_of_the_system(folder: Path) -> Path:
    """Write a `python3` whose virtual environments find the dependencies of the package without an index.

    The package itself is not among them: its editable installation does not apply to other environments.
    """
    python = folder / "python3"
    folder.mkdir()
    python.write_text(
        f"""#!/bin/sh
set -e
"{sys.executable}" "$@"
if [ "$2" = venv ]; then
    for packages in "$3"/lib/python3*/site-packages; do
        echo "{sysconfig.get_path("purelib")}" > "$packages/dependencies.pth"
        rm -rf "$packages"/setuptools* # Python 3.11 and older add one that is too old
    done
fi
"""
    )
    python.chmod(0o755)
    return python


def environment(home: Path, *tools: Path) -> dict[str, str]:
    """Return the environment of a user who has these tools on PATH and no settings."""
    return {
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "COLUMNS": "160",  # so that no table is folded
        "HOME": str(home),
        "PATH": os.pathsep.join([*(str(tool.parent) for tool in tools), os.defpath]),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_BUILD_ISOLATION": "false",  # this value turns the isolation off
        "PIP_NO_INDEX": "1",
        "PULUMI_HOME": str(home / ".pulumi"),  # HOME alone does not move it
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def type_in(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Type commands into one shell, and return what they print; a command that fails ends the script and the test."""
    with (folder.parent / "typed.txt").open("w+") as printed:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,  # a pipe would stay open as long as the emulator in the background
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that the emulator ends with it in every case
        )
        try:
            status = shell.wait(TIMEOUT)
        finally:
            with contextlib.suppress(ProcessLookupError):
                signal_group(shell.pid, signal.SIGTERM)
            shell.wait()
        printed.seek(0)
        text = printed.read()
    assert status == 0, text
    return text


def lines(text: str) -> list[str]:
    """Return the lines of a text without indentation, alignment and empty lines."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def missing(shown: str, printed: str) -> list[str]:
    """Return the lines of a page that a command did not print, or not in this order. `...` stands for hex digits."""
    rest = iter(lines(printed))
    patterns = {line: re.escape(line).replace(re.escape("..."), "[0-9a-f]+") for line in lines(shown)}
    return [line for line, pattern in patterns.items() if not any(re.fullmatch(pattern, each) for each in rest)]
