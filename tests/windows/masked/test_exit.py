# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The end of plugins and providers with their engine, which is not their parent on Windows. All processes are real."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import grpc
import psutil
import pytest

from alicloud_iot_ota.terraform.process import COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Start = Callable[..., tuple[subprocess.Popen[bytes], bytes]]

ENDS_SOON = 60  # seconds after which a test fails

MASK = "" if sys.platform == "win32" else "import tests.windows.mask"
BREAK = "SIGBREAK" if sys.platform == "win32" else "SIGQUIT"
"""The signal of Ctrl+Break, with which Pulumi stops its plugins. The mask has another one for it."""

PROCESS = f"""
{MASK}
import signal, sys, threading
def press_break():
    if sys.stdin.read():
        signal.raise_signal(signal.{BREAK})
threading.Thread(target=press_break, daemon=True).start()
"""
"""The start of each process. It presses Ctrl+Break after its input, as only a process with a console can send it."""
PLUGIN = f"""
{PROCESS}
import importlib
from alicloud_iot_ota.engine import health
health.INTERVAL = 0.2
importlib.import_module(sys.argv[1]).main()
"""
"""Code that runs a plugin of Pulumi, with frequent health checks."""
DYNAMIC = f"""
{PROCESS}
from alicloud_iot_ota.dynamic import server
from alicloud_iot_ota.engine import health
health.INTERVAL = 0.2
class DynamicResourceProviderServicer: pass
server.exit_with_engine(sys.argv[1])
print("dynamic", flush=True)
threading.Event().wait()
"""
"""Code that runs like Pulumi's server for dynamic providers, after it has configured the pin."""
PROVIDER = f"""
{PROCESS}
from alicloud_iot_ota.terraform import main
main()
"""
"""Code that runs the provider of OpenTofu."""
LAUNCHER = """
import subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=False)
"""
"""Code that runs other code and waits for it, like the executables that pip makes on Windows."""

PULUMI = f"""
import subprocess, sys
from concurrent.futures import ThreadPoolExecutor
import grpc
server = grpc.server(ThreadPoolExecutor(1))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
command = [sys.executable, "-c", {LAUNCHER!r}, *sys.argv[1:], f"127.0.0.1:{{port}}"]
launcher = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
print(launcher.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""
"""Code that starts a plugin through a launcher as Pulumi does, prints its first line, and waits."""
OPENTOFU = f"""
import subprocess, sys
import grpc
command = [sys.executable, "-c", {LAUNCHER!r}, {PROVIDER!r}]
launcher = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
line = launcher.stdout.readline().decode().strip()
channel = grpc.insecure_channel(line.split("|")[3])
output = channel.unary_stream("/plugin.GRPCStdio/StreamStdio")(b"")
channel.unary_unary("/tfplugin6.Provider/GetMetadata")(b"", timeout={ENDS_SOON})
print(line, flush=True)
sys.stdin.read()
"""
"""Code that starts the provider through a launcher as OpenTofu does, connects, prints its first line, and waits."""


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that runs code in a process, and returns the process and its first line."""
    started: list[subprocess.Popen[bytes]] = []
    below: list[psutil.Process] = []

    def run(*command: str) -> tuple[subprocess.Popen[bytes], bytes]:
        name, value = COOKIE
        process = subprocess.Popen(
            [sys.executable, "-c", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, name: value, "PLUGIN_PROTOCOL_VERSIONS": "6"},
        )
        started.append(process)
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        below.extend(psutil.Process(process.pid).children(recursive=True))
        return process, line

    yield run
    for process in started:
        process.kill()
    for each in below:
        with contextlib.suppress(psutil.NoSuchProcess):  # the expected case
            each.kill()
    for process in started:
        process.communicate(timeout=ENDS_SOON)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([PULUMI, PLUGIN, "alicloud_iot_ota.plugin"], id="plugin"),
        pytest.param([PULUMI, PLUGIN, "alicloud_iot_ota.policies"], id="policy pack"),
        pytest.param([PULUMI, DYNAMIC], id="dynamic provider"),
        pytest.param([OPENTOFU], id="provider of OpenTofu"),
    ],
)
def test_ends_if_the_engine_was_killed(start: Start, command: list[str]) -> None:
    """The launcher between the engine and the plugin waits for the plugin, and ends too."""
    engine, line = start(*command)
    assert line
    engine.kill()
    assert engine.communicate(timeout=ENDS_SOON) == (b"", b"")  # all three processes have this stderr


def test_plugin_without_an_engine_keeps_running(
    start: Start,
) -> None:
    """A plugin that was started by hand for a debugger has no engine to ask. Ctrl+Break ends it."""
    plugin, line = start(PLUGIN, "alicloud_iot_ota.plugin", "--logtostderr")
    assert int(line) > 0
    assert plugin.poll() is None
    assert plugin.communicate(b"break", timeout=ENDS_SOON) == (b"", b"")
    assert plugin.returncode == 0


@pytest.mark.parametrize("module", ["plugin", "policies"])
def test_ends_when_the_engine_stops_it(start: Start, module: str) -> None:
    """Pulumi waits five seconds for the end, and then kills the process."""
    plugin, line = start(PLUGIN, f"alicloud_iot_ota.{module}", "127.0.0.1:1")
    assert int(line) > 0
    assert plugin.communicate(b"break", timeout=ENDS_SOON) == (b"", b"")
    assert plugin.returncode == 0


def test_provider_leaves_an_interrupt_to_its_engine(
    start: Start,
) -> None:
    """OpenTofu gets the interrupt too, and stops its providers with a call."""
    provider, line = start(PROVIDER)
    assert provider.stdin is not None
    with provider.stdin as keyboard:
        keyboard.write(b"break")
    provider.stdin = None  # `communicate` would flush it
    with grpc.insecure_channel(line.decode().split("|")[3]) as channel:
        get_metadata: Any = channel.unary_unary("/tfplugin6.Provider/GetMetadata")
        assert get_metadata(b"", timeout=ENDS_SOON)
    assert provider.poll() is None
