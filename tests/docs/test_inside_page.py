# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page for contributors: its modules and files exist, and its table of requests matches a real preview."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import alicloud_iot_ota
from alicloud_iot_ota.api.listing import MAX_READS
from alicloud_iot_ota.lookup.catalog_cache import MAX_AGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(alicloud_iot_ota.__file__).parent
PAGE = (ROOT / "docs" / "inside.md").read_text()
PROSE = re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table with this heading."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    return [row.strip("| ").split(" | ") for row in table.splitlines()[2:]]


def code(text: str) -> list[str]:
    """Return the code names in a text, in order."""
    return re.findall("`([^`]+)`", text)


def test_every_module() -> None:
    """The table has every top-level module and package exactly once."""
    told = [name for cells in rows("module in `provider/alicloud_iot_ota`") for name in code(cells[0])]
    there = [path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert sorted(told) == sorted(name for name in there if name != "__init__")


def test_the_diagram_follows_the_imports() -> None:
    """Each arrow in the diagram leads to a lower layer of the import contract."""
    layers = re.findall(r"^layers = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)[0]
    depth = {name: row for row, names in enumerate(re.findall('"(.+?)"', layers)) for name in names.split(" | ")}
    arrows = re.findall(r"^    (\w+) --> (\w+)$", PAGE, re.MULTILINE)
    assert arrows
    assert [(upper, lower) for upper, lower in arrows if depth[upper] >= depth[lower]] == []


def test_named_files_are_there() -> None:
    """Every file and folder on the page exists, relative to the package or to the repository."""
    named = {name for name in code(PROSE) if re.fullmatch(r"[\w./-]+\.py|(?:tests|provider)/[\w./]+", name)}
    assert len(named) > 30
    assert {name for name in named if not (PACKAGE / name).exists() and not (ROOT / name).exists()} == set()


def test_make_words() -> None:
    """The Makefile has every `make` target on the page."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    words = {word for command in code(PROSE) if command.startswith("make ") for word in command.split()[1:]}
    assert words
    assert words <= targets


def test_figures() -> None:
    """The figures match the code."""
    assert f"from memory (up to {MAX_AGE:g} seconds old)" in PAGE
    assert MAX_READS == 4
    assert "read four times" in PAGE


@pytest.mark.engine
def test_the_wire(stack: Callable[..., Stack], settings: dict[str, str], emulator: Emulator, tmp_path: Path) -> None:
    """The engine makes exactly the calls in the table, and each command sends one request to the service."""
    overview = (ROOT / "docs" / "_index.md").read_text()
    (program,) = re.findall(r"^```python\n(.*?)^```", overview, re.MULTILINE | re.DOTALL)
    log = tmp_path / "calls.json"
    settings["PULUMI_DEBUG_GRPC"] = str(log)
    user = stack(program)

    def calls(command: Callable[[], Result]) -> list[str]:
        """Return the engine's calls during a command, without duplicates."""
        log.unlink(missing_ok=True)
        done = command()
        assert done.ok, done.text
        methods = [json.loads(line)["method"] for line in log.read_text().splitlines()]
        return sorted({method.rpartition("/")[2] for method in methods if ".ResourceProvider/" in method})

    first, up, *others = ([sorted(code(cells[1])), cells[2]] for cells in rows("command"))
    assert up == [[], "1"]  # an update makes the same calls
    assert [calls(user.preview), calls(user.up)] == [first[0], first[0]]
    emulator.publish(ProductKey="a1GatewayK01", ModuleName="default", DestVersion="4.1.0")
    assert [calls(user.preview), calls(user.refresh)] == [each[0] for each in others]
    assert len(emulator.requests) == sum(int(requests) for *_, requests in rows("command"))
