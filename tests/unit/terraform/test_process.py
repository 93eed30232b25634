# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The process of the provider: the handshake, the guard of its socket, and its end."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from alicloud_iot_ota.terraform import listening, process
from alicloud_iot_ota.terraform.process import COOKIE
from tests.unit.terraform.serving import PROVIDER, TIME_LIMIT, Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

pytestmark = pytest.mark.posix  # the engine of these tests connects to a socket in the file system

STREAM = "/plugin.GRPCStdio/StreamStdio"

WITH_CLOCK = """
import os, pathlib, sys
from alicloud_iot_ota.terraform import process
def monotonic():
    is_late = pathlib.Path({late!r}).exists()
    print("late" if is_late else "early", file=sys.stderr, flush=True)
    return {late_at} if is_late else 0.0
process.serve(os.environ, monotonic)
os._exit(0)
"""
"""Code that runs the provider with a clock that a file sets forward, and that prints each look at it."""


@pytest.fixture
def short() -> Iterator[Path]:
    """Return a folder with a short path, as sockets need it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture
def environ(short: Path) -> dict[str, str]:
    """Return an environment with a folder of its own for sockets."""
    return {
        "PATH": os.defpath,
        "HOME": str(short),
        "TMPDIR": str(short),
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
    }


def refused(environ: Mapping[str, str]) -> str:
    """Return the only line of a provider that does not start."""
    ended = subprocess.run([PROVIDER], env=environ, capture_output=True, text=True, check=False, timeout=TIME_LIMIT)
    assert ended.returncode == 1
    assert ended.stderr == ""
    (line,) = ended.stdout.splitlines()
    return line


def test_answers_over_tls_with_its_own_certificate(environ: dict[str, str]) -> None:
    """The handshake has the versions, the address and the certificate."""
    with Engine(environ) as engine:
        assert engine.line.startswith("1|6|unix|")
        assert engine.call("GetMetadata").resources[0].name == "alicloudiot_ota_firmware_pin"


def test_uses_no_tls_if_the_engine_does_not(environ: dict[str, str]) -> None:
    """TF_DISABLE_PLUGIN_TLS turns TLS off, and the engine sends no certificate."""
    with Engine(environ, tls=False) as engine:
        assert engine.line.endswith("|grpc|")
        assert engine.call("GetMetadata").server_capabilities.get_provider_schema_optional


def test_each_process_has_another_certificate(environ: dict[str, str]) -> None:
    """No key is stored."""
    with Engine(environ) as one, Engine(environ) as other:
        assert one.line.rpartition("|")[2] != other.line.rpartition("|")[2]


def test_only_this_user_can_enter_the_folder_of_the_socket(environ: dict[str, str]) -> None:
    """The folder is the guard, because the client certificate cannot be checked."""
    with Engine(environ) as engine:
        assert stat.S_IMODE(Path(engine.address).parent.stat().st_mode) == stat.S_IRWXU


def test_uses_the_folder_that_the_engine_wants(environ: dict[str, str], short: Path) -> None:
    """An engine may set the folder for sockets."""
    folder = short / "wanted"
    folder.mkdir()
    with Engine({**environ, "PLUGIN_UNIX_SOCKET_DIR": str(folder)}) as engine:
        assert Path(engine.address).is_relative_to(folder)


def test_a_long_temporary_folder_is_no_obstacle(environ: dict[str, str], tmp_path: Path) -> None:
    """The path of a socket has at most 103 bytes on macOS."""
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    with Engine({**environ, "TMPDIR": str(folder)}) as engine:
        assert engine.call("GetMetadata").functions
        engine.call("Shutdown")
        engine.process.wait(TIME_LIMIT)
        assert not Path(engine.address).parent.exists()


def test_the_next_start_removes_what_a_killed_provider_left(environ: dict[str, str], short: Path) -> None:
    """Only an old directory whose process has ended is removed, and nothing of another name."""
    with Engine(environ) as killed:
        killed.process.kill()
        killed.process.wait()
        left = Path(killed.address).parent
        assert left.exists()
    fresh = left.with_name(f"{left.name}-fresh")  # of a process in another container, whose engine connects now
    kept = [short / f"alicloudiot-{os.getpid()}-x", short / "alicloudiot-none-x", short / "other", fresh]
    for folder in kept:
        folder.mkdir()
    for folder in [left, *kept[:-1]]:
        os.utime(folder, (0, 0))
    with Engine(environ) as engine:
        for _ in range(TIME_LIMIT * 10):
            if not left.exists():
                break
            time.sleep(0.1)
        assert not left.exists()
        assert Path(engine.address).parent.exists()
    assert all(folder.exists() for folder in kept)


@pytest.mark.parametrize("end", ["Shutdown", "SIGTERM"])
def test_ends_without_a_rest(environ: dict[str, str], end: str) -> None:
    """No folder of a socket is left."""
    with Engine(environ) as engine:
        if end == "Shutdown":
            engine.call("Shutdown")
        else:
            engine.process.send_signal(signal.SIGTERM)
        assert engine.process.wait(TIME_LIMIT) == 0
        assert not Path(engine.address).parent.exists()


def test_an_interrupt_does_not_end_it(environ: dict[str, str]) -> None:
    """The engine receives the interrupt too, and calls StopProvider."""
    with Engine(environ) as engine:
        engine.process.send_signal(signal.SIGINT)  # a terminal sends it to the engine and to its providers
        assert engine.call("GetMetadata").functions


def test_ends_if_the_engine_was_killed(environ: dict[str, str], short: Path) -> None:
    """No orphan is left, and no folder."""
    name, value = COOKIE
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run([{str(PROVIDER)!r}])"],
        env={**environ, name: value, "PLUGIN_PROTOCOL_VERSIONS": "6"},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline().startswith(b"1|6|unix|")
    parent.kill()
    assert parent.stdout.read() == b""  # the provider had this pipe too, and has ended
    parent.stdout.close()
    parent.wait()
    assert list(short.glob("alicloudiot-*")) == []


def test_ends_if_the_engine_disconnects(environ: dict[str, str]) -> None:
    """The parent may be a launcher that outlives the engine. The end of the engine's stream ends the provider too."""
    with Engine(environ) as engine:
        stream: Any = engine.channel.unary_stream(STREAM)
        output = stream(b"")
        assert engine.call("GetMetadata").functions
        assert output.is_active()
        engine.channel.close()
        assert engine.process.wait(TIME_LIMIT) == 0
        assert not Path(engine.address).parent.exists()


