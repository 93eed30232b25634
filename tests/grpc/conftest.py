# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin over a real gRPC connection, with the emulator and a fake engine."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from alicloud_iot_emulator import Emulator
from tests.grpc.serving import ENDS_SOON, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WORKERS = 80  # more than the number of parallel calls in any test
PIN = "alicloud-iot:ota:FirmwarePin"
URN = "urn:pulumi:dev::fleet::alicloud-iot:ota:FirmwarePin::gateway"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
CORRECT = "Correct the arguments named above. Nothing was looked up."
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Wire:
    """A client that calls the plugin like the engine, with plain values."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def configure(self, **settings: object) -> provider_pb2.ConfigureResponse:
        """Configure the provider."""
        request = provider_pb2.ConfigureRequest(args=to_struct(settings))
        answer: provider_pb2.ConfigureResponse = self.stub.Configure(request, timeout=ENDS_SOON)
        return answer

    def check_config(self, **settings: object) -> provider_pb2.CheckResponse:
        """Check a configuration."""
        request = provider_pb2.CheckRequest(news=to_struct(settings))
        answer: provider_pb2.CheckResponse = self.stub.CheckConfig(request, timeout=ENDS_SOON)
        return answer

    def request(self, function: str, args: Mapping[str, object]) -> provider_pb2.InvokeRequest:
        """Return the request for a call of a function in the module `ota`."""
        return provider_pb2.InvokeRequest(tok=f"alicloud-iot:ota:{function}", args=to_struct(args))

    def invoke(self, function: str, **args: object) -> provider_pb2.InvokeResponse:
        """Call a function. Return its response, or the mistakes in its arguments as `Check` returns them."""
        return self.send_invoke(self.request(function, args))

    def send_invoke(self, request: provider_pb2.InvokeRequest) -> provider_pb2.InvokeResponse:
        """Do the same as `invoke` for a request."""
        try:
            answer: provider_pb2.InvokeResponse = self.stub.Invoke(request, timeout=ENDS_SOON)
        except grpc.RpcError as error:
            reasons, _, remedy = str(error.details()).rpartition("\n")
            if remedy != CORRECT or error.code() is not grpc.StatusCode.INVALID_ARGUMENT:
                raise
            failures = [provider_pb2.CheckFailure(property=argument(each), reason=each) for each in reasons.split("\n")]
            return provider_pb2.InvokeResponse(failures=failures)
        assert not answer.failures  # `pulumi do` ignores them
        return answer

    def call(self, function: str, **args: object) -> dict[str, Any]:
        """Call a function that must succeed, and return its result."""
        answer = self.invoke(function, **args)
        assert not answer.failures, answer.failures
        return to_dict(getattr(answer, "return"))

    def check(
        self,
        news: Mapping[str, object],
        olds: Mapping[str, object] | None = None,
        urn: str = URN,
        old_outputs: Mapping[str, object] | None = None,
    ) -> provider_pb2.CheckResponse:
        """Check the inputs of a pin."""
        request = provider_pb2.CheckRequest(
            urn=urn,
            news=to_struct(news),
            olds=to_struct(olds or {}),
            old_outputs=to_struct(old_outputs or {}),
            name=urn.split("::", 3)[3],
            type=urn.split("::")[2],
        )
        answer: provider_pb2.CheckResponse = self.stub.Check(request, timeout=ENDS_SOON)
        return answer

    def send(self, to: str, criteria: Mapping[str, object]) -> provider_pb2.InvokeResponse | provider_pb2.CheckResponse:
        """Look up one package with a function, or with `Check` of a pin."""
        return self.check(criteria) if to == "Check" else self.invoke(to, **criteria)

    def chosen(self, to: str, criteria: Mapping[str, object]) -> str:
        """Return the ID of the one package that matches criteria."""
        answer = self.send(to, criteria)
        assert not answer.failures, answer.failures
        values = to_dict(getattr(answer, "inputs" if to == "Check" else "return"))
        firmware_id: str = values.get("firmware", values)["firmwareId"]
        return firmware_id

    def refusal(self, to: str, criteria: Mapping[str, object]) -> tuple[grpc.StatusCode, str]:
        """Send a request that must fail, and return the status and the text."""
        with pytest.raises(grpc.RpcError) as raised:
            self.send(to, criteria)
        return raised.value.code(), str(raised.value.details())

    def read(
        self, resource_id: str, inputs: Mapping[str, object] | None = None, urn: str = URN
    ) -> provider_pb2.ReadResponse:
        """Read a pin: a refresh with inputs, or an import without inputs."""
        state = to_struct(inputs or {})
        request = provider_pb2.ReadRequest(
            id=resource_id, urn=urn, inputs=state, properties=state, name=urn.split("::", 3)[3], type=urn.split("::")[2]
        )
        answer: provider_pb2.ReadResponse = self.stub.Read(request, timeout=ENDS_SOON)
        return answer

    def list_request(self, query: Mapping[str, object], **page: Any) -> provider_pb2.ListRequest:  # noqa: ANN401 - the fields of the request
        """Return the request for a list of packages to import."""
        return provider_pb2.ListRequest(**{"token": PIN, "query": to_struct(query), **page})

    def list(self, query: Mapping[str, object], **page: Any) -> list[provider_pb2.ListResponse]:  # noqa: ANN401 - as above
        """List packages to import, and return every response in order."""
        return list(self.stub.List(self.list_request(query, **page), timeout=ENDS_SOON))


class FakeEngine(engine_pb2_grpc.EngineServicer):
    """A fake engine that records the log messages of plugins."""

    def __init__(self) -> None:
        self.logged: list[engine_pb2.LogRequest] = []
        self.address = ""

    def Log(self, request: engine_pb2.LogRequest, _context: grpc.ServicerContext) -> Empty:  # noqa: N802 - the protocol's name
        """Record a log message."""
        self.logged.append(request)
        return Empty()


class PluginProcess:
    """A real plugin process, from start to end.

    Args:
        argv: The arguments after the executable.
        code: Python code that runs instead of the executable.
    """

    def __init__(self, *argv: str, code: str | None = None) -> None:
        start = ["-m", "alicloud_iot_ota.plugin"] if code is None else ["-c", code]
        self.popen = subprocess.Popen(
            [sys.executable, *start, *argv],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert self.popen.stdout is not None
        self.first_line = self.popen.stdout.readline().decode()

    @property
    def address(self) -> str:
        """The address at which the plugin listens."""
        return f"127.0.0.1:{int(self.first_line)}"

    def terminate(self) -> tuple[int, str, str]:
        """Send SIGTERM. Return the exit code and the remaining output to stdout and stderr."""
        self.popen.terminate()
        out, err = self.popen.communicate(timeout=ENDS_SOON)
        return self.popen.returncode, out.decode(), err.decode()

    def kill(self) -> None:
        """Kill the process if it still runs."""
        self.popen.kill()
        self.popen.communicate(timeout=ENDS_SOON)


def argument(reason: str) -> str:
    """Return the path of the argument that a mistake is about."""
    return reason.removeprefix('Unknown argument "').split()[0].rstrip('".')


def to_struct(values: Mapping[str, object]) -> Struct:
    """Convert plain values to the engine's format."""
    return json_format.ParseDict(dict(values), Struct())


