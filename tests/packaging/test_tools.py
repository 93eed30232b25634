# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command lines of the tools: `--help` and a wrong argument change nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
WITH_ARGUMENTS = [
    each for each in sorted(TOOLS.glob("*.py")) if "argv" in (text := each.read_text()) or "argparse" in text
]


@pytest.mark.parametrize("tool", WITH_ARGUMENTS, ids=lambda tool: tool.stem)
@pytest.mark.parametrize(("option", "status"), [("--help", 0), ("--wrong", 2)])
def test_arguments(tool: Path, option: str, status: int, tmp_path: Path) -> None:
    """A tool that accepts arguments reads them with argparse, before it writes anything."""
    done = subprocess.run([sys.executable, tool, option], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "usage:" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []
