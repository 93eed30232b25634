# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on the lock file is true: its samples are lock files, and it has every field that there is."""

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

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "lock-file.md").read_text()
SCHEMA = json_schema()
TABLES: dict[str, dict[str, Any]] = {
    "## Fields": SCHEMA,
    "In an entry": SCHEMA["$defs"]["EntryTables"],
    "### criteria": SCHEMA["$defs"]["LockCriteriaArgs"],
    "### locked": SCHEMA["$defs"]["Locked"],
}


def blocks(language: str) -> list[str]:
    """The blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def rows(after: str) -> list[str]:
    """The rows of the first table after some words."""
    (table, *_) = re.findall(r"(?:^\|.*\n)+", PAGE.partition(f"\n{after}")[2], re.MULTILINE)
    return str(table).splitlines()[2:]


@pytest.mark.parametrize("after", TABLES)
def test_fields(after: str) -> None:
    """A table has every field of the schema, and says which are required, and no other one."""
    told = {re.findall("`([^`]+)`", row)[0]: "| required |" in row for row in rows(after)}
    schema = TABLES[after]
    assert told == {name: name in schema.get("required", ()) for name in schema["properties"]}


def test_values() -> None:
    """Every word that a field may be, and every field of a block, is named."""
    words = {word for definition in SCHEMA["$defs"].values() for word in definition.get("enum", ())}
    blocked = set(SCHEMA["$defs"]["BlockedFirmware"]["properties"])
    assert {word for word in words | blocked if f"`{word}`" not in PAGE} == set()


@pytest.mark.parametrize("sample", blocks("toml"), ids=["whole", "start"])
def test_samples(sample: str, tmp_path: Path) -> None:
    """Both samples are lock files, for the schema and for the package."""
    jsonschema.validate(values_of(sample), SCHEMA)
    path = tmp_path / "firmware.lock"
    path.write_text(sample)
    lock_file.read(path)


def test_commands(shell: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    """The entry of the sample is sound without the service, and the schema is the one that is published."""
    check, schema = blocks("sh")
    (tmp_path / "firmware.lock").write_text(blocks("toml")[0])
    assert "notChecked" in shell(check).stdout
    shell(schema.replace("python", sys.executable, 1))
    assert json.loads((tmp_path / "firmware.lock.schema.json").read_text()) == SCHEMA
