# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Type checks of programs for the dynamic provider, with the installed wheel and without the checkout.

The programs are those for the native provider, with different imports. Without `py.typed` in the wheel, every type
would be `Any`: the checkers would find no mistake, and every expected type would be wrong.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.languages import type_programs
from tests.languages.checkers import (
    NODE_TOOLS,
    assert_mistakes_alone,
    need_node,
    pyright_reports,
    reports,
    run,
)

if TYPE_CHECKING:
    from pathlib import Path

IMPORTS = {
    "from pulumi_alicloud_iot import ota": "from alicloud_iot_ota import dynamic as ota",
    "from pulumi_alicloud_iot.ota import": "from alicloud_iot_ota.dynamic import",
}
PLUGINS = re.compile(
    r" *# mistake: [^\n]*\n[^\n]*alicloud_iot\.(Provider|config)[^\n]*\n|import pulumi_alicloud_iot as .*\n"
)
"""The parts of a program that need the native provider: a provider resource and its settings."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the programs, outside the checkout and its settings."""
    folder = type_programs.write("python", tmp_path / "programs")
    (folder / "provider.py").unlink()
    for file in folder.glob("*.py"):
        text = PLUGINS.sub("", file.read_text())
        for native, dynamic in IMPORTS.items():
            text = text.replace(native, dynamic)
        assert "pulumi_alicloud_iot" not in text
        file.write_text(text)
    return folder


def test_mypy(environment: Path, folder: Path) -> None:
    """`mypy --strict` finds exactly the mistakes in the programs, and no other error."""
    files = sorted(folder.glob("*.py"))
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file="]

    output = run([*command, "--python-executable", environment / "python", *files], folder).stdout

    assert f"(checked {len(files)} source files)" in output, output
    assert_mistakes_alone(folder, reports(r"(\w+\.py):(\d+): error: (.*)", output))


def test_pyright(environment: Path, folder: Path) -> None:
    """`pyright` in strict mode finds exactly the mistakes in the programs, and no other error."""
    need_node("Python")
    files = list(folder.glob("*.py"))

    checked = run(
        [NODE_TOOLS / "pyright", "--project", folder, "--pythonpath", environment / "python", "--outputjson"], folder
    )

    assert_mistakes_alone(folder, pyright_reports(checked.stdout, len(files)))
