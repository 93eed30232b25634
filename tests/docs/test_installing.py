# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""No page and no message installs this project by name: the names are not registered on the public registries."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.docs.test_links import ROOT

BY_NAME = re.compile(
    r"\b(?:pip[0-9.]*|pipx|uv|uvx|poetry|pdm|conda|npm|npx|yarn|pnpm|bun|bunx|deno)\b"
    r"(?:[ ]+(?!uninstall\b)[a-z-][^\s`\"']*)*?"  # the rest of the command
    r"[ ]+(?:npm:)?(?:@[\w-]+/)?(?:pulumi[-_])?alicloud[-_]iot(?:[-_]ota)?"
    r"(?![\w./-]*\.(?:whl|tgz|git|tar)\b)(?!/)"
)
"""A command that installs packages, followed by the name of a package of this project instead of a path or a file."""
SUFFIXES = (".md", ".py", ".yaml", ".yml", ".json", ".toml", ".txt", ".in", ".sh", ".jinja", ".go", ".ts")
TESTS_OF_THIS = ("tests/docs/test_installing.py", "tests/ci/test_pinned.py", "tests/ci/test_name_taken.py")


def files() -> list[str]:
    """List every file of the repository that people read or run."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [each for each in listed if each.endswith(SUFFIXES) and each not in TESTS_OF_THIS and (ROOT / each).exists()]


def test_no_install_by_name() -> None:
    """Each command installs a file or a folder."""
    found = {
        file: hits for file in files() if (hits := BY_NAME.findall((ROOT / file).read_text(encoding="utf-8"))) != []
    }
    assert found == {}


@pytest.mark.parametrize(
    "command",
    [
        "pip install alicloud-iot-ota",
        "pip install --upgrade pulumi_alicloud_iot",
        "python -m pip install alicloud-iot-ota==0.1.0",
        "uvx alicloud-iot-ota check",
        "uv tool install alicloud-iot-ota",
        "npm install pulumi-alicloud-iot",
        "npm i --save @acme/pulumi-alicloud-iot@0.1.0",
        "poetry add pulumi-alicloud-iot",
    ],
)
def test_found(command: str) -> None:
    """The pattern finds a command with either name."""
    assert BY_NAME.search(command)


@pytest.mark.parametrize(
    "command",
    [
        "pip install ./dist/alicloud_iot_ota-0.1.0-py3-none-any.whl",
        "npm install ./dist/pulumi-alicloud-iot-0.1.0.tgz",
        "pip install . ./sdk/python",
        "pip uninstall --yes alicloud-iot-ota pulumi-alicloud-iot",
    ],
)
def test_not_found(command: str) -> None:
    """The pattern accepts files, folders, and the removal of a package."""
    assert not BY_NAME.search(command)
