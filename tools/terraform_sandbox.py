# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs configurations on real OpenTofu or Terraform, isolated from the user's own settings and environment."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from process import Completed, run

from alicloud_iot_ota.terraform import address

if TYPE_CHECKING:
    from collections.abc import Mapping


class TerraformSandbox:
    """A separate home, CLI configuration, provider mirror and environment in one folder."""

    def __init__(self, root: Path, engine: Path) -> None:
        """Create the sandbox in `root`, which must not contain one yet.

        Args:
            root: Its folder.
            engine: The `tofu` or `terraform` executable.
        """
        self._root = root
        self._engine = engine
        self._numbers = itertools.count()
        self._mirror = root / "mirror"
        for folder in (root / "home", self._mirror):
            folder.mkdir(parents=True)
        settings = root / "cli.tfrc"
        # The mirror is the only source of providers: the engine never asks a registry.
        settings.write_text(
            f"provider_installation {{\n  filesystem_mirror {{\n    path = {_quoted(self._mirror)}\n  }}\n}}\n"
        )
        # The environment starts empty, so that no setting of the user affects a configuration or a provider.
        self._environment = {
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",  # no search for credentials on the network
            "CHECKPOINT_DISABLE": "1",  # no check for a newer release
            "HOME": str(root / "home"),
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_CLI_ARGS": "-no-color",  # both engines ignore NO_COLOR
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
        }

    def install_provider(self, executable: Path, version: str) -> None:
        """Install the provider into the mirror, for a later `init`. The engine warns about `dev_overrides`.

        Args:
            executable: The file `terraform-provider-alicloudiot`.
            version: A semantic version, such as `0.1.0`.
        """
        answer = run([self._engine, "version", "-json"], self._root, self._environment)
        platform = json.loads(answer.expect_success("version"))["platform"]
        folder = self._mirror / address.SOURCE / version / platform
        folder.mkdir(parents=True)
        (folder / address.packaged_executable(version)).symlink_to(executable.absolute())

    def configuration(self, source: str | Path, *, env: Mapping[str, str] | None = None) -> Configuration:
        """Create a configuration in a folder of its own, so that no command writes into the original.

        Args:
            source: The text of `main.tf`, or a folder to copy.
            env: Variables in addition to the sandbox's own, for the engine and the provider.
        """
        folder = self._root / "configurations" / str(next(self._numbers))
        if isinstance(source, Path):
            # A state and the variables that the engine loads automatically may contain secrets of a real account.
            users = shutil.ignore_patterns(".terraform*", "*.tfstate*", "terraform.tfvars*", "*.auto.tfvars*")
            shutil.copytree(source, folder, ignore=users)
        else:
            folder.mkdir(parents=True)
            (folder / "main.tf").write_text(source)
        return Configuration(self._engine, folder, {**self._environment, **(env or {})})


class Configuration:
    """One configuration in a sandbox. Its operations accept the options of the command with the same name."""

    def __init__(self, engine: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self._engine = engine
        self._folder = folder
        self._environment = environment

    @property
    def folder(self) -> Path:
        """The folder that the engine runs in; a test may add files."""
        return self._folder

    @property
    def environment(self) -> Mapping[str, str]:
        """The complete environment of the engine and the provider."""
        return self._environment

    def write(self, text: str, name: str = "main.tf") -> None:
        """Replace a file of the configuration, or add one."""
        (self._folder / name).write_text(text)

    def init(self, *options: str) -> Completed:
        """Install the providers from the sandbox's mirror. Other commands need this first."""
        return self._run("init", *options)

    def validate(self, *options: str) -> Completed:
        """Check the configuration without reading any data."""
        return self._run("validate", *options)

    def plan(self, *options: str) -> Completed:
        """Show the changes that `apply` would make, with options such as `-out=FILE` and `-refresh-only`."""
        return self._run("plan", *options)

    def apply(self, *options: str) -> Completed:
        """Make the changes. The last option may be the file of a saved plan."""
        return self._run("apply", "-auto-approve", *options)

    def destroy(self, *options: str) -> Completed:
        """Delete all resources of the configuration."""
        return self._run("destroy", "-auto-approve", *options)

    def import_resource(self, address: str, resource_id: str, *options: str) -> Completed:
        """Import an existing resource into the state."""
        return self._run("import", *options, address, resource_id)

    def test(self, *options: str) -> Completed:
        """Run the tests in the files `*.tftest.hcl`."""
        return self._run("test", *options)

    def format(self, *options: str) -> Completed:
        """Rewrite the files in the form of the formatter; `-check` only compares."""
        return self._run("fmt", *options)

    def show_json(self, plan: str) -> dict[str, Any]:
        """Return the content of a saved plan."""
        return self._ask("show", "-json", plan)

    def schemas(self) -> dict[str, Any]:
        """Return the schema of each provider of the configuration, by its source address."""
        schemas: dict[str, Any] = self._ask("providers", "schema", "-json")["provider_schemas"]
        return schemas

    def outputs(self) -> dict[str, Any]:
        """Return the values of the outputs in the state, including sensitive ones."""
        return {name: output["value"] for name, output in self._ask("output", "-json").items()}

    def state(self) -> dict[str, Any]:
        """Return the complete state from `state pull`, or an empty one if nothing was applied."""
        return self._ask("state", "pull")

    def _ask(self, *arguments: str) -> dict[str, Any]:
        """Return the JSON object that a command prints.

        Raises:
            CommandError: The command failed.
        """
        text = self._run(*arguments).expect_success(" ".join(arguments))
        answer: dict[str, Any] = json.loads(text or "{}")
        return answer

    def _run(self, *arguments: str) -> Completed:
        return run([self._engine, *arguments], self._folder, self._environment)


def _quoted(path: Path) -> str:
    """Return a path as a string literal of the CLI configuration, where `${` begins an expression."""
    return json.dumps(str(path)).replace("${", "$${")
