# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, and an engine that is killed, in the middle of a look-up: nothing stays behind, and the next preview works.

Nothing here is timed. The service does not answer, and a look-up would wait an hour for it: that anything ends at all
is the interrupt's doing.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox import Stack

    from tests.engine.conftest import StackFor

    Interrupt = Callable[..., tuple[int, str]]

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for the end of other processes by Linux's means"),
]

GIVES_UP = 40  # seconds after which a test counts something as never to come
PATIENCE = {"timeout": "3600"}  # seconds that a look-up may take by its own setting

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
def asked() -> queue.Queue[str]:
    """The emulator's line for each request that has reached it."""
    return queue.Queue()


@pytest.fixture
def emulator(asked: queue.Queue[str]) -> Iterator[Emulator]:
    """Run the default fleet, and tell of each request."""
    with Emulator(queries_per_second=None, log=asked.put) as emulator:
        yield emulator


@pytest.fixture
def interrupt(asked: queue.Queue[str], emulator: Emulator, tmp_path: Path) -> Interrupt:
    """Start a command of the engine, send it a signal when it waits for a page, and wait until all is gone.

    The result is the exit status of the engine and what it printed.
    """

    def interrupt(stack: Stack, command: str, number: signal.Signals, page: int = 1) -> tuple[int, str]:
        emulator.fault("hang", seconds=10 * GIVES_UP, times=1000, page=page)
        while not asked.empty():  # what earlier commands have asked
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
            others = processes_below(tmp_path) - {engine.pid}
            ends = {process: os.pidfd_open(process) for process in others}
            # As a terminal does it: to the group of the engine, which gives each child a group of its own.
            os.killpg(engine.pid, number)
            exit_status = engine.wait(GIVES_UP)
            for process, end in ends.items():
                assert select.select([end], [], [], GIVES_UP)[0], f"still there: {command_line(process)}"
                os.close(end)
            assert processes_below(tmp_path) == set()
        finally:
            for process in processes_below(tmp_path):
                with contextlib.suppress(ProcessLookupError):  # it has ended in the meantime
                    os.kill(process, signal.SIGKILL)
            engine.wait()
        emulator.clear_faults()
        return exit_status, output.read_text()

    return interrupt


def processes_below(folder: Path) -> set[int]:
    """The IDs of all processes whose environment names a folder: the engine's, and all that it starts."""
    found = set()
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):  # it has ended in the meantime, or is somebody else's
            if process.name.isdigit() and f"{folder}/".encode() in (process / "environ").read_bytes():
                found.add(int(process.name))
    return found


def command_line(process: int) -> str:
    """What a process was started as."""
    return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_ctrl_c_ends_a_preview(stack_for: StackFor, interrupt: Interrupt, look_up: str) -> None:
    """It fails in words, without a line of this package's code, and leaves no process."""
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
    """The program and the plugins end with it, the state is what it was, and the stack works on."""
    stack = stack_for(LOOK_UPS[look_up], settings=PATIENCE)
    assert stack.up().ok
    before = stack.state()
    exit_status, _ = interrupt(stack, "up --yes --skip-preview", signal.SIGKILL)
    assert exit_status == -signal.SIGKILL
    assert stack.state() == before
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.text
    assert preview.outputs == {"version": "4.0.0"}


@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_a_listing_that_was_killed_is_in_no_cache(
    stack_for: StackFor, interrupt: Interrupt, emulator: Emulator, tmp_path: Path
) -> None:
    """With one page of two read, the next preview asks for both; what it kept then serves the one after it."""
    for number in range(100):
        emulator.publish(DestVersion=f"0.0.{number}", ProductKey="a1GatewayK01")
    cache = {"cacheMaxAge": "600", "cacheDir": str(tmp_path / "cache")}
    stack = stack_for(LOOK_UPS["pin"], settings=PATIENCE | cache)
    interrupt(stack, "preview", signal.SIGKILL, page=2)
    asked_before = len(emulator.requests)
    assert stack.preview().outputs == {"version": "4.0.0"}
    assert [request.parameters["CurrentPage"] for request in emulator.requests[asked_before:]] == ["1", "2"]
    assert stack.preview().outputs == {"version": "4.0.0"}
    assert len(emulator.requests) == asked_before + 2
