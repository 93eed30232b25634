# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The contract between the engine and the plugin's process: the command line, the port line, and the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from google.protobuf.empty_pb2 import Empty

from alicloud_iot_ota import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, PluginProcess, Wire

TIMEOUT = 30  # seconds after which a process that does not end counts as one that never will
OUTLIVES = 15  # seconds after which a plugin without an engine counts as left behind; it looks every second

HEAVY = ("requests", "urllib3", "msgspec", "alibabacloud_credentials", "aiohttp", "alicloud_iot_ota.api.client")
"""What a look-up needs and a port line does not."""

TELL_WHAT_IS_LOADED = f"""
import io, sys
class Stdout(io.TextIOBase):
    def write(self, text):
        sys.stderr.write(" ".join(name for name in {HEAVY!r} if name in sys.modules) + "\\n")
        return sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.flush()
sys.stdout = Stdout()
from alicloud_iot_ota.plugin import main
main()
"""
"""Runs the plugin; at the moment it writes its port line, says on stderr which of the heavy modules are there."""

ENGINE = """
import subprocess, sys
plugin = subprocess.Popen([sys.executable, *sys.argv[1:], "127.0.0.1:1"], stdout=subprocess.PIPE)
print(plugin.pid, flush=True)
print(plugin.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""
"""Starts a plugin as an engine does, says its process ID and its port, and waits to be killed."""

KILL_THE_ENGINE = """
import io, os, signal, sys
class Stdout(io.TextIOBase):
    def write(self, text):
        return sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.flush()
        engine = os.getppid()
        os.kill(engine, signal.SIGKILL)
        while os.getppid() == engine:
            pass
sys.stdout = Stdout()
from alicloud_iot_ota.plugin import main
main()
"""
"""Runs the plugin; at the moment its port line is out, its engine is gone."""


INTERRUPT_A_WAIT = """
import os, signal, threading
wait = threading.Condition.wait
def interrupted(condition, timeout=None):
    if threading.current_thread() is threading.main_thread() and timeout == 1:
        os.kill(os.getpid(), signal.SIGTERM)
    return wait(condition, timeout)
threading.Condition.wait = interrupted
from alicloud_iot_ota.plugin import main
main()
"""
"""Runs the plugin; a signal comes whenever its main thread holds the lock of something that it is about to wait for."""


def test_the_port_is_all_that_stdout_ever_holds_and_stderr_stays_empty(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    engine: FakeEngine,
    settings: dict[str, object],
) -> None:
    """A normal run: the port on a line of its own, look-ups, an end with status 0, and not a word besides."""
    process = start_plugin(engine.address)
    wire = dial(process)
    wire.configure(**settings)
    assert wire.call("getFirmware", firmwareName="meter-1.5.0")["destVersion"] == "1.5.0"
    assert 0 < int(process.first_line) < 65536
    assert process.terminate() == (0, "", "")


def test_many_pages_read_at_once_are_a_normal_run_too(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    emulator: Emulator,
    settings: dict[str, object],
) -> None:
    """More connections at once than the HTTP library pools by default leave no warning on stderr."""
    emulator.fault("slow", seconds=0.5, times=16)  # holds all of them open side by side
    process = start_plugin("127.0.0.1:1")
    wire = dial(process)
    wire.configure(**settings)
    request = wire.request("getFirmwarePage", {"currentPage": 1, "pageSize": 1})
    calls = [wire.stub.Invoke.future(request, timeout=TIMEOUT) for _ in range(16)]
    assert not any(call.result().failures for call in calls)
    assert process.terminate() == (0, "", "")


@pytest.mark.parametrize(
    "flags",
    [(), ("--tracing", "127.0.0.1:9"), ("-v=9",), ("--logtostderr",), ("--logtostderr", "-v=9", "--some-new-flag=1")],
)
def test_whatever_flags_stand_before_it_the_last_argument_is_the_engine(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    engine: FakeEngine,
    settings: dict[str, object],
    flags: tuple[str, ...],
) -> None:
    """A warning reaches the engine whose address came last, with no Handshake to tell it again."""
    process = start_plugin(*flags, engine.address)
    wire = dial(process)
    wire.configure(**settings)
    wire.call("getFirmware", productKey="a1CameraK01", moduleName="default", type="full", select="highest")
    assert [line.message for line in engine.logged if "cam_2024-11-05" in line.message]


@pytest.mark.parametrize("argv", [(), ("--logtostderr",)])
def test_without_an_address_it_serves_whoever_attaches(
    start_plugin: Callable[..., PluginProcess], dial: Callable[[PluginProcess], Wire], argv: tuple[str, ...]
) -> None:
    """Started by hand for PULUMI_DEBUG_PROVIDERS, it prints its port, answers, and ends only when it is told to."""
    process = start_plugin(*argv)
    assert dial(process).stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__
    assert process.popen.poll() is None
    assert process.terminate() == (0, "", "")


def test_a_signal_at_any_moment_ends_it(start_plugin: Callable[..., PluginProcess]) -> None:
    """Also one that comes in the middle of waiting for it."""
    process = start_plugin("127.0.0.1:1", code=INTERRUPT_A_WAIT)
    assert process.terminate() == (0, "", "")


def test_sigint_ends_it_too(start_plugin: Callable[..., PluginProcess]) -> None:
    """Control-C in a debugging terminal ends it with status 0 and no traceback."""
    process = start_plugin()
    process.popen.send_signal(signal.SIGINT)
    _, err = process.popen.communicate(timeout=TIMEOUT)
    assert (process.popen.returncode, err) == (0, b"")


@pytest.fixture
def start_engine() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a stand-in for the engine that starts a plugin; what outlives a test is killed."""
    started = []

    def start(*plugin: str) -> subprocess.Popen[bytes]:
        engine = subprocess.Popen(
            [sys.executable, "-c", ENGINE, *plugin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert engine.stdout is not None
        started.append((engine, int(engine.stdout.readline())))
        return engine

    yield start
    for engine, plugin in started:
        engine.kill()
        with contextlib.suppress(ProcessLookupError):  # as it should be
            os.kill(plugin, signal.SIGKILL)
        engine.communicate()


def ended(engine: subprocess.Popen[bytes]) -> bytes:
    """Return what an engine and its plugin wrote to stderr: a pipe that both hold, and that ends when both are gone."""
    try:
        return engine.communicate(timeout=OUTLIVES)[1]
    except subprocess.TimeoutExpired:
        pytest.fail("the plugin outlived its engine")


def test_it_ends_by_itself_when_its_engine_was_killed(
    start_engine: Callable[..., subprocess.Popen[bytes]],
) -> None:
    """An engine that dies without a word leaves no plugin behind."""
    engine = start_engine("-m", "alicloud_iot_ota.plugin")
    assert engine.stdout is not None
    assert int(engine.stdout.readline()) > 0
    engine.kill()
    assert ended(engine) == b""


def test_it_ends_by_itself_when_its_engine_was_killed_at_once(
    start_engine: Callable[..., subprocess.Popen[bytes]],
) -> None:
    """Even one that dies the moment the port line is out, before the plugin does anything else."""
    engine = start_engine("-c", KILL_THE_ENGINE)
    assert ended(engine) == b""


def test_nothing_heavy_is_imported_before_the_port_line(start_plugin: Callable[..., PluginProcess]) -> None:
    """The engine waits for the port line, and needs no HTTP client for it.

    A wrapper looks into `sys.modules` at the very moment the line is written, so nothing is timed.
    """
    process = start_plugin("127.0.0.1:1", code=TELL_WHAT_IS_LOADED)
    assert process.terminate() == (0, "", "\n")
