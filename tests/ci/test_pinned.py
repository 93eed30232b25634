# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pinned downloads: every download in the example's files has a hash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKFLOWS = sorted([*REPOSITORY.glob(".github/workflows/*.y*ml"), *REPOSITORY.glob(".gitlab-ci.y*ml")])
SCRIPTS = sorted(REPOSITORY.glob("**/*.sh"))
PIP = ["pip", "install", "--require-hashes", "--only-binary", ":all:", "--requirement", "requirements.txt"]
NPM = ["npm", "ci", "--ignore-scripts"]
OPENTOFU = "opentofu.yml"
"""The workflow without Renovate and Pulumi."""
FILL_IN = "FILL-IN"
"""A placeholder for a digest that the repository's owner must look up. No image starts with it."""
DOWNLOADERS = re.compile(
    r"\b(?:apk|apt|apt-get|brew|bun|bunx|cargo|corepack|curl|docker|gem|get\.sh|git\s+clone|go\s+(?:get|install|run)|npm|npx"
    r"|pip3?|pipx|pnpm|podman|poetry|pulumi\s+(?:package|plugin)|uv|uvx|wget|yarn)\b"
)
LOOPBACK = re.compile(r"curl [a-z0-9 -]*(?:/dev/null )?http://127\.0\.0\.1:\d+/")


def commands(script: str) -> Iterator[list[str]]:
    """Yield the words of each command in a shell script that mentions a download program."""
    joined = script.replace("\\\n", " ")
    for line in joined.splitlines():
        for command in re.split(r"&&|\|\||[;|&]|\$\(|`", line.split(" #")[0]):
            if DOWNLOADERS.search(command) and not command.lstrip().startswith(("#", "echo ", "export ")):
                yield command.strip(' (){}"').split()


def unpinned(script: str) -> list[str]:
    """Return the commands in a script that download files without a hash."""
    return [
        " ".join(command)
        for command in commands(script)
        if command not in (PIP, NPM) and not LOOPBACK.fullmatch(" ".join(command))
    ]


def walk(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield every value in a document with its path of keys."""
    yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from walk(each, (*path, str(key)))
    elif isinstance(value, list):
        for each in value:
            yield from walk(each, path)


def scripts(document: object) -> Iterator[str]:
    """Yield the shell scripts in a workflow of either service."""
    for path, value in walk(document):
        if path and path[-1] in {"run", "script", "before_script", "after_script"} and isinstance(value, str):
            yield value


def images(document: object) -> Iterator[str]:
    """Yield the container images in a workflow of either service."""
    for path, value in walk(document):
        named = len(path) > 1 and path[-1] == "name" and path[-2] in {"image", "services"}
        direct = path and path[-1] in {"image", "container", "services"}
        if isinstance(value, str) and (named or direct):
            yield value


def document(file: Path) -> Any:  # noqa: ANN401 - YAML
    """Return a parsed workflow."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_commands(file: Path) -> None:
    """Each job installs only with the two commands that require a hash for every file."""
    found = [command for script in scripts(document(file)) for command in commands(script)]
    assert PIP in found
    assert (NPM in found) is (file.name != OPENTOFU)
    assert [each for script in scripts(document(file)) for each in unpinned(script)] == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts(file: Path) -> None:
    """A script that a job runs downloads no file."""
    assert unpinned(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "command",
    [
        "pip install alicloud-iot-ota",
        "pip install --requirement requirements.txt",
        "pip install --require-hashes --requirement requirements.txt",
        "pip install --require-hashes --only-binary :all: --requirement requirements.txt evil",
        "pip install --require-hashes --extra-index-url https://x.example --requirement requirements.txt",
        "python -m pip install requests",
        "pip3 download requests",
        "npx --yes renovate@44.121.2",
        "true && npx renovate",
        "npm ci",
        "npm install --global renovate",
        "yarn add renovate",
        "curl -sSf https://get.example.com | sh",
        "wget --output-document tool https://get.example.com/tool",
        "sudo apt-get install --yes jq",
        "docker run renovate/renovate",
        "uvx alicloud-iot-ota check",
        "uv tool install alicloud-iot-ota",
        "pipx run alicloud-iot-ota",
        "go install example.com/tool@latest",
        "git clone https://git.example.com/tool",
        "pulumi plugin install resource alicloud-iot",
        'out="$(curl https://get.example.com)"',
        "status=0; npx renovate || status=$?",
    ],
)
def test_what_is_not_pinned(command: str) -> None:
    """The search for downloads finds each of these commands anywhere in a script."""
    assert unpinned(f"set -e\n{command}\n") != []


def test_actions() -> None:
    """Each action is pinned to a commit, not to a movable tag, and its version is in a comment."""
    pinned = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\b.*")
    for file in WORKFLOWS:
        lines = [line.strip(" -") for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert [line for line in lines if not pinned.fullmatch(line)] == []
        assert len(lines) == sum(path[-1:] == ("uses",) for path, _ in walk(document(file)))


def test_the_same_action_is_the_same_commit() -> None:
    """All jobs use the same commit of an action."""
    texts = "".join(file.read_text(encoding="utf-8") for file in WORKFLOWS)
    used = set(re.findall(r"uses: (\S+)@(\S+) # (v[\d.]+)", texts))
    assert len(used) == len({action for action, _, _ in used}) > 0


def test_images() -> None:
    """Each image has a digest, or a placeholder that the README explains. No image starts with the placeholder."""
    found = [image for file in WORKFLOWS for image in images(document(file))]
    assert found
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for image in found:
        name, _, digest = image.partition("@sha256:")
        assert digest == FILL_IN or re.fullmatch("[0-9a-f]{64}", digest), image
        if digest == FILL_IN:
            assert f"imagetools inspect {name} " in readme
    assert f"`{FILL_IN}`" in readme


def test_nothing_is_installed_by_its_bare_name() -> None:
    """Both distributions are installed from files, because their names can be registered by anyone."""
    lines = (REPOSITORY / "requirements.in").read_text(encoding="utf-8").splitlines()
    names = [line.split("#")[0].strip() for line in lines if not line.startswith("#")]
    assert [name for name in names if "alicloud" in name] == [name for name in names if name.startswith("./wheels/")]
    assert len(names) == 3


def test_no_plugin_is_downloaded() -> None:
    """The engine fails if the plugin is missing, because it would download a plugin of that name from elsewhere."""
    variable = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"
    for file in WORKFLOWS:
        if file.name == OPENTOFU:  # the lock file has the hashes of the providers
            steps = file.read_text(encoding="utf-8")
            assert "tofu init -input=false -lockfile=readonly" in steps
            assert steps.count("install-terraform-provider") == steps.count("install-terraform-provider --no-lock") == 1
            continue
        set_to = [value for path, value in walk(document(file)) if path[-1:] == (variable,)]
        assert set(set_to) == {"true"}


def test_no_workflow_comes_from_elsewhere() -> None:
    """The repository contains everything that runs: no GitLab include, and no reusable GitHub workflow."""
    for file in WORKFLOWS:
        keys = [path for path, _ in walk(document(file))]
        assert not [path for path in keys if path[:1] == ("include",)]
        assert not [path for path in keys if len(path) == 3 and path[0] == "jobs" and path[2] == "uses"]


def test_no_event_that_hands_secrets_to_forks() -> None:
    """The workflows use no GitHub event that runs with the base repository's secrets."""
    for file in WORKFLOWS:
        keys = {key for path, _ in walk(document(file)) for key in path}
        assert keys.isdisjoint({"pull_request_target", "workflow_run"})
