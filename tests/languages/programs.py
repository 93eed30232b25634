# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers that run a language's example on the engine, with the `pulumi` command or the Automation API."""

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
"""Seconds for one operation, the same as for a command in the sandbox."""


@dataclass(frozen=True)
class Automated:
    """The result of an Automation API program."""

    exit_status: int
    report: Any
    """The JSON that the program printed, or None."""
    text: str
    """The standard error output."""


@dataclass(frozen=True)
class Program:
    """A stack of a copied example, for both ways to run it."""

    stack: Stack
    command: tuple[str | Path, ...]
    """The command that starts the example's Automation API program in the copy."""

    def automate(self, operation: str) -> Automated:
        """Run `preview`, `up` or `destroy` with the Automation API."""
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
    """Create a stack of a language's example, and build what its Automation API program needs.

    Args:
        language: A language that passed `toolchains.need`.
        sandbox: The sandbox of the stack.
        engine: The engine of the sandbox, which the Automation API must find on PATH.
        folder: A new folder for files.
    """
    # Files that were installed or built in the example's folder are not part of the example.
    example = shutil.copytree(
        EXAMPLES / language, folder / language, ignore=shutil.ignore_patterns("bin", "node_modules")
    )
    stack = sandbox.stack(example, env=variables(engine))
    return Program(stack, {"python": _python, "typescript": _typescript, "go": _go}[language](stack.folder))


def variables(engine: Path) -> dict[str, str]:
    """Return the variables with which the engine, Automation API programs and the language's tools find each other."""
    folders = [engine.parent, *(Path(found).parent for name in ("node", "go") if (found := shutil.which(name)))]
    environment = {
        "PATH": os.pathsep.join([*map(str, folders), os.defpath]),
        "PULUMI_NODEJS_TRANSPILE_ONLY": "true",  # the program was already type-checked, see _typescript
    }
    if shutil.which("go"):  # reuse the build cache and its settings in all tests
        asked = ["go", "env", "-json", "GOCACHE", "GOFLAGS", "GOPATH", "GOPROXY"]
        environment |= json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return environment


def link_packages(folder: Path) -> None:
    """Link the packages installed for the example into a copy of a Node.js project."""
    (folder / "node_modules").symlink_to(NODE_MODULES)


def point_to_sdk(folder: Path) -> None:
    """Point a copy of a Go module to the SDK's folder."""
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
