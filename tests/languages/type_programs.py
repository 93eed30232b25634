# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Programs for type checkers that use everything in the schema, and check the exact type of each result.

Each language has a folder in `types` with a template of its program. The template defines how to write a value and
which type the SDK must return. The parts come from the schema, so a program is always complete.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jinja2

ROOT = Path(__file__).resolve().parents[2]
TYPES = Path(__file__).resolve().parent / "types"
_SCHEMA = json.loads((ROOT / "schema.json").read_text(encoding="utf-8"))


def _by_name(of: dict[str, Any]) -> dict[str, Any]:
    return {token.rpartition(":")[2]: each for token, each in of.items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_NAMED = _by_name(_SCHEMA["types"])
_WORLD = {
    "root": ROOT,
    "functions": _by_name(_SCHEMA["functions"]),
    "pin": _SCHEMA["resources"]["alicloud-iot:ota:FirmwarePin"],
    "settings": _SCHEMA["provider"]["inputProperties"],
    "enums": {name: each["enum"] for name, each in _NAMED.items() if "enum" in each},
    "objects": {name: each for name, each in _NAMED.items() if "enum" not in each},
    "named": lambda spec: spec.get("$ref", "").rpartition(":")[2],
    "snake": _snake,
    "constant": lambda name: name if name.isupper() else _snake(name).upper(),
    "title": lambda name: name[0].upper() + name[1:],
}
"""The variables of a template: the parts of the schema by name, and functions that convert names."""


def write(language: str, folder: Path) -> Path:
    """Write the program of a language and its file of mistakes to a new folder."""
    shutil.copytree(TYPES / language, folder, ignore=shutil.ignore_patterns("__pycache__", "*.j2"))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TYPES / language),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - programs
    )
    for name in environment.list_templates(extensions=["j2"]):
        text = environment.get_template(name).render(_WORLD)
        (folder / name.removesuffix(".j2")).write_text(text, encoding="utf-8")
    return folder
