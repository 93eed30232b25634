# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a language's example on the engine in two ways: under the `pulumi` command line, and by its Automation API."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.languages.toolchains import EXAMPLES, NODE_MODULES, ROOT

if TYPE_CHECKING:
    from sandbox import Sandbox, Stack

ENDS_SOON = 120
"""Seconds for one operation, as the sandbox gives the command line."""


@dataclass(frozen=True)
class Automated:
    """What an Automation API program did."""

    exit_status: int
    report: Any
    """The JSON that it printed, or None."""
    text: str
    """What it wrote to standard error."""


@dataclass(frozen=True)
class Program:
    """One stack of an example's copy, which either way operates."""

    stack: Stack
    command: tuple[str | Path, ...]
    """What starts the example's Automation API program in the copy."""

    def automate(self, operation: str) -> Automated:
        """Run `preview`, `up` or `destroy` by the Automation API."""
        ended = subprocess.run(
            [*self.command, operation],
            cwd=self.stack.folder,
            env=self.stack._pulumi.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=ENDS_SOON,
        )
        return Automated(ended.returncode, json.loads(ended.stdout or "null"), ended.stderr)


def prepare(language: str, sandbox: Sandbox, engine: Path, folder: Path) -> Program:
    """Make a stack of a language's example, and build what its Automation API needs.

    Args:
        language: One that `toolchains.need` has let through.
        sandbox: Where the stack is made.
        engine: The engine of the sandbox, which the Automation API has to find on PATH.
        folder: A new one for files.
    """
    # What was installed or built beside an example is no part of it.
    example = shutil.copytree(
        EXAMPLES / language, folder / language, ignore=shutil.ignore_patterns("bin", "node_modules")
    )
    stack = sandbox.stack(example, env=variables(engine))
    return Program(stack, {"python": _python, "typescript": _typescript, "go": _go}[language](stack.folder))


def variables(engine: Path) -> dict[str, str]:
    """With what the engine and an Automation API program find each other and the language's commands."""
    folders = [engine.parent, *(Path(found).parent for name in ("node", "go") if (found := shutil.which(name)))]
    environment = {
        "PATH": os.pathsep.join([*map(str, folders), os.defpath]),
        "PULUMI_NODEJS_TRANSPILE_ONLY": "true",  # the compiler has seen the program already, see _typescript
    }
    if shutil.which("go"):  # what is compiled once for all tests, and how
        asked = ["go", "env", "-json", "GOCACHE", "GOFLAGS", "GOPATH", "GOPROXY"]
        environment |= json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return environment


def link_packages(folder: Path) -> None:
    """Give a copy of a Node.js project the packages that are installed beside the example."""
    (folder / "node_modules").symlink_to(NODE_MODULES)


def point_to_sdk(folder: Path) -> None:
    """Tell a copy of a Go module where the SDK is."""
    sdk = f"-replace=example.com/pulumi-alicloud-iot/sdk/go={ROOT / 'sdk' / 'go'}"
    subprocess.run(["go", "mod", "edit", sdk], cwd=folder, check=True)


def _python(_: Path) -> tuple[str | Path, ...]:
    return sys.executable, "automation.py"


def _typescript(folder: Path) -> tuple[str | Path, ...]:
    link_packages(folder)
    subprocess.run(["node", "node_modules/typescript/bin/tsc"], cwd=folder, check=True)
    return "node", "bin/automation.js"


def _go(folder: Path) -> tuple[str | Path, ...]:
    point_to_sdk(folder)
    program = folder / "automation" / "program"
    subprocess.run(["go", "build", "-ldflags=-s -w", "-o", program, "./automation"], cwd=folder, check=True)
    return (program,)
