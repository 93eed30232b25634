# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""schema.json as the engine reads it from the file and from the installed plugin."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox import Sandbox

pytestmark = pytest.mark.engine

SCHEMA = Path(__file__).resolve().parents[2] / "schema.json"
PLUGIN = Path(sys.executable).with_name("pulumi-resource-alicloud-iot")


def test_the_engine_accepts_the_schema(sandbox: Sandbox) -> None:
    """`pulumi schema check` reports neither an error nor a warning."""
    assert sandbox._pulumi.ask("schema", "check", str(SCHEMA)) == ""


def test_the_plugin_has_the_schema_of_the_file(sandbox: Sandbox) -> None:
    """The schema of the plugin is the same as the schema in the file."""
    told = sandbox._pulumi.ask("package", "get-schema", str(PLUGIN))
    assert json.loads(told) == json.loads(SCHEMA.read_text())
