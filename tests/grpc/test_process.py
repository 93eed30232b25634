# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin's process from the engine's view: the command line, the port line, and the exit."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from alicloud_iot_ota import __version__
from tests.posix import KILL, KILLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, PluginProcess, Wire

TIMEOUT = 30  # seconds after which a test fails
OUTLIVES = 15  # seconds after which a plugin without an engine counts as orphaned; it checks every second

HEAVY = (
    "requests",
    "urllib3",
    "msgspec",
    "alibabacloud_credentials",
    "aiohttp",
    "shutil",
    "ipaddress",
    "alicloud_iot_ota.api.client",
)
"""The modules that only a lookup needs."""

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
"""Code that runs the plugin and prints the loaded heavy modules when the port line is written."""

ENGINE = """
import subprocess, sys
plugin = subprocess.Popen([sys.executable, *sys.argv[1:], "127.0.0.1:1"], stdout=subprocess.PIPE)
print(plugin.pid, flush=True)
print(plugin.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""
"""Code that starts a plugin like an engine, prints its process ID and port, and waits."""

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
"""Code that runs the plugin and kills its engine right after the port line."""


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
"""Code that runs the plugin and sends a signal whenever the main thread is about to wait."""


def test_the_port_is_all_that_stdout_ever_holds_and_stderr_stays_empty(
    start_plugin: Callable[..., PluginProcess],
    dial: Callable[[PluginProcess], Wire],
    engine: FakeEngine,
    settings: dict[str, object],
) -> None:
    """In a normal run, stdout has only the port line, stderr is empty, and the exit code is 0."""
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
    """Many parallel connections cause no warning of the HTTP library on stderr."""
    emulator.fault("slow", seconds=0.5, times=16)  # keeps all connections open at the same time
    process = start_plugin("127.0.0.1:1")
    wire = dial(process)
    wire.configure(**settings)
    request = wire.request("getFirmwarePage", {"currentPage": 1, "pageSize": 1})
    calls = [wire.stub.Invoke.future(request, timeout=TIMEOUT) for _ in range(16)]
    assert not any(call.result().failures for call in calls)
    assert process.terminate() == (0, "", "")


@pytest.mark.parametrize("method", ["ResourceProvider/Check", "ResourceProvider/Invoke", "Analyzer/Configure"])
def test_unreadable_message(start_plugin: Callable[..., PluginProcess], method: str) -> None:
    """A message that gRPC cannot read, such as one nested too deeply, is an error without a traceback on stderr."""
    front_end = "policies" if method.startswith("Analyzer") else "plugin"
    process = start_plugin("127.0.0.1:1", code=f"from alicloud_iot_ota.{front_end} import main; main()")
    with grpc.insecure_channel(process.address) as channel:
        call: Any = channel.unary_unary(f"/pulumirpc.{method}")
        with pytest.raises(grpc.RpcError, match="deserializing request"):
            call(b"\xff", timeout=TIMEOUT)
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
    """The engine's address is the last argument, after any flags. Warnings reach it without a Handshake."""
    process = start_plugin(*flags, engine.address)
    wire = dial(process)
    wire.configure(**settings)
    wire.call("getFirmware", productKey="a1CameraK01", moduleName="default", type="full", select="highest")
    assert [line.message for line in engine.logged if "cam_2024-11-05" in line.message]


@pytest.mark.parametrize("argv", [(), ("--logtostderr",)])
def test_without_an_address_it_serves_whoever_attaches(
    start_plugin: Callable[..., PluginProcess], dial: Callable[[PluginProcess], Wire], argv: tuple[str, ...]
) -> None:
    """Without an address (PULUMI_DEBUG_PROVIDERS), the plugin prints its port and runs until a signal ends it."""
    process = start_plugin(*argv)
    assert dial(process).stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__
    assert process.popen.poll() is None
    assert process.terminate() == (0, "", "")


def test_a_signal_at_any_moment_ends_it(start_plugin: Callable[..., PluginProcess]) -> None:
    """SIGTERM ends the plugin at any moment, even while it starts to wait for the signal."""
    process = start_plugin("127.0.0.1:1", code=INTERRUPT_A_WAIT)
    assert process.terminate() == (0, "", "")


def test_sigint_ends_it_too(start_plugin: Callable[..., PluginProcess]) -> None:
    """SIGINT (Ctrl-C in a debugger's terminal) ends the plugin with exit code 0 and no traceback."""
    process = start_plugin()
    process.popen.send_signal(signal.SIGINT)
    _, err = process.popen.communicate(timeout=TIMEOUT)
    assert (process.popen.returncode, err) == (0, b"")


@pytest.fixture
def start_engine() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return a function that starts a fake engine with a plugin. At the end, kill all processes."""
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
        with contextlib.suppress(ProcessLookupError):  # the expected case
            os.kill(plugin, KILL)
        engine.communicate()


def ended(engine: subprocess.Popen[bytes]) -> bytes:
    """Return the stderr output of an engine and its plugin, after both have ended."""
    try:
        return engine.communicate(timeout=OUTLIVES)[1]
    except subprocess.TimeoutExpired:
        pytest.fail("the plugin outlived its engine")


@pytest.mark.parametrize("module", ["alicloud_iot_ota.plugin", "alicloud_iot_ota.policies"])
def test_it_ends_by_itself_when_its_engine_was_killed(
    start_engine: Callable[..., subprocess.Popen[bytes]], module: str
) -> None:
    """If the engine is killed, the plugin exits, and so does the policy pack."""
    engine = start_engine("-m", module)
    assert engine.stdout is not None
    assert int(engine.stdout.readline()) > 0
    engine.kill()
    assert ended(engine) == b""


def test_it_ends_by_itself_when_its_engine_was_killed_at_once(
    start_engine: Callable[..., subprocess.Popen[bytes]],
) -> None:
    """If the engine is killed right after the port line, the plugin still exits."""
    engine = start_engine("-c", KILL_THE_ENGINE)
    assert engine.wait(TIMEOUT) == KILLED  # before its stdin is closed, which would end it too
    assert ended(engine) == b""


def test_nothing_heavy_is_imported_before_the_port_line(start_plugin: Callable[..., PluginProcess]) -> None:
    """The plugin imports no heavy module, such as the HTTP client, before it prints the port line.

    Code around the plugin checks `sys.modules` when the line is written, so the test measures no time.
    """
    process = start_plugin("127.0.0.1:1", code=TELL_WHAT_IS_LOADED)
    assert process.terminate() == (0, "", "\n")
