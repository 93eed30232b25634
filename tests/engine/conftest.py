# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The real engine, a sandbox for it, and stacks of programs that look up packages in the emulator."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from engine import PULUMI, find, pinned_version
from sandbox import Sandbox, Stack, write_project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator

OTA = {
    "native": "from pulumi_alicloud_iot import ota\n",
    "dynamic": "from alicloud_iot_ota import dynamic as ota\n",
}
"""The import of each provider: the only difference between programs for the two providers."""
IMPORTS = {form: f"import pulumi\n{ota}" for form, ota in OTA.items()}


class StackFor(Protocol):
    """A function that creates a stack that uses the emulator."""

    def __call__(
        self,
        program: str | Path,
        *,
        settings: Mapping[str, str | None] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Stack:
        """Create a stack without deploying it.

        Args:
            program: The program's text below its imports, a file with a complete program for the native provider, or
                the folder of a complete project.
            settings: Settings that replace the default ones. None removes a setting.
            env: Environment variables for the engine, the program and the plugins.
        """


@pytest.fixture(scope="session")
def newest_engine(engine: Path) -> None:
    """Skip the test if the engine is an older one than the project builds."""
    if find(str(engine), pinned_version(PULUMI)) is None:
        pytest.skip("The engine is not the newest one.")


@pytest.fixture(params=["native", "dynamic"])
def form(request: pytest.FixtureRequest) -> str:
    """Return each form of the provider. The same program, except for its imports, must have the same results."""
    return str(request.param)


@pytest.fixture
def stack_for(sandbox_with_plugin: Sandbox, emulator: Emulator, form: str, tmp_path: Path) -> StackFor:
    """Return a function that creates stacks, configured for the emulator with `pulumi config`."""
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
        )  # one command for all settings
        return stack

    return make


@pytest.fixture
def rewrite(form: str) -> Callable[[Stack, str], None]:
    """Return a function that replaces a stack's program, with the same imports."""

    def rewrite(stack: Stack, program: str) -> None:
        (stack.folder / "__main__.py").write_text(IMPORTS[form] + program)

    return rewrite
