# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The calls of the plugin protocol: they receive the engine's messages, and return values and diagnostics.

The process imports this module after the handshake. An engine starts it several times for one command, and most of
these processes only need the schema. Therefore, this module does not import the lookup service. `ConfigureProvider`,
which precedes every lookup, imports it in a thread.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

import grpc

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import lean_imports
from alicloud_iot_ota.errors import ArgumentError, Failure, OtaError, SettingsError, StateError
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.functions import FIRMWARE_PIN
from alicloud_iot_ota.schema.hcl import DRIFT
from alicloud_iot_ota.schema.settings import SECRET_SETTINGS, ProviderArgs
from alicloud_iot_ota.schema.tokens import FIRMWARE
from alicloud_iot_ota.terraform import diagnostics, messages, schema, schema_messages, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alicloud_iot_ota.pin_resource import CheckOutcome
    from alicloud_iot_ota.schema.functions import Declaration
    from alicloud_iot_ota.terraform.functions import ProviderFunction
    from alicloud_iot_ota.terraform.messages import Message
    from alicloud_iot_ota.terraform.provider import TerraformProvider
    from alicloud_iot_ota.terraform.schema import Attribute

SCHEMA_VERSION = 0
"""The version of the resource's schema, which the state records."""

_log = logging.getLogger(__name__)


