# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The sandbox that runs projects on the real engine, tested with a small dynamic resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command import SECRET, UNKNOWN
from process import CommandError
from sandbox import Sandbox, Stack, write_project

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.engine

PROGRAM = """
import pulumi
from pulumi.dynamic import CreateResult, ReadResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("42", {**props, "made": True})
    def read(self, id_, props):
        return ReadResult(id_, {**props, "colour": "faded"})

class Thing(Resource):
    made: pulumi.Output[bool]
    def __init__(self, name, colour):
        super().__init__(Provider(), name, {"colour": colour, "made": None})

thing = Thing("thing", pulumi.Config().require("colour"))
pulumi.export("made", thing.made)
pulumi.export("nested", {"hidden": [pulumi.Output.secret("hush")]})
"""


@pytest.fixture
def stack(sandbox: Sandbox, tmp_path: Path) -> Stack:
    """Return a stack of the program above, not yet deployed."""
    return sandbox.stack(write_project(tmp_path / "things", PROGRAM), config={"things:colour": "red"})


def test_life_of_a_stack(stack: Stack) -> None:
    """Each operation returns its changes and outputs, from the first preview to the destroyed stack."""
    preview = stack.preview()
    assert preview.ok
    assert preview.summary == {"create": 2}
    assert preview.outputs == {"made": UNKNOWN, "nested": {"hidden": [SECRET]}}

    up = stack.up()
    assert up.outputs == {"made": True, "nested": {"hidden": [SECRET]}}
    assert "warning" not in up.text
    assert stack.outputs("--show-secrets") == {"made": True, "nested": {"hidden": ["hush"]}}
    assert stack.preview("--expect-no-changes").ok

    destroyed = stack.destroy()
    assert destroyed.summary == {"delete": 2}
    assert "resources" not in stack.state()["deployment"]


def test_a_changed_setting_shows_in_the_diff(stack: Stack) -> None:
    """Command options are passed on, and the text of the result is the terminal's text without colors."""
    stack.up()
    stack.set_config("colour", "-blue", secret=False)
    assert '~ colour: "red" => "-blue"\n' in stack.preview("--diff").text
    unexpected = stack.preview("--expect-no-changes")
    assert not unexpected.ok
    assert "error: no changes were expected for preview but changes were proposed" in unexpected.text
    assert unexpected.summary == {"same": 1, "update": 1}


def test_only_a_real_refresh_writes_what_it_reads(stack: Stack) -> None:
    """A refresh in a preview does not change the state. A real refresh does."""
    stack.up()
    for refresh, colour in ((stack.preview_refresh, "red"), (stack.refresh, "faded")):
        assert refresh().ok
        assert stack.state()["deployment"]["resources"][-1]["outputs"]["colour"] == colour


def test_a_failing_program_is_a_result(sandbox: Sandbox, tmp_path: Path) -> None:
    """The failure of a program is a result with its text, and the state stays empty."""
    program = "import pulumi\nraise pulumi.RunError('no such firmware')\n"
    stack = sandbox.stack(write_project(tmp_path / "failing", program))
    failed = stack.preview()
    assert not failed.ok
    assert "error: no such firmware\n" in failed.text
    assert "resources" not in stack.state()["deployment"]


def test_every_command_starts_the_program_anew(sandbox: Sandbox, tmp_path: Path) -> None:
    """Every command starts the program again, so a changed module in its folder is reloaded."""
    program = "import pulumi, beside\npulumi.export('value', beside.VALUE)\n"
    stack = sandbox.stack(write_project(tmp_path / "modules", program))
    module = stack.folder / "beside.py"
    for value in ("old", "renewed"):
        module.write_text(f"VALUE = {value!r}\n")
        assert stack.preview().outputs == {"value": value}


def test_nothing_of_the_users_environment_gets_in(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only variables from the caller reach the program, and no command writes to the original project."""
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "the user's own")
    program = """
import os, pulumi
for name in ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_REGION"):
    pulumi.export(name, os.environ.get(name, "absent"))
"""
    project = write_project(tmp_path / "environment", program)
    stack = sandbox.stack(project, env={"ALIBABA_CLOUD_REGION": "cn-shanghai"}, config={"some": "setting"})
    assert stack.up().outputs == {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "absent",
        "ALIBABA_CLOUD_REGION": "cn-shanghai",
    }
    assert {path.name for path in project.iterdir()} == {"Pulumi.yaml", "__main__.py"}


def test_an_import_without_its_plugin_fails_and_says_so(stack: Stack) -> None:
    """A sandbox downloads no plugins, so a missing plugin is an error."""
    failed = stack.import_resource("random:index/randomId:RandomId", "some", "id")
    assert not failed.ok
    assert "no resource plugin 'pulumi-resource-random' found" in failed.text


def test_preparing_commands_raise(sandbox: Sandbox, tmp_path: Path) -> None:
    """A failed command in a test's setup raises an error instead of returning a result."""
    with pytest.raises(CommandError, match="plugin install failed with exit code"):
        sandbox.install_plugin(tmp_path / "pulumi-resource-nowhere", "1.0.0")
