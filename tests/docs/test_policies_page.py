# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on policies: its commands, its output, its table and its files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli.commands.policy_pack import find_pack
from alicloud_iot_ota.policies import FIRST_ENGINE
from alicloud_iot_ota.policies.pack import POLICIES
from tests.docs.newcomer import ROOT, sections

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from sandbox import Stack

PAGE = "docs/policies.md"
TEXT = (ROOT / PAGE).read_text()
RUN, CONFIGURED, ANALYZE = sections(PAGE, "sh")
(PRINTED,) = sections(PAGE, "text")
CONFIG, _ = sections(PAGE, "json")
(LIST,) = sections(PAGE, "toml")
LOCAL = ".venv/bin/pulumi-analyzer-alicloud-iot"
PROGRAM = """
from pulumi_alicloud_iot import ota
ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.4.0", type="full")
"""


def test_every_policy() -> None:
    """The table has every policy with its level, in the order of the pack."""
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| ", TEXT, re.MULTILINE)
    assert rows == [(policy.name, policy.level.value) for policy in POLICIES]


def test_first_engine() -> None:
    """The page has the first engine that runs the pack."""
    assert {*re.findall(r"(?:Pulumi|before) (3\.[0-9]+)", TEXT)} == {FIRST_ENGINE}


def test_example_is_short() -> None:
    """The example has about thirty lines, as the page says."""
    assert 25 <= len((ROOT / "examples" / "policies" / "__main__.py").read_text().splitlines()) <= 35


@pytest.mark.engine
def test_commands(stack: Callable[..., Stack], shell: Callable[..., CompletedProcess[str]]) -> None:
    """The commands print what the page shows, with a configuration and for a state."""
    program = stack(PROGRAM)
    first = shell(RUN, status=1, at=program).stdout
    assert PRINTED in first.replace(str(find_pack()), LOCAL)

    (program.folder / "policies.json").write_text(CONFIG)
    (program.folder / "blocked.toml").write_text(LIST)
    configured = shell(CONFIGURED, status=1, at=program).stdout
    assert "[advisory]  firmware-locked" in configured
    assert "[mandatory]  firmware-age" in configured
    assert set(json.loads(CONFIG)) == {"all", "firmware-locked", "firmware-age", "firmware-blocked"}

    assert program.up().ok
    assert "[mandatory]  firmware-sha256" in shell(ANALYZE, status=1, at=program).stdout
    assert Path(program.folder / "state.json").exists()
