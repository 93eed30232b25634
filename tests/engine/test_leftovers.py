# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is left of the plugin when its engine dies without a word."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Stack

    from tests.engine.conftest import StackFor

pytestmark = pytest.mark.engine

ENDS_SOON = 60  # seconds after which a test gives up on something that does not happen
HELD_BACK = 600  # seconds for which the service keeps an answer: longer than the test waits for anything


@pytest.fixture
def asked() -> threading.Event:
    """Is set when a request has reached the emulator."""
    return threading.Event()


@pytest.fixture
def emulator(asked: threading.Event) -> Iterator[Emulator]:
    """Run an emulator that is very slow to answer."""
    with Emulator(monotonic=itertools.count().__next__, log=lambda _: asked.set()) as emulator:
        emulator.fault("slow", seconds=HELD_BACK)
        yield emulator


@contextlib.contextmanager
def running(stack: Stack, command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of the engine, and end whatever is left of its session: the program's host outlives it."""
    engine = subprocess.Popen(
        [stack._pulumi.engine, "--non-interactive", command, "--yes"],
        cwd=stack.folder,
        env=stack._pulumi.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield engine
    finally:
        for process in processes():
            with contextlib.suppress(ProcessLookupError):  # it has ended in the meantime
                if os.getsid(process) == engine.pid:  # the engine gives each child a process group of its own
                    os.kill(process, signal.SIGKILL)
        engine.wait()


def processes() -> list[int]:
    """The IDs of all processes."""
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def plugins_below(folder: Path) -> list[int]:
    """The IDs of the processes that run a plugin installed below a folder."""
    plugins = f"{folder}/sandbox/pulumi/plugins/".encode()
    found = []
    for process in processes():
        with contextlib.suppress(OSError):  # it has ended in the meantime
            if plugins in Path(f"/proc/{process}/cmdline").read_bytes():
                found.append(process)
    return found


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for the end of another process by Linux's means")
@pytest.mark.parametrize("form", ["native"], indirect=True)
def test_the_plugin_ends_with_its_engine(stack_for: StackFor, asked: threading.Event, tmp_path: Path) -> None:
    """A killed engine cannot say Cancel, and still its plugin goes, even in the middle of a request."""
    stack = stack_for('ota.FirmwarePin("gateway", product_key="a1GatewayK01", dest_version="4.0.0", type="full")\n')
    with running(stack, "up") as engine:
        assert asked.wait(ENDS_SOON)
        (plugin,) = plugins_below(tmp_path)
        ended = os.pidfd_open(plugin)
        engine.kill()
        readable, _, _ = select.select([ended], [], [], ENDS_SOON)
        os.close(ended)
        assert readable, "the plugin outlives its engine"
        assert plugins_below(tmp_path) == []
