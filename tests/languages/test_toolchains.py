# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Missing languages: their tests are skipped, and the test summary says which language to install."""

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
    """Without node and go on PATH, the test summary lists the skipped languages."""
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
    """With Node.js but without the installed packages, TypeScript tests are skipped."""
    node = tmp_path / "node"
    node.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(toolchains, "NODE_MODULES", tmp_path / "node_modules")
    with pytest.raises(pytest.skip.Exception, match=r"^TypeScript: .*node_modules is missing; run make test\.$"):
        toolchains.need("typescript")
