# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A rollout in two stages on the engine: one program, two stacks in two instances and accounts, one lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli import main
from tests import stages
from tests.engine.deployed_pins import NOT_ALL_SAME, assert_stopped, shown
from tests.stages import STAGES, digest_of, publish

if TYPE_CHECKING:
    from pathlib import Path

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

PROGRAM = """
config = pulumi.Config()
pin = ota.FirmwarePin(
    "gateway", lock_entry=f"gateway-{pulumi.get_stack()}", allow_downgrade=config.get_bool("rollback")
)
pulumi.export("version", pin.firmware.dest_version)
pulumi.export("id", pin.firmware.firmware_id)
"""


class Rollout:
    """The stacks `dev` and `prod` of one project, and the command line in its folder."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.folder = stack.folder

    def add_stack(self, name: str, emulator: Emulator, url: str) -> None:
        """Create another stack, with the settings of an instance."""
        key = emulator.credentials
        settings = {
            "endpoint": url,
            "iotInstanceId": emulator.instance_id,
            "accessKeyId": key.access_key_id,
        }
        plain = (f"--plaintext=alicloud-iot:{each}={value}" for each, value in settings.items())
        secret = f"--secret=alicloud-iot:accessKeySecret={key.access_key_secret}"
        self._stack._pulumi.ask("stack", "init", name)
        self._stack._pulumi.ask("config", "set-all", "--stack", name, *plain, secret)

    def run(self, *argv: str) -> int:
        """Run a command."""
        return main([*argv])

    def deploy(self, name: str, *options: str) -> tuple[str, str]:
        """Deploy a stack, and return the version and the ID of its package."""
        result = self._stack.up("--stack", name, *options)
        assert result.ok, result.text
        outputs = self._stack.outputs("--stack", name)
        return outputs["version"], outputs["id"]

    def fails(self, name: str, *words: str) -> None:
        """Assert that the preview of a stack stops with these texts."""
        assert_stopped(self._stack.preview("--stack", name), *words)

    def preview(self, name: str) -> Result:
        """Return the preview of a stack, which fails if there are changes."""
        return self._stack.preview("--stack", name, "--diff", "--expect-no-changes")

    def changes(self) -> dict[str, bool]:
        """Return whether the preview of each stack shows changes."""
        return {name: self.preview(name).exit_status == NOT_ALL_SAME for name in ("dev", "prod")}

    def allow_downgrades(self, name: str) -> None:
        """Set the program's setting for a rollback."""
        self._stack._pulumi.ask("config", "set", "--stack", name, "rollback", "true")

    def edit(self, old: str, new: str) -> None:
        """Replace a text in the manifest."""
        manifest = self.folder / "firmware.toml"
        text = manifest.read_text()
        assert old in text
        manifest.write_text(text.replace(old, new))


def test_from_the_first_package_to_a_rollback(
    stack_for: StackFor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bump changes only the first stage, and a promotion only the second. A rollback changes both, on request."""
    with stages.running() as instances:
        test, prod = instances
        for each in instances:
            publish(each, "4.0.0")
        key = test.credentials
        settings = {
            "endpoint": test.url,
            "iotInstanceId": test.instance_id,
            "accessKeyId": key.access_key_id,
            "accessKeySecret": key.access_key_secret,
        }
        rollout = Rollout(stack_for(PROGRAM, settings=settings))
        rollout.add_stack("prod", prod, test.url)
        stages.write_profiles(tmp_path / "home", instances)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", test.url)
        monkeypatch.chdir(rollout.folder)

        assert rollout.run("add", "gateway-dev", *STAGES["gateway-dev"].split()) == 0
        source = STAGES["gateway-prod"].replace("gateway-staging", "gateway-dev")
        assert rollout.run("add", "gateway-prod", *source.split()) == 0
        assert rollout.deploy("dev") == ("4.0.0", "iot-test0001-4.0.0")
        assert rollout.deploy("prod") == ("4.0.0", "iot-prod0001-4.0.0")

        for each in instances:
            publish(each, "4.1.0")
        assert rollout.changes() == {"dev": False, "prod": False}
        assert rollout.run("bump") == 0
        assert rollout.changes() == {"dev": True, "prod": False}
        assert rollout.deploy("dev") == ("4.1.0", "iot-test0001-4.1.0")

        assert rollout.run("promote", "--check") == 2
        assert rollout.run("promote") == 0
        assert rollout.changes() == {"dev": False, "prod": True}
        assert '~ destVersion: "4.0.0" => "4.1.0"' in shown(rollout.preview("prod"))
        assert rollout.deploy("prod") == ("4.1.0", "iot-prod0001-4.1.0")

        block = f'blocked = [{{ digest = "sha256:{digest_of("4.1.0")}", reason = "bricks revision B" }}]'
        for name in ("gateway-dev", "gateway-prod"):
            rollout.edit(f"[firmware.{name}]\n", f"[firmware.{name}]\n{block}\n")
        rollout.fails("prod", "firmware.lock is not up to date with firmware.toml.", "Run `alicloud-iot-ota lock`")
        assert rollout.run("lock") == 1
        assert rollout.run("lock", "--allow-downgrade") == 0
        rollout.fails("prod", "Downgrade blocked.", "is blocked: bricks revision B")
        for name, package in (("dev", "iot-test0001-4.0.0"), ("prod", "iot-prod0001-4.0.0")):
            rollout.allow_downgrades(name)
            assert rollout.deploy(name) == ("4.0.0", package)
        assert rollout.run("promote", "--check") == rollout.run("check") == 0
