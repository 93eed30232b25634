# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The engine and the plugin before the first lookup: handshake, schema and configuration."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import docstrings
from tests.grpc.conftest import to_struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.grpc.conftest import FakeEngine, Wire

TIMEOUT = 30  # seconds
SCHEMA = Path(__file__).parents[2] / "schema.json"
CANARY = "canary-of-a-secret-4815162342"
WARNS = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
"""Criteria that skip an invalid semantic version and log a warning."""


def test_handshake_says_that_secrets_are_understood(plugin: Wire) -> None:
    """The handshake says that the plugin supports secrets, so that the engine keeps their marks."""
    answer = plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"), timeout=TIMEOUT)
    assert answer == provider_pb2.ProviderHandshakeResponse(accept_secrets=True)


def test_handshake_says_where_the_engine_is(engine: FakeEngine, plugin: Wire, settings: dict[str, object]) -> None:
    """After a handshake, warnings reach the engine with that address."""
    plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=engine.address), timeout=TIMEOUT)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1


def test_attach_says_where_the_engine_is(engine: FakeEngine, plugin: Wire, settings: dict[str, object]) -> None:
    """After the first engine ended, Attach connects a plugin in a debugger to the next engine."""
    plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"), timeout=TIMEOUT)
    plugin.stub.Attach(plugin_pb2.PluginAttach(address=engine.address), timeout=TIMEOUT)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1


def test_an_engine_that_is_gone_fails_no_look_up(plugin: Wire, settings: dict[str, object]) -> None:
    """A lookup succeeds even if the engine stopped and cannot receive a warning."""
    plugin.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"), timeout=TIMEOUT)
    plugin.configure(**settings)
    assert plugin.call("getFirmware", **WARNS)["destVersion"] == "V2.3.0"


def test_the_version_is_the_packages(plugin: Wire) -> None:
    """The plugin reports the version of the package. The engine compares it with the program's version."""
    assert plugin.stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__


def test_the_schema_is_the_one_in_the_repository(plugin: Wire) -> None:
    """The plugin returns the schema in the repository, from which the SDKs are generated."""
    answer = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0), timeout=TIMEOUT)
    assert json.loads(answer.schema) == json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_another_version_of_the_schema_is_refused(plugin: Wire) -> None:
    """A request for another schema version is an error with the supported version."""
    with pytest.raises(grpc.RpcError) as raised:
        plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=1), timeout=TIMEOUT)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "Unknown schema version 1. Request version 0." in str(raised.value.details())


def test_a_schema_without_docstrings(plugin: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """If Python removes docstrings, which contain the descriptions of the schema, the plugin says so."""
    monkeypatch.setattr(docstrings, "sys", SimpleNamespace(flags=SimpleNamespace(optimize=2)))
    with pytest.raises(grpc.RpcError) as raised:
        plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0), timeout=TIMEOUT)
    assert "This program requires its docstrings, but Python removes them" in str(raised.value.details())


def test_configure_promises_previews_and_secrets(plugin: Wire, settings: dict[str, object]) -> None:
    """The provider supports previews and secrets, so a preview shows a new firmware ID to dependents."""
    assert plugin.configure(**settings) == provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)


def test_configure_needs_no_setting_before_the_first_look_up(plugin: Wire) -> None:
    """A program that declares the provider without a lookup needs no settings."""
    assert plugin.configure().supportsPreview


KEY = ("accessKeyId", "accessKeySecret", "securityToken")


@pytest.mark.parametrize("marked", [(), KEY, KEY[:1]], ids=["none", "all", "the ID"])
def test_a_good_configuration_passes_with_its_key_marked(
    plugin: Wire, settings: dict[str, object], secret: Callable[[object], dict[str, object]], marked: tuple[str, ...]
) -> None:
    """A valid configuration is returned with its key marked as secret, because many programs do not mark it."""
    given = {**settings, "timeout": 30, "securityToken": CANARY}
    answer = plugin.check_config(**{name: secret(value) if name in marked else value for name, value in given.items()})
    assert not answer.failures
    expected = {name: secret(value) if name in KEY else value for name, value in given.items()}
    assert json_format.MessageToDict(answer.inputs) == expected


