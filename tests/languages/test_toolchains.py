# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A machine without some language skips its tests, and the closing summary says which, and what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.languages import toolchains

if TYPE_CHECKING:
    from pathlib import Path


def test_languages_are_skipped_by_name() -> None:
    """Without node and go on PATH the tests of their languages name them at the end of the run."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/languages/test_examples.py", "-k", "typescript or go"],
        cwd=toolchains.ROOT,
        env={**os.environ, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = run.stdout.rpartition("short test summary info")[2]
    assert "TypeScript: no node command on PATH; install Node.js 20 or newer.\n" in summary, run.stdout + run.stderr
    assert "Go: no go command on PATH; install Go 1.25 or newer.\n" in summary
    assert "= 2 skipped, 1 deselected in " in summary


def test_packages_that_are_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Node.js alone does not run TypeScript."""
    node = tmp_path / "node"
    node.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(toolchains, "NODE_MODULES", tmp_path / "node_modules")
    with pytest.raises(pytest.skip.Exception, match=r"^TypeScript: .*node_modules is missing; run make test\.$"):
        toolchains.need("typescript")
