# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The example of a policy pack for Pulumi Cloud, with Pulumi's own policy SDK in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import pytest

from tests.engine.deployed_pins import V4_0, lock_entry, publish, row_of, write_lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "policies"
UV = Path(sys.executable).with_name("uv")
BAD = """
ota.FirmwarePin("gateway", product_key="a1GatewayK01", module_name="default", type="full", dest_version="4.0.0-md5")
"""
GOOD = """
ota.FirmwarePin("gateway", lock_entry="gateway")
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Install the example, and return an executable that starts it like Pulumi's language host for Python."""
    environment, executable = tmp_path / "venv", tmp_path / "pack"
    python = environment / "bin" / "python"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    requirements = str(EXAMPLE / "requirements.txt")
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python, "--requirement", requirements], check=True)
    command = f'exec {quote(str(python))} -u -m pulumi.policy "$@" {quote(str(EXAMPLE))}'
    executable.write_text(f"#!/bin/sh\ncd {quote(str(EXAMPLE))}\nexport PYTHONDONTWRITEBYTECODE=1\n{command}\n")
    executable.chmod(0o755)
    return executable


def test_example(stack_for: StackFor, rewrite: Callable[[Stack, str], None], pack: Path, emulator: Emulator) -> None:
    """The pack stops a pin without an entry and with an MD5 digest. It passes a locked pin with SHA-256."""
    publish(emulator, "4.0.0-md5", FirmwareSign="0f" * 16, SignMethod="MD5")
    stack = stack_for(BAD)
    bad = stack.preview("--policy-pack", str(pack))
    assert not bad.ok
    assert "[mandatory]  firmware-locked" in bad.text
    assert "The package of the pin needs a SHA-256 digest, got md5." in bad.text

    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    rewrite(stack, GOOD)
    good = stack.up("--policy-pack", str(pack))
    assert good.ok, good.text
    assert "[mandatory]" not in good.text
