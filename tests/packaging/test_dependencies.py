# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Dependencies: each import is declared, and each dependency has an explained minimum and a locked version."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import lowest
import pytest
import requirements
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from requirements import LOCK, PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN = {"alicloud_iot_ota", "alicloud_iot_emulator", "pulumi_alicloud_iot"}
SOURCES = {PROJECTS[0]: ROOT / "provider", PROJECTS[1]: ROOT / "sdk" / "python" / "pulumi_alicloud_iot"}
BY_MODULE = metadata.packages_distributions()
FIXED = {
    "grpcio": "1.66.2",
    "jinja2": "3.1.6",
    "protobuf": "6.33.5",
    "requests": "2.33.0",
    "semver": "3.1.0",
    "urllib3": "2.7.0",
}
"""The oldest versions without a known vulnerability. For semver, the first version that rejects a line break."""
CAPPED = {"protobuf", "pulumi", "typing-extensions"}
"""The dependencies with an upper bound, the same as in pulumi and the SDK generator. Others could block users."""


def imported(source: Path) -> Iterator[str]:
    """Yield the absolute name of each module that the Python files in a folder import."""
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module is not None
                yield node.module


def distribution_of(module: str) -> str:
    """Return the distribution of a module. Several distributions may share the first part of the module's name."""
    first, *rest = module.split(".")
    names = set(BY_MODULE.get(first, [first]))
    if len(names) > 1:
        folder = "/".join([first, *rest[:1]]) + "/"
        names = {
            name
            for name in names
            if any(str(file).startswith(folder) for file in metadata.distribution(name).files or ())
        }
    (name,) = names
    return canonicalize_name(name)


@pytest.mark.parametrize("file", PROJECTS, ids=["package", "sdk"])
def test_what_is_imported_is_required(file: Path) -> None:
    """Every import is from the standard library, this project or a declared dependency. Every dependency is used."""
    modules = set(imported(SOURCES[file]))
    foreign = {each for each in modules if each.split(".")[0] not in sys.stdlib_module_names | OWN}
    needed = {distribution_of(module) for module in foreign if module != "tomli"}
    every = [*requirements.declared(file), *requirements.optional(file)]
    declared = {requirements.name_of(each) for each in every if not each.marker}
    conditional = {requirements.name_of(each) for each in every if each.marker}
    assert needed - conditional == declared
    assert conditional <= needed | {"tomli"}


@pytest.mark.parametrize("file", PROJECTS, ids=["package", "sdk"])
def test_bounds(file: Path) -> None:
    """Each dependency has a minimum without known vulnerabilities. Only those in `CAPPED` have an upper bound."""
    declared = [*requirements.declared(file), *requirements.optional(file)]
    for name in {requirements.name_of(each) for each in declared}:
        of_name = [each for each in declared if requirements.name_of(each) == name]
        floor = requirements.floor(of_name)
        assert floor is not None, name
        assert floor >= Version(FIXED.get(name, "0")), name
        operators = {bound.operator for each in of_name for bound in each.specifier} - {">="}
        assert operators <= ({"<"} if name in CAPPED else set()), name


def test_every_floor_has_a_reason() -> None:
    """Each minimum version has a comment with its reason, so that a later change can consider it."""
    text = PROJECTS[0].read_text(encoding="utf-8")
    lines = text[text.index("\ndependencies = [\n") :].split("\n]", 1)[0].splitlines()[2:]
    assert len(lines) == len(requirements.declared(PROJECTS[0]))
    assert [line for line in lines if not re.fullmatch(r'    "[^"]+", # \S.{8,}', line)] == []


@pytest.mark.parametrize("file", PROJECTS, ids=["package", "sdk"])
def test_locked_versions(file: Path) -> None:
    """The lock file has a version of each dependency, and all its versions meet the requirement."""
    for requirement in [*requirements.declared(file), *requirements.optional(file)]:
        versions = [
            each for each in requirements.locked() if requirements.name_of(each) == requirements.name_of(requirement)
        ]
        assert versions, requirement
        for each in versions:
            (pin,) = each.specifier
            assert pin.operator == "=="
            assert requirement.specifier.contains(pin.version, prereleases=True), requirement


def test_supported_pythons() -> None:
    """The oldest Python that the tests look for is the minimum in both distributions."""
    import pythons  # noqa: PLC0415

    for file in PROJECTS:
        assert SpecifierSet(requirements.project(file)["requires-python"]) == SpecifierSet(f">={pythons.VERSIONS[0]}")


def test_no_address_is_locked() -> None:
    """The lock file has versions and hashes, but no URL: each machine configures its own package index."""
    assert "://" not in LOCK.read_text(encoding="utf-8")


def test_a_floor_that_is_not_reached(capsys: pytest.CaptureFixture[str]) -> None:
    """`make lowest` fails if another package raises one above its minimum, because no test would cover the minimum."""
    direct = [Requirement("rich>=13.7"), Requirement("semver>=2.8"), Requirement("semver>=3.1")]
    direct.append(Requirement("tomli>=2.0; python_version < '3.11'"))
    assert lowest.compare(direct, {"rich": Version("13.7.0"), "semver": Version("3.1.0")}, "3.12") == 0
    assert capsys.readouterr().out == "  rich 13.7\n  semver 3.1\n"
    installed = {"rich": Version("14.2.0"), "semver": Version("3.1.0"), "tomli": Version("2.0.0")}
    assert lowest.compare(direct, installed, "3.10") == 1
    assert "rich 14.2.0 was installed, but the floor is 13.7." in capsys.readouterr().err