def test_a_mark_of_the_user_stays(plugin: Wire, secret: Callable[[object], dict[str, object]], unknown: str) -> None:
    """Secret marks of the user are kept, even if the schema has none. An unknown value stays unknown."""
    answer = plugin.check_config(iotInstanceId=secret("iot-1"), accessKeySecret=unknown)
    assert json_format.MessageToDict(answer.inputs) == {"iotInstanceId": secret("iot-1"), "accessKeySecret": unknown}


def test_the_engines_own_keys_are_no_mistakes(plugin: Wire, settings: dict[str, object]) -> None:
    """The engine's own entries next to the provider's settings are accepted."""
    own = {"version": "0.1.0", "pluginDownloadURL": "https://example.com", "__internal": {"pluginChecksums": {}}}
    assert not plugin.check_config(**settings, **own).failures
    assert plugin.configure(**settings, **own).supportsPreview


def test_settings_that_are_not_known_yet_are_no_mistakes(plugin: Wire, unknown: str) -> None:
    """A preview may have unknown settings. The configuration succeeds, and a lookup reports the unknown setting."""
    assert not plugin.check_config(region=unknown).failures
    plugin.configure(region=unknown)
    with pytest.raises(grpc.RpcError) as raised:
        plugin.call("getFirmwares")
    assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "region is unknown until the update" in str(raised.value.details())


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("acessKeyId", "x", ['"acessKeyId"', 'Did you mean "accessKeyId"?']),
        ("colour", "blue", ['"colour"', "Known arguments: region, accessKeyId"]),
        ("region", 5, ["region", "a string", "the number 5", "Quote the value"]),
        ("endpoint", ["x"], ["endpoint", "a string", "a list"]),
        ("timeout", 0, ["a number above 0", "to 3600", "the number 0"]),
        ("timeout", "-1", ["a number above 0", '"-1"']),
        ("timeout", 3601, ["a number above 0", "the number 3601"]),
        ("timeout", "soon", ["a number above 0", '"soon"']),
        ("timeout", "nan", ["a number above 0"]),
    ],
)
def test_a_wrong_setting_is_told_at_its_place(plugin: Wire, setting: str, value: object, words: list[str]) -> None:
    """CheckConfig reports an invalid setting with the expected and the actual value.

    Configure reports the same error.
    """
    (failure,) = plugin.check_config(**{setting: value}).failures
    assert failure.property == setting
    assert [word for word in words if word not in failure.reason] == []
    with pytest.raises(grpc.RpcError) as raised:
        plugin.configure(**{setting: value})
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.reason in str(raised.value.details())


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    "setting", ["region", "iotInstanceId", "endpoint", "profile", "securityToken", "assumeRoleArn"]
)
def test_empty_setting(plugin: Wire, settings: dict[str, str], setting: str, blank: str) -> None:
    """An empty setting, often from an unset variable, is rejected: the call could reach another account."""
    given = {**settings, setting: blank}
    (failure,) = plugin.check_config(**given).failures
    assert failure.property in {setting, ""}
    assert f"{setting} must not be {'empty' if blank == '' else 'blank'}" in failure.reason
    with pytest.raises(grpc.RpcError) as raised:
        plugin.configure(**given)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_an_empty_setting_of_the_state(plugin: Wire, settings: dict[str, object]) -> None:
    """An empty setting in the state is ignored, because SDKs of earlier releases recorded empty variables."""
    plugin.configure(**settings, securityToken="", region="")
    assert plugin.call("getFirmwarePage", currentPage=1, pageSize=1)["success"] is True


def test_all_mistakes_are_told_at_once(plugin: Wire) -> None:
    """Each invalid setting is a separate failure, and the engine prints all of them."""
    failures = {failure.property: failure.reason for failure in plugin.check_config(region=5, colour="blue").failures}
    assert failures["region"].startswith("region must be a string")
    assert failures["colour"].startswith('Unknown argument "colour".')
    assert len(failures) == 2


