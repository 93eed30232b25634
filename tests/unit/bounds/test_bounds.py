# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every bound is in the table of SECURITY.md with its value, and an attack tests it at its limit and one beyond.

The attacks are in the other files of this folder. They use the real function and the real limit. If the limit itself
would cost seconds or hundreds of megabytes, the attack uses a smaller limit and says so.
"""

from __future__ import annotations

import ast
import functools
import importlib
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import alicloud_iot_ota
from tests.unit.bounds.lab import ATTACKS, Lab

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_emulator.messages import Answer
    from alicloud_iot_ota.api.client import OtaClient
    from alicloud_iot_ota.api.retry import Timing
    from alicloud_iot_ota.settings import Settings

PACKAGE = Path(alicloud_iot_ota.__file__).parent
PAGE = (Path(__file__).resolve().parents[3] / "SECURITY.md").read_text(encoding="utf-8")
NAME = re.compile(r"MAX_\w+|\w+_(?:TIMEOUT|WAIT)")
"""The names of bounds."""
OTHER_NAME = re.compile(r"_(?:MAX_\w+|\w+_(?:TIMEOUT|WAIT))|_?(?:LARGEST|LONGEST|DEEPEST|PATIENCE|GRACE)")
"""Names that a bound must not have. A constant such as `_LONGEST_NAME` only formats a message and is not a bound."""
OF_A_STANDARD = {
    "api.endpoints._MAX_PORT",
    "api.endpoints._MAX_LABEL",
    "engine.connection._MAX_PORT",
    "terraform.listening._MAX_SOCKET_PATH",
}
"""Limits from TCP, DNS and Unix sockets: an address beyond them is invalid."""
OF_A_MESSAGE = {"api.credentials._LONGEST", "base.text._LONGEST", "review.writing.block._LONGEST"}
"""The characters after which a quoted text is truncated."""
ROW = re.compile(r"\| [^|]+ \| (?P<limit>[^|]+) \| [^|]+ \| `(?P<code>[\w.]+)` \|")
GROUP = re.compile(r"\| \*\*[^|]+\*\* \| \| \| \|")
SIZES = {"KiB": 1024, "MiB": 1024**2}

for _path in sorted({*Path(__file__).parent.glob("*.py")} - {Path(__file__)}):
    importlib.import_module(f"tests.unit.bounds.{_path.stem}")


class Row(NamedTuple):
    """A row of the table.

    Attributes:
        code: The name of the constant.
        value: The limit.
        unit: The unit; "" for a plain number.
    """

    code: str
    value: float
    unit: str


class Constant(NamedTuple):
    """A constant with the name of a bound.

    Attributes:
        value: Its value.
        docstring: The text below the constant.
    """

    value: float
    docstring: str


def rows() -> list[Row]:
    """Return the rows of the table."""
    table = PAGE.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    matches = [ROW.fullmatch(line) for line in lines[2:] if not GROUP.fullmatch(line)]
    assert None not in matches
    return [_row(match["limit"], match["code"]) for match in matches if match is not None]


def _row(limit: str, code: str) -> Row:
    number, _, unit = limit.partition(" ")
    value = float(number) if "." in number else int(number.replace(",", ""))
    return Row(code, value * SIZES.get(unit, 1), unit)


@functools.cache
def constants() -> dict[str, Constant]:
    """Return the bounds in the source of the package by name."""
    found = {}
    for name, docstring in _assigned():
        module, _, constant = name.rpartition(".")
        if NAME.fullmatch(constant):
            found[name] = Constant(getattr(importlib.import_module(f"alicloud_iot_ota.{module}"), constant), docstring)
    return found


@functools.cache
def _assigned() -> list[tuple[str, str]]:
    """Return the names that modules assign, each with the docstring below it."""
    found: list[tuple[str, str]] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        statements = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, following in itertools.zip_longest(statements, statements[1:]):
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            below = following.value if isinstance(following, ast.Expr) else None
            docstring = str(below.value) if isinstance(below, ast.Constant) else ""
            found += [(f"{module}.{each.id}", docstring) for each in targets if isinstance(each, ast.Name)]
    return found


def test_every_bound_is_in_the_table() -> None:
    """The table has exactly the bounds of the source, each once."""
    assert sorted(row.code for row in rows()) == sorted(constants())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.code)
def test_row(row: Row) -> None:
    """The limit is the value of the constant, in the unit of the first sentence in its docstring."""
    value, docstring = constants()[row.code]
    assert row.value == value
    unit = "bytes" if row.unit in SIZES else row.unit.partition(" ")[0]
    first_sentence = re.split(r"[.;] ", " ".join(docstring.lower().split()))[0]
    assert re.search(rf"\b{unit.removesuffix('s')}s?\b", first_sentence) or not unit, docstring


def test_no_bound_has_another_name() -> None:
    """Every bound is public and has a name that this test recognizes."""
    names = {name for name, _ in _assigned() if OTHER_NAME.fullmatch(name.rpartition(".")[2])}
    assert names == OF_A_STANDARD | OF_A_MESSAGE


def test_every_row_has_an_attack() -> None:
    """Each row has an attack, and each attack has a row."""
    assert sorted(ATTACKS) == sorted(row.code for row in rows())


@pytest.fixture
def lab(  # noqa: PLR0913, PLR0917 - each is a fixture
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    timing: Timing,
    waits: list[float],
    serve: Callable[[Callable[[object], Answer]], str],
    connect: Callable[[Settings], OtaClient],
) -> Lab:
    """Return the objects that attacks use."""
    return Lab(monkeypatch, tmp_path, timing, waits, serve, connect)


@pytest.mark.parametrize("code", ATTACKS)
def test_attack(code: str, lab: Lab) -> None:
    """An input at the bound passes, and an input beyond it fails as the table says."""
    ATTACKS[code](lab)
