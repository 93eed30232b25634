# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The languages of the examples, and their requirements on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
LANGUAGES = ("python", "typescript", "go")
"""The languages by the names of their folders in `examples`."""
NODE_MODULES = EXAMPLES / "typescript" / "node_modules"


def need(language: str) -> None:
    """Skip the test if the language cannot run. The reason starts with the language's name."""
    if language == "typescript":
        if shutil.which("node") is None:
            pytest.skip("TypeScript: no node command on PATH; install Node.js 20 or newer.")
        if not NODE_MODULES.exists():
            pytest.skip("TypeScript: examples/typescript/node_modules is missing; run make test.")
    if language == "go" and shutil.which("go") is None:
        pytest.skip("Go: no go command on PATH; install Go 1.25 or newer.")
