# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The table of functions: every row has a call, and every front end and page has every row.

The functions and arguments of both forms are compared in `test_declarations`.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.commands.lookups import LOOKUPS
from alicloud_iot_ota.plugin.schema import package_schema
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS, Declaration, Function

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_COMMAND = {"getFirmwarePage", "getLockedFirmware"}
"""Functions without a command of their own, because `list` and `check` replace them."""


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_call(function: Function) -> None:
    """The call of a row exists and accepts the service, the arguments and the warnings."""
    call = pkgutil.resolve_name(function.call)
    inspect.signature(call).bind(*range(3))
    assert list(inspect.signature(call).parameters)[1] == "args"


def test_schema() -> None:
    """The schema contains exactly the rows of the table."""
    schema = package_schema()
    assert list(schema["functions"]) == [function.token for function in FUNCTIONS]
    assert list(schema["resources"]) == [FIRMWARE_PIN.token]


def test_commands() -> None:
    """Each function has a command, except for the functions that are listed as having none."""
    called = [command.function.name for command in LOOKUPS.values()]
    assert sorted([*called, *WITHOUT_COMMAND]) == sorted(function.name for function in FUNCTIONS)
    assert LOOKUPS.keys() == {name for name, command in COMMANDS.items() if command.module == "lookups"}


@pytest.mark.parametrize("page", ["README.md", "docs/_index.md", "docs/reference/README.md"])
@pytest.mark.parametrize("declared", [*FUNCTIONS, FIRMWARE_PIN], ids=lambda declared: declared.name)
def test_pages(page: str, declared: Declaration) -> None:
    """Each page that lists the functions has a row for each of them."""
    names = re.findall(r"^\| (?:`|\[)(\w+)(?:`|\])", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert names.count(declared.name) == 1
