# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plugin belongs to its first engine and its first configuration: its port is open to every user of the machine.

What a stranger could gain is a request that is signed with the user's key and goes to an address of the stranger's own,
and the lines that are for the user.
"""

from __future__ import annotations

import functools
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import grpc
import msgspec
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from alicloud_iot_ota.schema.settings import ProviderArgs
from tests.grpc.serving import ENDS_SOON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alicloud_iot_emulator import Emulator
    from tests.grpc.conftest import FakeEngine, PluginProcess, Wire

WARNS = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
"""Criteria that pass over a version which is no semantic one, and say so to the engine."""

NOT_LOOPBACK = [
    "192.0.2.1:443",
    "10.0.0.1:1",
    "[2001:db8::1]:443",
    "[::]:443",
    "0.0.0.0:443",
    "127.999.0.1:443",
    "127.0.0.01:443",
    "127.0.0.1:0",
    "127.0.0.1:99999",
    "localhost:8765",
    "attacker.example.com:443",
    "127.0.0.1.example.com:443",
    "127.example.com:443",
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:1,192.0.2.1:443",
    "dns:///attacker.example.com:443",
    "ipv4:192.0.2.1:443",
    "ipv4:127.0.0.1:1",
    "unix:///run/engine.sock",
    "127.0.0.1:1\n",
    " 127.0.0.1:1",
]


@pytest.fixture
def another_address() -> Iterator[str]:
    """Where somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def started(start_plugin: Callable[..., PluginProcess], engine: FakeEngine) -> PluginProcess:
    """A plugin that an engine has started."""
    return start_plugin(engine.address)


def handshake(wire: Wire, address: str) -> None:
    """Say by Handshake where the engine is."""
    wire.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address), timeout=ENDS_SOON)


def attach(wire: Wire, address: str) -> None:
    """Say by Attach where the engine is."""
    wire.stub.Attach(plugin_pb2.PluginAttach(address=address), timeout=ENDS_SOON)


def refusal(call: Callable[[], object]) -> str:
    """Call what must be refused for the state that the plugin is in, and give the text."""
    with pytest.raises(grpc.RpcError) as raised:
        call()
    assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    return str(raised.value.details())


@pytest.mark.parametrize("by", [handshake, attach])
@pytest.mark.parametrize("after", ["nothing", "Handshake", "Cancel"])
def test_an_engine_that_started_the_plugin_is_its_only_one(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    started: PluginProcess,
    dial: Callable[[PluginProcess], Wire],
    engine: FakeEngine,
    settings: dict[str, object],
    another_address: str,
    by: Callable[[Wire, str], None],
    after: str,
) -> None:
    """Even before it says a word, and when it has ended its run; the user's lines still reach it."""
    wire = dial(started)
    if after != "nothing":
        handshake(wire, engine.address)
    if after == "Cancel":
        wire.stub.Cancel(Empty(), timeout=ENDS_SOON)
    told = refusal(lambda: by(wire, another_address))
    assert f"serves the engine at {engine.address}; the engine at {another_address} was refused" in told
    assert "another program on this machine" in told
    if after != "Cancel":
        by(wire, engine.address)  # the same again changes nothing
        wire.configure(**settings)
        wire.call("getFirmware", **WARNS)
        assert len(engine.logged) == 1


def test_no_other_engine_after_a_dead_one(
    start_plugin: Callable[..., PluginProcess], dial: Callable[[PluginProcess], Wire], another_address: str
) -> None:
    """Whoever waits for the engine's end, or is faster than its first call, is refused too."""
    wire = dial(start_plugin("127.0.0.1:1"))
    assert "127.0.0.1:1" in refusal(lambda: handshake(wire, another_address))


@pytest.mark.parametrize("by", [handshake, attach])
def test_a_debugged_plugin_keeps_an_engine_that_listens(
    plugin: Wire, engine: FakeEngine, another_address: str, by: Callable[[Wire, str], None]
) -> None:
    """Nobody takes it over in the middle of a command."""
    attach(plugin, engine.address)
    told = refusal(lambda: by(plugin, another_address))
    assert "wait until the first command has ended" in told
    by(plugin, engine.address)


@pytest.mark.parametrize("address", NOT_LOOPBACK)
@pytest.mark.parametrize("by", [handshake, attach])
def test_an_engine_is_on_this_machine(plugin: Wire, by: Callable[[Wire, str], None], address: str) -> None:
    """By its number: a name may lead anywhere."""
    assert "is not a loopback IP address with a port" in refusal(lambda: by(plugin, address))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.8.9.10:65535", "[::1]:1"])
def test_every_loopback_address_is_one(plugin: Wire, address: str) -> None:
    """Of both families."""
    handshake(plugin, address)


@pytest.mark.parametrize("address", ["192.0.2.1:443", "localhost:1", "doctor"])
def test_a_plugin_for_an_engine_elsewhere_does_not_start(address: str) -> None:
    """Nor one that was given a command of the command line; it says so, in plain words."""
    ended = subprocess.run(
        [sys.executable, "-m", "alicloud_iot_ota.plugin", address],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
        timeout=ENDS_SOON,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f'The engine\'s address "{address}" is not a loopback IP address with a port.\n')
    assert len(ended.stderr.splitlines()) == 2


