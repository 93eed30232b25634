# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Configurations with the provider on real OpenTofu and Terraform, and a fleet in the emulator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from terraform_sandbox import TerraformSandbox

from alicloud_iot_ota import __version__
from alicloud_iot_ota.lookup import create_lookup
from alicloud_iot_ota.schema.hcl import hcl_name
from alicloud_iot_ota.terraform.address import SOURCE
from tests.conftest import TERRAFORM_PROVIDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from process import Completed
    from terraform_sandbox import Configuration

    from alicloud_iot_ota.lookup import Lookup

REQUIRED = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source = "{SOURCE}"
    }}
  }}
}}
"""
"""The file `versions.tf` of each configuration and each module."""


class Configure(Protocol):
    """A function that creates a configuration and installs the provider for it."""

    def __call__(self, main: str, *, env: Mapping[str, str | None] | None = None, **files: str) -> Configuration:
        """Create a configuration that uses the emulator. It is initialized, but nothing is planned or applied yet.

        Args:
            main: The text of `main.tf`.
            env: Variables that replace the default ones. None removes a variable.
            files: The main files of modules: `stage=TEXT` is `stage/main.tf`.
        """


@pytest.fixture
def configure(terraform_sandbox_with_provider: TerraformSandbox, settings: dict[str, str]) -> Configure:
    """Return a function that creates configurations for each engine, with the settings in the environment."""
    return _configure_in(terraform_sandbox_with_provider, settings)


@pytest.fixture
def configure_tofu(tofu: Path, tmp_path: Path, settings: dict[str, str]) -> Configure:
    """Return such a function for OpenTofu only, for what no engine decides."""
    sandbox = TerraformSandbox(tmp_path / "sandbox", tofu)
    sandbox.install_provider(TERRAFORM_PROVIDER, __version__)
    return _configure_in(sandbox, settings)


def _configure_in(sandbox: TerraformSandbox, settings: dict[str, str]) -> Configure:
    def make(main: str, *, env: Mapping[str, str | None] | None = None, **files: str) -> Configuration:
        given = {name: value for name, value in {**settings, **(env or {})}.items() if value is not None}
        configuration = sandbox.configuration(main, env=given)
        configuration.write(REQUIRED, "versions.tf")
        for name, text in files.items():
            (configuration.folder / name).mkdir()
            configuration.write(text, f"{name}/main.tf")
            configuration.write(REQUIRED, f"{name}/versions.tf")
        configuration.init().expect_success("init")
        return configuration

    return make


@pytest.fixture
def lookup(settings: dict[str, str]) -> Lookup:
    """Return a lookup with the same settings."""
    return create_lookup({}, settings, lambda _: None)


def flat(text: str) -> str:
    """Return an engine's output without its frames, line breaks and repeated spaces.

    Engines break the paragraphs of a diagnostic, and align the columns of a plan.
    """
    return re.sub(r"\s+", " ", re.sub(r"^[│╷╵]", "", text, flags=re.MULTILINE)).strip()


def assert_failed(result: Completed, *words: str) -> None:
    """Assert that a command failed with these texts, and without a traceback of the provider."""
    text = flat(result.text)
    assert result.exit_status == 1, result.text
    assert [each for each in words if flat(each) not in text] == [], result.text
    assert [each for each in ("Traceback", "alicloud_iot_ota/", "Internal error", "panic") if each in text] == []


def assert_ok(result: Completed, *words: str) -> None:
    """Assert that a command succeeded with these texts."""
    text = flat(result.text)
    assert result.ok, result.text
    assert [each for each in words if flat(each) not in text] == [], result.text


def to_hcl(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value by the names of a configuration."""
    if isinstance(value, dict):
        return {hcl_name(name): to_hcl(each) for name, each in value.items()}
    return [to_hcl(each) for each in value] if isinstance(value, list) else value


def pin_of(configuration: Configuration, name: str = "gateway") -> dict[str, Any]:
    """Return the attributes of a pin in the state."""
    (instance,) = (
        resource["instances"][0]
        for resource in configuration.state()["resources"]
        if (resource["mode"], resource["name"]) == ("managed", name)
    )
    attributes: dict[str, Any] = instance["attributes"]
    return attributes
