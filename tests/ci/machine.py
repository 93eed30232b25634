# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The machine of a CI job: the repository is checked out, and Pulumi and Python are on PATH.

The commands in `commands/` are first on PATH, and replace tools that would download files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIME_LIMIT = 300  # seconds, far longer than any job
COMMANDS = Path(__file__).with_name("commands")


class Ended(NamedTuple):
    """The result of a job or of one of its steps.

    Attributes:
        status: The exit code.
        log: Standard output and standard error, in order.
    """

    status: int
    log: str


class Machine:
    """The machine of a job.

    Attributes:
        checkout: The repository.
        environment: The environment of every process.
    """

    def __init__(self, checkout: Path, engine: Path, environment: Mapping[str, str]) -> None:
        self.checkout = checkout
        self._slept = checkout.parent / "slept"
        path = [COMMANDS, engine.parent, Path(sys.executable).parent, os.environ.get("PATH", os.defpath)]
        self.environment = {**environment, "PATH": os.pathsep.join(map(str, path)), "SLEPT": str(self._slept)}

    @property
    def slept(self) -> list[str]:
        """The arguments of all `sleep` commands, in seconds."""
        return self._slept.read_text().split() if self._slept.exists() else []

    def run(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Ended:
        """Run a command in the repository."""
        done = subprocess.run(
            command,
            cwd=self.checkout,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            text=True,
            check=False,
        )
        return Ended(done.returncode, done.stdout)

    def must(self, *command: str) -> str:
        """Run a command that must succeed, and return its output."""
        ended = self.run(command)
        assert ended.status == 0, ended.log
        return ended.log

    def bump(self, name: str) -> None:
        """Bump an entry, as a developer does before a pull request."""
        self.must("alicloud-iot-ota", "bump", name)

    def deploy(self) -> None:
        """Deploy the repository's current state, like the pipeline of the main branch."""
        self.must("alicloud-iot-ota", "install-plugin")
        environment = {"PULUMI_IGNORE_AMBIENT_PLUGINS": "true"}
        ended = self.run(["pulumi", "up", "--stack", "prod", "--yes", "--skip-preview"], environment)
        assert ended.status == 0, ended.log
