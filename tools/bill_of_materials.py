# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The software bill of materials of a release archive, in CycloneDX JSON: exactly the contents of the archive."""

from __future__ import annotations

import json
import platform
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import release_archive
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from release_archive import Contents
    from system_libraries import SystemLibrary

TOOL = Path(sys.executable).with_name("cyclonedx-py")
PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
VERSION = SchemaVersion.V1_6


class BillError(Exception):
    """The bill of materials does not follow the CycloneDX schema."""


def bill_of_materials(contents: Contents) -> str:
    """Return the bill of a frozen application: its distributions, Python, and libraries of the operating system.

    Raises:
        BillError: The bill does not follow its schema.
    """
    bill = _of_environment(contents)
    names = {distribution.name for distribution in contents.distributions}
    kept = [component for component in bill["components"] if component["name"] in names]
    bill["components"] = [*kept, _python(), *_of_system(contents)]
    bill["dependencies"] = _among({component["bom-ref"] for component in [*kept, bill["metadata"]["component"]]}, bill)
    text = json.dumps(bill, indent=2, ensure_ascii=False) + "\n"
    mistake = JsonStrictValidator(VERSION).validate_str(text)
    if mistake is not None:
        raise BillError(
            f"The bill of materials does not follow the schema of CycloneDX {VERSION.to_version()}: {mistake}"
        )
    return text


def _of_environment(contents: Contents) -> dict[str, Any]:
    """Return the bill of all distributions in the environment, with the project as their main component."""
    place = contents.folder.with_name("environment.cdx.json")
    command = [str(TOOL), "environment", "--output-reproducible", "--spec-version", VERSION.to_version()]
    options = ["--pyproject", str(PROJECT), "--output-file", str(place), "--no-validate"]
    release_archive.run([*command, *options, str(contents.environment)], place.parent)
    bill: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return bill


def _python() -> dict[str, Any]:
    version = platform.python_version()
    return {
        "bom-ref": "python",
        "type": "platform",
        "name": "python",
        "version": version,
        "cpe": f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*",
        "licenses": [{"license": {"id": "PSF-2.0"}}],
    }


def _of_system(contents: Contents) -> Iterator[dict[str, Any]]:
    """Yield each package of the operating system once, with its files in the archive."""
    for package in sorted({library.package for library in contents.libraries}):
        files = [library for library in contents.libraries if library.package == package]
        described = {"version": files[0].version, "purl": files[0].purl}
        yield {
            "bom-ref": package,
            "type": "library",
            "name": package,
            **{name: value for name, value in described.items() if value is not None},
            "components": [_file(library) for library in files],
        }


def _file(library: SystemLibrary) -> dict[str, Any]:
    digest = sha256(library.path.read_bytes()).hexdigest()
    return {"type": "file", "name": library.path.name, "hashes": [{"alg": "SHA-256", "content": digest}]}


def _among(references: set[str], bill: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dependencies among the given components."""
    return [
        {**entry, "dependsOn": sorted(references.intersection(entry.get("dependsOn", ())))}
        for entry in bill["dependencies"]
        if entry["ref"] in references
    ]
