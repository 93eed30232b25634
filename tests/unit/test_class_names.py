# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A class name has one meaning in the package."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import alicloud_iot_ota

PACKAGE = Path(alicloud_iot_ota.__file__).parent
GENERATED = PACKAGE / "dynamic" / "generated"
"""Programs use its classes in place of the native SDK's, so they have the names of the schema."""


def test_no_class_name_is_defined_twice() -> None:
    """Who reads a name knows the class. A name with an underscore is of its file alone."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for file in sorted(set(PACKAGE.rglob("*.py")) - set(GENERATED.iterdir())):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files[node.name].add(str(file.relative_to(PACKAGE)))
    twice = {name: sorted(places) for name, places in files.items() if len(places) > 1}
    assert twice == {}
