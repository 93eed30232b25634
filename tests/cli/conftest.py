# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command line in this process and in its own, beside an emulator with the default fleet."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

import alicloud_iot_ota
from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WIDTH = 160
"""Columns of the golden tables and help texts."""

PROGRAM = """
import signal, sys
from alicloud_iot_ota.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""
"""The command line as the installed script runs it in the foreground of a shell, wherever these tests run."""


class Done(NamedTuple):
    """What a command left."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no terminal of this machine be seen."""
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
        "PYTHONIOENCODING",
        "PYTHONUNBUFFERED",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Run the default fleet, with a quota that never runs out, and what a user exports for it."""
    with Emulator(monotonic=itertools.count().__next__) as emulator:
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
        monkeypatch.setenv("ALIBABA_CLOUD_IOT_INSTANCE_ID", str(emulator.instance_id))
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulator.credentials.access_key_id)
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulator.credentials.access_key_secret)
        yield emulator


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a command in this process."""

    def run_here(*argv: str) -> Done:
        return Done(main(argv), *capfd.readouterr())

    return run_here


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Start a command as a process of its own; `environ` changes variables, None removes one."""

    def start_process(
        *argv: str,
        environ: Mapping[str, str | None] | None = None,
        stdout: int = subprocess.PIPE,
        program: str = PROGRAM,
    ) -> subprocess.Popen[bytes]:
        changed = {**os.environ, "PYTHONPATH": str(Path(alicloud_iot_ota.__file__).parents[1]), **(environ or {})}
        kept = {name: value for name, value in changed.items() if value is not None}
        return subprocess.Popen([sys.executable, "-c", program, *argv], env=kept, stdout=stdout, stderr=subprocess.PIPE)

    return start_process
