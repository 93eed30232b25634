# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The job of a pull request from a fork, in GitHub: its real steps, on a machine that has no account of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ci.conftest import SERVICES
from tests.ci.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ci.machine import Ended

pytestmark = pytest.mark.engine


@pytest.fixture
def machine(checkout: Path, engine: Path) -> Machine:
    """A machine without a key, an address of the service, or a token."""
    return Machine(checkout, engine, {})


def git(machine: Machine, *arguments: str) -> None:
    """Run git in the checkout, as somebody."""
    machine.must("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", *arguments)


def review_of_a_fork(machine: Machine, version: str) -> tuple[Ended, str]:
    """Run the job for a pull request that sets the version of the gateway, and return its summary too.

    GitHub checks out the merge of a pull request into its base.
    """
    git(machine, "init", "--quiet", "--initial-branch=main")
    git(machine, "add", ".")
    git(machine, "commit", "--quiet", "--message=Base")
    git(machine, "checkout", "--quiet", "-b", "proposal")
    held = machine.checkout / "firmware.lock"
    held.write_text(held.read_text().replace("4.0.0", version))
    git(machine, "commit", "--quiet", "--all", "--message=Proposal")
    git(machine, "checkout", "--quiet", "main")
    git(machine, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
    unset = {"ALIBABA_CLOUD_IOT_INSTANCE_ID": "", "ALIBABA_CLOUD_REGION": ""}
    ended = SERVICES["github"].run("fork", machine, unset)
    return ended, (machine.checkout.parent / "GITHUB_STEP_SUMMARY").read_text()


def test_a_bump(machine: Machine) -> None:
    """It is told in the summary of the run, without a word of the service, and passes."""
    ended, summary = review_of_a_fork(machine, "4.1.0")
    assert ended.status == 0, ended.log
    assert "**Firmware: 1 bump, 0 downgrades**" in summary
    assert "`gateway`: `4.0.0` → `4.1.0` (minor)" in summary
    assert "status unknown (not looked up)" in summary


def test_an_entry_that_contradicts_itself(machine: Machine) -> None:
    """It fails the job, and the summary is there nevertheless."""
    ended, summary = review_of_a_fork(machine, "5.0.0")
    assert ended.status == 1, ended.log
    assert "firmware.lock" in ended.log
    assert "5.0.0" in ended.log
    assert "`gateway`: `4.0.0` → `5.0.0` (major)" in summary