def to_dict(struct: Struct) -> dict[str, Any]:
    """Convert a struct to a dictionary. All numbers in a struct are floats."""
    return json_format.MessageToDict(struct)


@pytest.fixture
def emulate() -> Iterator[Callable[..., Emulator]]:
    """Return a function that starts emulators with an unlimited quota, so that test speed does not matter."""
    with ExitStack() as stack:

        def start(catalog: Mapping[str, object] | None = None, **options: Any) -> Emulator:  # noqa: ANN401 - the emulator's own
            emulator = Emulator(catalog, monotonic=itertools.count().__next__, **{"any_version": True, **options})
            return stack.enter_context(emulator)

        yield start


@pytest.fixture
def emulator(emulate: Callable[..., Emulator]) -> Emulator:
    """Run the default fleet."""
    return emulate()


@pytest.fixture
def settings_of() -> Callable[[Emulator], dict[str, object]]:
    """Return a function that returns provider settings for an emulator."""

    def settings(emulator: Emulator) -> dict[str, object]:
        key = emulator.credentials
        return {
            "endpoint": emulator.url,
            "iotInstanceId": emulator.instance_id,
            "accessKeyId": key.access_key_id,
            "accessKeySecret": key.access_key_secret,
        }

    return settings


@pytest.fixture
def settings(emulator: Emulator, settings_of: Callable[[Emulator], dict[str, object]]) -> dict[str, object]:
    """Return provider settings for the default fleet."""
    return settings_of(emulator)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    """Run a fake engine."""
    engine = FakeEngine()
    server = grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    engine.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield engine
    server.stop(grace=None).wait(ENDS_SOON)


@pytest.fixture
def serve_plugin() -> Iterator[Callable[[int], str]]:
    """Return a function that serves an unconfigured plugin in this process with the given number of workers."""
    with serving() as serve:
        yield serve


@pytest.fixture
def plugin(serve_plugin: Callable[[int], str]) -> Iterator[Wire]:
    """Serve an unconfigured plugin in this process."""
    wire = Wire(serve_plugin(WORKERS))
    yield wire
    wire.close()


@pytest.fixture
def provider(engine: FakeEngine, plugin: Wire, settings: dict[str, object]) -> Wire:
    """Serve a plugin that is connected to its engine and configured for the default fleet."""
    plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=engine.address), timeout=ENDS_SOON)
    plugin.configure(**settings)
    return plugin


@pytest.fixture
def next_command(
    engine: FakeEngine, serve_plugin: Callable[[int], str], settings: dict[str, object]
) -> Iterator[Callable[[], Wire]]:
    """Return a function that serves a new plugin for the engine's next command, which reads new lists."""
    with ExitStack() as stack:

        def serve() -> Wire:
            wire = Wire(serve_plugin(WORKERS))
            stack.callback(wire.close)
            wire.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=engine.address), timeout=ENDS_SOON)
            wire.configure(**settings)
            return wire

        yield serve


@pytest.fixture
def start_plugin() -> Iterator[Callable[..., PluginProcess]]:
    """Return a function that starts a real plugin process. At the end, kill all processes."""
    with ExitStack() as stack:

        def start(*argv: str, code: str | None = None) -> PluginProcess:
            process = PluginProcess(*argv, code=code)
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def dial() -> Iterator[Callable[[PluginProcess], Wire]]:
    """Return a function that connects to a plugin process."""
    with ExitStack() as stack:

        def connect(process: PluginProcess) -> Wire:
            wire = Wire(process.address)
            stack.callback(wire.close)
            return wire

        yield connect


@pytest.fixture
def secret() -> Callable[[object], dict[str, object]]:
    """Return a function that marks a value as secret, in the engine's format."""
    return lambda value: {**SECRET, "value": value}


@pytest.fixture
def unknown() -> str:
    """Return the engine's value for an unknown value in a preview."""
    return UNKNOWN


@pytest.fixture
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reduce every retry delay to zero."""
    monkeypatch.setattr("random.random", lambda: 0.0)
