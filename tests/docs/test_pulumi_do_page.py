# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on `pulumi do`: its commands work, and its facts match the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_iot_ota.plugin.servicer import FIRST_SDK
from alicloud_iot_ota.schema.arguments import GetFirmwaresArgs, ListFirmwarePinsArgs

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from sandbox import Stack

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pulumi-do.md").read_text()
OPERATIONS = {"list", "read", "create", "patch", "upsert", "delete"}


def blocks(language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_commands(stack: Callable[..., Stack], shell: Callable[..., CompletedProcess[str]]) -> None:
    """Every command succeeds. Functions and lists print JSON."""
    here = stack("")
    (file,) = blocks("hcl")
    (here.folder / "highest.pcl").write_text(file)
    first, highest = blocks("sh")
    one, several, listed, read = [shell(line, at=here) for line in first.splitlines()]
    assert json.loads(one.stdout)["destVersion"] == "4.0.0"
    assert len(json.loads(several.stdout)["firmwares"]) > 1
    assert [set(each) for each in json.loads(listed.stdout)] == [{"id", "name"}] * 2
    assert '"4.0.0"' in read.stdout + read.stderr
    assert json.loads(shell(highest, at=here).stdout)["firmwareName"] == "gateway-4.0.0"


def test_operations(stack: Callable[..., Stack], shell: Callable[..., CompletedProcess[str]]) -> None:
    """The table has every operation of the engine."""
    shown = shell("pulumi do alicloud-iot:ota:FirmwarePin --help", at=stack("")).stdout
    commands = re.search(r"Available Commands:\n((?:  .*\n)+)", shown)
    assert commands
    assert {line.split()[0] for line in commands[1].splitlines()} == OPERATIONS
    named = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    assert {name for cell in named for name in re.findall("`(.*?)`", cell)} == OPERATIONS


def test_facts() -> None:
    """The page has the version of Pulumi's SDK, and the criteria that a list does not accept."""
    assert f"version {FIRST_SDK} or newer of the Python package `pulumi`" in PAGE
    missing = {*GetFirmwaresArgs.__struct_encode_fields__} - {*ListFirmwarePinsArgs.__struct_encode_fields__}
    excepted = re.search(r"criteria of `getFirmwares`, except for `(\w+)` and `(\w+)`", PAGE)
    assert excepted
    assert missing == set(excepted.groups())
