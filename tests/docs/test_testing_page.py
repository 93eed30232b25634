# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The page on testing: its tests pass with both providers, and its tokens match the schema."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.programs import ROOT, SCHEMA, blocks

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = (ROOT / "docs" / "testing.md").read_text()
FILES = {block.splitlines()[0].removeprefix("# "): block for block in blocks("python", PAGE)}
IMPORTS = {
    "dynamic": "from alicloud_iot_ota import dynamic as ota",
    "native": "from pulumi_alicloud_iot import ota",
}


@pytest.fixture(params=IMPORTS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    """Return a function that runs tests of the page with one provider, on a machine without settings."""
    project = tmp_path / "project"
    project.mkdir()
    for name, text in FILES.items():
        program = text.replace(IMPORTS["dynamic"], IMPORTS[request.param]) if name == "rollout.py" else text
        (project / name).write_text(program)

    def run(*tests: str, path: Path = Path(sys.executable).parent, **env: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests],
            cwd=project,
            env={
                "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
                "HOME": str(tmp_path),
                "PATH": f"{path}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
                "PULUMI_HOME": str(tmp_path / "pulumi"),
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                **env,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_every_block_is_tested() -> None:
    """Every code block of the page has a test in this file."""
    tested = ["rollout.py", "test_rollout.py", "conftest.py", "test_lookups.py", "test_preview.py"]
    assert list(FILES) == tested
    assert PAGE.count("\n```python\n") == len(tested)


def test_one_fixture() -> None:
    """The emulator page has the same fixture."""
    assert FILES["conftest.py"] in blocks("python", (ROOT / "docs" / "emulator.md").read_text())


def test_without_an_engine(run: Callable[..., None]) -> None:
    """Tests with mocks and lookup tests pass in one process, in either order."""
    run("test_rollout.py", "test_lookups.py")
    run("test_lookups.py", "test_rollout.py")


@pytest.mark.engine
def test_with_an_engine(run: Callable[..., None], engine: Path) -> None:
    """A preview test and tests with mocks pass in one process."""
    run("test_rollout.py", "test_preview.py", path=engine.parent)


def test_tokens() -> None:
    """The table has the Python name and the token of each function and of each form of the resource."""
    rows = dict(re.findall(r"^\| `(\w+)`[^|]* \| `([^`]+)` \|", PAGE, re.MULTILINE))
    tokens = {re.sub("([A-Z])", r"_\1", token.rpartition(":")[2]).lower(): token for token in SCHEMA["functions"]}
    assert rows == {**tokens, "FirmwarePin": "pulumi-python:dynamic/alicloud-iot:FirmwarePin"}
    assert all(f"| `{token}` |" in PAGE for token in SCHEMA["resources"])
