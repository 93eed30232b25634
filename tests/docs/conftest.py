# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the programs and commands of the pages: an emulator, an engine with the plugin, and a shell."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sandbox import Sandbox, write_project

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from command import Result
    from sandbox import Stack


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the emulator with the default fleet."""
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def stack(sandbox_with_plugin: Sandbox, tmp_path: Path, settings: dict[str, str]) -> Callable[..., Stack]:
    """Create a stack for a program of a page, with the settings of the emulator.

    The arguments are the program, and the files that it needs in its folder.
    """
    numbers = itertools.count()

    def stack(program: str, *beside: Path) -> Stack:
        project = write_project(tmp_path / f"documented-{next(numbers)}", program)
        for file in beside:
            shutil.copy(file, project)
        return sandbox_with_plugin.stack(project, env=settings)

    return stack


@pytest.fixture
def up(stack: Callable[..., Stack]) -> Callable[..., Result]:
    """Run `pulumi up` for a program of a page in a new stack. The arguments are those of `stack`."""

    def up(program: str, *beside: Path) -> Result:
        return stack(program, *beside).up()

    return up


@pytest.fixture
def shell(settings: dict[str, str], tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run commands of a page in a shell.

    The arguments are the commands, the expected exit status, and the stack or the folder to run them in.
    """
    own = {
        **settings,
        "COLUMNS": "160",  # wide enough for every table
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "docs" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def shell(script: str, *, status: int = 0, at: Stack | Path = tmp_path) -> subprocess.CompletedProcess[str]:
        tools, folder, environment = [Path(sys.executable).parent], at, dict(os.environ)
        if not isinstance(folder, Path):
            pulumi = folder._pulumi
            tools, folder, environment = [pulumi.engine.parent, *tools], pulumi.folder, dict(pulumi.environment)
            environment["PULUMI_IGNORE_AMBIENT_PLUGINS"] = "true"  # the plugin is on PATH, next to the command line
        path = os.pathsep.join([*map(str, tools), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**environment, **own, "PATH": path},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return shell
