# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the requirements of this project: pyproject.toml, and the exact versions in requirements.lock."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore] # on Python 3.10 alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = (ROOT / "pyproject.toml", ROOT / "sdk" / "python" / "pyproject.toml")
"""The two distributions that are published."""
LOCK = ROOT / "requirements.lock"


def project(file: Path) -> dict[str, Any]:
    """Return the table `project` of a pyproject.toml."""
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    return table


def declared(file: Path) -> list[Requirement]:
    """Return what a pyproject.toml requires at run time."""
    return [Requirement(text) for text in project(file)["dependencies"]]


def optional(file: Path) -> list[Requirement]:
    """Return what the extras of a pyproject.toml require."""
    extras = project(file).get("optional-dependencies", {})
    return [Requirement(text) for texts in extras.values() for text in texts]


def locked() -> Iterator[Requirement]:
    """Yield each line of requirements.lock, without its hashes."""
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "# ":
            yield Requirement(line.rstrip(" \\"))


def name_of(requirement: Requirement) -> str:
    """Return a distribution's name in its normalized form, for comparisons."""
    return canonicalize_name(requirement.name)


def floor(requirements: Sequence[Requirement]) -> Version | None:
    """Return the highest lower bound of several requirements, if there is one."""
    bounds = (bound for requirement in requirements for bound in requirement.specifier if bound.operator == ">=")
    return max((Version(bound.version) for bound in bounds), default=None)
