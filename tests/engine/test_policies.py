# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The policy pack on the engine: a stack that it stops, one that it passes, its configuration, and a state."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from alicloud_iot_ota import __version__, review
from alicloud_iot_ota.cli.commands.policy_pack import find_pack
from tests.engine.deployed_pins import V3_10, V4_0, V4_0_DIGEST, lock_entry, publish, row_of, write_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from command import Result
    from sandbox import Sandbox, Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

RECORDED = Path(__file__).with_name("recorded")
PACK = ("--policy-pack", str(find_pack()))
DYNAMIC = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("id", {**props, "version": "4.0.0-md5"})

class Campaign(Resource):
    version: pulumi.Output[str]

    def __init__(self, name, **props):
        super().__init__(Provider(), name, {"version": None, **props})
"""
BAD = f"""{DYNAMIC}
gateway = ota.FirmwarePin(
    "gateway", module_name="default", type="full", dest_version="4.0.0-md5", allow_downgrade=True, allow_unscoped=True
)
found = ota.get_firmware(firmware_id="{V3_10}")
Campaign("pinned", firmware_id=gateway.firmware.firmware_id)
Campaign("referenced", job={{"firmwareId": found.firmware_id}})
"""
GOOD = f"""{DYNAMIC}
gateway = ota.FirmwarePin("gateway", lock_entry="gateway")
Campaign("pinned", firmware_id=gateway.firmware.firmware_id)
"""
KEPT = """
def keep(args):
    return pulumi.ResourceTransformResult({{**args.props, "firmware": {firmware}}}, args.opts)

ota.FirmwarePin("gateway", lock_entry="gateway", opts=pulumi.ResourceOptions(transforms=[keep]))
"""
"""A program that keeps a package, whatever its lock file says."""
PENDING = f"""{DYNAMIC}
version = Campaign("first").version
ota.FirmwarePin("gateway", product_key="a1GatewayK01", module_name="default", type="full", dest_version=version)
"""
SECRET = """
scope = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full", "on_newer": "ignore"}
for name, version in {"hidden": pulumi.Output.secret("4.0.0"), "plain": "3.10.0"}.items():
    ota.FirmwarePin(name, dest_version=version, **scope)