class TerraformServicer:
    """The service of the protocol.

    Args:
        shutdown: Ends this process.
        max_message: The maximum size of a message in bytes.
    """

    def __init__(self, shutdown: Callable[[], None], max_message: int) -> None:
        self._shutdown = shutdown
        self._max_message = max_message
        self._lock = threading.Lock()
        self._config: values.Values | None = None
        self._provider: TerraformProvider | None = None
        self._is_stopped = False

    def handler(self, method: str) -> grpc.RpcMethodHandler[Message, Message] | None:
        """Return the handler of a call for gRPC's server, by its path `/service/name`. Return None for other calls."""
        name = method.rpartition("/")[2]
        call = getattr(self, name, None) if method in _METHODS else None
        if call is None:
            return None

        def answer(request: Message, _context: grpc.ServicerContext) -> Message:
            response = messages.message(f"{name}Response")
            try:
                call(request, response)
            except OtaError as error:
                _fail(response, diagnostics.of_error(error))
            except Exception as error:  # noqa: BLE001 - the outermost handler: every error must become a message
                _log.exception("%s failed", name)  # in the log that TF_LOG shows
                _fail(response, [diagnostics.of_defect(name, error, __version__)])
            return response

        return grpc.unary_unary_rpc_method_handler(
            answer, request_deserializer=messages.parser(name), response_serializer=messages.serialize
        )

    def GetMetadata(self, _request: Message, response: Message) -> None:  # noqa: N802 - the name in the protocol, like the following ones
        """Return the names of all data sources, resources and functions."""
        response.server_capabilities.get_provider_schema_optional = True
        response.data_sources.extend(messages.message("Name", name=name) for name in schema.DATA_SOURCES)
        response.resources.add(name=schema.PIN)
        response.functions.extend(messages.message("Name", name=name) for name in _functions())

    def GetProviderSchema(self, _request: Message, response: Message) -> None:  # noqa: N802
        """Return the schema of the provider."""
        response.provider.CopyFrom(schema_messages.of_block(schema.provider()))
        for name, function in schema.DATA_SOURCES.items():
            response.data_source_schemas.add(key=name, value=schema_messages.of_block(schema.block_of(function)))
        response.resource_schemas.add(key=schema.PIN, value=schema_messages.of_block(_pin_block(), SCHEMA_VERSION))
        response.server_capabilities.get_provider_schema_optional = True
        self.GetFunctions(_request, response)

    def GetFunctions(self, _request: Message, response: Message) -> None:  # noqa: N802
        """Return the signatures of the functions."""
        for name, function in _functions().items():
            response.functions.add(key=name, value=schema_messages.of_function(function))

    def CallFunction(self, request: Message, response: Message) -> None:  # noqa: N802
        """Call a function."""
        function = _functions().get(request.name)
        if function is None:
            raise ArgumentError([Failure("", f'Unknown function "{request.name}".')])
        try:
            result = function.call(*map(values.read_value, request.arguments))
        except ArgumentError as error:
            (first, *_) = error.failures
            names = [each.name for each in function.parameters]
            if first.argument in names:
                response.error.function_argument = names.index(first.argument)
            raise
        response.result.CopyFrom(values.write_value(result))

    def ValidateProviderConfig(self, request: Message, response: Message) -> None:  # noqa: N802
        """Check the settings. Their values may be unknown."""
        response.diagnostics.extend(
            diagnostics.of_failures(_mistakes_in_settings(_read(request.config, schema.provider().attributes)))
        )

    def ConfigureProvider(self, request: Message, _response: Message) -> None:  # noqa: N802
        """Store the settings. Credentials and connections are only used when they are first needed."""
        config = _read(request.config, schema.provider().attributes)
        failures = _mistakes_in_settings(config)
        if failures:
            raise ArgumentError(failures)
        with self._lock:
            self._config = config
        threading.Thread(target=self._load, daemon=True).start()

    def ValidateDataResourceConfig(self, request: Message, response: Message) -> None:  # noqa: N802
        """Check the arguments of a data source. Their values may be unknown."""
        response.diagnostics.extend(_mistakes(schema.DATA_SOURCES[request.type_name], request.config))

    def ReadDataSource(self, request: Message, response: Message) -> None:  # noqa: N802
        """Look up the result of a data source."""
        function = schema.DATA_SOURCES[request.type_name]
        block = schema.block_of(function)
        config = _read(request.config, block.arguments)
        result = self._load().read_data_source(function, config, _warn(response))
        response.state.CopyFrom(values.write(result, block.attributes, config.raw))
        if response.ByteSize() > self._max_message:
            size = response.ByteSize()
            response.Clear()
            raise OtaError(
                f"The result has {size:,} bytes. The engine accepts {self._max_message:,}.",
                "Set more criteria, so that fewer packages match.",
            )

    def ValidateResourceConfig(self, request: Message, response: Message) -> None:  # noqa: N802
        """Check the arguments of a pin. Their values may be unknown."""
        response.diagnostics.extend(_mistakes(FIRMWARE_PIN, request.config))

    def UpgradeResourceState(self, request: Message, response: Message) -> None:  # noqa: N802
        """Return a pin in a state file in the form of this version."""
        if request.version > SCHEMA_VERSION:
            raise StateError(
                "A newer version of the provider wrote this state.", "Use that version of the provider, or a newer one."
            )
        state = values.read_json(request.raw_state.json, _pin_block().attributes)
        response.upgraded_state.CopyFrom(values.write(state.given, _pin_block().attributes))

    def ReadResource(self, request: Message, response: Message) -> None:  # noqa: N802
        """Return a pin with the current data of its package. The engine shows what has changed."""
        response.new_state.CopyFrom(request.current_state)  # after an error, the state stays as it is
        response.private = request.private
        pin = self._load().refresh_pin(_read_pin(request.current_state), _warn(response))
        response.new_state.CopyFrom(_pin_value(pin.firmware, request.current_state, pin.drift))
        response.private = pin.private

    def PlanResourceChange(self, request: Message, response: Message) -> None:  # noqa: N802
        """Look up the package of a pin, so that the plan shows each field, old -> new."""
        if values.is_null(request.proposed_new_state):
            response.planned_state.CopyFrom(request.proposed_new_state)
            return
        outcome = self._resolve(request, request.prior_private, response)
        if not outcome.failures:
            response.planned_state.CopyFrom(_pin_value(outcome.firmware or values.UNKNOWN, request.config))
            response.planned_private = request.prior_private

    def ApplyResourceChange(self, request: Message, response: Message) -> None:  # noqa: N802
        """Store the package of the plan if it is still deployable. Look it up if the plan did not know it."""
        if values.is_null(request.planned_state):
            response.new_state.CopyFrom(request.planned_state)
            return
        response.new_state.CopyFrom(request.prior_state)  # after an error, the state stays as it is
        response.private = request.planned_private
        planned = _read_pin(request.planned_state)
        if FIRMWARE not in planned:  # it was not known yet
            outcome = self._resolve(request, request.planned_private, response)
            if outcome.failures:
                return
            firmware: Any = outcome.firmware
        else:
            self._load().confirm_pin(planned, _warn(response))
            firmware = planned[FIRMWARE]
        response.new_state.CopyFrom(_pin_value(firmware, request.config))
        response.private = b""

    def ImportResourceState(self, request: Message, response: Message) -> None:  # noqa: N802
        """Look up the package of an ID that a user wrote."""
        pin = self._load().import_pin(request.id, _warn(response))
        response.imported_resources.add(type_name=schema.PIN, state=values.write(pin, _pin_block().attributes))

    def StopProvider(self, _request: Message, _response: Message) -> None:  # noqa: N802
        """Cancel every wait immediately, now and from now on."""
        self.stop()

    def stop(self) -> None:
        """Do what StopProvider does."""
        with self._lock:
            self._is_stopped = True
            if self._provider is not None:
                self._provider.cancel()

    def Shutdown(self, _request: Message, _response: Message) -> None:  # noqa: N802
        """End this process."""
        self._shutdown()

    def _resolve(self, request: Message, private: bytes, response: Message) -> CheckOutcome:
        """Return the package for the configuration of a pin, or its mistakes, which are also diagnostics."""
        config = _read(request.config, _pin_block().arguments)
        outcome = self._load().resolve_pin(_read_pin(request.prior_state), private, config, _warn(response))
        response.diagnostics.extend(diagnostics.of_failures(outcome.failures))
        return outcome

    def _load(self) -> TerraformProvider:
        """Return the provider. Import it at the first call."""
        with self._lock:
            if self._provider is None:
                if self._config is None:
                    raise SettingsError("The provider is not configured.", "Report this as a defect of the engine.")
                module = lean_imports.import_module("alicloud_iot_ota.terraform.provider")
                self._provider = module.TerraformProvider(self._config, os.urandom(8).hex())
                if self._is_stopped:
                    self._provider.cancel()
            return self._provider


