# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Finds the Python interpreters of this machine: on PATH, and in pyenv."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from alicloud_iot_ota.base.users import account_home

VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.15")
"""The versions to look for, oldest first. The first one is the minimum in pyproject.toml."""

INSTALLED = Path(os.environ.get("PYENV_ROOT") or (account_home() or Path.home()) / ".pyenv", "versions")
"""The folder of pyenv's versions that are not on PATH."""


def interpreter(version: str) -> str | None:
    """Return the path of a working Python of a version, if there is one. Some pyenv commands on PATH do not work."""
    name = f"python{version}"
    candidates = (shutil.which(name), *sorted(map(str, INSTALLED.glob(f"{version}.*/bin/{name}"))))
    for path in filter(None, candidates):
        if subprocess.run([path, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return path
    return None


def oldest() -> tuple[str, str] | None:
    """Return the version and the path of the oldest Python, if there is any."""
    found = ((version, interpreter(version)) for version in VERSIONS)
    return next(((version, path) for version, path in found if path), None)
