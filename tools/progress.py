# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a long command and shows, on standard error, how far it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TERMINAL_SECONDS = 1.0
"""Between two updates of the one line that a terminal shows."""
LOG_SECONDS = 20.0
"""Between two lines where every line stays, as in a log."""
TAIL_LINES = 20
"""How much of a failed command's messages is worth repeating: the cause comes last."""


class CommandError(Exception):
    """A command ended with another exit status than 0; the message has its last lines."""


def run(command: Sequence[str], folder: Path, describe: Callable[[Sequence[str]], str]) -> Sequence[str]:
    """Run a command and return the lines of its standard output.

    Args:
        command: The executable and its arguments.
        folder: Its working directory.
        describe: Says how far the command is, given the lines of its standard error so far.

    Raises:
        CommandError: it ended with another exit status than 0.
    """
    terminal = sys.stderr.isatty()
    interval = TERMINAL_SECONDS if terminal else LOG_SECONDS
    start = time.monotonic()
    # Files, not pipes: they never fill, and need no thread to be read while the command runs.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=messages)
        try:
            while _is_running_after(process, interval):
                seconds = int(time.monotonic() - start)
                _show(f"  {seconds // 60}:{seconds % 60:02}  {describe(_lines(messages))}", terminal=terminal)
        finally:
            process.kill()  # does nothing to a process that has ended
            process.wait()
            if terminal:
                _show("", terminal=True)
        if process.returncode != 0:
            tail = "\n".join(_lines(messages)[-TAIL_LINES:])
            raise CommandError(f"{' '.join(command)} failed with exit status {process.returncode}:\n{tail}")
        return _lines(output)


def _is_running_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _lines(file: IO[bytes]) -> list[str]:
    """All that the file holds by now, read without moving the position that the command writes at."""
    descriptor = file.fileno()
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode(errors="replace").splitlines()


def _show(text: str, *, terminal: bool) -> None:
    """Print a line; a terminal's takes the place of the one before."""
    sys.stderr.write(f"\r\033[K{text}" if terminal else f"{text}\n")
    sys.stderr.flush()
