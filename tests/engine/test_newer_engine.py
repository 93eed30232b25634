# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What only engines newer than the oldest one of the tests offer to a provider."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli.commands.policy_pack import find_pack
from tests.docs.newcomer import sections
from tests.engine.deployed_pins import PRODUCT_KEY, V4_0, assert_stopped, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = [
    pytest.mark.engine,
    pytest.mark.parametrize("form", ["native"], indirect=True),
    pytest.mark.usefixtures("newest_engine"),
]

PIN = f'ota.FirmwarePin("gateway", product_key="{PRODUCT_KEY}", module_name="default", type="full", {{}})\n'
EXISTS = """
from pulumi.runtime import exists_resource

for name, package in {packages}.items():
    pulumi.export(name, exists_resource(None, "alicloud-iot:ota:FirmwarePin", package, {{}}, pulumi.ResourceOptions()))
"""


def test_a_program_asks_whether_a_package_exists(stack_for: StackFor) -> None:
    """`exists` is false for an ID without a package, and an error for an ID of several packages."""
    packages = {"listed": V4_0, "missing": f"{PRODUCT_KEY}/default/9.9.9", "deleted": "x" * 32}
    stack = stack_for(EXISTS.format(packages=packages))
    up = stack.up()
    assert up.ok, up.text
    assert stack.outputs() == {"listed": True, "missing": False, "deleted": False}

    several = stack_for(EXISTS.format(packages={"several": f"{PRODUCT_KEY}/default/4.0.0"}))
    assert_stopped(several.up(), "3 packages match, but exactly one is required.")


def test_a_state_whose_inputs_lost_the_package_is_guarded(
    stack_for: StackFor, emulator: Emulator, rewrite: Callable[[Stack, str], None]
) -> None:
    """The downgrade guard uses the package in the outputs if a tool has removed it from the inputs."""
    publish(emulator, "4.9.0")
    stack = stack_for(PIN.format('dest_version="4.9.0"'))
    assert stack.up().ok
    state = stack.state()
    (pin,) = (each for each in state["deployment"]["resources"] if each["urn"].endswith("::gateway"))
    del pin["inputs"]["firmware"]
    edited = stack.folder / "edited.json"
    edited.write_text(json.dumps(state))
    stack._pulumi.ask("stack", "import", "--file", str(edited))

    rewrite(stack, PIN.format('dest_version="4.0.0"'))
    assert_stopped(stack.up(), "Downgrade blocked. The state has 4.9.0, and the criteria now select 4.0.0")


def test_exceptions_from_policies(stack_for: StackFor) -> None:
    """The configuration in the page of policies allows a violation for one pin, and no other."""
    stack = stack_for(PIN.format('dest_version="4.0.0", allow_downgrade=True'))
    _, config = sections("docs/policies.md", "json")
    file = stack.folder / "policies.json"
    options = ("--policy-pack", str(find_pack()), "--policy-pack-config", str(file))

    file.write_text(config.replace("::fleet::", f"::{stack.folder.name}::"))
    allowed = stack.preview(*options)
    assert allowed.ok, allowed.text
    assert "no-allow-downgrade" in allowed.text
    file.write_text(config)
    stopped = stack.preview(*options)
    assert not stopped.ok
    assert "[mandatory]  no-allow-downgrade" in stopped.text
