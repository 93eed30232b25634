# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The pages about the project itself: contributing, changes, license and logo."""

from __future__ import annotations

import ast
import hashlib
import re
import struct
from pathlib import Path

import logo
from pictures import digest_in, digest_of

from alicloud_iot_ota import __version__

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""The SHA-256 of the license text that the Apache Software Foundation publishes."""
GENERATED = {"build", "dist"}
"""Folders that `make` generates, and that are not committed."""


def names(heading: str) -> list[str]:
    """Return the code names in the first column of the table in CONTRIBUTING whose header starts with a text."""
    table = CONTRIBUTING.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [name for row in table.splitlines()[2:] for name in re.findall("`([^`]+)`", row.split(" | ")[0])]


def test_make_commands() -> None:
    """The table has exactly the commands that `make help` lists, and every other `make` command on the page exists."""
    makefile = (ROOT / "Makefile").read_text()
    listed = re.findall(r"^\techo 'make ([\w-]+) ", makefile, re.MULTILINE)
    assert sorted(names("command")) == sorted(f"make {target}" for target in listed)
    assert set(re.findall(r"`make ([\w-]+)`", CONTRIBUTING)) <= set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))


def test_folders() -> None:
    """The table has every folder of the repository, each package in `provider`, and every folder of `tests`."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    packages = {f"provider/{path.parent.name}" for path in (ROOT / "provider").glob("*/__init__.py")}
    assert set(names("folder")) == folders - GENERATED - {"provider"} | packages
    (tests,) = re.findall(r"^\| `tests` \| (.*) \|$", CONTRIBUTING, re.MULTILINE)
    kinds = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert kinds - set(re.findall("`([^`]+)`", tests)) == set()


def test_unit_tests_mirror_the_package() -> None:
    """Each folder of unit tests matches a folder of the package, except `bounds`."""
    unit, package = ROOT / "tests" / "unit", ROOT / "provider" / "alicloud_iot_ota"
    folders = {path.parent.relative_to(unit) for path in unit.rglob("test_*.py")}
    assert {folder for folder in folders if not (package / folder).is_dir()} == {Path("bounds")}


def test_every_test_file_says_what_it_tests() -> None:
    """Every test file begins with a docstring."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    assert [path for path in files if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_places_of_the_version() -> None:
    """Both places on the page have this version, and so do the files that are updated by hand."""
    for place in ("pyproject.toml", "provider/alicloud_iot_ota/__init__.py"):
        assert place in CONTRIBUTING
        assert f'version = "{__version__}"' in (ROOT / place).read_text().replace("__version__", "version")
    wheels = re.findall("wheels/[a-z_]+-(.+?)-py3", (ROOT / "examples" / "ci" / "requirements.in").read_text())
    assert wheels == [__version__] * 2


def test_placeholders() -> None:
    """The schema has no public address yet, and has the placeholder that the page mentions."""
    schema = (ROOT / "schema.json").read_text()
    assert [name for name in ("repository", "homepage", "logoUrl", "pluginDownloadURL") if f'"{name}"' in schema] == []
    assert '"importBasePath": "example.com/pulumi-alicloud-iot/' in schema


def test_license() -> None:
    """LICENSE is the complete text of Apache 2.0."""
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0


def test_logo() -> None:
    """The PNG was made from the current SVG, in the size that registries need. The SVG loads nothing."""
    png, drawing = logo.PICTURE.read_bytes(), logo.DRAWING.read_bytes()
    assert digest_in(png) == digest_of(drawing), "docs/logo.svg has changed. Run python tools/logo.py."
    assert struct.unpack_from(">II", png, 16) == (300, 300)
    assert re.search(rb"href|url\(|<script|<image", drawing) is None
