# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on Pulumi and HCL: both programs deploy the same packages, the commands work, and the names are right."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.schema.functions import FIRMWARE_PIN, FUNCTIONS
from alicloud_iot_ota.schema.hcl import type_name
from alicloud_iot_ota.terraform.functions import PROVIDER_FUNCTIONS
from tests.docs.newcomer import ROOT, missing, sections, type_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandbox import Stack
    from terraform_sandbox import Configuration, TerraformSandbox

    from alicloud_iot_emulator import Emulator

NAME = "docs/opentofu.md"
PAGE = (ROOT / NAME).read_text()
(PROGRAM,) = sections(NAME, "python")
CONFIGURATION, LOCKED_PIN = sections(NAME, "terraform")
SHOW, MOVE, MOVE_BACK = sections(NAME, "sh")
(SHOWN,) = sections(NAME, "text")
*_, RUN_EXAMPLE = sections("examples/README.md", "sh")
ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"
GATEWAY_4_1_0 = {"DestVersion": "4.1.0", "ProductKey": "a1GatewayK01"}


@pytest.fixture
def configuration(terraform_sandbox_with_provider: TerraformSandbox, settings: dict[str, str]) -> Configuration:
    """Return the configuration on the page, initialized."""
    configuration = terraform_sandbox_with_provider.configuration(CONFIGURATION, env=settings)
    assert configuration.init().ok
    return configuration


