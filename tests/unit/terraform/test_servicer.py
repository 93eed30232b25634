# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Data sources and diagnostics over the protocol, against the emulator."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from alicloud_iot_ota.errors import ArgumentError, Failure, OtaError
from alicloud_iot_ota.terraform import diagnostics, schema, values
from tests.unit.terraform.serving import block, configuration, content, texts

if TYPE_CHECKING:
    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.terraform.messages import Message
    from tests.unit.terraform.conftest import Calls

GATEWAY = {"product_key": "a1GatewayK01", "module_name": "default", "type": "full"}
READABLE: dict[str, dict[str, object]] = {
    "alicloudiot_ota_firmware": {**GATEWAY, "dest_version": "4.0.0"},
    "alicloudiot_ota_firmwares": {"product_key": "a1GatewayK01"},
    "alicloudiot_ota_firmware_search": {**GATEWAY, "dest_version": "9.9.9"},
    "alicloudiot_ota_firmware_explanation": {**GATEWAY, "version_range": "^4.0"},
    "alicloudiot_ota_upgrade_path": {
        "product_key": "a1GatewayK01",
        "module_name": "default",
        "from_version": "3.2.1",
        "to_version": "4.0.0",
    },
    "alicloudiot_ota_firmware_page": {"current_page": 1, "page_size": 5},
}


def path(diagnostic: Message) -> list[str | int]:
    """Return the steps of the path of a diagnostic."""
    return [getattr(step, step.ListFields()[0][0].name) for step in diagnostic.attribute.steps]


@pytest.mark.parametrize("type_name", READABLE)
def test_a_data_source_returns_all_attributes(configured: Calls, type_name: str) -> None:
    """The engines require each attribute, null or not, and the arguments as they are configured."""
    arguments = READABLE[type_name]
    response = configured.read(type_name, **arguments)
    assert not response.diagnostics
    state = content(response.state)
    assert state.keys() == {each.name for each in block(type_name).attributes}
    assert {name: state[name] for name in arguments} == arguments


def test_an_explanation_has_the_names_of_a_configuration(configured: Calls) -> None:
    """Its texts are those of the error, so they have the same spelling."""
    state = content(
        configured.read("alicloudiot_ota_firmware_explanation", **{**GATEWAY, "dest_version": "9.9.9"}).state
    )
    assert "dest_version" in state["message"]
    assert "destVersion" not in str(state)
    assert "dest_version" in [step["criterion"] for step in state["steps"]]


def test_an_error_has_a_title_and_the_complete_text(configured: Calls) -> None:
    """The text is that of the other front ends, with the names of a configuration."""
    response = configured.read("alicloudiot_ota_firmware", **{**GATEWAY, "dest_version": "9.9.9"})
    (diagnostic,) = response.diagnostics
    assert diagnostic.summary == "No matching firmware"
    assert diagnostic.detail.startswith("No package matches. Searched 12 packages in product a1GatewayK01")
    assert 'dest_version "9.9.9"' in diagnostic.detail
    assert not response.HasField("state")


def test_all_mistakes_are_reported_with_their_paths(configured: Calls) -> None:
    """An engine marks each argument in the configuration."""
    wrong: dict[str, object] = {
        "version_range": "^^4",
        "statuses": ["verified", "new"],
        "blocked": [{"reason": "r", "digest": "md4:1", "dest_version": None, "expires": None, "firmware_id": None}],
        "min_size": 5,
        "max_size": 4,
    }
    response = configured.call(
        "ValidateDataResourceConfig",
        type_name="alicloudiot_ota_firmware",
        config=configuration("alicloudiot_ota_firmware", wrong),
    )
    assert sorted(map(path, response.diagnostics), key=str) == [
        ["blocked", 0],
        ["min_size"],
        ["statuses", 1],
        ["version_range"],
    ]
    assert all(each.severity == 1 and each.summary == "Invalid argument" for each in response.diagnostics)
    reading = configured.read("alicloudiot_ota_firmware", **wrong)
    assert sorted(texts(reading)) == sorted(texts(response))


@pytest.mark.parametrize("value", ["5", values.UNKNOWN])
@pytest.mark.parametrize("type_name", [*schema.DATA_SOURCES, schema.PIN])
def test_a_result_must_not_be_set(configured: Calls, type_name: str, value: object) -> None:
    """The engines leave this check to the provider. A digest that is only ignored would look like an assertion."""
    results = [each.name for each in block(type_name).attributes if not each.is_argument]
    config = configuration(type_name, dict.fromkeys(results, value))
    call = "ValidateResourceConfig" if type_name == schema.PIN else "ValidateDataResourceConfig"
    found = configured.call(call, type_name=type_name, config=config).diagnostics
    paths = [path(each) for each in found if "is a result, so a configuration must not set it." in each.detail]
    assert paths == [[name] for name in results]


@pytest.mark.parametrize(
    ("failure", "steps"),
    [
        ("destVersion", ["dest_version"]),
        ("blocked[12].destVersion", ["blocked", 12]),
        ("statuses[0]", ["statuses", 0]),
        ("keepers.a.b[0].destVersion", ["keepers", "a.b[0].destVersion"]),
        ("keepers", ["keepers"]),
        ("", []),
    ],
)
def test_paths(failure: str, steps: list[object]) -> None:
    """The first index is 0, and the key of a keeper may have any characters."""
    (found,) = diagnostics.of_failures([Failure(failure, "reason")])
    assert path(found) == steps