"""
BAD_POLICIES = {"firmware-locked", "firmware-sha256", "no-allow-downgrade", "no-allow-unscoped"}


class Violation(NamedTuple):
    """A violation in the output of the engine."""

    level: str
    policy: str
    resource: str


def violations(text: str) -> set[Violation]:
    """Return the violations in the output of a command."""
    return {Violation(*found) for found in re.findall(r"- \[(\w+)\] +([\w-]+) +\(.*: ([\w-]+)\)", text)}


def policies(text: str) -> set[str]:
    """Return the names of the violated policies that are mandatory."""
    return {each.policy for each in violations(text) if each.level == "mandatory"}


@pytest.fixture
def configured(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """Return a function that returns the options for the pack and a configuration."""

    def configure(config: Mapping[str, object]) -> tuple[str, ...]:
        file = tmp_path / "policies.json"
        file.write_text(json.dumps(config))
        return (*PACK, "--policy-pack-config", str(file))

    return configure


@pytest.fixture
def analyze(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that judges the state of a stack, in the folder of its program and without a login."""

    def analyze(stack: Stack, *options: str, is_encrypted: bool = False) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "state.json"
        file.write_text(json.dumps(stack.state()))
        hidden = {"PULUMI_BACKEND_URL", *(["PULUMI_CONFIG_PASSPHRASE"] if is_encrypted else [])}
        return subprocess.run(
            [stack._pulumi.engine, "policy", "analyze", "--file", file, *options],
            env={name: value for name, value in stack._pulumi.environment.items() if name not in hidden},
            cwd=stack.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    return analyze


def publish_md5(emulator: Emulator) -> None:
    """Publish a package with an MD5 digest."""
    publish(emulator, "4.0.0-md5", FirmwareSign="0f" * 16, SignMethod="MD5")


def test_bad_and_good_stack(
    stack_for: StackFor,
    rewrite: Callable[[Stack, str], None],
    analyze: Callable[..., subprocess.CompletedProcess[str]],
    emulator: Emulator,
) -> None:
    """The pack stops a preview and an update of a bad stack, and judges its state. It passes a good stack."""
    publish_md5(emulator)
    stack = stack_for(BAD)
    preview = stack.preview(*PACK)
    assert not preview.ok
    assert violations(preview.text) == {
        *(Violation("mandatory", name, "gateway") for name in BAD_POLICIES),
        Violation("advisory", "firmware-referenced-by-pin", "referenced"),
    }
    assert f"alicloud-iot-ota@v{__version__}" in preview.text
    assert "The package is not locked: the pin does not set lockEntry." in preview.text
    assert "No pin of this stack has the firmware ID in job.firmwareId." in preview.text

    stopped = stack.up(*PACK)
    assert not stopped.ok
    assert policies(stopped.text) == BAD_POLICIES
    assert "gateway" not in json.dumps(stack.state()["deployment"].get("resources", []))

    assert stack.up().ok
    judged = analyze(stack, *PACK)
    assert judged.returncode != 0
    assert policies(judged.stdout) == BAD_POLICIES

    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    rewrite(stack, GOOD)
    for passed in (stack.preview(*PACK), stack.up(*PACK)):
        assert passed.ok, passed.text
        assert violations(passed.text) == set()
        assert f"alicloud-iot-ota@v{__version__}" in passed.text
    judged = analyze(stack, *PACK)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_package_that_is_not_in_the_lock_file(
    stack_for: StackFor,
    rewrite: Callable[[Stack, str], None],
    analyze: Callable[..., subprocess.CompletedProcess[str]],
    emulator: Emulator,
) -> None:
    """The pack stops a pin with another package than its entry, and one whose lock file is missing."""
    stack = stack_for('ota.FirmwarePin("gateway", lock_entry="gateway")')
    lock_file = write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V3_10)))
    assert stack.up(*PACK).ok
    (firmware,) = (
        each["inputs"]["firmware"]
        for each in stack.state()["deployment"]["resources"]
        if each["urn"].endswith("::gateway")
    )
    write_lock(stack.folder, lock_entry("gateway", row_of(emulator, V4_0)))
    rewrite(stack, KEPT.format(firmware=firmware))
    assert stack.preview("--expect-no-changes").ok  # the provider accepts it, like ignoreChanges
    preview, judged = stack.preview(*PACK), analyze(stack, *PACK)
    for text in (preview.text, judged.stdout):
        assert violations(text) == {Violation("mandatory", "firmware-locked", "gateway")}
        assert (
            f'Package 3.10.0 (firmwareId {V3_10}) does not come from the lock file: entry "gateway" has another '
            f"package, 4.0.0 (firmwareId {V4_0}). They differ in destVersion, digest, firmwareId, firmwareSize."
        ) in text
    lock_file.unlink()
    judged = analyze(stack, *PACK)
    assert violations(judged.stdout) == {Violation("mandatory", "firmware-locked", "gateway")}
    assert f"Lock file firmware.lock does not exist in {stack.folder}." in judged.stdout


def test_configuration(stack_for: StackFor, configured: Callable[..., tuple[str, ...]], emulator: Emulator) -> None:
    """The configuration sets levels and options: an age by firmware.lock, and a file of blocked packages."""
    stack = stack_for(GOOD)
    entry = lock_entry("gateway", row_of(emulator, V4_0))
    write_lock(stack.folder, entry)
    (stack.folder / "blocked.toml").write_text(f'[[blocked]]\ndigest = "{V4_0_DIGEST}"\nreason = "bricks revision B"\n')
    blocked = {"firmware-blocked": {"blockedFile": "blocked.toml"}}

    old = stack.preview(*configured({"firmware-age": {"minAge": "1d"}}))
    assert old.ok, old.text
    advised = stack.preview(*configured({"all": "advisory", "firmware-age": {"minAge": "9999d"}, **blocked}))
    assert advised.ok, advised.text
    assert violations(advised.text) == {
        Violation("advisory", name, "gateway") for name in ("firmware-age", "firmware-blocked")
    }
    assert "must not be deployed: it is blocked: bricks revision B." in advised.text
    assert "old; minAge of the policy is 9999d." in advised.text

    config: dict[str, Any] = {"firmware-age": {"minAge": "9999d", "enforcementLevel": "disabled"}, **blocked}
    stopped = stack.up(*configured(config))
    assert not stopped.ok
    assert policies(stopped.text) == {"firmware-blocked"}


