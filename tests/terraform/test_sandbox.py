# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox that runs configurations on real OpenTofu and Terraform, tested with their built-in resource."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from process import CommandError, run

from alicloud_iot_ota.terraform.address import SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from terraform_sandbox import Configuration, TerraformSandbox

pytestmark = pytest.mark.engine

THING = """
variable "color" {
  default = "red"
}
resource "terraform_data" "thing" {
  input = var.color
}
output "color" {
  value = terraform_data.thing.output
}
output "hidden" {
  value     = "hush"
  sensitive = true
}
"""
TEST = """
run "colors" {
  assert {
    condition     = output.color == "red"
    error_message = "The color is ${output.color}."
  }
}
"""
USES_PROVIDER = f"""
terraform {{
  required_providers {{
    alicloudiot = {{
      source = "{SOURCE}"
    }}
  }}
}}
data "alicloudiot_thing" "thing" {{}}
"""


@pytest.fixture
def thing(terraform_sandbox: TerraformSandbox) -> Configuration:
    """Return the configuration above, initialized and not yet applied."""
    configuration = terraform_sandbox.configuration(THING)
    assert configuration.init().ok
    return configuration


def test_opentofu_is_a_release(tofu: Path, tmp_path: Path) -> None:
    """OpenTofu prints the version of a release, without the suffix of a development version."""
    assert re.match(r"OpenTofu v1\.\d+\.\d+\n", run([tofu, "version"], tmp_path, {"HOME": str(tmp_path)}).text)


def test_life_of_a_configuration(thing: Configuration) -> None:
    """Each operation returns its text, from the first plan to the destroyed configuration."""
    assert thing.state() == {}
    assert thing.validate().text.startswith("Success! The configuration is valid.\n")

    plan = thing.plan("-out=saved")
    assert plan.ok
    assert '      + input  = "red"\n' in plan.text
    assert "Plan: 1 to add, 0 to change, 0 to destroy.\n" in plan.text
    (change,) = thing.show_json("saved")["resource_changes"]
    assert change["change"]["actions"] == ["create"]

    assert "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.\n" in thing.apply("saved").text
    assert thing.outputs() == {"color": "red", "hidden": "hush"}
    assert thing.plan("-refresh-only", "-detailed-exitcode").exit_status == 0

    assert "Destroy complete! Resources: 1 destroyed.\n" in thing.destroy().text
    assert thing.state()["resources"] == []


def test_a_changed_file_shows_in_the_plan(thing: Configuration) -> None:
    """Command options are passed on, and the text is the terminal's text without colors."""
    assert thing.apply().ok
    thing.write('color = "blue"\n', "terraform.tfvars")
    plan = thing.plan("-detailed-exitcode")
    assert plan.exit_status == 2
    assert '      ~ input  = "red" -> "blue"\n' in plan.text
    assert '"type":"planned_change"' in thing.plan("-json").text


def test_a_failing_configuration_is_a_result(thing: Configuration) -> None:
    """A failure is a result with its text."""
    thing.write('output "color" {\n  value = var.colour\n}\n')
    for command in (thing.validate, thing.plan, thing.apply):
        failed = command()
        assert failed.exit_status == 1
        assert "Error: Reference to undeclared input variable\n\n  on main.tf line 2" in failed.text


def test_imports(thing: Configuration) -> None:
    """An import adds the resource with the given ID to the state."""
    assert "Import successful!\n" in thing.import_resource("terraform_data.thing", "42").text
    (resource,) = thing.state()["resources"]
    assert resource["instances"][0]["attributes"]["id"] == "42"


def test_runs_tests(thing: Configuration) -> None:
    """The tests of a configuration run, and leave no state."""
    thing.write(TEST, "main.tftest.hcl")
    assert "Success! 1 passed, 0 failed.\n" in thing.test().text
    failed = thing.test("-var=color=blue")
    assert failed.exit_status == 1
    assert "The color is blue." in failed.text
    assert thing.state() == {}


def test_nothing_of_the_users_environment_gets_in(
    terraform_sandbox: TerraformSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only variables from the caller reach the engine, and only the files of the configuration are copied."""
    monkeypatch.setenv("TF_VAR_color", "the user's own")
    project = tmp_path / "project"
    project.mkdir()
    (project / "main.tf").write_text(THING)
    (project / "terraform.tfvars").write_text('color = "also the user\'s"\n')
    (project / "terraform.tfstate").write_text("broken")
    before = sorted(project.iterdir())
    for env, color in (({}, "red"), ({"TF_VAR_color": "green"}, "green")):
        configuration = terraform_sandbox.configuration(project, env=env)
        assert configuration.init().ok
        assert configuration.apply().ok
        assert configuration.outputs()["color"] == color
    assert sorted(project.iterdir()) == before


def test_installs_the_provider(terraform_sandbox: TerraformSandbox, tmp_path: Path) -> None:
    """The provider comes from the sandbox's mirror. `init` does not start it; `validate` does."""
    provider = tmp_path / "terraform-provider-alicloudiot"
    provider.write_text(f"#!/bin/sh\necho started >>'{tmp_path}/log'\n")
    provider.chmod(0o755)
    terraform_sandbox.install_provider(provider, "0.1.0")
    configuration = terraform_sandbox.configuration(USES_PROVIDER)
    assert f"- Installed {SOURCE} v0.1.0 (unauthenticated)\n" in configuration.init().text
    assert not (tmp_path / "log").exists()
    assert "Unrecognized" in configuration.validate().text
    assert (tmp_path / "log").read_text().startswith("started\n")


def test_a_provider_that_is_not_installed_fails_and_says_so(terraform_sandbox: TerraformSandbox) -> None:
    """A sandbox downloads no providers, so a missing provider is an error."""
    failed = terraform_sandbox.configuration(USES_PROVIDER).init()
    assert not failed.ok
    assert "Failed to query available provider packages" in failed.text


def test_questions_raise(thing: Configuration) -> None:
    """A failed question raises an error instead of returning a result."""
    with pytest.raises(CommandError, match="show -json missing failed with exit code 1:\n"):
        thing.show_json("missing")
