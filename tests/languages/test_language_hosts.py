# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The language hosts for the locally built engine: they show the program's own errors.

test_examples.py covers correct programs.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.languages.programs import link_packages, point_to_sdk, variables
from tests.languages.toolchains import EXAMPLES, need

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Sandbox, Stack

ENDS_SOON = 30  # seconds after which a test fails

THROWS = 'throw new Error("The gateway is on fire.");\n'
NO_STRING = "package main\n\nvar bytes string = 20971520\n\nfunc main() {}\n"
PANICS = 'package main\n\nfunc main() { panic("The gateway is on fire.") }\n'
FAILS = """
package main

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(*pulumi.Context) error { return errors.New("The gateway is on fire.") })
}
"""
STAYS = 'console.log("running as", process.pid);\nsetInterval(() => {}, 1000);\n'


@pytest.fixture
def built_engine(engine: Path) -> Path:
    """Return the locally built engine. Skip the test for a regular installation, which has its own language hosts."""
    if not (engine.parent / "language_host.py").exists():
        pytest.skip(f"{engine} has language hosts of its own.")
    return engine


@pytest.fixture
def node_stack(built_engine: Path, sandbox: Sandbox, tmp_path: Path) -> Stack:
    """Return a stack of a TypeScript project. A test writes its program to `index.ts`."""
    need("typescript")
    project = tmp_path / "node"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: node\nruntime: nodejs\n")
    (project / "package.json").write_text('{ "main": "index.ts" }\n')
    stack = sandbox.stack(project, env={**variables(built_engine), "PULUMI_NODEJS_TRANSPILE_ONLY": "false"})
    link_packages(stack.folder)
    return stack


@pytest.fixture
def go_stack(built_engine: Path, sandbox: Sandbox, tmp_path: Path) -> Stack:
    """Return a stack of a Go project. A test writes its program to `main.go`."""
    need("go")
    project = tmp_path / "go"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: go\nruntime: go\n")
    for name in ("go.mod", "go.sum"):
        shutil.copy(EXAMPLES / "go" / name, project)
    stack = sandbox.stack(project, env=variables(built_engine))
    point_to_sdk(stack.folder)
    return stack


def test_wrong_typescript_programs(node_stack: Stack) -> None:
    """The error of a TypeScript program is shown if it throws or does not compile."""
    program = node_stack.folder / "index.ts"
    for text, words in {
        THROWS: r"Error: The gateway is on fire\.\n +at .*index\.ts:1:7",
        "export const bytes: string = 20971520;\n": r"index\.ts\(1,14\): error TS2322: Type 'number' is not assignable",
    }.items():
        program.write_text(text)
        preview = node_stack.preview()
        assert preview.exit_status == 1
        assert re.search(words, without_colours(preview.text)), preview.text
        assert "Traceback" not in preview.text


def test_wrong_go_programs(go_stack: Stack) -> None:
    """The error of a Go program is shown if it panics, does not compile, or returns an error to the SDK."""
    program = go_stack.folder / "main.go"
    for text, words in {
        PANICS: r"panic: The gateway is on fire\.\n(?:.*\n)+.*main\.go:3 .*\n(?:.*\n)+.*ended with exit status 2\.",
        NO_STRING: r"main\.go:3:20: cannot use 20971520 (?:.*\n)+.*could not be started\. It does not compile\.",
        FAILS: r"error: an unhandled error occurred: program failed:\s+1 error occurred:\s+\* The gateway is on fire\.",
    }.items():
        program.write_text(text)
        preview = go_stack.preview()
        assert preview.exit_status == 1
        assert re.search(words, preview.text), preview.text
        assert "Traceback" not in preview.text
    assert "exit status" not in preview.text, "what the engine has been told is not told again"


@pytest.mark.posix
def test_a_killed_engine_leaves_no_program(node_stack: Stack) -> None:
    """If the engine is killed, the program ends too, although the engine sent no interrupt."""
    (node_stack.folder / "index.ts").write_text(STAYS)
    engine = subprocess.Popen(
        [node_stack._pulumi.engine, "--non-interactive", "preview"],
        cwd=node_stack.folder,
        env=node_stack._pulumi.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with engine:
        assert engine.stdout is not None
        started = next(filter(None, (re.search(r"running as (\d+)", line) for line in engine.stdout)))
        program = psutil.Process(int(started[1]))
        engine.kill()
    try:
        program.wait(ENDS_SOON)  # raises TimeoutExpired
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):  # the program has already ended
            program.kill()


def without_colours(text: str) -> str:
    """Remove colors from a text. Node.js always colors its errors."""
    return re.sub(r"\x1b\[\d+m", "", text)
