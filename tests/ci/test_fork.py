# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The GitHub job for a fork's pull request: its real steps, on a machine without any account."""

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
    """Return a machine without a key, a token or an address of the service."""
    return Machine(checkout, engine, {})


def git(machine: Machine, *arguments: str) -> None:
    """Run git in the checkout with a test identity."""
    machine.must("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", *arguments)


def review_of_a_fork(machine: Machine, old: str, new: str, *, name: str = "firmware.lock") -> tuple[Ended, str]:
    """Run the job for a pull request that changes a text in a file. Return the result and the job summary.

    Like GitHub, check out the merge of the pull request into its base.
    """
    git(machine, "init", "--quiet", "--initial-branch=main")
    git(machine, "add", ".")
    git(machine, "commit", "--quiet", "--message=Base")
    git(machine, "checkout", "--quiet", "-b", "proposal")
    changed = machine.checkout / name
    changed.write_text(changed.read_text().replace(old, new))
    git(machine, "commit", "--quiet", "--all", "--message=Proposal")
    git(machine, "checkout", "--quiet", "main")
    git(machine, "merge", "--quiet", "--no-ff", "--message=Merge", "proposal")
    unset = {"ALIBABA_CLOUD_IOT_INSTANCE_ID": "", "ALIBABA_CLOUD_REGION": ""}
    ended = SERVICES["github"].run("fork", machine, unset)
    return ended, (machine.checkout.parent / "GITHUB_STEP_SUMMARY").read_text()


def test_a_bump(machine: Machine) -> None:
    """A bump appears in the job summary without any request to the service, and the job succeeds."""
    ended, summary = review_of_a_fork(machine, "4.0.0", "4.1.0")
    assert ended.status == 0, ended.log
    assert "**Firmware: 1 bump, 0 downgrades**" in summary
    assert "`gateway`: `4.0.0` → `4.1.0` (minor)" in summary
    assert "status unknown (not checked)" in summary


def test_an_entry_that_contradicts_itself(machine: Machine) -> None:
    """An entry that contradicts itself fails the job, and the summary is still written."""
    ended, summary = review_of_a_fork(machine, "4.0.0", "5.0.0")
    assert ended.status == 1, ended.log
    assert "firmware.lock" in ended.log
    assert "5.0.0" in ended.log
    assert "`gateway`: `4.0.0` → `5.0.0` (major)" in summary


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("firmware.toml", '"^4.0"', '"^4.1"', "firmware.lock is not up to date with firmware.toml."),
        ("firmware.lock", "[firmware.meter.locked]", "# fine\n[firmware.meter.locked]", "Not in canonical form."),
        ("firmware.lock", '"gateway-4.0.0', '"gateway-4.0.0\u200b', "Hidden character U+200B"),
    ],
)
def test_files_that_are_not_what_the_tool_writes(machine: Machine, *, name: str, old: str, new: str, told: str) -> None:
    """A stale lock file, or one that was edited by hand, fails the job."""
    ended, _ = review_of_a_fork(machine, old, new, name=name)
    assert ended.status == 1, ended.log
    assert told in ended.log
