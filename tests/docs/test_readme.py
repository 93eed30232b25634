# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The README works from top to bottom and prints what it shows. So does the README of the examples."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from engine import PULUMI, oldest_version

from tests.docs.newcomer import (
    ROOT,
    copy_checkout,
    environment,
    lines,
    missing,
    python_of_the_system,
    sections,
    type_in,
)

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
INSTALL, PREVIEW, PUBLISH, MAKE, COMMAND_LINE, LOCK, APPLY, PLAN, REAL_ACCOUNT = sections("README.md", "sh")
PROGRAM, LOCKED_PIN = sections("README.md", "python")
(CONFIGURATION,) = sections("README.md", "terraform")
PREVIEWED, UPDATED, APPLIED, PLANNED = sections("README.md", "text")
WRITE_PROGRAM = "cat > __main__.py << 'END'\n{}\nEND\n"
"""Saves a program as the README says, in the folder in which the commands before it end."""
WRITE_CONFIGURATION = WRITE_PROGRAM.replace("__main__.py", "main.tf")


def test_from_top_to_bottom(engine: Path, tofu: Path, tmp_path: Path) -> None:
    """Every command works in the shell of the one before, and the previews print what the page shows."""
    checkout, python = copy_checkout(tmp_path / "checkout"), python_of_the_system(tmp_path / "bin")
    pin = re.compile(r"gateway = ota\.FirmwarePin\(.*?^\)\n", re.MULTILINE | re.DOTALL)
    locked_program, replaced = pin.subn(LOCKED_PIN, PROGRAM)
    assert replaced == 1
    steps = [
        INSTALL + WRITE_PROGRAM.format(PROGRAM),
        PREVIEW,
        PUBLISH,
        COMMAND_LINE,
        LOCK,
        WRITE_PROGRAM.format(locked_program) + "pulumi up --yes --skip-preview",
        WRITE_CONFIGURATION.format(CONFIGURATION) + APPLY,
        PLAN,
        REAL_ACCOUNT,
        "pulumi config",
    ]
    typed = type_in("\necho END OF STEP\n".join(steps), checkout, environment(tmp_path / "home", python, engine, tofu))
    _, previewed, updated, commands, locked, deployed, applied, planned, _, configured = typed.split("END OF STEP\n")
    assert missing(APPLIED, applied) == [], applied
    assert missing(PLANNED, planned) == [], planned
    assert missing(PREVIEWED, previewed) == [], previewed
    assert missing(UPDATED, updated) == [], updated
    assert '"qrTtkvjxjxnGdvqJQo3dNnl8anD20100" => "HFiEeZDMeZ9ltltlSbdX8vOtXH160100"' in deployed
    assert "4.1.0" in commands
    assert "4.1.0" in locked
    assert missing("alicloud-iot:iotInstanceId iot-0123abcd\nalicloud-iot:region cn-shanghai", configured) == []
    assert "warning" not in typed
    assert "Traceback" not in typed
    assert (tmp_path / "firmware-quickstart" / "firmware.html").is_file()
    assert "ListOTAFirmware" in (tmp_path / "firmware-quickstart" / "emulator.log").read_text()


def test_versions() -> None:
    """The page requires the Python and the Pulumi of pyproject.toml, and for the demo the engine of the tests."""
    project = (ROOT / "pyproject.toml").read_text()
    (python,) = re.findall(r'^requires-python = ">=(\S+)"', project, re.MULTILINE)
    (pulumi,) = re.findall(r'"pulumi>=(\d+\.\d+)', project)
    tested = oldest_version(PULUMI).removeprefix("v").rpartition(".")[0]
    text = " ".join(README.split())
    assert (
        f"You need Python {python} or newer and [Pulumi](https://www.pulumi.com/docs/install/) {pulumi} or newer."
        in text
    )
    assert f"They need Pulumi {tested} or newer, or Go to build it" in text


def test_demo() -> None:
    """`make demo` ends successfully, and shows the update of the README with the native provider."""
    assert MAKE == "make demo\nmake test\n"
    demo = subprocess.run(
        [sys.executable, ROOT / "tools" / "demo.py"], capture_output=True, text=True, check=False, timeout=300
    )
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stderr == ""
    native = UPDATED.replace("pulumi-python:dynamic/alicloud-iot", "alicloud-iot:ota")
    assert missing(native, demo.stdout) == []


def test_examples(engine: Path, tmp_path: Path) -> None:
    """The commands in the README of the examples work, typed one after the other, and the preview has no warning."""
    prepare, use, *_ = sections("examples/README.md", "sh")
    checkout = copy_checkout(tmp_path / "checkout")
    activate = checkout / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'PATH="{sys.exec_prefix}/bin:$PATH"\n')
    with socket.socket() as free:  # the default port is that of the quick start
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    script = f"{prepare}cd examples/python\n{use}".replace("8765", port)
    backend = {"PULUMI_BACKEND_URL": tmp_path.as_uri(), "PULUMI_CONFIG_PASSPHRASE": "examples"}
    typed = type_in(script, checkout, {**environment(tmp_path / "home", engine), **backend})
    assert '~ destVersion : "4.0.0" => "4.1.0"' in lines(typed)
    assert "warning" not in typed
