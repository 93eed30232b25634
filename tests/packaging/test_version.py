# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One version everywhere: an SDK requires the plugin of its own version, and the engine uses no other."""

from __future__ import annotations

import json
import re
import zipfile
from email.parser import Parser
from typing import TYPE_CHECKING

import dist
import pytest

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from pathlib import Path

JSON_FILES = {
    "schema.json": ["version"],
    "sdk/go/alicloudiot/pulumi-plugin.json": ["version"],
    "sdk/nodejs/package.json": ["version", "pulumi.version"],
    "sdk/python/pulumi_alicloud_iot/pulumi-plugin.json": ["version"],
}


@pytest.mark.parametrize("name", JSON_FILES)
def test_generated(name: str) -> None:
    """The schema and the files generated from it have the package's version."""
    content = json.loads((dist.ROOT / name).read_text(encoding="utf-8"))
    for path in JSON_FILES[name]:
        found = content
        for key in path.split("."):
            found = found[key]
        assert found == __version__


def test_wheels(wheels: list[Path]) -> None:
    """Both wheels have the package's version in their metadata."""
    versions = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            metadata = Parser().parsestr(archive.read(name).decode())
            versions[metadata["Name"]] = metadata["Version"]
    assert versions == {"alicloud-iot-ota": __version__, "pulumi_alicloud_iot": __version__}


def test_changelog() -> None:
    """The newest release in the changelog is this version. Before the first release, there is only "Unreleased"."""
    headings = re.findall(r"^## (\S+)", (dist.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    releases = [heading for heading in headings if heading != "Unreleased"]
    assert releases[:1] in ([__version__], [])
