# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The wheels in an empty environment without the source: plugin, dynamic provider, CLI and emulator."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sandbox import Sandbox

from alicloud_iot_ota.terraform.process import COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandbox import Stack

    Run = Callable[..., subprocess.CompletedProcess[str]]

METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
PROGRAM = """
import pulumi
pin = ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.5.2", type="full")
pulumi.export("firmwareId", pin.firmware.firmware_id)
"""
IMPORTS = {
    "native": "from pulumi_alicloud_iot import ota\n",
    "dynamic": "from alicloud_iot_ota import dynamic as ota\n",
}
# Root ignores file permissions, unless it drops these capabilities.
OBEYING = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture(params=["below a file", "read-only"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a home directory that cannot be created, or one that is read-only."""
    if request.param == "read-only":
        home = tmp_path / "home"
        home.mkdir(mode=0o555)
        assert (
            subprocess.run([*OBEYING, "touch", home / "file"], stderr=subprocess.DEVNULL, check=False).returncode != 0
        )
        return home
    (tmp_path / "file").touch()
    return tmp_path / "file" / "home"


@pytest.fixture
def sandbox(engine: Path, tmp_path: Path) -> Sandbox:
    """Return a sandbox in which the engine, programs and plugins obey file permissions."""
    obeying = tmp_path / "pulumi"
    obeying.write_text(f'#!/bin/sh\nexec {shlex.join([*OBEYING, str(engine)])} "$@"\n')
    obeying.chmod(0o755)
    return Sandbox(tmp_path / "sandbox", obeying)


def test_sources_make_the_same_wheel(packages: Path, tmp_path: Path) -> None:
    """A wheel built from the source archive is identical to the published wheel."""
    (source,) = packages.glob("*.tar.gz")
    subprocess.run(["tar", "-xf", source, "-C", tmp_path], check=True)
    (folder,) = tmp_path.iterdir()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=folder, check=True)
    (wheel,) = (folder / "dist").iterdir()
    assert wheel.read_bytes() == (packages / wheel.name).read_bytes()


def test_without_the_extra(run: Run, environment: Path) -> None:
    """Only the OpenTofu provider needs the library of its extra. It and its installation say so, with the extra."""
    missing = "requires cryptography, which Python cannot import (No module named 'cryptography')."
    install = f"Install `alicloud-iot-ota[terraform]` in the environment of {environment}/python"
    installed = run(environment / "alicloud-iot-ota", "install-terraform-provider")
    assert (installed.returncode, installed.stdout) == (1, "")
    assert installed.stderr == f"The provider {missing}\n{install}, and run this command again.\n"
    engine = {COOKIE[0]: COOKIE[1], "PLUGIN_PROTOCOL_VERSIONS": "6", "PLUGIN_CLIENT_CERT": "of the engine"}
    started = run(environment / "terraform-provider-alicloudiot", environ=engine)
    assert (started.returncode, started.stderr) == (1, "")
    assert started.stdout == f"This provider {missing} {install}.\n"


@pytest.mark.engine
@pytest.mark.parametrize("form", IMPORTS)
def test_providers(
    stack_for: Callable[..., Stack], environment: Path, install_plugin: Callable[[Path], None], home: Path, form: str
) -> None:
    """The native and the dynamic provider deploy without a warning, even if the home directory is not writable."""
    if form == "native":
        install_plugin(environment / "alicloud-iot-ota")
    environ = {"HOME": str(home), "PULUMI_PYTHON_CMD": str(environment / "python")}
    stack = stack_for(IMPORTS[form] + PROGRAM, environ)
    deployed = stack.up()
    assert deployed.ok, deployed.text
    assert stack.outputs() == {"firmwareId": METER}
    assert "warning" not in deployed.text


def test_command_line(run: Run, environment: Path, settings: dict[str, str], home: Path) -> None:
    """The CLI finds a package without a warning, even if the home directory is not writable."""
    environ = {**settings, "HOME": str(home), "PATH": os.defpath}
    criteria = ["--product-key", "a1MeterK001", "--dest-version", "1.5.2", "--type", "full"]
    done = run(*OBEYING, environment / "alicloud-iot-ota", "get", *criteria, environ=environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert METER in done.stdout


def test_emulator(run: Run, environment: Path, served_by: Callable[[Path], dict[str, str]]) -> None:
    """The emulator serves the fleet in the wheel, and prints the variables to export."""
    cli = environment / "alicloud-iot-ota"
    done = run(cli, "list", "--product-key", "a1MeterK001", environ=served_by(cli))
    assert (done.returncode, done.stderr) == (0, "")
    assert METER in done.stdout
