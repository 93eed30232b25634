# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Type checks of Python, TypeScript and Go programs that use the generated SDKs.

A program that is generated from the schema uses all its features, with the exact type of every result. A second file
has mistakes. A checker must report all the mistakes and no other error.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.languages import type_programs
from tests.languages.checkers import (
    NODE_TOOLS,
    ROOT,
    assert_mistakes_alone,
    mistakes,
    need_node,
    pyright_reports,
    reports,
    run,
)

NOT_CAUGHT: dict[str, set[str]] = {
    "typescript": set(),
    # In Python, every argument of a function is optional, and any attribute of an output has the type `Output[Any]`.
    "python": {"missing argument", "misspelled output, output form", "misspelled nested output"},
    # Every field of a struct is optional.
    "go": {"missing argument", "missing nested argument"},
}
"""The mistakes that a language's SDK does not detect. The provider rejects them when the program runs."""


def test_tsc(tmp_path: Path) -> None:
    """`tsc` with `strict` reports exactly the mistakes."""
    need_node("TypeScript")
    if not (ROOT / "sdk" / "nodejs" / "bin" / "index.d.ts").exists():
        pytest.skip("TypeScript: sdk/nodejs/bin is not built; run make test.")
    folder = type_programs.write("typescript", tmp_path / "programs")

    output = run([NODE_TOOLS / "tsc", "--project", folder, "--pretty", "false", "--listFiles"]).stdout

    assert set(folder.glob("*.ts")) <= {Path(line) for line in output.splitlines()}
    assert_mistakes_alone(folder, reports(r"(\w+\.ts)\((\d+),\d+\): error (.*)", output))


def test_mypy(tmp_path: Path) -> None:
    """`mypy` with this project's strict settings reports exactly the mistakes."""
    folder = type_programs.write("python", tmp_path / "programs")
    files = sorted(folder.glob("*.py"))

    output = run([sys.executable, "-m", "mypy", "--no-incremental", *files]).stdout

    assert f"(checked {len(files)} source files)" in output
    assert_mistakes_alone(folder, reports(r"(\w+\.py):(\d+): error: (.*)", output))


def test_pyright(tmp_path: Path) -> None:
    """`pyright` in strict mode reports exactly the mistakes."""
    need_node("Python")
    folder = type_programs.write("python", tmp_path / "programs")

    checked = run([NODE_TOOLS / "pyright", "--project", folder, "--pythonpath", sys.executable, "--outputjson"])

    assert_mistakes_alone(folder, pyright_reports(checked.stdout, len(list(folder.glob("*.py")))))


def test_go(tmp_path: Path) -> None:
    """The Go compiler accepts the program. With the mistakes added, it reports exactly those."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go: no go command on PATH; install Go 1.25 or newer.")
    folder = type_programs.write("go", tmp_path / "programs")
    files = sorted(folder.glob("*.go"))
    # This module can find the SDK. -e reports all errors instead of the first ten.
    build: list[str | Path] = [
        go,
        "build",
        "-C",
        Path(__file__).resolve().parent / "go",
        "-o",
        "/dev/null",
        "-gcflags=-e",
    ]

    right = run([*build, *(file for file in files if file.stem != "mistakes")])
    wrong = run([*build, *files])

    assert right.returncode == 0, right.stdout
    assert_mistakes_alone(folder, reports(r"(\w+\.go):(\d+):\d+: (.*)", wrong.stdout))


def test_same_mistakes() -> None:
    """Each language has the same mistakes, except those that its SDK cannot detect."""
    made = {
        language: {name for name, _ in mistakes(type_programs.TYPES / language).values()} for language in NOT_CAUGHT
    }

    every = made["typescript"] | made["python"] | made["go"]
    assert made == {language: every - not_caught for language, not_caught in NOT_CAUGHT.items()}