def test_wrong_configuration(stack_for: StackFor, configured: Callable[..., tuple[str, ...]]) -> None:
    """Every mistake is reported, and nothing is deployed."""
    stack = stack_for("")
    options = configured(
        {
            "all": "remediate",
            "firmware-lokced": "mandatory",
            "firmware-age": {"minage": "1d"},
            "firmware-blocked": {"blockedFile": "https://example.com/blocked.toml"},
        }
    )
    for wrong in (stack.preview(*options), stack.up(*options)):
        assert not wrong.ok
        assert [
            line
            for line in (
                'Unknown policy "firmware-lokced". Did you mean "firmware-locked"?',
                'all: enforcementLevel must be one of "advisory", "mandatory", "disabled".',
                'firmware-age: Unknown argument "minage". Did you mean "minAge"?',
                "firmware-blocked: blockedFile must be a path on this machine, got a URL.",
                "Correct the file of --policy-pack-config. No policy ran.",
            )
            if line not in wrong.text
        ] == [], wrong.text
    idle = stack.preview(
        *configured({"firmware-age": "mandatory", "firmware-blocked": {"enforcementLevel": "advisory"}})
    )
    assert not idle.ok
    assert "firmware-age: The policy judges nothing until you set minAge." in idle.text
    assert "firmware-blocked: The policy judges nothing until you set blocked or blockedFile." in idle.text
    for level in ("advisory", "mandatory", "disabled"):
        passed = stack.preview(*configured({"all": level, "firmware-age": {"minAge": "1d"}}))
        assert passed.ok, passed.text
    nameless = stack.preview(*configured({"firmware-lokced": {"minAge": "1d"}}))
    assert not nameless.ok
    assert 'invalid enforcement level ""' in nameless.text  # the engine's own check, quoted in the page of policies


def test_unknown_values(stack_for: StackFor, emulator: Emulator) -> None:
    """What a preview cannot decide, the update decides: it stops a pin with an MD5 digest."""
    publish_md5(emulator)
    stack = stack_for(PENDING)
    preview = stack.preview(*PACK)
    assert violations(preview.text) == {Violation("mandatory", "firmware-locked", "gateway")}
    stopped = stack.up(*PACK)
    assert not stopped.ok
    assert Violation("mandatory", "firmware-sha256", "gateway") in violations(stopped.text)


def test_secrets(
    stack_for: StackFor,
    configured: Callable[..., tuple[str, ...]],
    analyze: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """A message about a secret pin has no value of the package. A secret that cannot be decrypted never passes."""
    blocked = [{"destVersion": version, "reason": f"bricks {version}"} for version in ("4.0.0", "3.10.0")]
    options = configured({"firmware-locked": "disabled", "firmware-blocked": {"blocked": blocked}})
    stack = stack_for(SECRET)
    preview = stack.preview(*options)
    both = {Violation("mandatory", "firmware-blocked", name) for name in ("hidden", "plain")}
    assert violations(preview.text) == both
    assert "bricks 3.10.0" in preview.text
    assert "Package [secret] (firmwareId [secret]) must not be deployed: [secret]." in preview.text
    assert stack.up().ok
    judged = analyze(stack, *options)
    assert violations(judged.stdout) == both
    for text in (preview.text, judged.stdout + judged.stderr):
        assert [value for value in ("4.0.0", V4_0, V4_0_DIGEST) if value in text] == []

    judged = analyze(stack, *options, is_encrypted=True)
    assert judged.returncode != 0
    assert violations(judged.stdout) == {*both, Violation("mandatory", "firmware-sha256", "hidden")}
    assert "firmware of the pin is a secret that Pulumi could not decrypt" in judged.stdout


def test_review_of_a_preview_with_policies(stack_for: StackFor, configured: Callable[..., tuple[str, ...]]) -> None:
    """A preview in JSON can be reviewed, although the engine adds lines about the pack."""
    stack = stack_for(SECRET)
    advised: Result = stack.preview("--json", *configured({"all": "advisory"}))
    assert advised.ok
    changes = review.read_preview(advised.text)
    assert {change.name for change in changes.items} == {"hidden", "plain"}
    assert not changes.is_failed
    stopped = review.read_preview(stack.preview("--json", *PACK).text)
    assert stopped.is_failed


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.json")), ids=lambda file: file.stem)
def test_recorded_state(sandbox: Sandbox, file: Path) -> None:
    """The pack can judge the pins in a state of every earlier release, and none of them has another violation."""
    judged = subprocess.run(
        [sandbox._pulumi.engine, "policy", "analyze", "--file", file, *PACK],
        env=sandbox._pulumi.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert policies(judged.stdout) == {"firmware-locked"}, judged.stdout + judged.stderr
