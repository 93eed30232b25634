# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on the manifest and the lock file: its samples and commands work, and its tables match the code."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import msgspec
import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.lock_file import manifest
from alicloud_iot_ota.lock_file.entry import NAME_RULE
from alicloud_iot_ota.lock_file.schema import json_schema
from alicloud_iot_ota.lock_file.storage import MAX_BYTES
from alicloud_iot_ota.lock_file.tables import EntryTables, LockedTable, LockTables, ManifestTables
from alicloud_iot_ota.lock_file.tokens import MAX_PARTS
from alicloud_iot_ota.lock_file.toml import values_of
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.schema.criteria import BlockedFirmware, ChoiceArguments
from alicloud_iot_ota.selection import FITNESS

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from alicloud_iot_ota.schema.collector import Arguments

    Shell = Callable[..., CompletedProcess[str]]

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "manifest-and-lock-file.md").read_text()
SCHEMA = json_schema()
TABLES: dict[str, type[Arguments]] = {
    "## firmware.toml": ManifestTables,
    "### Fields of an entry": EntryArgs,
    "## firmware.lock": LockTables,
    "An entry has two tables": EntryTables,
    "### locked": LockedTable,
}


def blocks(language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


MANIFEST, LOCK, START = blocks("toml")
STALE, ATTRIBUTES = blocks("text")
MODEM = 'productKey = "a1GatewayK01"\nmoduleName = "modem"\nselect = "highest"\n'


def rows(after: str) -> list[str]:
    """Return the rows of the first table after a text."""
    (table, *_) = re.findall(r"(?:^\|.*\n)+", PAGE.partition(f"\n{after}")[2], re.MULTILINE)
    return str(table).splitlines()[2:]


def fields_of(kind: type[Arguments]) -> dict[str, bool]:
    """Return the names of the fields of a table without the criteria, and whether each is required."""
    criteria = ChoiceArguments.__struct_encode_fields__ if issubclass(kind, ChoiceArguments) else ()
    fields = msgspec.structs.fields(kind)
    return {field.encode_name: field.required for field in fields if field.encode_name not in criteria}


@pytest.mark.parametrize("after", TABLES)
def test_fields(after: str) -> None:
    """A table has exactly the fields in the code, and shows which are required."""
    assert {re.findall("`([^`]+)`", row)[0]: "| required |" in row for row in rows(after)} == fields_of(TABLES[after])
    assert NAME_RULE.replace("-", "`-`").replace(" _", " `_`") in PAGE


def test_criteria() -> None:
    """The page has the criteria that apply to a locked package. The others are only on the page on selection."""
    fields = {re.findall("`([^`]+)`", row)[0] for row in rows("The locked package must meet")}
    assert fields == FITNESS | {"onUnparsable"}
    assert fields <= SCHEMA["$defs"]["EntryArgs"]["properties"].keys()
    assert "[criterion](selection.md#criteria)" in PAGE


def test_values() -> None:
    """Every value of an enum and every field of a block is on this page or on the page on selection."""
    texts = PAGE + (DOCS / "selection.md").read_text()
    words = {word for definition in SCHEMA["$defs"].values() for word in definition.get("enum", ())}
    assert {word for word in {*words, *fields_of(BlockedFirmware)} if f"`{word}`" not in texts} == set()


@pytest.mark.parametrize("sample", [MANIFEST, START], ids=["manifest", "start"])
def test_manifests(sample: str) -> None:
    """The schema and the package accept both manifests."""
    jsonschema.validate(values_of(sample), SCHEMA)
    assert len(manifest.parse(sample, "firmware.toml").entries) == 1


def test_files(shell: Shell, tmp_path: Path) -> None:
    """The manifest leads to the lock file on the page. The attributes keep its line ends in Git."""
    (tmp_path / "firmware.toml").write_text(MANIFEST)
    assert "resolved" in shell("alicloud-iot-ota lock").stdout
    lock = tmp_path / "firmware.lock"
    assert lock.read_text() == LOCK
    (tmp_path / ".gitattributes").write_text(ATTRIBUTES)
    shell("git init --quiet && git add . && rm firmware.lock && git -c core.autocrlf=true checkout --quiet .")
    assert lock.read_bytes() == LOCK.encode()


def test_maximum_size() -> None:
    """The limits allow the number of entries on the page, if they are like its sample without the blocked package."""
    assert "is enough for about 5,000\nentries" in PAGE
    head, entry = re.sub(r"blocked = \[.*?\n\]\n", "", LOCK, flags=re.DOTALL).split("\n\n", 1)
    parts = len(re.findall(r"^\[| = ", entry, re.MULTILINE))
    assert len(head) + 5000 * len(f"\n{entry}") < MAX_BYTES
    assert 5000 * parts < MAX_PARTS


def test_commands(shell: Shell, tmp_path: Path) -> None:
    """The command writes the published schema, and the check after it needs no service."""
    (schema,) = blocks("sh")
    shell(schema.replace("python", sys.executable, 1))
    assert json.loads((tmp_path / "firmware.toml.schema.json").read_text()) == SCHEMA
    (tmp_path / "firmware.toml").write_text(MANIFEST)
    (tmp_path / "firmware.lock").write_text(LOCK)
    assert "`check --offline`" in PAGE
    assert "notChecked" in shell("alicloud-iot-ota check --offline").stdout


def test_a_lock_file_that_is_not_up_to_date(shell: Shell, tmp_path: Path) -> None:
    """The error of a program and of `check` is the text on the page."""
    (tmp_path / "firmware.toml").write_text(MANIFEST.replace("^4.0", "^4") + START)
    (tmp_path / "firmware.lock").write_text(LOCK)
    for command in ("check", "outdated"):
        assert shell(f"alicloud-iot-ota {command}", status=1).stderr == STALE
    (tmp_path / "firmware.toml").unlink()
    assert list(lock_file.read_current(tmp_path / "firmware.lock").entries) == ["gateway"]


def test_lock(shell: Shell, tmp_path: Path) -> None:
    """`lock` shows each outcome in the table for an entry of that kind."""
    lock = tmp_path / "firmware.lock"

    def write_manifest(**ranges: str) -> None:
        (tmp_path / "firmware.toml").write_text(
            "".join(f'[firmware.{name}]\n{MODEM}versionRange = "{each}"\n' for name, each in ranges.items())
        )

    write_manifest(kept="<=1.0.10", moved="<=1.0.10", same="1.x", deleted="1.x", again="1.x")
    shell("alicloud-iot-ota lock")
    lock.write_text(lock.read_text().replace('moduleName = "modem"', "moduleName = 1", 1))  # of the first entry, again
    write_manifest(kept="<1.0.11", moved=">1.0.10", same="1.x", again="1.x", new="1.x")
    printed = shell("alicloud-iot-ota lock").stdout
    outcomes = dict(re.findall(r"^([a-z]+) .*?  (\w+(?: \w+)*)$", printed, re.MULTILINE))
    assert outcomes == {
        "again": "resolved again",
        "deleted": "removed",
        "kept": "criteria updated",
        "moved": "bumped",
        "new": "resolved",
        "same": "already locked",
    }
    assert {row.split(" | ")[1].strip("`") for row in rows("`alicloud-iot-ota lock` makes")} == {*outcomes.values()}