def test_every_error_has_a_title() -> None:
    """A new class has the title of its nearest base class."""

    def kinds(kind: type[OtaError]) -> list[type[OtaError]]:
        return [kind, *(each for below in kind.__subclasses__() for each in kinds(below))]

    for kind in set(kinds(OtaError)) - {ArgumentError}:
        error = kind.__new__(kind, "message", "remedy")
        error.message, error.remedy, error.quoted = "message", "remedy", ()
        (found,) = diagnostics.of_error(error)
        assert found.summary
        assert found.detail == "message\nremedy"


def test_a_warning_has_its_own_first_line_as_summary() -> None:
    """The engines print warnings with one summary as a single one."""
    found = diagnostics.of_warning("4.1.0 is newer.\nSet destVersion.")
    assert (found.severity, found.summary, found.detail) == (2, "4.1.0 is newer.", "Set dest_version.")


def test_unknown_settings_are_named_when_something_is_read(calls: Calls, account: dict[str, str]) -> None:
    """The engines configure a provider with values that are not known yet."""
    assert not calls.configure({"region": values.UNKNOWN, "access_key_id": values.UNKNOWN}).diagnostics
    (text,) = texts(calls.read("alicloudiot_ota_firmwares"))
    assert "The provider's access_key_id, region are unknown until the apply." in text
    assert account["ALIBABA_CLOUD_ACCESS_KEY_ID"] not in text


def test_wrong_settings_are_reported_with_their_paths(calls: Calls) -> None:
    """Secrets are not shown."""
    wrong = {"timeout": 0, "endpoint": "", "access_key_secret": "späm", "cache_max_age": 1e9}
    config = values.write({}, schema.provider().attributes, wrong)
    response = calls.call("ValidateProviderConfig", config=config)
    paths = sorted(map(path, response.diagnostics))
    assert paths == [["access_key_secret"], ["cache_max_age"], ["endpoint"], ["timeout"]]
    assert "späm" not in str(texts(response))
    assert [each.summary for each in calls.configure({"timeout": 0}).diagnostics] == ["Invalid argument"]


def test_reading_without_a_configuration_is_an_error(calls: Calls) -> None:
    """No engine does this."""
    (text,) = texts(calls.read("alicloudiot_ota_firmwares"))
    assert "The provider is not configured." in text


@pytest.mark.parametrize("place", ["settings", "environment"])
def test_a_snapshot_is_refused(
    calls: Calls, account: dict[str, str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The result of a lookup may be applied later, and nothing is deployed from a snapshot."""
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    if place == "environment":
        monkeypatch.setenv("ALICLOUD_IOT_OTA_SNAPSHOT", "snapshot.json")
    calls.configure({"snapshot": "snapshot.json"} if place == "settings" else {})
    (text,) = texts(calls.read("alicloudiot_ota_firmwares"))
    assert "OpenTofu and Terraform do not say whether the result of a lookup will be applied." in text


def test_a_defect_becomes_one_diagnostic_without_a_traceback(
    configured: Calls, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The traceback is in the log."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(values, "write", fail)
    config = configuration_of_nothing()
    response = configured.call("ReadDataSource", type_name="alicloudiot_ota_firmwares", config=config)
    (text,) = texts(response)
    assert text.startswith("Internal error\nInternal error in the alicloudiot provider")
    assert "(ReadDataSource: ZeroDivisionError)" in text
    assert "secret" not in text
    assert "ZeroDivisionError" in caplog.text


def configuration_of_nothing() -> Any:  # noqa: ANN401 - a message
    """Return a configuration without any argument."""
    return values.write_value({})


def test_a_result_that_the_engine_would_refuse_is_an_error(configured: Calls) -> None:
    """The engines close the connection if a message is too large."""
    configured.servicer._max_message = 1000
    (text,) = texts(configured.read("alicloudiot_ota_firmwares"))
    assert "The engine accepts 1,000." in text
    assert "Set more criteria" in text


def test_stop_ends_a_read(configured: Calls, emulator: Emulator) -> None:
    """The wait for a slow service ends, and so does each later call."""
    emulator.fault("slow", times=100, seconds=3600)
    answers: list[Any] = []
    reading = threading.Thread(target=lambda: answers.append(configured.read("alicloudiot_ota_firmwares")))
    reading.start()
    while reading.is_alive() and not emulator.requests:
        time.sleep(0.01)
    assert configured.call("StopProvider").Error == ""
    reading.join(60)
    assert [each.summary for each in answers[0].diagnostics] == ["Canceled"]
    assert [each.summary for each in configured.read("alicloudiot_ota_firmwares").diagnostics] == ["Canceled"]


def test_a_stop_before_the_first_read_applies_too(configured: Calls, emulator: Emulator) -> None:
    """Nothing is requested after a stop."""
    configured.call("StopProvider")
    assert [each.summary for each in configured.read("alicloudiot_ota_firmwares").diagnostics] == ["Canceled"]
    assert not emulator.requests
