# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C and a killed engine during a lookup: no process remains, and the next preview works.

The service does not respond, and a lookup would wait for an hour. A command can therefore only end because of the
interrupt.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.posix import KILL, signal_group

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable
    from pathlib import Path

    from sandbox import Stack

    from alicloud_iot_emulator import Emulator
    from tests.engine.conftest import StackFor

    Interrupt = Callable[..., tuple[int, str]]

pytestmark = [pytest.mark.engine, pytest.mark.posix]

GIVES_UP = 40  # seconds after which a test fails
PATIENCE = {"timeout": "3600"}  # the timeout of a lookup in seconds

LOOK_UPS = {
    "function": """
found = ota.get_firmware(product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pulumi.export("version", found.dest_version)
""",
    "pin": """
pin = ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")
pulumi.export("version", pin.firmware.dest_version)
""",
}


@pytest.fixture
def emulator(reporting_emulator: Emulator) -> Emulator:
    """Return an emulator that reports each request."""
    return reporting_emulator


@pytest.fixture
def interrupt(asked: queue.Queue[str], emulator: Emulator, tmp_path: Path) -> Interrupt:
    """Return a function that starts an engine command and sends a signal while it waits for a page.

    It waits until all processes have ended, and returns the engine's exit code and output.
    """

    def interrupt(stack: Stack, command: str, number: signal.Signals, page: int = 1) -> tuple[int, str]:
        emulator.fault("hang", seconds=10 * GIVES_UP, times=1000, page=page)
        while not asked.empty():  # discard the requests of earlier commands
            asked.get()
        output = tmp_path / "output.txt"
        with output.open("wb") as file:
            engine = subprocess.Popen(
                [stack._pulumi.engine, "--non-interactive", *command.split()],
                cwd=stack.folder,
                env=stack._pulumi.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            while f"CurrentPage={page} " not in asked.get(timeout=GIVES_UP):
                pass
            others = [each for each in processes_below(tmp_path) if each.pid != engine.pid]
            # Like a terminal, send the signal to the engine's process group. Each child process has its own group.
            signal_group(engine.pid, number)
            exit_status = wait_for_all(engine, others, tmp_path)
        finally:
            kill_all(engine, tmp_path)
        emulator.clear_faults()
        return exit_status, output.read_text()

    return interrupt


def wait_for_all(engine: subprocess.Popen[bytes], others: list[psutil.Process], folder: Path) -> int:
    """Wait until the engine and the other processes have ended. Return the engine's exit code."""
    exit_status = engine.wait(GIVES_UP)
    _, alive = psutil.wait_procs(others, GIVES_UP)
    assert alive == []
    assert processes_below(folder) == []
    return exit_status


def kill_all(engine: subprocess.Popen[bytes], folder: Path) -> None:
    """Kill the engine and all processes with a folder in their environment."""
    for process in processes_below(folder):
        with contextlib.suppress(psutil.NoSuchProcess):  # the process has already ended
            process.kill()
    engine.wait()


def processes_below(folder: Path) -> list[psutil.Process]:
    """Return all processes with a folder in their environment: the engine and its children."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):  # the process has ended, or belongs to another user
            if any(f"{folder}/" in value for value in process.environ().values()):
                found.append(process)
    return found


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_ctrl_c_ends_a_preview(stack_for: StackFor, interrupt: Interrupt, look_up: str) -> None:
    """Ctrl-C ends a preview with a readable error, without a traceback or a remaining process."""
    stack = stack_for(LOOK_UPS[look_up], settings=PATIENCE)
    exit_status, text = interrupt(stack, "preview", signal.SIGINT)
    assert exit_status > 0
    told = {"function": "preview canceled", "pin": "The lookup was canceled before it was complete."}
    assert told[look_up] in text
    assert "Traceback" not in text
    assert "alicloud_iot_ota" not in text
    assert stack.preview().outputs == {"version": "4.0.0"}


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_a_killed_engine_leaves_its_state_and_nothing_else(
    stack_for: StackFor, interrupt: Interrupt, look_up: str
) -> None:
    """If the engine is killed, the program and plugins end, the state is unchanged, and the stack still works."""
    stack = stack_for(LOOK_UPS[look_up], settings=PATIENCE)
    assert stack.up().ok
    before = stack.state()
    exit_status, _ = interrupt(stack, "up --yes --skip-preview", KILL)
    assert exit_status == -KILL
    assert stack.state() == before
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.text
    assert preview.outputs == {"version": "4.0.0"}


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_a_listing_that_was_killed_is_in_no_cache(
    stack_for: StackFor, interrupt: Interrupt, emulator: Emulator, tmp_path: Path
) -> None:
    """A list that was only partly read is not cached: the next preview reads both pages. A complete list is cached."""
    for number in range(100):
        emulator.publish(DestVersion=f"0.0.{number}", ProductKey="a1GatewayK01")
    cache = {"cacheMaxAge": "600", "cacheDir": str(tmp_path / "cache")}
    stack = stack_for(LOOK_UPS["pin"], settings=PATIENCE | cache)
    interrupt(stack, "preview", KILL, page=2)
    asked_before = len(emulator.requests)
    assert stack.preview().outputs == {"version": "4.0.0"}
    assert [request.parameters["CurrentPage"] for request in emulator.requests[asked_before:]] == ["1", "2"]
    assert stack.preview().outputs == {"version": "4.0.0"}
    assert len(emulator.requests) == asked_before + 2