class Arrivals(grpc.GenericRpcHandler):
    """Handles no call, and records which calls arrive."""

    def __init__(self) -> None:
        self._methods: queue.SimpleQueue[str] = queue.SimpleQueue()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> None:
        """Record the name of the call."""
        self._methods.put(handler_call_details.method)

    def wait(self, method: str) -> None:
        """Wait until a call arrives."""
        assert self._methods.get(timeout=TIME_LIMIT) == method


@contextlib.contextmanager
def serving(
    threads: ThreadPoolExecutor, arrivals: Arrivals, shutdown: Callable[[], None]
) -> Iterator[tuple[process._Calls, grpc.Channel]]:
    """Serve the calls of the protocol in this process."""
    calls = process._Calls(shutdown)
    server = grpc.server(threads, handlers=[arrivals, calls])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield calls, channel
    finally:
        server.stop(None).wait()


@pytest.fixture
def busy() -> Iterator[tuple[ThreadPoolExecutor, threading.Event]]:
    """Return a pool without an idle thread, and an event after which it has one."""
    threads, is_idle = ThreadPoolExecutor(1), threading.Event()
    threads.submit(is_idle.wait)
    yield threads, is_idle
    is_idle.set()
    threads.shutdown()


def test_ends_if_the_engine_disconnects_before_its_stream_is_served(
    busy: tuple[ThreadPoolExecutor, threading.Event],
) -> None:
    """On a busy machine, the stream may end before a thread serves it."""
    threads, is_idle = busy
    arrivals, has_ended = Arrivals(), threading.Event()
    with serving(threads, arrivals, has_ended.set) as (_, channel):
        stream: Any = channel.unary_stream(STREAM)
        output = stream(b"")
        arrivals.wait(STREAM)
        output.cancel()
        other: Any = channel.unary_unary("/other")
        other.future(b"")
        arrivals.wait("/other")  # so the end of the stream has arrived too
        is_idle.set()
        assert has_ended.wait(TIME_LIMIT)


@pytest.fixture
def late(short: Path) -> Path:
    """Return the path of a file. When it exists, the time for an engine to connect is over."""
    return short / "late"


@pytest.fixture
def with_clock(short: Path, late: Path) -> Path:
    """Return an executable that runs the provider with a clock of its own."""
    executable = short / "provider"
    code = WITH_CLOCK.format(late=str(late), late_at=listening.CONNECTED_BY + 1)
    executable.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    executable.chmod(stat.S_IRWXU)
    return executable


