# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs Pulumi projects on the real engine, isolated from the user's own Pulumi, account and environment."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

from command import Pulumi, Result

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STACK = "dev"
"""The name of the only stack of every project."""


def write_project(folder: Path, program: str) -> Path:
    """Write a Python project named after its folder, and return the folder.

    Args:
        folder: Must not exist.
        program: The text of `__main__.py`.
    """
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(f"name: {folder.name}\nruntime: python\n")
    (folder / "__main__.py").write_text(program)
    return folder


class Sandbox:
    """A separate Pulumi home, file backend and environment in one folder."""

    def __init__(
        self, root: Path, engine: Path, python: str = sys.executable, *, env: Mapping[str, str] | None = None
    ) -> None:
        """Create the sandbox in `root`, which must not contain one yet.

        Args:
            root: Its folder.
            engine: The `pulumi` executable.
            python: The interpreter of the programs, which can import its packages.
            env: Variables in addition to the sandbox's own, for all commands, programs and plugins.
        """
        self._root = root
        for name in ("home", "pulumi", "state"):
            (root / name).mkdir(parents=True)
        # The environment starts empty, so that no setting of the user affects a program or a plugin.
        environment = {
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",  # no search for credentials on the network
            "HOME": str(root / "home"),
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "PATH": os.defpath,
            "PULUMI_BACKEND_URL": (root / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "sandbox",
            "PULUMI_DEBUG_COMMANDS": "true",  # enables --event-log
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(root / "pulumi"),
            "PULUMI_PYTHON_CMD": python,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **(env or {}),
        }
        self._pulumi = Pulumi(engine, root, environment)

    def install_plugin(self, executable: Path, version: str) -> None:
        """Install a resource plugin as users do. The engine warns about a plugin that it finds on PATH."""
        name = executable.name.removeprefix("pulumi-resource-")
        self._pulumi.ask("plugin", "install", "resource", name, version, "--file", str(executable))

    def stack(
        self, project: Path, *, config: Mapping[str, str] | None = None, env: Mapping[str, str] | None = None
    ) -> Stack:
        """Create a stack from a copy of the project, so that no command writes into the original.

        Args:
            project: The folder with Pulumi.yaml and the program; its name must be new to this sandbox.
            config: Plain settings of the stack, such as `{"alicloud-iot:region": "cn-shanghai"}`.
            env: Variables in addition to the sandbox's own, for the engine, the program and the plugins.
        """
        folder = self._root / "projects" / project.name
        # A stack file belongs to the user, and may contain settings of a real account.
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml"))
        pulumi = Pulumi(self._pulumi.engine, folder, {**self._pulumi.environment, **(env or {})})
        pulumi.ask("stack", "init", STACK)
        if config:
            settings = (f"--plaintext={key}={value}" for key, value in config.items())
            pulumi.ask("config", "set-all", *settings)
        return Stack(pulumi)


class Stack:
    """One stack in a sandbox. Its operations accept the options of the `pulumi` command with the same name."""

    def __init__(self, pulumi: Pulumi) -> None:
        self._pulumi = pulumi

    @property
    def folder(self) -> Path:
        """The copy of the project that the stack runs; a test may edit the program between two operations."""
        return self._pulumi.folder

    def preview(self, *options: str) -> Result:
        """Show the changes that `up` would make, with options such as `--diff` and `--expect-no-changes`."""
        return self._pulumi.operate("preview", *options)

    def up(self, *options: str) -> Result:
        """Run the program and update the resources."""
        return self._pulumi.operate("up", "--yes", "--skip-preview", *options)

    def refresh(self, *options: str) -> Result:
        """Update the state with the data that the providers read."""
        return self._pulumi.operate("refresh", "--yes", "--skip-preview", *options)

    def preview_refresh(self, *options: str) -> Result:
        """Show the changes that `refresh` would make."""
        return self._pulumi.operate("refresh", "--preview-only", *options)

    def import_resource(self, token: str, name: str, resource_id: str, *options: str) -> Result:
        """Import an existing resource into the state, without generating code for it."""
        return self._pulumi.operate(
            "import", "--yes", "--skip-preview", "--generate-code=false", *options, token, name, resource_id
        )

    def destroy(self, *options: str) -> Result:
        """Delete all resources of the stack."""
        return self._pulumi.operate("destroy", "--yes", "--skip-preview", *options)

    def outputs(self, *options: str) -> dict[str, Any]:
        """Return the outputs in the state; secrets are masked unless `--show-secrets` is passed."""
        outputs: dict[str, Any] = json.loads(self._pulumi.ask("stack", "output", "--json", *options))
        return outputs

    def state(self) -> dict[str, Any]:
        """Return the complete state from `pulumi stack export`, with encrypted secrets."""
        state: dict[str, Any] = json.loads(self._pulumi.ask("stack", "export"))
        return state

    def set_config(self, key: str, value: str, *, secret: bool = False) -> None:
        """Set one setting of the stack."""
        self._pulumi.ask("config", "set", "--secret" if secret else "--plaintext", key, "--", value)
