# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a long command and shows its progress on standard error."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TERMINAL_SECONDS = 1.0
"""Seconds between two updates of the single line on a terminal."""
LOG_SECONDS = 20.0
"""Seconds between two lines in a log, where every line stays."""
TAIL_LINES = 20
"""The number of lines to repeat of a failed command's messages; the cause comes last."""


class CommandError(Exception):
    """A command ended with an exit code other than 0. The message has its last lines."""


def run(command: Sequence[str], folder: Path, describe: Callable[[Sequence[str]], str]) -> Sequence[str]:
    """Run a command and return the lines of its standard output.

    Args:
        command: The executable and its arguments.
        folder: Its working directory.
        describe: Returns a description of the progress, given the lines of standard error so far.

    Raises:
        CommandError: The command ended with an exit code other than 0.
    """
    terminal = sys.stderr.isatty()
    interval = TERMINAL_SECONDS if terminal else LOG_SECONDS
    start = time.monotonic()
    # Files instead of pipes: they never fill up, and no thread has to read them while the command runs.
    with tempfile.TemporaryDirectory() as place:
        output, messages = Path(place, "output"), Path(place, "messages")
        with output.open("wb") as stdout, messages.open("wb") as stderr:
            process = subprocess.Popen(command, cwd=folder, stdout=stdout, stderr=stderr)
        try:
            while _is_running_after(process, interval):
                seconds = int(time.monotonic() - start)
                _show(f"  {seconds // 60}:{seconds % 60:02}  {describe(_lines(messages))}", terminal=terminal)
        finally:
            process.kill()  # has no effect on a process that has ended
            process.wait()
            if terminal:
                _show("", terminal=True)
        if process.returncode != 0:
            tail = "\n".join(_lines(messages)[-TAIL_LINES:])
            raise CommandError(f"{' '.join(command)} failed with exit code {process.returncode}:\n{tail}")
        return _lines(output)


def _is_running_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _lines(file: Path) -> list[str]:
    """Return all lines of the file so far."""
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


def _show(text: str, *, terminal: bool) -> None:
    """Print a line; on a terminal it replaces the previous line."""
    sys.stderr.write(f"\r\033[K{text}" if terminal else f"{text}\n")
    sys.stderr.flush()
