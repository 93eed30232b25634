# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The programs that type checkers see: all that the schema has, used with the exact type of whatever is read.

The folder of a language in `types` has a template of its program, which says how a value is written there and which
type the SDK must give it. What there is comes from the schema, so that no program leaves anything out.
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
"""What a template can use: the parts of the schema by their names, and how names are spelled."""


def write(language: str, folder: Path) -> Path:
    """Write the program of a language, and the mistakes that it is tried with, into a folder that does not exist."""
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
