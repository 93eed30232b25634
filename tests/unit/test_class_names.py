# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Unique class names in the package."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import alicloud_iot_ota

PACKAGE = Path(alicloud_iot_ota.__file__).parent
GENERATED = PACKAGE / "dynamic" / "generated"
"""Generated classes that programs use instead of the native SDK, so they have the same names as the schema."""


def test_no_class_name_is_defined_twice() -> None:
    """Each public class name is defined in one file. Names that begin with an underscore are private to their file."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for file in sorted(set(PACKAGE.rglob("*.py")) - set(GENERATED.iterdir())):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files[node.name].add(str(file.relative_to(PACKAGE)))
    twice = {name: sorted(places) for name, places in files.items() if len(places) > 1}
    assert twice == {}
