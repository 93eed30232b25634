# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The progress line on a terminal while pages are read: its content and its removal."""

from __future__ import annotations

import itertools
import os
import re
import signal
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Terminal

    Start = Callable[..., subprocess.Popen[bytes]]

LIMIT = 30  # seconds after which a test fails
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "100"}
PROGRAM = """
import sys
from alicloud_iot_ota.cli import main
from alicloud_iot_ota.cli.output import progress
progress.DELAY = {delay}
sys.exit(main())
"""
AT_ONCE, NEVER = PROGRAM.format(delay=0), PROGRAM.format(delay=3600)
COLOUR = re.compile(rb"\x1b\[[0-9;]*3[0-9]")
ERASED = b"\x1b[2K"
ARGV = ("find", "--product-key", "a1FleetK001", "--dest-version", "1.0.7")


class Gate:
    """A gate for answers of the emulator. The first answer passes, and the others wait until the gate opens."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self._calls = itertools.count()

    def pass_through(self, _: str) -> None:
        """Wait for the gate when the emulator logs a request, before the answer."""
        if next(self._calls):
            assert self.open.wait(LIMIT)


@pytest.fixture
def gate() -> Gate:
    """Return a closed gate."""
    return Gate()


@pytest.fixture(autouse=True)
def emulator(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Run an emulator behind the gate, with a product of 250 packages (three pages)."""
    packages = [
        {"FirmwareId": f"id-{number}", "DestVersion": f"1.0.{number}", "Status": 1, "ProductKey": "a1FleetK001"}
        for number in range(250)
    ]
    catalogue = {"products": [{"productKey": "a1FleetK001", "productName": "Fleet"}], "packages": packages}
    with Emulator(catalogue, monotonic=itertools.count().__next__, log=gate.pass_through) as emulator:
        monkeypatch.setenv("ALIBABA_CLOUD_ENDPOINT_IOT", emulator.url)
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", emulator.credentials.access_key_id)
        monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", emulator.credentials.access_key_secret)
        yield emulator
        gate.open.set()


def visible(written: bytes) -> bytes:
    """Return the text that is visible after the last erased line."""
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]|\r", b"", written.rpartition(ERASED)[2])


@pytest.mark.parametrize("no_colour", [None, "1"])
def test_pages_are_counted(no_colour: str | None, start: Start, terminal: Terminal, gate: Gate) -> None:
    """The progress line counts pages, with color unless NO_COLOR is set, and is erased before the result."""
    environ = {**TERMINAL, "NO_COLOR": no_colour}
    process = start(*ARGV, environ=environ, stderr=terminal.theirs, program=AT_ONCE)
    os.close(terminal.theirs)
    terminal.until(b"1/3")
    gate.open.set()
    screen = terminal.rest()
    out, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert b"destVersion  1.0.7\n" in out
    assert b"Reading packages" in screen
    assert visible(screen) == b""
    assert screen.rindex(b"\x1b[?25h") > screen.rindex(b"\x1b[?25l")  # the cursor is visible again
    assert bool(COLOUR.search(screen)) is (no_colour is None)


def test_interrupted(start: Start, terminal: Terminal) -> None:
    """After Ctrl-C, only the message about it is visible, even if the service never answered."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = start(*ARGV, "--endpoint", endpoint, environ=TERMINAL, stderr=terminal.theirs, program=AT_ONCE)
        os.close(terminal.theirs)
        terminal.until(b"Reading packages")
        process.send_signal(signal.SIGINT)
        screen = terminal.rest()
        out, _ = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, b"")
    assert visible(screen).split() == [b"Interrupted."]


def test_a_warning_stays(start: Start, terminal: Terminal, gate: Gate, emulator: Emulator) -> None:
    """A warning stays visible when the progress line is erased."""
    emulator.publish(DestVersion="nightly", Status=1, ProductKey="a1FleetK001")
    argv = ("list", "--version-range", ">=1.0.249", "--product-key", "a1FleetK001")
    process = start(*argv, environ=TERMINAL, stderr=terminal.theirs, program=AT_ONCE)
    os.close(terminal.theirs)
    terminal.until(b"1/3")
    gate.open.set()
    screen = terminal.rest()
    process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert screen.count(b"warning: ") == 1
    assert b"Reading packages" not in visible(screen)


def test_an_answer_that_comes_soon(start: Start, terminal: Terminal, gate: Gate) -> None:
    """If the answer is fast, no progress line is shown."""
    gate.open.set()
    process = start(*ARGV, environ=TERMINAL, stderr=terminal.theirs, program=NEVER)
    os.close(terminal.theirs)
    assert terminal.rest() == b""
    process.communicate(timeout=LIMIT)
    assert process.returncode == 0


def test_piped(start: Start, gate: Gate) -> None:
    """Without a terminal, no progress line is printed."""
    gate.open.set()
    process = start(*ARGV, environ={**TERMINAL, "FORCE_COLOR": "1"}, program=AT_ONCE)
    out, errors = process.communicate(timeout=LIMIT)
    assert (process.returncode, errors) == (0, b"")
    assert out


def test_beside_the_log_of_requests(start: Start, terminal: Terminal, gate: Gate) -> None:
    """With the request log on stderr, no progress line is printed."""
    environ = {**TERMINAL, "PULUMI_DEBUG": "true"}
    process = start(*ARGV, environ=environ, stderr=terminal.theirs, program=AT_ONCE)
    os.close(terminal.theirs)
    terminal.until(b"CurrentPage=1")
    gate.open.set()
    screen = terminal.rest()
    process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert screen.count(b"ListOTAFirmware CurrentPage=") == 3
    assert b"Reading packages" not in screen