@pytest.mark.parametrize("setting", ["accessKeyId", "accessKeySecret", "securityToken"])
@pytest.mark.parametrize("value", [4815162342, [CANARY], {"value": CANARY}], ids=["number", "list", "object"])
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_no_failure_repeats_a_secret(
    plugin: Wire, secret: Callable[[object], dict[str, object]], setting: str, value: object, *, marked: bool
) -> None:
    """No failure contains the value of a secret setting, even if the engine sends it without a mark."""
    given = {setting: secret(value) if marked else value}
    (failure,) = plugin.check_config(**given).failures
    with pytest.raises(grpc.RpcError) as raised:
        plugin.configure(**given)
    for text in (failure.reason, raised.value.details()):
        assert text
        assert "4815162342" not in text


def test_a_setting_that_the_user_marked_secret_is_not_repeated_either(
    plugin: Wire, secret: Callable[[object], dict[str, object]]
) -> None:
    """Any setting can be marked as secret, with `pulumi config set --secret`. A failure does not show its value."""
    (failure,) = plugin.check_config(iotInstanceId=secret(4815162342)).failures
    assert failure.reason.startswith("iotInstanceId must be a string")
    assert "4815162342" not in failure.reason


def test_a_timeout_comes_as_json_in_a_string(plugin: Wire, settings: dict[str, object]) -> None:
    """The engine sends a timeout as JSON text, which the plugin accepts."""
    assert not plugin.check_config(timeout="30").failures
    plugin.configure(**settings, timeout="2.5")
    assert plugin.call("getFirmwares")["firmwares"]


def test_half_an_access_key_is_refused_at_the_first_look_up(plugin: Wire, settings: dict[str, object]) -> None:
    """An incomplete access key fails the first lookup. Keys of two accounts are never mixed."""
    plugin.configure(**{name: value for name, value in settings.items() if name != "accessKeyId"})
    with pytest.raises(grpc.RpcError) as raised:
        plugin.call("getFirmwares")
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert "An incomplete access key was found in the settings: the AccessKey ID is missing." in str(
        raised.value.details()
    )


def test_the_engine_compares_what_is_equal_itself(plugin: Wire, settings: dict[str, object]) -> None:
    """For equal settings, DiffConfig leaves the comparison to the engine. Only the engine sees changed secret marks."""
    request = provider_pb2.DiffRequest(
        olds=to_struct({**settings, "version": "0.1.0"}), news=to_struct({**settings, "version": "0.2.0"})
    )
    answer = plugin.stub.DiffConfig(request, timeout=TIMEOUT)
    assert answer == provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)


def test_a_change_of_settings_is_shown_by_outputs(plugin: Wire, unknown: str) -> None:
    """DiffConfig reports changed settings as outputs, so that the engine hides keys. No change replaces a resource."""
    old = {"accessKeyId": CANARY, "accessKeySecret": CANARY, "region": "cn-shanghai", "timeout": "20"}
    new = {"accessKeyId": "another", "timeout": "20", "endpoint": unknown, "iotInstanceId": "iot-1"}
    request = provider_pb2.DiffRequest(olds=to_struct(old), old_inputs=to_struct(old), news=to_struct(new))
    answer = plugin.stub.DiffConfig(request, timeout=TIMEOUT)
    kind = provider_pb2.PropertyDiff
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert answer.hasDetailedDiff
    assert not answer.replaces
    assert {name: (each.kind, each.inputDiff) for name, each in answer.detailedDiff.items()} == {
        "accessKeyId": (kind.UPDATE, False),
        "accessKeySecret": (kind.DELETE, False),
        "endpoint": (kind.ADD, False),
        "iotInstanceId": (kind.ADD, False),
        "region": (kind.DELETE, False),
    }
    assert list(answer.diffs) == sorted(answer.detailedDiff)
