# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""`alicloud-iot-ota install-plugin` on the real engine: Pulumi finds the plugin with the correct version.

If the plugin's environment was removed, Pulumi shows the launcher's error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sandbox import Sandbox, write_project

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator

pytestmark = pytest.mark.engine

ENVIRONMENT = Path(sys.prefix)
BIN = ENVIRONMENT / "bin"
PROGRAM = """
import pulumi
from pulumi_alicloud_iot import ota
found = ota.get_firmware(product_key="a1MeterK001", dest_version="1.5.0")
pulumi.export("firmwareId", found.firmware_id)
"""


@pytest.mark.parametrize("is_on_path", [False, True])
def test_installed_plugin_is_used(
    sandbox: Sandbox, engine: Path, emulator: Emulator, tmp_path: Path, *, is_on_path: bool
) -> None:
    """A program uses the installed plugin without a warning.

    If another plugin is on PATH, a note explains the setting.
    """
    commands = [str(engine.parent), os.defpath]
    environ = {
        **sandbox._pulumi.environment,
        "PATH": os.pathsep.join([str(BIN), *commands] if is_on_path else commands),
    }
    install = [str(BIN / "alicloud-iot-ota"), "install-plugin"]
    for _ in range(2):  # the second run replaces the first installation
        done = subprocess.run(install, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0
        assert f"Installed plugin alicloud-iot {__version__}" in done.stdout
        assert ("PULUMI_IGNORE_AMBIENT_PLUGINS=true" in done.stderr) is is_on_path
    plugins = sandbox._pulumi.ask("plugin", "ls", "--json")
    assert f'"version": "{__version__}"' in plugins
    settings = {
        "alicloud-iot:endpoint": emulator.url,
        "alicloud-iot:iotInstanceId": str(emulator.instance_id),
        "alicloud-iot:accessKeyId": emulator.credentials.access_key_id,
        "alicloud-iot:accessKeySecret": emulator.credentials.access_key_secret,
    }
    env = {"PATH": environ["PATH"], **({"PULUMI_IGNORE_AMBIENT_PLUGINS": "true"} if is_on_path else {})}
    stack = sandbox.stack(write_project(tmp_path / "rollout", PROGRAM), config=settings, env=env)
    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.outputs["firmwareId"]
    assert "warning" not in preview.text


def test_environment_that_moved(sandbox: Sandbox, engine: Path, tmp_path: Path) -> None:
    """If the environment was moved, the preview shows the launcher's complete error on separate lines."""
    environment = tmp_path / "größe 固件"
    environment.symlink_to(ENVIRONMENT)
    command = "import sys; from alicloud_iot_ota.cli import main; sys.exit(main())"
    subprocess.run(
        [environment / "bin" / "python", "-c", command, "install-plugin"],
        env={**sandbox._pulumi.environment, "PATH": os.pathsep.join([str(engine.parent), os.defpath])},
        capture_output=True,
        timeout=60,
        check=True,
    )
    environment.rename(tmp_path / "moved")
    preview = sandbox.stack(write_project(tmp_path / "rollout", PROGRAM)).preview()
    assert not preview.ok
    lines = preview.text.splitlines()
    told = lines.index(
        f"    The plugin alicloud-iot {__version__} was installed from the environment of {environment}/bin/python, "
        "which no longer exists."
    )
    assert lines[told + 1].startswith(
        f"    The program's SDK requires version {__version__}. Run `alicloud-iot-ota install-plugin` in "
    )
