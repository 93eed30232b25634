# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every function with every argument in one program on the engine, with unknown and secret inputs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).with_name("programs") / "selection.py"
SCHEMA = Path(__file__).resolve().parents[2] / "schema.json"
INPUTS = """
key, version, reason = {inputs}
scope = {{"product_key": key, "module_name": "default"}}
one = {{**scope, "type": "full", "select": "highest"}}
upgrade = {{**scope, "from_version": "3.2.1", "to_version": "4.0.0"}}
blocks = {{
    "dict": [{{"dest_version": version, "reason": reason}}],
    "object": [ota.BlockedFirmwareArgs(dest_version=version, reason=reason)],
}}
for name, blocked in blocks.items():
    pulumi.export(f"get-{{name}}", ota.get_firmware_output(**one, blocked=blocked).firmware_name)
    pulumi.export(f"get-all-{{name}}", ota.get_firmwares_output(**scope, blocked=blocked).firmwares[0].firmware_name)
    pulumi.export(f"find-{{name}}", ota.find_firmware_output(**one, blocked=blocked).found)
    pulumi.export(f"explain-{{name}}", ota.explain_firmware_output(**one, blocked=blocked).outcome)
    pulumi.export(f"pin-{{name}}", ota.FirmwarePin(name, **one, blocked=blocked).firmware.dest_version)
pulumi.export("path", ota.get_upgrade_path_output(**upgrade).total_size)
"""
"""The functions and the pin with special inputs: one is a criterion, the others are in `blocked`."""
INPUTS_RESULT = {
    **{f"get-{name}": "gateway-3.10.0" for name in ("dict", "object")},
    **{f"get-all-{name}": "gateway-3.2.1" for name in ("dict", "object")},
    **{f"find-{name}": True for name in ("dict", "object")},
    **{f"explain-{name}": "chosen" for name in ("dict", "object")},
    **{f"pin-{name}": "3.10.0" for name in ("dict", "object")},
    "path": 8388608,
}
PENDING = (
    """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {"key": "a1GatewayK01", "version": "4.0.0", "reason": "bricks revision B"})

class Incident(Resource):
    key: pulumi.Output[str]
    version: pulumi.Output[str]
    reason: pulumi.Output[str]

    def __init__(self):
        super().__init__(Provider(), "incident", {"key": None, "version": None, "reason": None})

incident = Incident()
"""
    + INPUTS.format(inputs="incident.key, incident.version, incident.reason")
    + """
after = pulumi.InvokeOutputOptions(depends_on=[incident])
one["product_key"] = upgrade["product_key"] = "a1GatewayK01"
pulumi.export("find-after", ota.find_firmware_output(**one, opts=after).found)
pulumi.export("explain-after", ota.explain_firmware_output(**one, opts=after).outcome)
pulumi.export("path-after", ota.get_upgrade_path_output(**upgrade, opts=after).total_size)
"""
)
EXPLANATIONS = """
gateway = {"product_key": "a1GatewayK01", "module_name": "default"}
for name, criteria in {
    "chosen": {"firmware_name": "gateway-4.0.0"},
    "highest": {**gateway, "type": "full", "select": "highest"},
    "no match": {**gateway, "dest_version": "4.0.7"},
    "empty": {"product_key": "a1MeterK001"},
    "ambiguous": {},
    "unparsable": {"product_key": "a1CameraK01", "version_range": ">=2", "on_unparsable": "error"},
    "unexpected": {"firmware_name": "gateway-4.0.0", "expected_size": 924},
}.items():
    pulumi.export(name, ota.explain_firmware(**criteria).message)
"""
SECRETS = ("a1GatewayK01", "4.0.0", "bricks revision B")
SECRET = INPUTS.format(inputs=", ".join(f'pulumi.Output.secret("{secret}")' for secret in SECRETS))


def rendered(outputs: Mapping[str, Any]) -> str:
    """Return a line for each output. All functions must agree on the package's name."""
    lines = {}
    for name, found in outputs.items():
        if isinstance(found, dict):
            assert found["get"] == found["find"] == found["explain"] == found["pin"], name
            lines[name] = found["name"]
        else:
            lines[name] = found
    return "".join(f"{name}: {line}\n" for name, line in lines.items())


def test_every_argument_of_every_function(stack_for: StackFor, golden: Callable[[str, str], None]) -> None:
    """One program uses every argument and has the same results in both forms.

    Functions and pins select the same package.
    """
    stack = stack_for(PROGRAM)
    shutil.copy(PROGRAM.with_name("firmware.lock"), stack.folder)
    up = stack.up()
    assert up.ok, up.text
    outputs = dict(up.outputs)
    schema = json.loads(SCHEMA.read_text())
    declared = {
        **{token: function["inputs"]["properties"] for token, function in schema["functions"].items()},
        **{token: resource["inputProperties"] for token, resource in schema["resources"].items()},
    }
    assert outputs.pop("arguments") == {
        token.rpartition(":")[2]: sorted(re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name) for name in names)
        for token, names in declared.items()
    }
    golden("selection.txt", rendered(outputs))


def test_what_is_not_known_yet_is_not_looked_up(stack_for: StackFor, emulator: Emulator) -> None:
    """An unknown criterion, block value or dependency makes a preview's result unknown, without a request."""
    stack = stack_for(PENDING)
    expected = {**INPUTS_RESULT, "find-after": True, "explain-after": "chosen", "path-after": 8388608}
    preview = stack.preview()
    assert preview.ok, preview.text
    assert preview.outputs == dict.fromkeys(expected, "[unknown]")
    assert emulator.requests == []
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == expected


def test_secrets_lead_to_secrets(stack_for: StackFor) -> None:
    """A secret, even inside `blocked`, makes the result secret in the output and in the state."""
    stack = stack_for(SECRET)
    up = stack.up()
    assert up.ok, up.text
    assert up.outputs == dict.fromkeys(INPUTS_RESULT, "[secret]")
    shown = up.text + str(stack.state())
    assert [secret for secret in SECRETS if secret in shown] == []
    assert stack.outputs("--show-secrets") == INPUTS_RESULT


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_an_exported_explanation_is_shown_as_it_is(stack_for: StackFor, emulator: Emulator) -> None:
    """No message looks like YAML to the engine, which would otherwise sort its lines."""
    for row in emulator.packages():
        if row["ProductKey"] == "a1MeterK001":
            emulator.withdraw(str(row["FirmwareId"]))
    preview = stack_for(EXPLANATIONS).preview()
    assert preview.ok, preview.text
    assert len(preview.outputs) == 7
    assert [line for line in preview.text.splitlines() if "(yaml)" in line] == []
