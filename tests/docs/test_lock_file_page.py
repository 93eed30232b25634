# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on the lock file: its samples are valid, its commands work, and its fields match the schema."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.lock_file.schema import json_schema
from alicloud_iot_ota.lock_file.toml import values_of
from alicloud_iot_ota.selection import FITNESS

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "lock-file.md").read_text()
SCHEMA = json_schema()
TABLES: dict[str, dict[str, Any]] = {
    "## Fields": SCHEMA,
    "In an entry": SCHEMA["$defs"]["EntryTables"],
    "### locked": SCHEMA["$defs"]["Locked"],
}


def blocks(language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def rows(after: str) -> list[str]:
    """Return the rows of the first table after a text."""
    (table, *_) = re.findall(r"(?:^\|.*\n)+", PAGE.partition(f"\n{after}")[2], re.MULTILINE)
    return str(table).splitlines()[2:]


@pytest.mark.parametrize("after", TABLES)
def test_fields(after: str) -> None:
    """A table has exactly the fields of the schema, and shows which are required."""
    fields = {re.findall("`([^`]+)`", row)[0]: "| required |" in row for row in rows(after)}
    schema = TABLES[after]
    assert fields == {name: name in schema.get("required", ()) for name in schema["properties"]}


def test_criteria() -> None:
    """The page has the criteria that apply to a locked package. The others are only on the page on selection."""
    fields = {re.findall("`([^`]+)`", row)[0] for row in rows("### criteria")}
    assert fields == FITNESS | {"onUnparsable"}
    assert fields <= SCHEMA["$defs"]["EntryArgs"]["properties"].keys()
    assert "[criteria](selection.md#criteria)" in PAGE


def test_values() -> None:
    """Every value of an enum and every field of a block is on this page or on the page on selection."""
    texts = PAGE + (DOCS / "selection.md").read_text()
    words = {word for definition in SCHEMA["$defs"].values() for word in definition.get("enum", ())}
    blocked = set(SCHEMA["$defs"]["BlockedFirmware"]["properties"])
    assert {word for word in words | blocked if f"`{word}`" not in texts} == set()


@pytest.mark.parametrize("sample", blocks("toml"), ids=["whole", "start"])
def test_samples(sample: str, tmp_path: Path) -> None:
    """The schema and the package accept both samples."""
    jsonschema.validate(values_of(sample), SCHEMA)
    path = tmp_path / "firmware.lock"
    path.write_text(sample)
    lock_file.read(path)


def test_commands(shell: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    """The sample passes an offline check, and the second command writes the published schema."""
    check, schema = blocks("sh")
    (tmp_path / "firmware.lock").write_text(blocks("toml")[0])
    assert "notChecked" in shell(check).stdout
    shell(schema.replace("python", sys.executable, 1))
    assert json.loads((tmp_path / "firmware.lock.schema.json").read_text()) == SCHEMA
