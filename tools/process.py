# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one command of an engine within a time limit."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TIME_LIMIT_SECONDS = 600
"""Far more than any command here needs, so that an engine that hangs fails one test instead of stopping all.

A preview of 2,000 pins takes more than two minutes on a slow machine.
"""
GRACE_SECONDS = 10
"""The time for an interrupted engine to stop its plugins. Plugins of a killed engine notice its end on their own."""


class CommandError(Exception):
    """A command for preparation or inspection failed. The message has all of its output."""


@dataclass(frozen=True)
class Completed:
    """The result of one command. A failure also is a result, because tests check what a user would see."""

    exit_status: int
    text: str
    """Standard output and standard error in the order in which a user sees them, without colors."""

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.exit_status == 0

    def expect_success(self, command: str) -> str:
        """Return the text of a command that must succeed.

        Args:
            command: The command's name in the error.

        Raises:
            CommandError: The command failed.
        """
        if not self.ok:
            raise CommandError(f"{command} failed with exit code {self.exit_status}:\n{self.text}")
        return self.text


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Completed:
    """Run a command to its end. After a time limit or an interrupt, no process stays behind.

    Args:
        command: The executable and its arguments.
        folder: Its working directory.
        environment: Its complete environment.

    Raises:
        subprocess.TimeoutExpired: The command did not end within the time limit.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that this process can forward an interrupt of the terminal
    )
    try:
        text, _ = process.communicate(timeout=TIME_LIMIT_SECONDS)
    except BaseException:
        process.send_signal(signal.SIGINT)  # the engine stops its plugins and the program
        try:
            process.communicate(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        raise
    return Completed(process.returncode, text)
