# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on pins: its programs and commands work, and its verdicts and arguments match the code."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import lock_file
from alicloud_iot_ota.lock_file import resolution
from alicloud_iot_ota.lock_file.check import UNDECIDABLE, UNUSABLE
from alicloud_iot_ota.lock_file.resolution import NOT_CHECKED
from alicloud_iot_ota.lock_file.storage import LOCK_WAIT
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.schema.arguments import FirmwarePinArgs, GetFirmwareArgs
from tests.edited_locks import sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

    Shell = Callable[..., CompletedProcess[str]]

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pins.md").read_text()
NATIVE = "from pulumi_alicloud_iot import ota"
DYNAMIC = "from alicloud_iot_ota import dynamic as ota"
BROKEN_PIN = 3
V4_0 = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
OTHER = {"FirmwareId": "Wf8kVbt3QhRw07LxTfJcSy5mGd3P0100", "FirmwareSign": "1f" * 32}
"""The fields of the package that replaces 4.0.0 on the page."""


def blocks(language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def block(language: str, words: str) -> str:
    """Return the only code block of a language that contains a text."""
    (found,) = (each for each in blocks(language) if words in each)
    return found


IMPORTS = "".join(block("python", "import pulumi").splitlines(keepends=True)[:2])
PROGRAM = IMPORTS + block("python", "lock_entry")


@pytest.fixture
def lock(shell: Shell, tmp_path: Path) -> Path:
    """Make the files of the page next to its program, with its commands and the entry that it adds by hand."""
    (tmp_path / "__main__.py").write_text(PROGRAM)
    manifest, path = tmp_path / "firmware.toml", tmp_path / "firmware.lock"
    written, locked, by_hand = blocks("toml")
    shell(block("sh", "add gateway"))
    assert (manifest.read_text(), path.read_text()) == (written, locked)
    manifest.write_text(f"{written}\n{by_hand}")
    assert shell(block("sh", "every new entry")).stdout == block("text", "modem    -")
    assert path.read_text().startswith(f"{locked}\n[firmware.modem.criteria]\n")
    return path


def publish(emulator: Emulator, version: str) -> None:
    """Publish a verified full package for the gateway that is two weeks old."""
    emulator.publish(
        DestVersion=version,
        ProductKey="a1GatewayK01",
        ModuleName="default",
        UtcCreate=(datetime.now(timezone.utc) - timedelta(days=14, hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    )


def version_in(lock: Path) -> str:
    """Return the locked version of the gateway."""
    return resolution.package_of(lock_file.read(lock).entry("gateway")).dest_version


def test_lock_file(shell: Shell, lock: Path, emulator: Emulator) -> None:
    """The commands for an entry, from `check` to `remove`, print the output on the page."""
    shell("git init --quiet --initial-branch main && git add . && git commit --quiet --message begin")
    assert shell(block("sh", "check --used-by")).stdout == block("text", "Verdict")
    publish(emulator, "4.1.0")
    publish(emulator, "5.0.0")
    assert shell(block("sh", "outdated")).stdout == block("text", "Skipped")
    assert shell("alicloud-iot-ota outdated --detailed-exitcode", status=2).stderr == ""
    assert block("text", "4.0.0  4.1.0") in shell(block("sh", "git switch")).stdout
    assert shell("git diff --stat main").stdout.startswith(" firmware.lock | ")
    assert version_in(lock) == "4.1.0"

    ways = block("sh", "--dry-run").splitlines(keepends=True)
    versions = []
    for way in ways:
        shell(way)
        versions.append(version_in(lock))
    assert versions == ["4.1.0", "5.0.0", "4.0.0", "4.0.0"]
    assert set(lock_file.read(lock).entries) == {"gateway"}


def test_figures() -> None:
    """The page has the time that commands wait for each other."""
    assert f"wait for each other, up to {LOCK_WAIT:g} seconds" in PAGE


def test_replaced_package(shell: Shell, lock: Path, emulator: Emulator) -> None:
    """`check` reports a replaced package as on the page, and the command in the message accepts it."""
    emulator.publish(**{**emulator.withdraw(V4_0), **OTHER})
    assert shell("alicloud-iot-ota check", status=BROKEN_PIN).stderr == block("text", "-> sha256:1f1f")
    assert "--accept-digest" in shell("alicloud-iot-ota bump gateway", status=BROKEN_PIN).stderr
    shell(block("sh", "--accept-digest"))
    assert resolution.package_of(lock_file.read(lock).entry("gateway")).firmware_id == OTHER["FirmwareId"]


def test_merge(shell: Shell, lock: Path, emulator: Emulator) -> None:
    """Two bumps of one entry conflict. Only `lock` changes the file, and the commands on the page resolve it."""
    publish(emulator, "4.1.0")
    publish(emulator, "4.2.0")
    shell(
        """
        git init --quiet --initial-branch main && git add . && git commit --quiet --message begin
        git switch --quiet --create theirs && alicloud-iot-ota bump gateway --to 4.2.0 && git commit --quiet -am theirs
        git switch --quiet main && alicloud-iot-ota bump gateway --to 4.1.0 && git commit --quiet -am ours
        """
    )
    shell("git merge theirs", status=1)
    conflict = lock.read_text()
    assert "Unresolved merge conflict marker" in shell("alicloud-iot-ota bump gateway --to 4.2.0", status=1).stderr
    assert lock.read_text() == conflict
    assert shell("alicloud-iot-ota lock").stdout == block("text", "resolved again")
    shell("git diff --quiet theirs -- firmware.lock")
    shell(block("sh", "git add"))
    shell("git commit --quiet --no-edit && git diff --quiet HEAD^ && alicloud-iot-ota check")


@pytest.mark.parametrize("imported", [NATIVE, DYNAMIC], ids=["native", "dynamic"])
def test_programs(up: Callable[..., Result], lock: Path, imported: str) -> None:
    """All assertions in the programs of the page hold, for both providers."""
    program = "\n".join(each for each in blocks("python") if "pins.json" not in each)  # for test_import_of_a_list
    assert program.count(NATIVE) == 1
    result = up(program.replace(NATIVE, imported), lock)
    assert result.ok, result.text
    assert result.outputs == {"gateway": V4_0, "rollout": V4_0, "versions": ["4.0.0", "1.5.2", "isp-7.1"]}


def test_engine_commands(
    stack: Callable[..., Stack],
    shell: Shell,
    lock: Path,
    emulator: Emulator,
) -> None:
    """The Pulumi commands for a pin do what the page says."""
    publish(emulator, "4.1.0")
    deployed = stack(PROGRAM, lock, lock.with_suffix(".toml"))
    assert deployed.up().ok

    def typed(script: str) -> str:
        return shell(script, at=deployed).stdout

    assert "2 unchanged" in typed(block("sh", "--expect-no-changes"))
    typed("alicloud-iot-ota bump gateway")
    assert '"4.0.0" => "4.1.0"' in re.sub(r" +", " ", typed("pulumi preview --diff"))
    typed(block("sh", "--plan=plan.json"))
    assert deployed.outputs()["rollout"] != V4_0
    assert "1 imported" in typed(block("sh", "modem-before"))


def test_import_of_a_list(stack: Callable[..., Stack], shell: Shell) -> None:
    """The commands import all packages of a list, and the program then shows no change."""
    deployed = stack("")
    assert "3 imported" in shell(block("sh", "--file import.json"), at=deployed).stdout
    (deployed.folder / "__main__.py").write_text(f"{NATIVE}\n{block('python', 'pins.json')}")
    assert "4 unchanged" in shell("pulumi preview --expect-no-changes", at=deployed).stdout


def test_refresh(stack: Callable[..., Stack], lock: Path, emulator: Emulator) -> None:
    """A refresh shows a changed or deleted package, and the next update still stops."""
    criteria = 'product_key="a1GatewayK01", dest_version="4.0.0", type="full"'
    alone = stack(f'import pulumi\n{NATIVE}\nota.FirmwarePin("alone", {criteria})\n', lock)
    locked = stack(PROGRAM, lock)
    for each in (alone, locked):
        assert each.up().ok
    emulator.change(V4_0, FirmwareSign="1f" * 32)
    for each in (alone, locked):
        stopped = each.up("--refresh")
        assert not stopped.ok
        assert "that ID now belongs to a different package (changed)" in stopped.text
    assert not alone.up().ok
    emulator.withdraw(V4_0)
    missing = alone.refresh()
    assert "that ID no longer exists" in missing.text
    assert missing.summary["update"] == 1
    assert not alone.up("--refresh").ok


def test_verdicts() -> None:
    """Each verdict has a row in the table that says whether it stops a deployment."""
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (\w+)", PAGE, re.MULTILINE))
    assert rows == {
        **{each.value: "continues" if each.is_passing else "stops" for each in Verdict},
        **dict.fromkeys((UNDECIDABLE, UNUSABLE, "error"), "stops"),
        NOT_CHECKED: "continues",
    }


def test_verdict_error(shell: Shell, lock: Path) -> None:
    """An entry for another instance has the verdict `error`."""
    lock.write_text(sealed(lock.read_text().replace("iot-emulator01", "iot-another")))
    checked = shell("alicloud-iot-ota check --json", status=1)
    assert {each["verdict"] for each in json.loads(checked.stdout)["entries"]} == {"error"}


def test_every_argument_is_on_the_page() -> None:
    """The table has each argument that the pin has in addition to the criteria."""
    criteria, own = (
        {field.encode_name for field in msgspec.structs.fields(args)} for args in (GetFirmwareArgs, FirmwarePinArgs)
    )
    table = PAGE.partition("| argument | effect |")[2].partition("\n\n")[0]
    named = {name for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for name in re.findall(r"\w+", row)}
    assert named == own - criteria
