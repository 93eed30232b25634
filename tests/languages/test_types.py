# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the type checkers of Python, TypeScript and Go say of programs that use the generated SDKs.

Each folder of `types` holds files that use everything the schema has, with the exact type of every result, and a file
of mistakes. A checker that sees the whole folder must complain of the mistakes and of nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
TYPES = Path(__file__).resolve().parent / "types"
NODE_TOOLS = ROOT / "tools" / "node" / "node_modules" / ".bin"

NOT_CAUGHT: dict[str, set[str]] = {
    "typescript": set(),
    # Every argument of a function is optional in Python, and an output's attribute is `Output[Any]`, whatever its name.
    "python": {"missing argument", "misspelt output, output form", "misspelt nested output"},
    # A field of a struct may always be left out.
    "go": {"missing argument", "missing nested argument"},
}
"""The mistakes that the SDK of a language lets through; the provider refuses their like when the program runs."""


class Report(NamedTuple):
    """What a checker complains of."""

    place: str
    """The file's name and the line: `mistakes.ts:16`."""
    text: str
    """Its code or its words."""


def test_tsc() -> None:
    """`tsc` with `strict` complains of the mistakes alone."""
    _need_node("TypeScript")
    if not (ROOT / "sdk" / "nodejs" / "bin" / "index.d.ts").exists():
        pytest.skip("TypeScript: sdk/nodejs/bin is not built; run make test.")
    folder = TYPES / "typescript"

    output = _run([NODE_TOOLS / "tsc", "--project", folder, "--pretty", "false", "--listFiles"]).stdout

    assert set(folder.glob("*.ts")) <= {Path(line) for line in output.splitlines()}
    _assert_mistakes_alone(folder, _reports(r"(\w+\.ts)\((\d+),\d+\): error (.*)", output))


def test_mypy() -> None:
    """`mypy`, strict as in this project, complains of the mistakes alone."""
    files = sorted((TYPES / "python").glob("*.py"))

    output = _run([sys.executable, "-m", "mypy", "--no-incremental", *files]).stdout

    assert f"(checked {len(files)} source files)" in output
    _assert_mistakes_alone(TYPES / "python", _reports(r"(\w+\.py):(\d+): error: (.*)", output))


def test_pyright() -> None:
    """`pyright` in strict mode complains of the mistakes alone."""
    _need_node("Python")
    folder = TYPES / "python"

    checked = _run([NODE_TOOLS / "pyright", "--project", folder, "--pythonpath", sys.executable, "--outputjson"])

    found: dict[str, Any] = json.loads(checked.stdout)
    assert found["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py")))
    _assert_mistakes_alone(
        folder,
        [
            Report(f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}", each["rule"])
            for each in found["generalDiagnostics"]
        ],
    )


def test_go() -> None:
    """The Go compiler takes the program, and complains of the mistakes alone when they are added."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go: no go command on PATH; install Go 1.25 or newer.")
    folder = TYPES / "go"
    files = sorted(folder.glob("*.go"))
    # A module that knows where the SDK is; -e: all errors, not the first ten.
    build: list[str | Path] = [go, "build", "-C", TYPES.parent / "go", "-o", "/dev/null", "-gcflags=-e"]

    right = _run([*build, *(file for file in files if file.stem != "mistakes")])
    wrong = _run([*build, *files])

    assert right.returncode == 0, right.stdout
    _assert_mistakes_alone(folder, _reports(r"(\w+\.go):(\d+):\d+: (.*)", wrong.stdout))


def test_same_mistakes() -> None:
    """Each language is tried with the same mistakes, but for those that its SDK lets through."""
    made = {language: {name for name, _ in _mistakes(TYPES / language).values()} for language in NOT_CAUGHT}

    every = made["typescript"] | made["python"] | made["go"]
    assert made == {language: every - not_caught for language, not_caught in NOT_CAUGHT.items()}


def _need_node(language: str) -> None:
    """Skip where the tools that run on Node.js are missing."""
    if shutil.which("node") is None:
        pytest.skip(f"{language}: no node command on PATH; install Node.js 20 or newer.")
    if not NODE_TOOLS.exists():
        pytest.skip(f"{language}: tools/node/node_modules is missing; run make test.")


def _run(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a checker, which is to fail."""
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def _reports(pattern: str, output: str) -> list[Report]:
    return [Report(f"{name}:{line}", text) for name, line, text in re.findall(pattern, output)]


def _mistakes(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """The places of the mistakes, each with its name and the texts of which a checker must report one."""
    (file,) = folder.glob("mistakes.*")
    return {
        f"{file.name}:{number + 1}": (marked[1], marked[2].split(" | "))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if (marked := re.fullmatch(r"\s*(?://|#) mistake: (.+): (.+)", line))
    }


def _assert_mistakes_alone(folder: Path, reports: Sequence[Report]) -> None:
    mistakes = _mistakes(folder)
    unexpected = [report for report in reports if report.place not in mistakes]
    unnoticed = [
        (place, texts)
        for place, (_, texts) in mistakes.items()
        if not any(report.place == place and text in report.text for report in reports for text in texts)
    ]
    assert (unexpected, unnoticed) == ([], [])
