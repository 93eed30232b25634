# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on snapshots: its commands work, and its tables match the code."""

from __future__ import annotations

import hashlib
import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.commands.snapshot import parser
from alicloud_iot_ota.lookup import snapshot
from alicloud_iot_ota.lookup.snapshot_catalogs import MAX_CLOCK_DIFFERENCE
from alicloud_iot_ota.lookup.snapshot_guard import FIRST_ENGINE
from alicloud_iot_ota.settings import DEFAULT_SNAPSHOT_AGE, MAX_SNAPSHOT_AGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

    Shell = Callable[..., CompletedProcess[str]]

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "snapshots.md").read_text()
WRITE, USE, CHECKSUM, SERVE = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
WRITTEN, NOTE = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LOCK = """
alicloud-iot-ota add gateway --product-key a1GatewayK01 --module-name default --dest-version 4.0.0 --type full
alicloud-iot-ota add meter --product-key a1MeterK001 --module-name default --dest-version 1.5.0 --type full
"""
PROGRAM = """
from pulumi_alicloud_iot import ota

ota.FirmwarePin("gateway", lock_entry="gateway")
"""
TIME = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"


def names(heading: str) -> list[str]:
    """Return the code names in the first column of the table with this heading."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [name for row in table.splitlines()[2:] for name in re.findall("`([^`]+)`", row.split(" | ")[0])]


@pytest.fixture
def file(shell: Shell, tmp_path: Path) -> Path:
    """Run the first command of the page, for a lock file with two entries."""
    printed = shell(LOCK + WRITE).stdout.splitlines()[-2:]
    pattern = re.sub(r"2026-\S+Z", lambda _: TIME, re.sub(r"(\d+) packages", r"\\d+ packages", WRITTEN))
    assert re.fullmatch(pattern, "\n".join([*printed, ""]))
    return tmp_path / "firmware-snapshot.json"


@pytest.mark.engine
def test_use(file: Path, shell: Shell, stack: Callable[..., Stack], emulator: Emulator) -> None:
    """The commands succeed without credentials and without a request, and print the note of the page."""
    deployed = stack(PROGRAM, file, file.with_name("firmware.lock"))
    before = len(emulator.requests)
    done = shell(USE, at=deployed)
    assert len(emulator.requests) == before
    assert "+ 2 to create" in done.stdout
    pattern = re.sub(r"\d+ hours \d+ minutes", r"\\d+ seconds?", re.escape(NOTE.strip()).replace("\\ ", " "))
    pattern = pattern.replace("firmware\\-snapshot\\.json", r"\S+firmware\-snapshot\.json")
    pattern = re.sub(r"2026\\-\S+?Z", lambda _: TIME, pattern)
    assert re.search(pattern, done.stderr), done.stderr


def test_checksum(file: Path, shell: Shell) -> None:
    """The command computes the checksum in the file."""
    digest = shell(CHECKSUM).stdout.split()[0]
    lines = file.read_bytes().splitlines(keepends=True)
    assert digest == hashlib.sha256(b"".join(lines[:-2])).hexdigest()
    assert f'"sha256": "{digest}"' in lines[-2].decode()


@pytest.mark.usefixtures("file")
def test_serve(shell: Shell, emulator: Emulator) -> None:
    """An emulator serves the file and writes one, and a command uses that one without a further request."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    before = len(emulator.requests)
    done = shell(f"trap 'kill $!' EXIT\n{SERVE.replace('8765', port)}")
    assert "1.5.2" in done.stdout
    assert "it comes from the snapshot emulator-snapshot.json" in done.stderr
    assert len(emulator.requests) == before


def test_options() -> None:
    """The table has every option of the command, except the connection options."""
    groups = parser("snapshot")._action_groups
    own = [action for group in groups if group.title == "options" for action in group._group_actions]
    declared = [action.option_strings[0] for action in own if action.dest != "help"]
    assert names("option") == declared


def test_fields() -> None:
    """The tables have every field of the file and of a list, in their order."""
    kinds = {"field": snapshot._File, "field of a list": snapshot.SnapshotCatalog}
    for heading, kind in kinds.items():
        fields = [name for name in names(heading) if name != "getFirmwarePage"]
        assert sorted(fields) == sorted(kind.__struct_encode_fields__)


def test_every_command_is_in_the_table() -> None:
    """The table has each command that calls the service, and says whether it accepts a snapshot."""
    table = PAGE.partition("\n| with a snapshot |")[2].partition("\n\n")[0]
    local = {"remove", "help", "completion", "emulator", "install-plugin", "install-terraform-provider", "policy-pack"}
    assert [name for name in COMMANDS if name not in local and f"`{name}`" not in table] == []


def test_limits() -> None:
    """The figures of the page are those of the code."""
    assert f"Default: {DEFAULT_SNAPSHOT_AGE / 3600:g} hours. Maximum: {MAX_SNAPSHOT_AGE / 86400:g} days." in PAGE
    assert f"`snapshotMaxAge` (seconds, {DEFAULT_SNAPSHOT_AGE:g} by default)" in PAGE
    assert MAX_CLOCK_DIFFERENCE == 5 * 60
    assert "more than five minutes in the future" in PAGE
    assert f"Functions of the native provider need Pulumi {FIRST_ENGINE} or newer." in PAGE
    assert f"The version of the format, {snapshot.FORMAT}." in PAGE