_CALLS = {name for name in dir(TerraformServicer) if name[0].isupper()}
_METHODS = {f"/tfplugin6.Provider/{name}" for name in _CALLS - {"Shutdown"}} | {"/plugin.GRPCController/Shutdown"}


def _functions() -> dict[str, ProviderFunction]:
    """Return the functions of the provider by name."""
    from alicloud_iot_ota.terraform.functions import PROVIDER_FUNCTIONS  # noqa: PLC0415 - most processes need none

    return PROVIDER_FUNCTIONS


def _pin_block() -> schema.SchemaBlock:
    return schema.block_of(FIRMWARE_PIN)


def _fail(response: Message, found: list[Message]) -> None:
    """Add diagnostics to a response, in the form that its call has for errors."""
    fields = response.DESCRIPTOR.fields_by_name
    if "diagnostics" in fields:
        response.diagnostics.extend(found)
    elif "error" in fields:  # the engines add a full stop
        response.error.text = "\n".join(each.detail for each in found).removesuffix(".")
    else:
        response.Error = "\n".join(each.detail for each in found)


def _warn(response: Message) -> Callable[[str], None]:
    """Return a function that adds a warning to a response."""
    return lambda text: response.diagnostics.append(diagnostics.of_warning(text))


def _read(encoded: Message, attributes: Iterable[Attribute]) -> values.Values:
    """Return the values in an object. A null object has none."""
    return values.read(encoded, attributes) or values.Values({}, frozenset(), {})


def _mistakes(declared: Declaration, encoded: Message) -> list[Message]:
    """Return a diagnostic for each mistake in a configuration. The engines let it set results, so that is one too."""
    attributes = schema.block_of(declared).attributes
    sent = _read(encoded, attributes).raw
    results = [
        Failure(each.wire_name, f"{each.name} is a result, so a configuration must not set it. Remove it.")
        for each in attributes
        if not each.is_argument and sent[each.name] is not None
    ]
    config = _read(encoded, schema.block_of(declared).arguments)
    mistakes = validation.check(declared.arguments, config.given, unknown=config.unknown)
    return diagnostics.of_failures([*results, *mistakes])


def _mistakes_in_settings(config: values.Values) -> list[Failure]:
    return validation.check(ProviderArgs, config.given, SECRET_SETTINGS, config.unknown)


def _read_pin(encoded: Message) -> dict[str, object]:
    """Return the arguments and the package of a pin by wire names. A null object has none."""
    return _read(encoded, [each for each in _pin_block().attributes if each.name != DRIFT]).given


def _pin_value(firmware: object, of: Message, drift: str | None = None) -> Message:
    """Return a pin with a package and with the arguments in another object."""
    result = {FIRMWARE: firmware, DRIFT: drift}
    return values.write(result, _pin_block().attributes, _read(of, _pin_block().arguments).raw)
