# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The real engine, a sandbox to run it in, and stacks of programs that look firmware up in the emulator."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from sandbox import Sandbox, Stack, write_project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator

OTA = {
    "native": "from pulumi_alicloud_iot import ota\n",
    "dynamic": "from alicloud_iot_ota import dynamic as ota\n",
}
"""All that a program needs to change to go from one provider to the other."""
IMPORTS = {form: f"import pulumi\n{ota}" for form, ota in OTA.items()}


class StackFor(Protocol):
    """Makes a stack that is to use the emulator."""

    def __call__(
        self,
        program: str | Path,
        *,
        settings: Mapping[str, str | None] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Stack:
        """Make a stack, not yet up.

        Args:
            program: The text of the program below its imports, a whole program for the native provider in a file, or
                the folder of a whole project.
            settings: What to configure otherwise than the emulator wants it; None leaves a setting out.
            env: Variables for the engine, the program and the plugins.
        """


@pytest.fixture(params=["native", "dynamic"])
def form(request: pytest.FixtureRequest) -> str:
    """Each form of the provider in turn: the same program, but for its imports, has to do the same."""
    return str(request.param)


@pytest.fixture
def stack_for(sandbox_with_plugin: Sandbox, emulator: Emulator, form: str, tmp_path: Path) -> StackFor:
    """Make stacks, configured with `pulumi config` to use the emulator."""
    numbers = itertools.count()
    own: dict[str, str | None] = {
        "endpoint": emulator.url,
        "iotInstanceId": emulator.instance_id,
        "accessKeyId": emulator.credentials.access_key_id,
        "accessKeySecret": emulator.credentials.access_key_secret,
    }

    def make(
        program: str | Path,
        *,
        settings: Mapping[str, str | None] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Stack:
        project = program
        if not isinstance(project, Path):
            project = write_project(tmp_path / f"rollout-{next(numbers)}", IMPORTS[form] + project)
        elif project.is_file():
            text = project.read_text().replace(OTA["native"], OTA[form])
            project = write_project(tmp_path / f"rollout-{next(numbers)}", text)
        given = {name: value for name, value in {**own, **(settings or {})}.items() if value is not None}
        stack = sandbox_with_plugin.stack(project, env=env)
        stack._pulumi.ask(
            "config",
            "set-all",
            *(
                f"--{'secret' if name == 'accessKeySecret' else 'plaintext'}=alicloud-iot:{name}={value}"
                for name, value in given.items()
            ),
        )  # one command for all of them
        return stack

    return make


@pytest.fixture
def rewrite(form: str) -> Callable[[Stack, str], None]:
    """Give a stack another program, written like the one it was made with."""

    def rewrite(stack: Stack, program: str) -> None:
        (stack.folder / "__main__.py").write_text(IMPORTS[form] + program)

    return rewrite