def test_lines_for_the_user_do_not_pass_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
    plugin: Wire,
    engine: FakeEngine,
    settings: dict[str, object],
    another_address: str,
) -> None:
    """Left to itself, gRPC sends what is for 127.0.0.1 to a proxy too, where it would be read and lost."""
    for name in ("http_proxy", "https_proxy", "grpc_proxy"):
        monkeypatch.setenv(name, f"http://{another_address}")
    handshake(plugin, engine.address)
    plugin.configure(**{**settings, "timeout": 5})
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1


OTHERS: dict[str, Any] = {
    "region": "cn-beijing",
    "accessKeyId": "canary-of-another",
    "accessKeySecret": "canary-of-another",
    "securityToken": "canary-of-another",
    "iotInstanceId": "iot-another",
    "endpoint": "http://127.0.0.1:1",
    "timeout": 5,
    "profile": "canary-of-another",
    "assumeRoleArn": "acs:ram::1:role/another",
    "assumeRoleSessionName": "canary-of-another",
    "assumeRoleExternalId": "canary-of-another",
    "requestsPerSecond": 1,
    "cacheMaxAge": 1,
    "cacheDir": "/another",
}


def test_every_setting_is_tried() -> None:
    """None is forgotten below."""
    assert OTHERS.keys() == {field.encode_name for field in msgspec.structs.fields(ProviderArgs)}


@pytest.mark.parametrize("name", OTHERS)
def test_no_setting_moves(plugin: Wire, settings: dict[str, object], name: str) -> None:
    """A second configuration is refused with the names of what differs, and no value; the first one stays."""
    without = {key: value for key, value in settings.items() if key != name}
    plugin.configure(**settings)
    for second in [{**settings, name: OTHERS[name]}, *([without] if name in settings else [])]:
        told = refusal(functools.partial(plugin.configure, **second))
        assert f"A second configuration with a different {name} was refused" in told
        assert "another program on this machine" in told
        assert [value for value in (*settings.values(), OTHERS[name]) if f" {value}" in told] == []
    assert plugin.call("getFirmwares")["firmwares"]


def test_the_same_configuration_again_changes_nothing(
    plugin: Wire, settings: dict[str, object], secret: Callable[[object], dict[str, object]]
) -> None:
    """Nor one with other marks, or with what the engine adds: no lookup is ended, and no Cancel undone."""
    plugin.configure(**settings)
    request = plugin.request("getFirmwares", {})
    running = plugin.stub.Invoke.future(request, timeout=ENDS_SOON)
    marked = {**settings, "accessKeySecret": secret(settings["accessKeySecret"]), "version": "0.1.0"}
    assert plugin.configure(**marked).supportsPreview
    assert not running.result().failures
    plugin.stub.Cancel(Empty(), timeout=ENDS_SOON)
    plugin.configure(**settings)
    with pytest.raises(grpc.RpcError) as raised:
        plugin.call("getFirmwares", productKey="a1CameraK01")
    assert raised.value.code() is grpc.StatusCode.CANCELLED


def test_a_wrong_configuration_is_not_the_first(plugin: Wire, settings: dict[str, object]) -> None:
    """What was refused was not taken over."""
    with pytest.raises(grpc.RpcError):
        plugin.configure(**{**settings, "timeout": -1})
    plugin.configure(**settings)
    assert plugin.call("getFirmwares")["firmwares"]


def test_a_stranger_who_is_first_stops_the_command(
    started: PluginProcess, dial: Callable[[PluginProcess], Wire], engine: FakeEngine, settings: dict[str, object]
) -> None:
    """The engine's own configuration is then the second one: the deployment fails, and says why."""
    stranger, wire = dial(started), dial(started)
    handshake(wire, engine.address)
    stranger.configure(**{**settings, "endpoint": "http://127.0.0.1:1"})
    told = refusal(lambda: wire.configure(**settings))
    assert "A second configuration with a different endpoint was refused" in told
    assert "Find that program, then run the command again" in told


def test_another_run_in_a_debugger_has_the_same_configuration(
    plugin: Wire, engine: FakeEngine, emulator: Emulator, settings: dict[str, object]
) -> None:
    """It reads its lists again, and a Cancel of the run before does not hold; another configuration needs a restart."""
    modem = {"productKey": "a1GatewayK01", "moduleName": "modem", "type": "full", "select": "highest"}
    handshake(plugin, "127.0.0.1:1")  # an engine that has ended
    plugin.configure(**settings)
    before = plugin.call("getFirmware", **modem)["destVersion"]
    plugin.stub.Cancel(Empty(), timeout=ENDS_SOON)
    emulator.publish(DestVersion="1.1.0", ProductKey="a1GatewayK01", ModuleName="modem")
    handshake(plugin, engine.address)
    attach(plugin, engine.address)
    assert "restart it to use a different configuration" in refusal(
        lambda: plugin.configure(**{**settings, "timeout": 7})
    )
    plugin.configure(**settings)
    assert (before, plugin.call("getFirmware", **modem)["destVersion"]) == ("1.0.12", "1.1.0")


def test_a_debugged_plugin_serves_another_engine_after_a_cancel(
    plugin: Wire, engine: FakeEngine, settings: dict[str, object], another_address: str
) -> None:
    """`pulumi up` is two runs, and the engine of the first one still listens during the second one."""
    handshake(plugin, another_address)
    plugin.configure(**settings)
    plugin.stub.Cancel(Empty(), timeout=ENDS_SOON)
    handshake(plugin, engine.address)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1
    refusal(lambda: handshake(plugin, another_address))
