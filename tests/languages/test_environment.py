# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Settings in environment variables: in each language, the plugin reads them, and no SDK copies them.

The program is the one on the page with an explicit provider, whose inputs the engine prints and stores in the state.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from sandbox import write_project

from alicloud_iot_emulator import Emulator
from alicloud_iot_emulator.catalog import DEFAULT_FLEET
from tests.languages.programs import link_packages, point_to_sdk, variables
from tests.languages.toolchains import EXAMPLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Sandbox, Stack

pytestmark = pytest.mark.engine

PAGE = (ROOT / "docs" / "installation-configuration.md").read_text().partition("### An explicit provider")[2]
FILES = {"python": "__main__.py", "typescript": "index.ts", "go": "main.go"}
PARTS = {
    "accessKeyId": "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "accessKeySecret": "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "securityToken": "ALIBABA_CLOUD_SECURITY_TOKEN",
}
KEYS = [{part: f"canary{part}OfRun{run}" for part in PARTS} for run in (1, 2)]
"""Temporary credentials. Each run has different ones."""
PLACES = {
    "ALICLOUD_IOT_OTA_CACHE_DIR": "~/canary-cache",
    "ALIBABA_CLOUD_IOT_INSTANCE_ID": "iot-canary",
    "ALIBABA_CLOUD_REGION": "cn-canary",
}
"""Other settings. The program sets its own instance, and an endpoint takes precedence over a region."""
RUNS = {
    "preview": ("preview", "--diff"),
    "plan": ("preview", "--save-plan=plan.json"),
    "JSON": ("preview", "--json"),
    "log of an update": ("up", "--yes", "--skip-preview", "-v=9", "--logtostderr", "--logflow"),
}
LATER = {
    "preview": ("preview", "--diff", "--expect-no-changes"),
    "JSON": ("preview", "--json", "--expect-no-changes"),
    "preview of a refresh": ("refresh", "--preview-only", "--diff", "--expect-no-changes"),
    "log of a refresh": ("refresh", "--yes", "--skip-preview", "--expect-no-changes", "-v=9", "--logtostderr"),
    "update": ("up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes"),
}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Run the default fleet with the keys of all runs."""
    fleet = json.loads(DEFAULT_FLEET.read_text(encoding="utf-8"))
    with Emulator({**fleet, "credentials": [*fleet["credentials"], *KEYS]}, queries_per_second=None) as emulator:
        yield emulator


@pytest.fixture
def stack(sandbox_with_plugin: Sandbox, engine: Path, emulator: Emulator, language: str, tmp_path: Path) -> Stack:
    """Return a stack with the page's program."""
    project = write_project(tmp_path / "fleet", "")
    (project / "__main__.py").unlink()
    (program,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (project / FILES[language]).write_text(program)
    runtime = {"typescript": "nodejs"}.get(language, language)
    (project / "Pulumi.yaml").write_text(f"name: fleet\nruntime: {runtime}\n")
    if language == "typescript":
        (project / "package.json").write_text('{ "main": "index.ts" }\n')
    if language == "go":
        for name in ("go.mod", "go.sum"):
            shutil.copy(EXAMPLES / "go" / name, project)
    env = {**PLACES, "ALIBABA_CLOUD_ENDPOINT_IOT": emulator.url, "PULUMI_EXPERIMENTAL": "true"}
    stack = sandbox_with_plugin.stack(project, env={**variables(engine), **env})
    if language == "typescript":
        link_packages(stack.folder)
    if language == "go":
        point_to_sdk(stack.folder)
    return stack


def run(stack: Stack, key: dict[str, str], *command: str) -> str:
    """Run a command with a key in the environment. Return its output and the decrypted state."""
    environment = {**stack._pulumi.environment, **{PARTS[part]: value for part, value in key.items()}}
    stack._pulumi = dataclasses.replace(stack._pulumi, environment=environment)
    completed = stack._pulumi._run(*command)
    assert completed.ok, completed.text
    return completed.text + stack._pulumi.ask("stack", "export", "--show-secrets")


def test_the_environment_stays_where_it_is(stack: Stack, emulator: Emulator) -> None:
    """No output, log, plan or state contains a part of the key or another setting. A different key causes no change."""
    shown = {name: run(stack, KEYS[0], *command) for name, command in RUNS.items()}
    shown["the plan itself"] = (stack.folder / "plan.json").read_text()
    asked = len(emulator.requests)
    shown |= {f"{name}, later": run(stack, KEYS[1], *command) for name, command in LATER.items()}
    assert len(emulator.requests) > asked, "the second key was used"

    canaries = [*KEYS[0].values(), *KEYS[1].values()]
    assert {name: found for name, text in shown.items() if (found := [each for each in canaries if each in text])} == {}
    # Only the log shows the address of a request.
    places = [*PLACES.values(), emulator.url]
    shown = {name: text for name, text in shown.items() if "log" not in name}
    assert {name: found for name, text in shown.items() if (found := [each for each in places if each in text])} == {}
    state = stack.state()["deployment"]["resources"]
    (provider,) = (each for each in state if each["type"] == "pulumi:providers:alicloud-iot")
    assert provider["inputs"].keys() - {"__internal", "version"} == {"iotInstanceId", "timeout"}
