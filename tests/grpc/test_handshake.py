# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What engine and plugin tell each other before the first look-up: who is there, the schema, the configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from alicloud_iot_ota import __version__
from tests.grpc.conftest import to_struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.grpc.conftest import FakeEngine, Wire

TIMEOUT = 30  # seconds
SCHEMA = Path(__file__).parents[2] / "schema.json"
CANARY = "canary-of-a-secret-4815162342"
WARNS = {"productKey": "a1CameraK01", "moduleName": "default", "type": "full", "select": "highest"}
"""Criteria that pass over a version which is no semantic one, and say so to the engine."""


def test_handshake_says_that_secrets_are_understood(plugin: Wire) -> None:
    """Without it the engine would strip the marks off secret inputs; nothing else is claimed."""
    answer = plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"), timeout=TIMEOUT)
    assert answer == provider_pb2.ProviderHandshakeResponse(accept_secrets=True)


def test_handshake_says_where_the_engine_is(engine: FakeEngine, plugin: Wire, settings: dict[str, object]) -> None:
    """What the user is to know reaches the engine that shook hands."""
    plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address=engine.address), timeout=TIMEOUT)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1


def test_attach_says_where_the_engine_is(engine: FakeEngine, plugin: Wire, settings: dict[str, object]) -> None:
    """A plugin in a debugger serves one engine after the other: the one before has ended."""
    plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"), timeout=TIMEOUT)
    plugin.stub.Attach(plugin_pb2.PluginAttach(address=engine.address), timeout=TIMEOUT)
    plugin.configure(**settings)
    plugin.call("getFirmware", **WARNS)
    assert len(engine.logged) == 1


def test_an_engine_that_is_gone_fails_no_look_up(plugin: Wire, settings: dict[str, object]) -> None:
    """A warning that cannot be delivered is dropped."""
    plugin.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1"), timeout=TIMEOUT)
    plugin.configure(**settings)
    assert plugin.call("getFirmware", **WARNS)["destVersion"] == "V2.3.0"


def test_the_version_is_the_packages(plugin: Wire) -> None:
    """The engine compares it with the version that a program asks for."""
    assert plugin.stub.GetPluginInfo(Empty(), timeout=TIMEOUT).version == __version__


def test_the_schema_is_the_one_in_the_repository(plugin: Wire) -> None:
    """What `pulumi package get-schema` prints is what the SDKs are generated from."""
    answer = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=0), timeout=TIMEOUT)
    assert json.loads(answer.schema) == json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_another_version_of_the_schema_is_refused(plugin: Wire) -> None:
    """An engine of the future hears which version there is."""
    with pytest.raises(grpc.RpcError) as raised:
        plugin.stub.GetSchema(provider_pb2.GetSchemaRequest(version=1), timeout=TIMEOUT)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "Unknown schema version 1. Request version 0." in str(raised.value.details())


def test_configure_promises_previews_and_secrets(plugin: Wire, settings: dict[str, object]) -> None:
    """With supportsPreview, dependents see a new firmware ID in a preview."""
    assert plugin.configure(**settings) == provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)


def test_configure_needs_no_setting_before_the_first_look_up(plugin: Wire) -> None:
    """A program that declares the provider and looks nothing up needs neither account nor region."""
    assert plugin.configure().supportsPreview


KEY = ("accessKeyId", "accessKeySecret", "securityToken")


@pytest.mark.parametrize("marked", [(), KEY, KEY[:1]], ids=["none", "all", "the ID"])
def test_a_good_configuration_passes_with_its_key_marked(
    plugin: Wire, settings: dict[str, object], secret: Callable[[object], dict[str, object]], marked: tuple[str, ...]
) -> None:
    """The engine sends no marks here, and keeps those that come back: YAML and hand-written programs set none."""
    given = {**settings, "timeout": 30, "securityToken": CANARY}
    answer = plugin.check_config(**{name: secret(value) if name in marked else value for name, value in given.items()})
    assert not answer.failures
    expected = {name: secret(value) if name in KEY else value for name, value in given.items()}
    assert json_format.MessageToDict(answer.inputs) == expected


