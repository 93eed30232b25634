# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Upgrades without changes: this build takes over the states of earlier builds.

`recorded` has programs and the state of each in both forms. Its README explains how to record another one.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from sandbox import write_project

from tests.engine.conftest import OTA
from tests.engine.deployed_pins import kept, publish

if TYPE_CHECKING:
    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

RECORDED = Path(__file__).with_name("recorded")
JOB = (
    '{"dest_version": "4.0.0", "firmware_id": "qrTtkvjxjxnGdvqJQo3dNnl8anD20100", "type": "full", '
    '"digest": "sha256:fe3839f8c939d25c63cb24fd60c8946a519cae583a358e3af5a3eedf05ce202b", "firmware_size": 20971520}'
)
"""A pinned package as the native SDK writes it in JSON."""


class TakeOver(Protocol):
    """A function that creates a stack from the recorded state and program of an earlier build."""

    def __call__(self, name: str) -> Stack:
        """Create the stack from the recorded program with this name."""


@pytest.fixture
def take_over(stack_for: StackFor, form: str, tmp_path: Path) -> TakeOver:
    """Return a function that takes over a recorded state."""

    def take(name: str) -> Stack:
        program = (RECORDED / f"{name}.py").read_text().replace(OTA["native"], OTA[form])
        project = write_project(tmp_path / "recorded", program)  # the project's name is part of every URN
        lock = RECORDED / f"{name}.lock"
        if lock.exists():
            shutil.copy(lock, project / "firmware.lock")
        stack = stack_for(project)
        stack._pulumi.ask("stack", "import", "--file", str(RECORDED / f"{name}-{form}.json"))
        return stack

    return take


@pytest.mark.parametrize("name", ["first", "v0_1_0"])
def test_upgrade(take_over: TakeOver, emulator: Emulator, name: str) -> None:
    """After an upgrade, previews, updates and refreshes have no changes.

    A newly published package is then an update.
    """
    stack = take_over(name)
    before = stack.outputs("--show-secrets")
    for run in (stack.preview, stack.up, stack.refresh):
        result = run("--expect-no-changes", "--diff")
        assert result.ok, result.text
    assert stack.outputs("--show-secrets") == before

    publish(emulator, "4.1.0")
    moved = stack.preview("--diff")
    assert moved.ok, moved.text
    assert '"4.0.0" => "4.1.0"' in moved.text
    assert moved.summary["update"] == len(["the pin of the highest version", "its stash"])
    assert moved.outputs["rollout"]["destVersion"] == "4.1.0"


def test_secret_criteria_of_the_first_version(take_over: TakeOver, form: str) -> None:
    """The dynamic pin adds the names of its secret criteria to its inputs once, which is shown as an update."""
    stack = take_over("first_secret")
    preview = stack.preview("--diff")
    assert preview.summary.get("update", 0) == (1 if form == "dynamic" else 0), preview.text
    assert ("+ __hidden" in preview.text) == (form == "dynamic")
    assert stack.up().ok
    assert stack.preview("--expect-no-changes").ok


def test_texts_of_the_dynamic_form(take_over: TakeOver, form: str) -> None:
    """Only the texts that were wrong change, once. The pin and dependents of its other values do not change."""
    stack = take_over("texts")
    preview = stack.preview("--diff")
    assert preview.ok, preview.text
    rewritten = {"size": "bytes=20971520", "job": JOB} if form == "dynamic" else {}
    assert preview.summary.get("update", 0) == len(rewritten), preview.text
    assert stack.up().ok
    stashed = {name: each["inputs"].get("input") for name, each in kept(stack).items()}
    assert {name: stashed[name] for name in ("size", "job")} == {"size": "bytes=20971520", "job": JOB}
    for run in (stack.preview, stack.refresh, stack.preview, stack.up):
        result = run("--expect-no-changes", "--diff")
        assert result.ok, result.text
