# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A rollout in three stages on the engine: one program, three stacks in two instances and accounts, one lock file."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli import main
from tests import stages
from tests.engine.deployed_pins import NOT_ALL_SAME, assert_stopped, shown
from tests.stages import MANIFEST, STAGES, digest_of, publish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from command import Result
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor
    from tests.stages import Instances

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
    """The stacks of one project, and a git repository in its folder."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.folder = stack.folder

    def add_stack(self, name: str, settings: Mapping[str, str | None]) -> None:
        """Create another stack, with the settings of an instance."""
        self._stack._pulumi.ask("stack", "init", name)
        self._stack._pulumi.ask(
            "config",
            "set-all",
            f"--stack={name}",
            *(
                f"--{'secret' if each == 'accessKeySecret' else 'plaintext'}=alicloud-iot:{each}={value}"
                for each, value in settings.items()
            ),
        )

    def git(self, *words: str) -> int:
        """Run git, and return its exit code."""
        identity = ("-c", "user.name=Team", "-c", "user.email=team@example.com", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", *identity, *words], cwd=self.folder, check=False, capture_output=True).returncode

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

    def has_changes(self, name: str) -> bool:
        """Return whether the preview of a stack shows changes."""
        result = self.preview(name)
        assert result.exit_status in {0, NOT_ALL_SAME}, result.text
        return result.exit_status == NOT_ALL_SAME

    def changes(self) -> dict[str, bool]:
        """Return whether the preview of each stack shows changes."""
        return {name: self.has_changes(name) for name in ("dev", "staging", "prod")}

    def allow_downgrades(self, name: str) -> None:
        """Set the program's setting for a rollback."""
        self._stack._pulumi.ask("config", "set", "--stack", name, "rollback", "true")

    def edit(self, old: str, new: str) -> None:
        """Replace a text in the manifest."""
        manifest = self.folder / "firmware.toml"
        text = manifest.read_text()
        assert old in text
        manifest.write_text(text.replace(old, new))


def settings_of(emulator: Emulator, url: str) -> dict[str, str | None]:
    """Return the settings of an instance."""
    key = emulator.credentials
    return {
        "endpoint": url,
        "iotInstanceId": emulator.instance_id,
        "accessKeyId": key.access_key_id,
        "accessKeySecret": key.access_key_secret,
    }


def run(*argv: str) -> int:
    """Run a command in this process."""
    return main([*argv])


@pytest.fixture
def instances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instances]:
    """Run two instances with 4.0.0, and write the profiles of their accounts."""
    with stages.running() as instances:
        monkeypatch.setenv(stages.CLI_FILE, str(stages.write_profiles(tmp_path / "home", instances)))
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", instances.test.url)
        for each in instances:
            publish(each, "4.0.0")
        yield instances


@pytest.fixture
def rollout(stack_for: StackFor, instances: Instances, monkeypatch: pytest.MonkeyPatch) -> Rollout:
    """Deploy 4.0.0 to all stages."""
    url = instances.test.url
    rollout = Rollout(stack_for(PROGRAM, settings=settings_of(instances.test, url)))
    rollout.add_stack("staging", settings_of(instances.test, url))
    rollout.add_stack("prod", settings_of(instances.prod, url))
    monkeypatch.chdir(rollout.folder)
    (rollout.folder / "firmware.toml").write_text(MANIFEST)
    assert run("lock") == 0
    assert rollout.deploy("dev") == ("4.0.0", "iot-test0001-4.0.0")
    assert rollout.deploy("staging") == ("4.0.0", "iot-test0001-4.0.0")
    assert rollout.deploy("prod") == ("4.0.0", "iot-prod0001-4.0.0")
    return rollout


def test_from_the_first_package_to_a_rollback(rollout: Rollout, instances: Instances) -> None:
    """Each stage is updated by its own command only. A rollback changes all stages, on request."""
    for each in instances:
        publish(each, "4.1.0")
    assert run("bump") == 0
    assert rollout.changes() == {"dev": True, "staging": False, "prod": False}
    assert rollout.deploy("dev") == ("4.1.0", "iot-test0001-4.1.0")
    assert run("promote", "--check") == 2
    assert run("promote") == 0
    assert rollout.deploy("staging") == ("4.1.0", "iot-test0001-4.1.0")
    assert run("promote") == 0
    assert rollout.changes() == {"dev": False, "staging": False, "prod": True}
    assert '~ destVersion: "4.0.0" => "4.1.0"' in shown(rollout.preview("prod"))
    assert rollout.deploy("prod") == ("4.1.0", "iot-prod0001-4.1.0")

    block = f'blocked = [{{ digest = "sha256:{digest_of("4.1.0")}", reason = "bricks revision B" }}]'
    for name in STAGES:
        rollout.edit(f"[firmware.{name}]\n", f"[firmware.{name}]\n{block}\n")
    rollout.fails("prod", "firmware.lock is not up to date with firmware.toml.", "Run `alicloud-iot-ota lock`")
    assert run("lock") == 1
    assert run("lock", "--allow-downgrade") == 0
    rollout.fails("prod", "Downgrade blocked.", "is blocked: bricks revision B")
    rollout.allow_downgrades("prod")
    assert rollout.deploy("prod") == ("4.0.0", "iot-prod0001-4.0.0")
    assert run("promote", "--check") == run("check") == 0


def test_merge_of_two_branches(rollout: Rollout, instances: Instances) -> None:
    """After a conflict of two branches, no stage is deployed until `lock` resolved it. A sure stage is not changed."""
    for version in ("4.1.0", "4.2.0"):
        for each in instances:
            publish(each, version)
    assert rollout.git("init") == rollout.git("add", "firmware.toml", "firmware.lock") == 0
    assert rollout.git("commit", "--message", "4.0.0") == rollout.git("checkout", "-b", "feature") == 0
    assert run("bump", "--to", "4.1.0", "gateway-dev") == run("promote", "gateway-staging") == 0
    assert rollout.git("commit", "--all", "--message", "4.1.0") == rollout.git("checkout", "main") == 0
    assert run("bump", "--to", "4.2.0", "gateway-dev") == 0
    assert rollout.git("commit", "--all", "--message", "4.2.0") == 0
    assert rollout.git("merge", "feature") == 1
    for name in ("dev", "staging", "prod"):
        rollout.fails(name, "Unresolved merge conflict marker")
    assert run("lock") == 0
    assert run("check") == 0
    assert rollout.deploy("dev") == ("4.2.0", "iot-test0001-4.2.0")
    assert rollout.deploy("staging") == ("4.1.0", "iot-test0001-4.1.0")
    assert not rollout.has_changes("prod")