def test_a_mark_of_the_user_stays(plugin: Wire, secret: Callable[[object], dict[str, object]], unknown: str) -> None:
    """Also of a setting that is no secret in the schema; what is not known yet stays unknown, and marks no key."""
    answer = plugin.check_config(iotInstanceId=secret("iot-1"), accessKeySecret=unknown)
    assert json_format.MessageToDict(answer.inputs) == {"iotInstanceId": secret("iot-1"), "accessKeySecret": unknown}


def test_the_engines_own_keys_are_no_mistakes(plugin: Wire, settings: dict[str, object]) -> None:
    """The engine stores these beside the provider's settings."""
    own = {"version": "0.1.0", "pluginDownloadURL": "https://example.com", "__internal": {"pluginChecksums": {}}}
    assert not plugin.check_config(**settings, **own).failures
    assert plugin.configure(**settings, **own).supportsPreview


def test_settings_that_are_not_known_yet_are_no_mistakes(plugin: Wire, unknown: str) -> None:
    """In a preview, a setting may come from a resource still to be created; a look-up then says so."""
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
    """CheckConfig names the setting, what it must be and what it is; Configure refuses it with the same words."""
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
    """An empty setting, often a variable that is not set, is refused: it would ask somebody else."""
    given = {**settings, setting: blank}
    (failure,) = plugin.check_config(**given).failures
    assert failure.property in {setting, ""}
    assert f"{setting} must not be {'empty' if blank == '' else 'blank'}" in failure.reason
    with pytest.raises(grpc.RpcError) as raised:
        plugin.configure(**given)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_an_empty_setting_of_the_state(plugin: Wire, settings: dict[str, object]) -> None:
    """SDKs of earlier releases recorded empty variables: a refresh, which runs no program, takes them for not given."""
    plugin.configure(**settings, securityToken="", region="")
    assert plugin.call("getFirmwarePage", currentPage=1, pageSize=1)["success"] is True


def test_all_mistakes_are_told_at_once(plugin: Wire) -> None:
    """Each is a failure of its own, and the engine prints each."""
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
    """The schema says which settings are secret, and engines that keep secrets to themselves send them unmarked."""
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
    """`pulumi config set --secret` makes a secret of any setting."""
    (failure,) = plugin.check_config(iotInstanceId=secret(4815162342)).failures
    assert failure.reason.startswith("iotInstanceId must be a string")
    assert "4815162342" not in failure.reason


def test_a_timeout_comes_as_json_in_a_string(plugin: Wire, settings: dict[str, object]) -> None:
    """The engine sends every setting that is no string as the JSON of its value."""
    assert not plugin.check_config(timeout="30").failures
    plugin.configure(**settings, timeout="2.5")
    assert plugin.call("getFirmwares")["firmwares"]


def test_half_an_access_key_is_refused_at_the_first_look_up(plugin: Wire, settings: dict[str, object]) -> None:
    """Halves of two accounts are never put together."""
    plugin.configure(**{name: value for name, value in settings.items() if name != "accessKeyId"})
    with pytest.raises(grpc.RpcError) as raised:
        plugin.call("getFirmwares")
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert "An incomplete access key was found in the settings: the AccessKey ID is missing." in str(
        raised.value.details()
    )


def test_the_engine_compares_what_is_equal_itself(plugin: Wire, settings: dict[str, object]) -> None:
    """Marks alone may differ, which only the engine sees; its own keys are its own affair."""
    request = provider_pb2.DiffRequest(
        olds=to_struct({**settings, "version": "0.1.0"}), news=to_struct({**settings, "version": "0.2.0"})
    )
    answer = plugin.stub.DiffConfig(request, timeout=TIMEOUT)
    assert answer == provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_UNKNOWN)


def test_a_change_of_settings_is_shown_by_outputs(plugin: Wire, unknown: str) -> None:
    """The engine then takes old values from the outputs, where keys are secrets, and replaces nothing."""
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
