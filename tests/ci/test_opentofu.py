# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The job that reviews a pull request with OpenTofu: its real steps on the real engine, with a fake forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from terraform_sandbox import TerraformSandbox

from tests.ci.conftest import REPOSITORY
from tests.ci.forge import GITHUB, Forge
from tests.ci.machine import Machine
from tests.ci.services import GitHubActions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alicloud_iot_emulator import Emulator
    from tests.ci.machine import Ended

    RunJob = Callable[[], Ended]

WORKFLOW = GitHubActions(REPOSITORY / ".github" / "workflows" / "opentofu.yml")
PULUMIS = GitHubActions(REPOSITORY / ".github" / "workflows" / "firmware.yml")
V4_0_ID = "qrTtkvjxjxnGdvqJQo3dNnl8anD20100"


@pytest.fixture
def forge() -> Iterator[Forge]:
    """Run GitHub."""
    with Forge(GITHUB) as forge:
        yield forge


@pytest.fixture
def machine(checkout: Path, tofu: Path, settings: dict[str, str], tmp_path: Path) -> Machine:
    """Return the machine of a job. Without settings of its own, the engine searches the user's mirror of providers."""
    environment = TerraformSandbox(tmp_path / "sandbox", tofu).configuration("").environment
    own = {name: value for name, value in environment.items() if name != "TF_CLI_CONFIG_FILE"}
    return Machine(checkout, tofu, {**own, **settings})


@pytest.fixture
def run_job(machine: Machine, emulator: Emulator, forge: Forge) -> RunJob:
    """Return a function that runs the job."""
    variables = {
        "ALIBABA_CLOUD_IOT_INSTANCE_ID": str(emulator.instance_id),
        "ALIBABA_CLOUD_REGION": "cn-shanghai",
        **forge.environment,
    }
    return lambda: WORKFLOW.run("review", machine, variables)


def deploy(machine: Machine) -> None:
    """Deploy the repository's current state, like the pipeline of the main branch."""
    machine.must("alicloud-iot-ota", "install-terraform-provider")
    machine.must("tofu", "init")
    machine.must("tofu", "apply", "-auto-approve")


@pytest.mark.engine
def test_one_comment_that_follows_the_pull_request(
    run_job: RunJob, machine: Machine, emulator: Emulator, forge: Forge
) -> None:
    """The first run posts a comment. After a bump, the next run updates it with the new version."""
    deploy(machine)
    first = run_job()
    assert first.status == 0, first.log
    [comment] = forge.mine
    assert "Firmware: no change** (plan `plan.json`)" in comment["body"]

    emulator.publish(DestVersion="4.1.0", ProductKey="a1GatewayK01", ModuleName="default", Status=1)
    machine.bump("gateway")
    second = run_job()
    assert second.status == 0, second.log
    assert forge.mine == [comment], "the same comment, not another one"
    assert "Firmware: 1 bump, 0 downgrades, 0 broken pins" in comment["body"]
    assert "#### `gateway`: `4.0.0` → `4.1.0` (minor)" in comment["body"]
    assert "- affects: `terraform_data.gateway_rollout` (update)" in comment["body"]


@pytest.mark.engine
def test_a_broken_pin(run_job: RunJob, machine: Machine, emulator: Emulator, forge: Forge) -> None:
    """A missing package fails the job with exit code 3, and the comment says what stopped the plan."""
    deploy(machine)
    emulator.withdraw(V4_0_ID)
    broken = run_job()
    assert broken.status == 3, broken.log
    assert "A pinned package is missing, replaced, or no longer deployable." in broken.log
    [comment] = forge.mine
    assert "Firmware: 0 bumps, 0 downgrades, 1 broken pin" in comment["body"]
    assert "#### `gateway`: broken pin (missing)" in comment["body"]


@pytest.mark.engine
def test_a_plan_that_fails(run_job: RunJob, machine: Machine, forge: Forge) -> None:
    """If the configuration has a mistake, there is no plan file. The job fails, and the comment has the cause."""
    deploy(machine)
    configuration = machine.checkout / "main.tf"
    configuration.write_text(configuration.read_text() + '\noutput "rollout" {\n  value = local.missing\n}\n')
    failed = run_job()
    assert failed.status == 1, failed.log
    assert "::error title=Failed plan::" in failed.log
    [comment] = forge.mine
    assert "The plan failed" in comment["body"]
    assert "`Reference to undeclared local value`" in comment["body"]


def test_the_same_job() -> None:
    """The steps that need no engine, the permissions and the protection of forks are those of the job for Pulumi."""
    job, pulumis = WORKFLOW.jobs["review"], PULUMIS.jobs["review"]
    for name in ("Check the pins", "Comment"):
        (one,), (other,) = ([step for step in each["steps"] if step.get("name") == name] for each in (job, pulumis))
        assert one == other
    assert job["permissions"] == pulumis["permissions"]
    assert pulumis["if"].endswith(job["if"])
    assert WORKFLOW.workflow["permissions"] == {}
    assert set(WORKFLOW.workflow[True]) == {"pull_request"}, "`on` is a truth value in YAML 1.1"
    assert job["steps"][0]["with"]["persist-credentials"] is False
    text = WORKFLOW.file.read_text()
    assert text.count("${{ github.token }}") == 1
    assert "${{ secrets." not in text
    assert not [step for step in job["steps"] if "${{" in step.get("run", "")]
