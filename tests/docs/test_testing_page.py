# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The pages on testing and on mocks: their tests pass with both providers, and their tables match the code."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import testing
from tests.docs.programs import ROOT, SCHEMA, blocks

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "".join((ROOT / "docs" / f"{name}.md").read_text() for name in ("testing", "mocks"))
(PROGRAM, _) = blocks("python", (ROOT / "README.md").read_text())
FILES = {block.splitlines()[0].removeprefix("# "): block for block in blocks("python", PAGE)}
WITHOUT_ENGINE = (
    "test_firmware.py",
    "test_failures.py",
    "test_catalog.py",
    "test_lookups.py",
    "test_with_unittest.py",
    "test_with_set_mocks.py",
)
IMPORTS = {
    "dynamic": "from alicloud_iot_ota import dynamic as ota",
    "native": "from pulumi_alicloud_iot import ota",
}


@pytest.fixture(params=IMPORTS)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    """Return a function that runs tests of the pages with one provider, on a machine without settings."""
    project = tmp_path / "project"
    project.mkdir()
    for name, text in FILES.items():
        (project / name).write_text(text)
    (project / "__main__.py").write_text(PROGRAM.replace(IMPORTS["dynamic"], IMPORTS[request.param]))

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
    """Every code block of the pages has a test in this file."""
    tested = ["conftest.py", *WITHOUT_ENGINE, "test_preview.py"]
    assert sorted(FILES) == sorted(tested)
    assert PAGE.count("\n```python\n") == len(tested)


def test_one_fixture() -> None:
    """The emulator page has the same fixture."""
    assert FILES["conftest.py"] in blocks("python", (ROOT / "docs" / "emulator.md").read_text())


def test_without_an_engine(run: Callable[..., None]) -> None:
    """All tests without an engine pass in one process, in either order."""
    run(*WITHOUT_ENGINE)
    run(*reversed(WITHOUT_ENGINE))


@pytest.mark.engine
def test_with_an_engine(run: Callable[..., None], engine: Path) -> None:
    """A preview test and tests with mocks pass in one process."""
    run("test_with_set_mocks.py", "test_firmware.py", "test_preview.py", path=engine.parent)


def test_tables() -> None:
    """The pages have every argument of `MockedStack`, and every attribute of `MockedRun`."""

    def names(heading: str) -> list[str]:
        table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
        return re.findall("`([^`]+)`", "\n".join(row.split(" | ")[0] for row in table.splitlines()[2:]))

    assert names("argument of `MockedStack`") == list(inspect.signature(testing.MockedStack).parameters)
    assert names("attribute of `MockedRun`") == list(testing.MockedRun.__struct_fields__)


def test_tokens() -> None:
    """The table has the Python name and the token of each function and of each form of the resource."""
    rows = dict(re.findall(r"^\| `(\w+)`[^|]* \| `([^`]+)` \|", PAGE, re.MULTILINE))
    tokens = {re.sub("([A-Z])", r"_\1", token.rpartition(":")[2]).lower(): token for token in SCHEMA["functions"]}
    assert rows == {**tokens, "FirmwarePin": "pulumi-python:dynamic/alicloud-iot:FirmwarePin"}
    assert all(f"| `{token}` |" in PAGE for token in SCHEMA["resources"])
