# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Upgrades from an SDK that copied the environment's key to the state: the key is removed.

`recorded` has such states of the Python SDK (encrypted) and of the TypeScript SDK (with plain-text inputs).
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sandbox import write_project

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import DEFAULT_FLEET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Sandbox, Stack

pytestmark = pytest.mark.engine

RECORDED = Path(__file__).with_name("recorded")
OLD = {
    "accessKeyId": "canary-id-of-the-old-update",
    "accessKeySecret": "canary-secret-of-the-old-update",
    "securityToken": "canary-token-of-the-old-update",
}
"""The environment's key when the states were recorded. The states contain its first two parts."""
KEYS = [
    {part: f"canary-{part}-{run}" for part in ("accessKeyId", "accessKeySecret", "securityToken")} for run in (1, 2, 3)
]
"""Temporary credentials, which differ in each run of a pipeline."""
COPIED = {"accessKeyId", "accessKeySecret", "cacheDir", "endpoint", "requestsPerSecond"}
RECORDED_KEY = "This AccessKey was recorded in the state at the last update"


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Run the default fleet with the keys of all runs. The recorded key is invalid, unless a test adds it."""
    fleet = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
    keys = [*fleet["credentials"], *KEYS, *getattr(request, "param", [])]
    with Emulator({**fleet, "credentials": keys}, queries_per_second=None) as emulator:
        yield emulator


@pytest.fixture(params=["python", "typescript"])
def stack(request: pytest.FixtureRequest, sandbox_with_plugin: Sandbox, emulator: Emulator, tmp_path: Path) -> Stack:
    """Return the stack of an earlier SDK with its program, for this build."""
    program = (RECORDED / "environment_key.py").read_text()
    project = write_project(tmp_path / "recorded", program)  # the project's name is part of every URN
    stack = sandbox_with_plugin.stack(project, env={"ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url})
    use(stack, KEYS[0])
    state = tmp_path / "state.json"
    recorded = (RECORDED / f"environment_key-{request.param}.json").read_text()
    state.write_text(recorded.replace("http://127.0.0.1:8765", emulator.url))
    stack._pulumi.ask("stack", "import", "--file", str(state))
    return stack


def use(stack: Stack, key: dict[str, str]) -> None:
    """Set a key in the environment of the next commands."""
    names = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN")
    environment = {**stack._pulumi.environment, **dict(zip(names, key.values(), strict=True))}
    stack._pulumi = dataclasses.replace(stack._pulumi, environment=environment)


def exported(stack: Stack) -> str:
    """Return the complete decrypted state."""
    return stack._pulumi.ask("stack", "export", "--show-secrets")


def test_an_update_takes_the_key_out(stack: Stack) -> None:
    """The preview of the update shows each removed setting without the key.

    Afterwards, no run uses another run's key.
    """
    before = exported(stack)
    assert [part for part in ("accessKeyId", "accessKeySecret") if OLD[part] not in before] == []

    preview = stack.preview("--diff")
    assert preview.ok, preview.text
    assert preview.summary == {"update": 1, "same": 2}
    for setting in COPIED:
        assert f"- {setting}" in preview.text
    assert "- accessKeySecret  : [secret]" in preview.text
    assert [part for part in OLD.values() if part in preview.text] == []

    for run in (stack.up, stack.preview, stack.refresh, stack.preview_refresh):
        result = run("--diff", *([] if run == stack.up else ["--expect-no-changes"]))
        assert result.ok, result.text
        assert [part for key in (OLD, *KEYS) for part in key.values() if part in result.text] == []
        use(stack, KEYS[1])
    after = exported(stack)
    assert "canary" not in after
    assert "http://" not in after
    assert stack.outputs() == {"rollout": "HwOWBmEC799Hm8jQQITlk1LyFrSg0100"}


@pytest.mark.parametrize("command", ["refresh", "preview"])
def test_a_refresh_before_it_says_what_to_do(stack: Stack, command: str) -> None:
    """A refresh before the update fails, because it uses the recorded key. Each suggested fix works."""
    run = {"refresh": stack.refresh, "preview": stack.preview}[command]
    options = [] if command == "refresh" else ["--refresh"]
    refused = run(*options)
    assert not refused.ok
    assert "InvalidAccessKeyId.NotFound" in refused.text
    assert RECORDED_KEY in " ".join(refused.text.split())
    assert "--run-program" in refused.text
    assert [part for part in ("accessKeySecret", "securityToken") if OLD[part] in refused.text] == []
    result = run(*options, "--run-program")
    assert result.ok, result.text


def test_an_update_with_a_refresh_takes_the_key_out(stack: Stack) -> None:
    """`up --refresh --run-program`, the second suggested fix, also removes the key."""
    result = stack.up("--refresh", "--run-program")
    assert result.ok, result.text
    assert "canary" not in exported(stack)
    use(stack, KEYS[2])
    assert stack.refresh("--expect-no-changes").ok


@pytest.mark.parametrize("emulator", [[OLD]], indirect=True, ids=["accepted"])
def test_a_temporary_key_without_its_token(stack: Stack) -> None:
    """The state has an incomplete temporary key, which is rejected even if the environment has the valid one."""
    use(stack, OLD)
    refused = stack.refresh()
    assert not refused.ok
    assert RECORDED_KEY in " ".join(refused.text.split())
    assert stack.refresh("--run-program").ok
