# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What type checkers say of a program for the dynamic provider, with the wheel installed and no checkout in sight.

A wheel without `py.typed` gives `Any` for everything: then no mistake is found, and every type in the program is wrong.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.languages.checkers import (
    NODE_TOOLS,
    assert_mistakes_alone,
    need_node,
    pyright_reports,
    reports,
    run,
)

TYPES = Path(__file__).resolve().parent / "types"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the programs, away from the checkout and its settings."""
    return shutil.copytree(TYPES, tmp_path / "program", ignore=shutil.ignore_patterns("__pycache__"))


def test_mypy(environment: Path, folder: Path) -> None:
    """`mypy --strict` knows every type, and finds the mistakes alone."""
    files = sorted(folder.glob("*.py"))
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file="]

    output = run([*command, "--python-executable", environment / "python", *files], folder).stdout

    assert f"(checked {len(files)} source files)" in output, output
    assert_mistakes_alone(folder, reports(r"(\w+\.py):(\d+): error: (.*)", output))


def test_pyright(environment: Path, folder: Path) -> None:
    """`pyright` in strict mode does as well."""
    need_node("Python")
    files = list(folder.glob("*.py"))

    checked = run(
        [NODE_TOOLS / "pyright", "--project", folder, "--pythonpath", environment / "python", "--outputjson"], folder
    )

    assert_mistakes_alone(folder, pyright_reports(checked.stdout, len(files)))
