# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The implementation of the protocol in this process, with the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from alicloud_iot_emulator import Emulator
    from alicloud_iot_ota.terraform.messages import Message
    from alicloud_iot_ota.terraform.servicer import TerraformServicer


class Calls:
    """The calls of one engine, without gRPC."""

    def __init__(self, servicer: TerraformServicer) -> None:
        """Call this implementation."""
        self.servicer = servicer

    def call(self, name: str, /, **fields: Any) -> Message:  # noqa: ANN401 - the fields of a message
        """Call a method as the server of gRPC does, and return its response."""
        from alicloud_iot_ota.terraform import messages

        service = "plugin.GRPCController" if name == "Shutdown" else "tfplugin6.Provider"
        handler = self.servicer.handler(f"/{service}/{name}")
        assert handler is not None
        answer: Any = handler.unary_unary
        return answer(messages.message(name, **fields), None)

    def configure(self, settings: Mapping[str, object]) -> Message:
        """Configure the provider with settings by their names in a configuration."""
        from alicloud_iot_ota.terraform import schema, values

        return self.call("ConfigureProvider", config=values.write({}, schema.provider().attributes, settings))

    def read(self, type_name: str, **arguments: object) -> Message:
        """Read a data source."""
        from tests.unit.terraform.serving import configuration

        return self.call("ReadDataSource", type_name=type_name, config=configuration(type_name, arguments))


@pytest.fixture
def calls() -> Iterator[Calls]:
    """Return the calls of an engine. The provider is not configured."""
    from alicloud_iot_ota.terraform.servicer import TerraformServicer

    calls = Calls(TerraformServicer(lambda: None, 64 * 1024 * 1024))
    yield calls
    calls.call("StopProvider")


@pytest.fixture
def account(emulator: Emulator) -> dict[str, str]:
    """Return the environment variables of a user of the emulator."""
    from alicloud_iot_ota.testing.environment import variables

    return variables(emulator)


@pytest.fixture
def configured(calls: Calls, account: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Return the calls of an engine whose provider uses the emulator."""
    for name, value in account.items():
        monkeypatch.setenv(name, value)
    assert not calls.configure({}).diagnostics
    return calls


@pytest.fixture
def pin(configured: Calls) -> Callable[..., Pin]:
    """Return a function that declares a pin by its arguments."""
    return lambda **arguments: Pin(configured, arguments)


class Pin:
    """A pin in a state, as the engines keep it."""

    def __init__(self, calls: Calls, arguments: Mapping[str, object]) -> None:
        """Declare a pin that does not exist yet."""
        from alicloud_iot_ota.terraform import values

        self.calls = calls
        self.arguments = dict(arguments)
        self.state = values.write_value(None)
        self.private = b""

    @property
    def config(self) -> Message:
        """The configuration of the pin."""
        from alicloud_iot_ota.terraform import schema
        from tests.unit.terraform.serving import configuration

        return configuration(schema.PIN, self.arguments)

    @property
    def firmware(self) -> Any:  # noqa: ANN401 - an object, or None
        """The package in the state."""
        from tests.unit.terraform.serving import content

        state = content(self.state)
        return state and state["firmware"]

    def plan(self) -> Message:
        """Plan the pin."""
        return self.calls.call(
            "PlanResourceChange",
            type_name="alicloudiot_ota_firmware_pin",
            prior_state=self.state,
            proposed_new_state=self.config,
            config=self.config,
            prior_private=self.private,
        )

    def apply(self, plan: Message) -> Message:
        """Apply a plan. Keep the state that the provider returns."""
        response = self.calls.call(
            "ApplyResourceChange",
            type_name="alicloudiot_ota_firmware_pin",
            prior_state=self.state,
            planned_state=plan.planned_state,
            config=self.config,
            planned_private=plan.planned_private,
        )
        self.state, self.private = response.new_state, response.private
        return response

    def create(self) -> Pin:
        """Plan and apply the pin."""
        plan = self.plan()
        assert not plan.diagnostics
        assert not self.apply(plan).diagnostics
        return self

    def refresh(self) -> Message:
        """Refresh the pin. Keep the state that the provider returns."""
        response = self.calls.call(
            "ReadResource", type_name="alicloudiot_ota_firmware_pin", current_state=self.state, private=self.private
        )
        self.state, self.private = response.new_state, response.private
        return response
