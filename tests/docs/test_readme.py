# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The README says nothing that is not so: its programs run, its commands work, its output is the demo's."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from command import Result

    from alicloud_iot_emulator import Emulator

SHELL = ("bash", "-euo", "pipefail", "-c")
ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The README's blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def squeezed(text: str) -> list[str]:
    """The lines of a text without what only lays them out."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def a_users_environment(home: Path, *tools: Path) -> dict[str, str]:
    """The environment of a user who has these tools on PATH, and keeps the state of Pulumi in files."""
    return {
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "HOME": str(home),
        "PATH": ":".join([*(str(tool.parent) for tool in tools), os.defpath]),
        "PULUMI_BACKEND_URL": home.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "readme",
        "PULUMI_HOME": str(home / ".pulumi"),  # HOME alone does not move it
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


@pytest.mark.parametrize("dynamic", [False, True], ids=["native", "dynamic"])
def test_program(up: Callable[[str], Result], emulator: Emulator, *, dynamic: bool) -> None:
    """The program runs as it stands, and with the import that the README gives for the dynamic provider."""
    program, _ = blocks("python")
    if dynamic:
        program = program.replace(
            "import pulumi_alicloud_iot as alicloud_iot", "from alicloud_iot_ota import dynamic as ota"
        )
        program = program.replace("alicloud_iot.ota.", "ota.")
    result = up(program)
    published = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    assert result.ok, result.text
    assert result.outputs == {"baselineId": published["FirmwareId"], "rollout": published["FirmwareId"]}


@pytest.mark.parametrize("dynamic", [False, True], ids=["native", "dynamic"])
def test_pin(up: Callable[..., Result], emulator: Emulator, tmp_path: Path, *, dynamic: bool) -> None:
    """The commands make a lock file as they stand, and the program below them takes its package from it."""
    (script,) = (block for block in blocks("sh") if block.startswith("alicloud-iot-ota lock"))
    where = {
        "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url,
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
        "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "HOME": str(tmp_path),
    }
    typed = subprocess.run([*SHELL, script], cwd=tmp_path, env=where, capture_output=True, text=True, check=False)
    assert typed.returncode == 0, typed.stdout + typed.stderr
    _, program = blocks("python")
    if dynamic:
        program = program.replace("from pulumi_alicloud_iot import ota", "from alicloud_iot_ota import dynamic as ota")
    result = up(program, tmp_path / "firmware.lock")
    assert result.ok, result.text
    published = next(row for row in emulator.packages() if row["FirmwareName"] == "gateway-4.0.0")
    assert result.outputs == {"rollout": published["FirmwareId"]}


def test_commands(engine: Path, tmp_path: Path) -> None:
    """The commands for a project by hand work, typed one after the other into one shell."""
    script = next(block for block in blocks("sh") if "emulator --port" in block)
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    shell = subprocess.Popen(
        [*SHELL, f"trap 'kill %1' EXIT\n{script}"],  # a command that fails ends the emulator too
        cwd=tmp_path,
        env=a_users_environment(tmp_path, engine),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that the emulator, started in the background, can be ended with it
    )
    assert shell.stdout is not None
    lines = []
    try:
        for line in shell.stdout:
            lines.append(line)
            if "to update" in line:  # the summary of the last command; the emulator goes on
                break
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait()
        shell.stdout.close()
    text = "".join(lines)
    assert '"4.0.0" => "4.1.0"' in text, text
    assert "warning" not in text


def test_install(engine: Path, tmp_path: Path) -> None:
    """The commands to install put everything into an environment, and the plugin where the engine finds it."""
    (script,) = (block for block in blocks("sh") if block.startswith("pip install"))
    checkout = tmp_path / "checkout"
    for folder in ("provider", "sdk"):
        shutil.copytree(ROOT / folder, checkout / folder)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, checkout)
    python = tmp_path / "environment" / "bin" / "python"
    venv.create(tmp_path / "environment", with_pip=True)
    # What they depend on is taken from this environment, because tests ask no registry.
    offline = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_BUILD_ISOLATION": "false",  # pip's way to switch the isolation off
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    installed = subprocess.run(
        [*SHELL, script],
        cwd=checkout,
        env={**a_users_environment(tmp_path, python, engine), **offline},
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    (site,) = (tmp_path / "environment" / "lib").glob("python*/site-packages")
    assert (site / "alicloud_iot_ota" / "plugin").is_dir()
    assert (site / "alicloud_iot_emulator" / "fleet.json").is_file()
    assert (site / "pulumi_alicloud_iot" / "ota").is_dir()
    plugin = tmp_path / ".pulumi" / "plugins" / f"resource-alicloud-iot-v{__version__}" / "pulumi-resource-alicloud-iot"
    assert f"\npython={python.parent}/" in plugin.read_text()


def test_demo_output() -> None:
    """`make demo` ends by itself, and what the README shows of it is what it prints."""
    demo = subprocess.run(
        [sys.executable, ROOT / "tools" / "demo.py"], capture_output=True, text=True, check=False, timeout=300
    )
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stderr == ""
    printed = squeezed(demo.stdout)
    (excerpt,) = blocks("text")
    assert [line for line in squeezed(excerpt) if line not in printed] == []