@pytest.fixture
def tools_path(terraform_engine: Path, tmp_path: Path) -> str:
    """Return a PATH on which `tofu` is the engine, whichever one it is."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "tofu").symlink_to(terraform_engine)
    return os.pathsep.join([str(tools), os.environ["PATH"]])


@pytest.fixture
def both(configuration: Configuration, stack: Callable[..., Stack], tools_path: str) -> Callable[[str], str]:
    """Deploy the Pulumi program, and return a function that runs commands of the page next to both programs."""
    program = stack(PROGRAM)
    deployed = program.up()
    assert deployed.outputs == {"baseline": ID, "gateway": ID}, deployed.text
    pulumi = program._pulumi
    (pulumi.folder / "main.tf").write_text(CONFIGURATION)
    environment = {
        **configuration.environment,
        **pulumi.environment,
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",
        "PATH": os.pathsep.join([str(pulumi.engine.parent), tools_path]),
    }
    return lambda script: type_in(script, pulumi.folder, environment)


@pytest.mark.engine
def test_move_and_move_back(both: Callable[[str], str], emulator: Emulator) -> None:
    """The commands move the pin with its package to the other engine and back, and both show its update."""
    moved = both(MOVE)
    assert "Import successful!" in moved
    assert "0 added, 1 changed, 0 destroyed" in moved
    assert "~ firmware " not in moved  # the package stays the same
    assert both("tofu output -raw gateway") == ID

    back = both(MOVE_BACK)
    assert "Successfully removed 1 resource instance(s)." in back
    assert both("pulumi stack output gateway").strip() == ID

    both(f"tofu import alicloudiot_ota_firmware_pin.gateway {ID} && tofu apply -auto-approve")
    emulator.publish(**GATEWAY_4_1_0)
    assert missing(SHOWN, both(SHOW)) == []


@pytest.mark.engine
def test_commands_of_the_example(
    terraform_sandbox_with_provider: TerraformSandbox, settings: dict[str, str], emulator: Emulator, tools_path: str
) -> None:
    """The commands in the README of the examples work, typed one after the other, and the plan shows the update."""
    configuration = terraform_sandbox_with_provider.configuration(ROOT / "examples" / "opentofu", env=settings)
    commands = RUN_EXAMPLE.replace("http://127.0.0.1:8765", emulator.url)
    assert commands != RUN_EXAMPLE
    typed = type_in(commands, configuration.folder, {**configuration.environment, "PATH": tools_path})
    assert missing('Success! 3 passed, 0 failed.\n~ dest_version = "4.0.0" -> "4.1.0"', typed) == []
    assert "Destroy complete!" in typed


@pytest.mark.engine
def test_ignore_changes(configuration: Configuration, emulator: Emulator) -> None:
    """`ignore_changes` does not freeze a pin, and `resolve = "once"` does."""
    assert configuration.apply().ok
    emulator.publish(**GATEWAY_4_1_0)
    end_of_pin = '  select        = "highest"\n}'
    assert end_of_pin in CONFIGURATION
    for added, is_frozen in (("lifecycle {\n ignore_changes = [firmware]\n}", False), ('resolve = "once"', True)):
        configuration.write(CONFIGURATION.replace(end_of_pin, f'  select = "highest"\n  {added}\n}}'))
        planned = configuration.plan()
        assert planned.ok, planned.text
        assert ('"4.0.0" -> "4.1.0"' not in planned.text) == is_frozen


@pytest.mark.engine
def test_saved_plans(configuration: Configuration, emulator: Emulator) -> None:
    """An apply makes no call for an unchanged pin and a data source, and stops if another package is selected."""
    assert configuration.apply().ok
    assert configuration.plan("-out=unchanged").ok
    calls = len(emulator.requests)
    assert configuration.apply("unchanged").ok
    assert len(emulator.requests) == calls

    published = emulator.publish(**GATEWAY_4_1_0)
    assert configuration.plan("-out=changed").ok
    emulator.withdraw(str(published["FirmwareId"]))
    other = emulator.publish(**GATEWAY_4_1_0, FirmwareSign="0" * 64)
    stopped = configuration.apply("changed")
    assert stopped.exit_status == 1
    assert "Run the plan again." in stopped.text
    assert "bug in the provider" not in stopped.text
    pin = next(each for each in configuration.state()["resources"] if each["mode"] == "managed")
    assert pin["instances"][0]["attributes"]["firmware"]["firmware_id"] == ID
    assert configuration.outputs()["gateway"] == published["FirmwareId"]

    assert configuration.plan("-out=again").ok
    emulator.publish(**{**GATEWAY_4_1_0, "DestVersion": "4.2.0", "FirmwareName": "gateway-4.2.0"})
    applied = configuration.apply("again")
    assert applied.ok
    assert "The criteria now select 4.2.0" in " ".join(applied.text.split())
    assert configuration.outputs()["gateway"] == other["FirmwareId"]


@pytest.mark.engine
def test_snapshots(configuration: Configuration, emulator: Emulator) -> None:
    """A lookup with a snapshot fails, and the error says why."""
    (configuration.folder / "snapshot.json").write_bytes(emulator.snapshot())
    configuration.write(f'{CONFIGURATION}\nprovider "alicloudiot" {{\n  snapshot = "snapshot.json"\n}}\n')
    refused = configuration.plan()
    assert refused.exit_status == 1
    assert "OpenTofu and Terraform do not say whether" in " ".join(refused.text.split())


@pytest.mark.engine
def test_checks(configuration: Configuration) -> None:
    """A data source inside a check makes every plan a change."""
    data = CONFIGURATION.partition("data ")[2].partition("\n}\n")[0].replace("baseline", "checked")
    condition = 'data.alicloudiot_ota_firmware.checked.status == "verified"'
    rule = f'assert {{\n condition = {condition}\n error_message = "It is not verified."\n }}'
    configuration.write(f'{CONFIGURATION}\ncheck "any" {{\n  data {data}\n  }}\n  {rule}\n}}\n')
    applied = configuration.apply()
    assert applied.ok, applied.text
    assert configuration.plan("-detailed-exitcode").exit_status == 2
    configuration.write(CONFIGURATION)
    assert configuration.plan("-detailed-exitcode").exit_status == 0


@pytest.mark.engine
def test_lock_file(configuration: Configuration) -> None:
    """The pin of an entry in the lock file is valid."""
    configuration.write(f"{CONFIGURATION}\n{LOCKED_PIN}")
    validated = configuration.validate()
    assert validated.ok, validated.text


def test_names() -> None:
    """The table has every function and the resource with their names in HCL, and the functions of the provider."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (?:data source|resource) `(\w+)` \|$", PAGE, re.MULTILINE))
    assert rows == {each.name: type_name(each) for each in (*FUNCTIONS, FIRMWARE_PIN)}
    (functions,) = re.findall(r"^\| a function of your program \| (.+) \|$", PAGE, re.MULTILINE)
    assert {name.rpartition(":")[2] for name in re.findall("`([^`]+)`", functions)} == PROVIDER_FUNCTIONS.keys()
