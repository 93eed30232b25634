# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on selection is true: its programs run, its commands work, and no criterion is missing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result

    from alicloud_iot_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "selection.md").read_text()
README = (ROOT / "README.md").read_text()
NATIVE = "from pulumi_alicloud_iot import ota"
DYNAMIC = "from alicloud_iot_ota import dynamic as ota"


def blocks(language: str, text: str = PAGE) -> list[str]:
    """The blocks of one language in a text, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def environment(emulator: Emulator) -> dict[str, str]:
    """The settings of a user who works with an emulator."""
    return {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
    }


@pytest.mark.parametrize("imported", [NATIVE, DYNAMIC], ids=["native", "dynamic"])
def test_programs(up: Callable[[str], Result], imported: str) -> None:
    """The programs of the page, one after the other, come to what they assert."""
    program = "\n".join(blocks("python"))
    assert program.count(NATIVE) == 1
    assert program.count("assert ") > 20
    result = up(program.replace(NATIVE, imported))
    assert result.ok, result.text
    assert result.outputs["modem"]["destVersion"] == "1.0.12"
    assert "the block has expired" in result.text


def test_error(emulator: Emulator, tmp_path: Path) -> None:
    """The error that the page shows is what the command line says too."""
    (text,) = blocks("text")
    command = Path(sys.executable).with_name("alicloud-iot-ota")
    given = [
        "--product-key",
        "a1GatewayK01",
        "--module-name",
        "default",
        "--type",
        "full",
        "--version-range",
        "^4.1",
    ]
    result = subprocess.run(
        [command, "get", *given],
        env={**os.environ, **environment(emulator)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert re.sub(r":[0-9]{4,5}\.$", ":8765.", result.stderr, flags=re.MULTILINE).splitlines() == text.splitlines()


@pytest.mark.parametrize(
    "script", [*blocks("sh"), *(each for each in blocks("sh", README) if each.startswith("alicloud-iot-ota list"))]
)
def test_commands(emulator: Emulator, tmp_path: Path, script: str) -> None:
    """The commands of the page and of the README work as they stand."""
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={**os.environ, **environment(emulator), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "4.0.0" in result.stdout


def test_every_argument_is_there() -> None:
    """Each argument of each function that selects stands on the page."""
    functions = json.loads((ROOT / "schema.json").read_text())["functions"]
    selecting = {
        token: function
        for token, function in functions.items()
        if token.rpartition(":")[2] not in {"getFirmwarePage", "getLockedFirmware"}
    }
    names = {name for function in selecting.values() for name in function["inputs"]["properties"]}
    written = set(re.findall(r"\w+", PAGE))
    assert {name for name in names if name not in written} - {"toVersion"} == set()
    assert "to_version" in written
