# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A plugin serves only its first engine and its first configuration, because all local users can reach its port.

An attacker could otherwise make it send a signed request to the attacker's address, or receive the user's messages.
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
"""Criteria that skip an invalid semantic version and log a warning."""

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
    """Yield the address of another program that listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def started(start_plugin: Callable[..., PluginProcess], engine: FakeEngine) -> PluginProcess:
    """Return a plugin that an engine started."""
    return start_plugin(engine.address)


def handshake(wire: Wire, address: str) -> None:
    """Report the engine's address with Handshake."""
    wire.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=address), timeout=ENDS_SOON)


def attach(wire: Wire, address: str) -> None:
    """Report the engine's address with Attach."""
    wire.stub.Attach(plugin_pb2.PluginAttach(address=address), timeout=ENDS_SOON)


def refusal(call: Callable[[], object]) -> str:
    """Make a call that must fail because of the plugin's state, and return the text."""
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
    """A plugin that was started by an engine never accepts another one, not even before the first call."""
    wire = dial(started)
    if after != "nothing":
        handshake(wire, engine.address)
    if after == "Cancel":
        wire.stub.Cancel(Empty(), timeout=ENDS_SOON)
    told = refusal(lambda: by(wire, another_address))
    assert f"serves the engine at {engine.address}; the engine at {another_address} was refused" in told
    assert "another program on this machine" in told
    if after != "Cancel":
        by(wire, engine.address)  # the same address again has no effect
        wire.configure(**settings)
        wire.call("getFirmware", **WARNS)
        assert len(engine.logged) == 1


def test_no_other_engine_after_a_dead_one(
    start_plugin: Callable[..., PluginProcess], dial: Callable[[PluginProcess], Wire], another_address: str
) -> None:
    """If the engine ended, the plugin still accepts no other engine."""
    wire = dial(start_plugin("127.0.0.1:1"))
    assert "127.0.0.1:1" in refusal(lambda: handshake(wire, another_address))


@pytest.mark.parametrize("by", [handshake, attach])
def test_a_debugged_plugin_keeps_an_engine_that_listens(
    plugin: Wire, engine: FakeEngine, another_address: str, by: Callable[[Wire, str], None]
) -> None:
    """A debugged plugin accepts no other engine while the first one still listens."""
    attach(plugin, engine.address)
    told = refusal(lambda: by(plugin, another_address))
    assert "wait until the first command has ended" in told
    by(plugin, engine.address)


@pytest.mark.parametrize("address", NOT_LOOPBACK)
@pytest.mark.parametrize("by", [handshake, attach])
def test_an_engine_is_on_this_machine(plugin: Wire, by: Callable[[Wire, str], None], address: str) -> None:
    """An engine's address must be a loopback IP address. Host names are rejected."""
    assert "is not a loopback IP address with a port" in refusal(lambda: by(plugin, address))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.8.9.10:65535", "[::1]:1"])
def test_every_loopback_address_is_one(plugin: Wire, address: str) -> None:
    """Every loopback address of IPv4 and IPv6 is accepted."""
    handshake(plugin, address)


@pytest.mark.parametrize("address", ["192.0.2.1:443", "localhost:1", "doctor"])
def test_a_plugin_for_an_engine_elsewhere_does_not_start(address: str) -> None:
    """The plugin does not start with a remote address or a CLI command as its argument. The error says why."""
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
    """Log messages to the engine ignore proxy settings. By default, gRPC would send them through the proxy."""
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
    "snapshot": "another.json",
    "snapshotMaxAge": 1,
}


def test_every_setting_is_tried() -> None:
    """The table below covers every setting."""
    assert OTHERS.keys() == {field.encode_name for field in msgspec.structs.fields(ProviderArgs)}


@pytest.mark.parametrize("name", OTHERS)
def test_no_setting_moves(plugin: Wire, settings: dict[str, object], name: str) -> None:
    """A second configuration with different settings is rejected. The error has their names without values."""
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
    """The same configuration again has no effect, even with other marks.

    Lookups continue, and a Cancel stays in effect.
    """
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
    """A rejected configuration does not count as the first one."""
    with pytest.raises(grpc.RpcError):
        plugin.configure(**{**settings, "timeout": -1})
    plugin.configure(**settings)
    assert plugin.call("getFirmwares")["firmwares"]


def test_a_stranger_who_is_first_stops_the_command(
    started: PluginProcess, dial: Callable[[PluginProcess], Wire], engine: FakeEngine, settings: dict[str, object]
) -> None:
    """If another program configures the plugin first, the engine's configuration fails, and the error explains why."""
    stranger, wire = dial(started), dial(started)
    handshake(wire, engine.address)
    stranger.configure(**{**settings, "endpoint": "http://127.0.0.1:1"})
    told = refusal(lambda: wire.configure(**settings))
    assert "A second configuration with a different endpoint was refused" in told
    assert "Find that program, then run the command again" in told


def test_another_run_in_a_debugger_has_the_same_configuration(
    plugin: Wire, engine: FakeEngine, emulator: Emulator, settings: dict[str, object]
) -> None:
    """In a debugger, the next run needs the same configuration. It rereads lists, and ignores an earlier Cancel."""
    modem = {"productKey": "a1GatewayK01", "moduleName": "modem", "type": "full", "select": "highest"}
    handshake(plugin, "127.0.0.1:1")  # an engine that ended
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
    """In a debugger, a plugin accepts another engine after a Cancel, even if the first one still listens.

    `pulumi up` is two runs, and the first engine still listens during the second run.
    """
    handshake(plugin, another_address)
    plugin.configure(**settings)
    plugin.stub.Cancel(Empty(), timeout=ENDS_SOON)
    handshake(plugin, engine.address)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1
    refusal(lambda: handshake(plugin, another_address))
