# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The emulator page: its commands and programs work, and it lists everything that the emulator has."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.admin import ROUTES
from alicloud_iot_emulator.catalog import PACKAGE_FIELDS, CatalogError, load_catalog
from alicloud_iot_emulator.command import parser
from alicloud_iot_emulator.faults.kinds import KINDS
from alicloud_iot_emulator.packages import ORDERS
from alicloud_iot_ota.firmware import FirmwareStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    Shell = Callable[..., CompletedProcess[str]]

PORT = "8765"
"""The port in the page; tests replace it with a free port."""
STATUSES: dict[object, str] = {each.code: each.value for each in FirmwareStatus}
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "emulator.md").read_text()


def blocks(language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def block(language: str, words: str) -> str:
    """Return the only code block of a language that contains a text."""
    (found,) = (each for each in blocks(language) if words in each)
    return found


def names(heading: str) -> list[str]:
    """Return the code names in the first column of the table whose header starts with a text."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return re.findall("`([^`]+)`", "\n".join(row.split(" | ")[0] for row in table.splitlines()[2:]))


def at(emulator: Emulator, text: str) -> str:
    """Return a block with the port of a running emulator."""
    return text.replace(PORT, emulator.url.rpartition(":")[2])


def free_port() -> str:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def test_every_block_is_tested() -> None:
    """Every code block of the page has a test in this file."""
    assert [len(blocks(language)) for language in ("sh", "text", "json", "python")] == [4, 1, 1, 3]


def test_first_command() -> None:
    """The emulator prints the output that the page shows."""
    process = subprocess.Popen(
        [*blocks("sh")[0].split(), "--port", "0"],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            (shown,) = blocks("text")
            printed = [process.stdout.readline() for _ in shown.splitlines()]
        finally:
            process.send_signal(signal.SIGINT)
    assert re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{PORT}", "".join(printed)) == shown


def test_options() -> None:
    """The table has every option with its default."""
    options = [action for action in parser()._actions if action.dest != "help"]
    assert names("option") == [action.option_strings[0] for action in options]
    for action in options:
        assert action.default in {None, False} or f"{action.default} by default" in PAGE


def test_included_catalog(emulator: Emulator) -> None:
    """The table has every package of the included catalog, with its status unless it is verified."""
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for row in sorted(emulator.packages(), key=lambda row: emulator.product_keys.index(str(row["ProductKey"]))):
        versions = rows.setdefault(f"`{row['ProductKey']}` ({row['ProductName']}) | `{row['ModuleName']}`", ([], []))
        source = f" from {row['SrcVersion']}" if row["SrcVersion"] else ""
        status = "" if row["Status"] == 1 else f" ({STATUSES[row['Status']]})"
        versions[bool(source)].append(f"{row['DestVersion']}{source}{status}")
    table = PAGE.partition("\n| product | module |")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == [
        f"| {name} | {', '.join(full)} | {', '.join(differential) or 'none'} |"
        for name, (full, differential) in rows.items()
    ]


def test_catalogue_file(tmp_path: Path) -> None:
    """The sample is valid, has every field of a package, and its fields match the table."""
    (sample,) = map(json.loads, blocks("json"))
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(sample))
    with Emulator(path) as emulator:
        assert (emulator.instance_id, emulator.product_keys) == ("iot-lab01", ["a1LabK001"])
        assert emulator.packages() == sample["packages"]
    assert set(sample["packages"][0]) == set(PACKAGE_FIELDS)
    assert sorted(names("field")) == sorted(sample)


def test_mistake_in_a_catalogue() -> None:
    """The message for a mistake matches the page."""
    row = {"FirmwareId": "A", "DestVersion": "1"}
    rows = [*({**row, "FirmwareId": str(index)} for index in range(3)), {**row, "Status": "verified"}]
    with pytest.raises(CatalogError) as caught:
        load_catalog({"packages": rows})
    assert f"`error: catalog fleet.json: {caught.value}`" in PAGE


def test_admin_interface(shell: Shell, emulator: Emulator) -> None:
    """The table has every request, and the commands of the page have the described effects."""
    assert sorted(names("request")) == sorted(ROUTES)
    done = shell(at(emulator, block("sh", "/packages")))
    assert '"FirmwareName": "default-4.1.0"' in done.stdout
    assert re.search(r"^destVersion +4\.1\.0$", done.stdout, re.MULTILINE)
    assert '"productKey": "a1LockK0001"' in done.stdout
    assert re.search(r"1\.0\.0 .* a1LockK0001|a1LockK0001 .* 1\.0\.0", done.stdout)
    assert '"Status": 3' in done.stdout
    assert '"FirmwareName": "gateway-3.2.1"' in done.stdout
    assert '"action": "ListOTAFirmware"' in done.stdout
    assert emulator.requests == []  # the reset cleared the log
    assert "gateway-3.2.1" in {row["FirmwareName"] for row in emulator.packages()}


def test_faults(shell: Shell, emulator: Emulator) -> None:
    """The command on the page succeeds despite the queued faults."""
    shell(at(emulator, block("sh", "/faults")))
    assert [call.code for call in emulator.requests] == [
        "Throttling.User",
        "Throttling.User",
        "ServiceUnavailable",
        None,
    ]


def test_table_of_faults() -> None:
    """The table has every kind of fault with all its options."""
    table = PAGE.partition("\n| kind |")[2].partition("\n\n")[0]
    options = {
        kind: set(re.findall("`([^`]+)`", takes))
        for kinds, takes in re.findall(r"^\| (`.+?`) \|(.*?)\| ", table, re.MULTILINE)
        for kind in re.findall("`([^`]+)`", kinds)
    }
    assert options == {name: {*kind.required, *kind.optional} for name, kind in KINDS.items()}


def test_object() -> None:
    """The page has every public member of the class, every argument and every order."""
    assert sorted(names("member")) == sorted(name for name in dir(Emulator) if not name.startswith("_"))
    arguments = PAGE.partition(" Arguments of the constructor:\n\n")[2].partition("\n\n")[0]
    assert re.findall("^- `([^`]+)`:", arguments, re.MULTILINE) == list(inspect.signature(Emulator).parameters)
    (orders,) = re.findall("^- `order`: (.*)$", arguments, re.MULTILINE)
    assert re.findall("`([^`]+)`", orders) == list(ORDERS)


def test_own_tests(shell: Shell, tmp_path: Path) -> None:
    """The fixture and the tests of the page pass unchanged."""
    for name in ("conftest.py", "test_rollout.py"):
        (tmp_path / name).write_text(block("python", f"# {name}\n"))
    done = shell("pytest -q -p no:cacheprovider")
    assert "2 passed" in done.stdout


def test_pipeline(shell: Shell, tmp_path: Path) -> None:
    """The commands start an emulator in the background and use it."""
    script = block("sh", "eval").replace(PORT, free_port())
    done = shell(f"trap 'kill $!' EXIT\n{script}")
    assert "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100" in done.stdout
    assert "ListOTAFirmware" in (tmp_path / "emulator.log").read_text()


def test_official_sdk(shell: Shell, emulator: Emulator, tmp_path: Path) -> None:
    """The program of the page lists the packages of the product."""
    (tmp_path / "program.py").write_text(at(emulator, block("python", "alibabacloud_iot20180120")))
    listed = shell("python program.py").stdout.splitlines()
    meters = [row for row in emulator.packages() if row["ProductKey"] == "a1MeterK001"]
    assert listed == [f"{row['FirmwareId']} {row['DestVersion']} {row['FirmwareSize']}" for row in meters]