def test_ends_if_no_engine_connects(environ: dict[str, str], with_clock: Path, late: Path) -> None:
    """The engine was killed before it connected, and the parent is a launcher that outlives it."""
    with Engine(environ, provider=with_clock) as engine:
        late.touch()
        assert engine.process.wait(TIME_LIMIT) == 0
        assert not Path(engine.address).parent.exists()


def test_waits_for_an_engine_that_has_connected(environ: dict[str, str], with_clock: Path, late: Path) -> None:
    """An engine may plan for hours."""
    with Engine(environ, provider=with_clock) as engine:
        assert engine.call("GetMetadata").functions
        late.touch()
        assert engine.process.stderr is not None
        looks = filter(b"late\n".__eq__, engine.process.stderr)
        assert next(looks)
        assert next(looks)  # so the first look did not end it
        assert engine.call("GetMetadata").functions


def test_the_stream_of_the_output_is_empty() -> None:
    """The stream ends with the provider, without an error."""
    arrivals = Arrivals()
    with serving(ThreadPoolExecutor(1), arrivals, lambda: None) as (calls, channel):
        stream: Any = channel.unary_stream(STREAM)
        output = stream(b"", timeout=TIME_LIMIT)
        arrivals.wait(STREAM)
        calls.stop()
        assert list(output) == []


def test_says_what_it_is_if_a_person_starts_it(environ: dict[str, str]) -> None:
    """A person gets one line."""
    assert refused(environ) == (
        "terraform-provider-alicloudiot is a provider. OpenTofu and Terraform start it. Run `tofu init` in the folder "
        "of a configuration that requires it."
    )


@pytest.mark.parametrize(("versions", "shown"), [("4,5", "4,5"), ("", "none"), ("16", "16")])
def test_refuses_an_engine_without_its_protocol(environ: dict[str, str], versions: str, shown: str) -> None:
    """Other versions of the protocol have other messages."""
    name, value = COOKIE
    assert refused({**environ, name: value, "PLUGIN_PROTOCOL_VERSIONS": versions}) == (
        f"This provider requires version 6 of the plugin protocol, got {shown}. Use OpenTofu, or Terraform 1.8 or "
        "newer."
    )


def test_says_which_library_is_missing(environ: dict[str, str], tmp_path: Path) -> None:
    """Its first line is not a handshake, so the engines print it as their error."""
    (tmp_path / "cryptography").mkdir()
    (tmp_path / "cryptography" / "__init__.py").write_text("raise ImportError('not installed here')")
    name, value = COOKIE
    line = refused(
        {
            **environ,
            name: value,
            "PLUGIN_PROTOCOL_VERSIONS": "6",
            "PLUGIN_CLIENT_CERT": "any",
            "PYTHONPATH": str(tmp_path),
        }
    )
    assert line.startswith(
        "This provider requires cryptography, which Python cannot import (not installed here). Install "
        f"`cryptography` in the environment of {Path(sys.executable).parent}"
    )


def test_without_docstrings(environ: dict[str, str]) -> None:
    """If Python removes docstrings, which contain the descriptions of the schema, the provider says so."""
    name, value = COOKIE
    assert refused({**environ, name: value, "PLUGIN_PROTOCOL_VERSIONS": "6", "PYTHONOPTIMIZE": "2"}) == (
        "This program requires its docstrings, but Python removes them (PYTHONOPTIMIZE=2 or -OO). Unset "
        "PYTHONOPTIMIZE, and start Python without -OO."
    )


def test_says_why_it_has_no_socket(environ: dict[str, str], short: Path) -> None:
    """The cause is in the only line."""
    name, value = COOKIE
    missing = short / "missing"
    line = refused({**environ, name: value, "PLUGIN_PROTOCOL_VERSIONS": "6", "PLUGIN_UNIX_SOCKET_DIR": str(missing)})
    assert str(missing) in line


def test_refuses_calls_of_no_protocol(environ: dict[str, str]) -> None:
    """Other paths are not attributes of the implementation."""
    with Engine(environ) as engine:
        for path in ("/tfplugin5.Provider/GetSchema", "/tfplugin6.Provider/handler", "/tfplugin6.Provider/Shutdown"):
            with pytest.raises(grpc.RpcError) as caught:
                engine.channel.unary_unary(path, lambda request: request, lambda answer: answer)(
                    b"", timeout=TIME_LIMIT
                )
            assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
