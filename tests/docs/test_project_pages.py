# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the project says of itself: how to contribute, how to report, the licence, the logo."""

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
"""The SHA-256 of the licence as the Apache Software Foundation publishes it."""
NO_ROOMS = {"build", "dist"}
"""Folders that `make` fills."""


def names(heading: str) -> list[str]:
    """The names in code in the first column of the table with a heading of CONTRIBUTING."""
    table = CONTRIBUTING.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [name for row in table.splitlines()[2:] for name in re.findall("`([^`]+)`", row.split(" | ")[0])]


def test_words_for_make() -> None:
    """Every word that `make help` lists is in the table, and no other one; a word elsewhere on the page is one too."""
    makefile = (ROOT / "Makefile").read_text()
    listed = re.findall(r"^\techo 'make (\w+) ", makefile, re.MULTILINE)
    assert sorted(names("word")) == sorted(f"make {word}" for word in listed)
    assert set(re.findall(r"`make (\w+)`", CONTRIBUTING)) <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_folders() -> None:
    """Every folder of the repository is in the table, those of `provider` one by one; so are the kinds of tests."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    packages = {f"provider/{path.parent.name}" for path in (ROOT / "provider").glob("*/__init__.py")}
    assert set(names("folder")) == folders - NO_ROOMS - {"provider"} | packages
    (tests,) = re.findall(r"^\| `tests` \| (.*) \|$", CONTRIBUTING, re.MULTILINE)
    rooms = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert rooms - set(re.findall("`([^`]+)`", tests)) == set()


def test_unit_tests_mirror_the_package() -> None:
    """Each folder of unit tests is one of the package, but for the attacks on bounds."""
    unit, package = ROOT / "tests" / "unit", ROOT / "provider" / "alicloud_iot_ota"
    folders = {path.parent.relative_to(unit) for path in unit.rglob("test_*.py")}
    assert {folder for folder in folders if not (package / folder).is_dir()} == {Path("bounds")}


def test_every_test_file_says_what_it_tests() -> None:
    """A file of tests begins with a docstring."""
    files = list((ROOT / "tests").rglob("test_*.py"))
    assert [path for path in files if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_places_of_the_version() -> None:
    """The two places have this version, and so have the files that are said to follow by hand."""
    for place in ("pyproject.toml", "provider/alicloud_iot_ota/__init__.py"):
        assert place in CONTRIBUTING
        assert f'version = "{__version__}"' in (ROOT / place).read_text().replace("__version__", "version")
    wheels = re.findall("wheels/[a-z_]+-(.+?)-py3", (ROOT / "examples" / "ci" / "requirements.in").read_text())
    assert wheels == [__version__] * 2


def test_placeholders() -> None:
    """What a public address brings is not in the schema yet, and the placeholder is the one that is named."""
    schema = (ROOT / "schema.json").read_text()
    assert [name for name in ("repository", "homepage", "logoUrl", "pluginDownloadURL") if f'"{name}"' in schema] == []
    assert '"importBasePath": "example.com/pulumi-alicloud-iot/' in schema


def test_licence() -> None:
    """The licence is the whole text of Apache 2.0."""
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0


def test_logo() -> None:
    """The picture was made of the drawing as it is now, in the size of registries; the drawing loads nothing."""
    png, drawing = logo.PICTURE.read_bytes(), logo.DRAWING.read_bytes()
    assert digest_in(png) == digest_of(drawing), "docs/logo.svg was changed: run python tools/logo.py."
    assert struct.unpack_from(">II", png, 16) == (300, 300)
    assert re.search(rb"href|url\(|<script|<image", drawing) is None
