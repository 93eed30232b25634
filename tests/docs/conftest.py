# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the documentation takes for granted: an emulator, and an engine that has the plugin."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sandbox import Sandbox, write_project

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from command import Result


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """The service, with the default fleet."""
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def up(engine: Path, tmp_path: Path, emulator: Emulator) -> Callable[..., Result]:
    """Run a program of the documentation as a user runs it: `pulumi up` of a new stack that uses the emulator.

    Files that it needs beside it are given after the program.
    """
    sandbox = Sandbox(tmp_path / "sandbox", engine)
    sandbox.install_plugin(Path(sys.executable).with_name("pulumi-resource-alicloud-iot"), __version__)

    def up(program: str, *beside: Path) -> Result:
        project = write_project(tmp_path / "documented", program)
        for file in beside:
            shutil.copy(file, project)
        stack = sandbox.stack(
            project,
            config={"alicloud-iot:endpoint": emulator.url, "alicloud-iot:iotInstanceId": str(emulator.instance_id)},
            env={
                "ALIBABA_CLOUD_ACCESS_KEY_ID": emulator.credentials.access_key_id,
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET": emulator.credentials.access_key_secret,
            },
        )
        return stack.up()

    return up
