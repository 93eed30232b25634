# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Measurements of a complete process from outside: from its start to its end, or to its first line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PYTHON = os.environ.get("BENCH_PYTHON", sys.executable)
"""The interpreter of both sides. Its environment has the packages of users, without development packages."""

_MIB = 1024 * 1024
_KIB_IN_MIB = 1024
_WHOLE_PROCESS = Path(__file__).with_name("whole_process.py")


class MeasuringError(Exception):
    """A measured process failed."""


@dataclass(frozen=True)
class Process:
    """A process that has ended.

    Attributes:
        seconds: The time from start to end.
        cpu: Seconds of processor time, in user and system mode.
        memory: The peak memory in MiB.
        output: The standard output.
        messages: The standard error.
    """

    seconds: float
    cpu: float
    memory: float
    output: str
    messages: str


@dataclass(frozen=True)
class Start:
    """A server that was started, and ended after its first line.

    Attributes:
        seconds: The time from the start to the first line.
        memory: The memory at that moment in MiB, before the first request.
    """

    seconds: float
    memory: float


def environment(**variables: str) -> dict[str, str]:
    """Return the variables of this process and more, without variables that would change the measurement."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ALIBABA", "ALICLOUD"))}
    return {**kept, "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true", **variables}


def run(command: Sequence[str | Path], env: Mapping[str, str]) -> Process:
    """Run a command to its end.

    Raises:
        MeasuringError: The command failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder) / "taken.json"
        ended = subprocess.run(
            [PYTHON, _WHOLE_PROCESS, taken, *command],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise MeasuringError(f"{command[0]} ended with exit code {ended.returncode}: {ended.stderr[-500:]}")
        seconds, cpu, memory = json.loads(taken.read_text())
    # Linux counts in KiB, macOS in bytes.
    return Process(
        seconds, cpu, memory / (_MIB if sys.platform == "darwin" else _KIB_IN_MIB), ended.stdout, ended.stderr
    )


def start(command: Sequence[str | Path], env: Mapping[str, str], expected: str = "[0-9]+") -> Start:
    """Start a server, wait for its first line, and end it.

    Args:
        command: The executable and its arguments.
        env: Its environment.
        expected: A regular expression of the first line. The default is a port.

    Raises:
        MeasuringError: The server printed another first line.
    """
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        line = process.stdout.readline() if process.stdout else b""
        seconds = time.perf_counter() - began
        try:
            if not re.fullmatch(expected, line.decode().strip()):
                raise MeasuringError(f"{command[0]} printed {line.decode()[:200]!r} instead of its address.")
            memory = psutil.Process(process.pid).memory_info().rss / _MIB
        finally:
            process.kill()
    return Start(seconds, memory)
