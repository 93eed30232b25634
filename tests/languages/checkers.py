# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers for the tests of types: run a type checker, and compare its report with the marked mistakes in a file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
NODE_TOOLS = ROOT / "tools" / "node" / "node_modules" / ".bin"


class Report(NamedTuple):
    """An error that a type checker reports."""

    place: str
    """The file's name and the line: `mistakes.ts:16`."""
    text: str
    """The error code or the message."""


def need_node(language: str) -> None:
    """Skip the test if the tools that run on Node.js are missing."""
    if shutil.which("node") is None:
        pytest.skip(f"{language}: no node command on PATH; install Node.js 20 or newer.")
    if not NODE_TOOLS.exists():
        pytest.skip(f"{language}: tools/node/node_modules is missing; run make test.")


def run(command: Sequence[str | Path], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a checker in a folder. It may fail."""
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def reports(pattern: str, output: str) -> list[Report]:
    """Return the errors in a checker's output. The pattern has three groups: file, line and text."""
    return [Report(f"{name}:{line}", text) for name, line, text in re.findall(pattern, output)]


def mistakes(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the location of each marked mistake, with its name and the texts of which a checker must report one."""
    (file,) = folder.glob("mistakes.*")
    return {
        f"{file.name}:{number + 1}": (marked[1], marked[2].split(" | "))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if (marked := re.fullmatch(r"\s*(?://|#) mistake: (.+): (.+)", line))
    }


def pyright_reports(output: str, count: int) -> list[Report]:
    """Return the errors in pyright's JSON output, and check the number of analyzed files."""
    found: dict[str, Any] = json.loads(output)
    assert found["summary"]["filesAnalyzed"] == count
    return [
        Report(f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}", each["rule"])
        for each in found["generalDiagnostics"]
    ]


def assert_mistakes_alone(folder: Path, found: Sequence[Report]) -> None:
    """Assert that the checker reports all marked mistakes in a folder and no other error."""
    made = mistakes(folder)
    unexpected = [report for report in found if report.place not in made]
    unnoticed = [
        (place, texts)
        for place, (_, texts) in made.items()
        if not any(report.place == place and text in report.text for report in found for text in texts)
    ]
    assert (unexpected, unnoticed) == ([], [])
