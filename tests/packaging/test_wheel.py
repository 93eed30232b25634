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
from tests.posix import OBEYING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandbox import Stack

    Run = Callable[..., subprocess.CompletedProcess[str]]

OF_EXTRAS = (".terraform.certificate", ".testing.pytest_plugin")
"""The modules that import a library of an extra. The import of the library of patterns is in a function."""
EVERY_MODULE = f"""
import importlib, pkgutil, alicloud_iot_emulator, alicloud_iot_ota
for package in (alicloud_iot_ota, alicloud_iot_emulator):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith((".__main__", *{OF_EXTRAS})):
            importlib.import_module(module.name)
"""
METER = "X8tvsfwUOcPnFYQxyXvhl9VVuhFc0100"
PROGRAM = """
import pulumi
pin = ota.FirmwarePin("meter", product_key="a1MeterK001", dest_version="1.5.2", type="full")
pulumi.export("firmwareId", pin.firmware.firmware_id)
"""
WITH_PATTERN = """
import pulumi
found = ota.get_firmware_output(product_key="a1MeterK001", type="full", name_regex="^meter", version_regex="1[.]5[.]2")
pulumi.export("firmwareId", found.firmware_id)
"""
IMPORTS = {
    "native": "from pulumi_alicloud_iot import ota\n",
    "dynamic": "from alicloud_iot_ota import dynamic as ota\n",
}


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
    install = f"Install `cryptography` in the environment of {environment}/python"
    installed = run(environment / "alicloud-iot-ota", "install-terraform-provider")
    assert (installed.returncode, installed.stdout) == (1, "")
    assert installed.stderr == f"The provider {missing}\n{install}, and run this command again.\n"
    engine = {COOKIE[0]: COOKIE[1], "PLUGIN_PROTOCOL_VERSIONS": "6", "PLUGIN_CLIENT_CERT": "of the engine"}
    started = run(environment / "terraform-provider-alicloudiot", environ=engine)
    assert (started.returncode, started.stderr) == (1, "")
    assert started.stdout == f"This provider {missing} {install}.\n"


def no_patterns(environment: Path) -> str:
    """Return the text of the error of each pattern in an environment without the extra."""
    return (
        "cannot be used here. A regular expression requires google-re2, which Python cannot import (No module named "
        f"'re2'). Install `google-re2` in the environment of {environment}/python, or use criteria "
        "without regular expressions."
    )


def test_every_module_without_the_extras(run: Run, environment: Path) -> None:
    """No module needs the library of regular expressions."""
    done = run(environment / "python", "-c", EVERY_MODULE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run(environment / "python", "-c", "import re2").returncode == 1


def test_patterns_of_the_command_line(
    run: Run, environment: Path, environment_with_patterns: Path, settings: dict[str, str]
) -> None:
    """Without the extra, a pattern is an error among the other mistakes. With it, the pattern selects."""
    criteria = ["list", "--product-key", "a1MeterK001", "--type", "full", "--version-regex", "^1[.]5[.]2$"]
    refused = run(environment / "alicloud-iot-ota", *criteria, "--min-age", "soon", environ=settings)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"versionRegex {no_patterns(environment)}\n" in refused.stderr
    assert "minAge must be a duration" in refused.stderr
    done = run(environment_with_patterns / "alicloud-iot-ota", *criteria, environ=settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert METER in done.stdout


@pytest.mark.engine
@pytest.mark.parametrize("has_extra", [False, True])
@pytest.mark.parametrize("form", IMPORTS)
def test_patterns_of_the_providers(
    stack_for: Callable[..., Stack],
    request: pytest.FixtureRequest,
    install_plugin: Callable[[Path], None],
    form: str,
    *,
    has_extra: bool,
) -> None:
    """Both providers report every pattern where its library is missing. With the extra, the same program works."""
    folder: Path = request.getfixturevalue("environment_with_patterns" if has_extra else "environment")
    if form == "native":
        install_plugin(folder / "alicloud-iot-ota")
    done = stack_for(IMPORTS[form] + WITH_PATTERN, {"PULUMI_PYTHON_CMD": str(folder / "python")}).preview()
    assert done.ok is has_extra, done.text
    if not has_extra:
        assert [f"{each} {no_patterns(folder)}" in done.text for each in ("nameRegex", "versionRegex")] == [True, True]


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


@pytest.mark.engine
def test_policy_pack(stack_for: Callable[..., Stack], run: Run, environment: Path, home: Path, tmp_path: Path) -> None:
    """The printed path runs without the environment on PATH. The pack stops a pin, or passes it as configured."""
    pack = run(environment / "alicloud-iot-ota", "policy-pack", environ={"HOME": str(home)}).stdout.removesuffix("\n")
    stack = stack_for(IMPORTS["dynamic"] + PROGRAM, {"PULUMI_PYTHON_CMD": str(environment / "python")})
    stopped = stack.preview("--policy-pack", pack)
    assert not stopped.ok
    assert "[mandatory]  firmware-locked" in stopped.text
    config = tmp_path / "policies.json"
    config.write_text('{"firmware-locked": "disabled"}')
    passed = stack.up("--policy-pack", pack, "--policy-pack-config", str(config))
    assert passed.ok, passed.text
    assert "warning" not in passed.text


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
