# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pulumi mocks that answer lookups and pins as the provider does, from the catalog of an emulator.

Requests come from programs of both forms. They get the code of the native provider, without its process: validation,
selection, messages and the Check of a pin. Only the emulator is called, whatever the environment contains.
"""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import runtime
from pulumi.output import Unknown
from pulumi.runtime import rpc

from alicloud_iot_emulator import Emulator
from alicloud_iot_ota.base.redaction import redact
from alicloud_iot_ota.dynamic import LookupFailedError
from alicloud_iot_ota.dynamic.inputs import has_unknown
from alicloud_iot_ota.dynamic.mocked import LookupMocks
from alicloud_iot_ota.engine.properties import Properties
from alicloud_iot_ota.engine.property_values import UNKNOWN, with_whole_numbers
from alicloud_iot_ota.errors import ArgumentError, OtaError
from alicloud_iot_ota.plugin.provider import Provider
from alicloud_iot_ota.schema.tokens import DYNAMIC_FIRMWARE_PIN, FIRMWARE, FIRMWARE_PIN, PACKAGE
from alicloud_iot_ota.testing.argument_types import check_type
from alicloud_iot_ota.testing.environment import NO_ACCOUNT, variables
from alicloud_iot_ota.testing.monitor import registration

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_PROVIDER = f"pulumi:providers:{PACKAGE}"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_OF_PROVIDERS = ("accessKeyId", "accessKeySecret", "securityToken", "iotInstanceId")
"""The settings of an explicit provider that apply. Every other setting could lead away from the emulator."""

_NOTHING = Properties({}, frozenset(), frozenset())


class FirmwareMocks(LookupMocks):
    """Mocks for `pulumi.runtime.set_mocks` with the packages of an emulator.

    A function or a pin fails as in a deployment: the dynamic form raises `LookupFailedError`, and the native SDK raises
    a plain exception with the same message. Under `set_mocks`, every resource is new. Only `MockedStack` has a state.

    Args:
        emulator: A running emulator. Every lookup reads its current packages.
        others: The mocks for all other functions and resources. Default: a resource returns its inputs, and a function
            is an error.

    Raises:
        TypeError: An argument has the wrong type.
    """

    def __init__(self, emulator: Emulator, others: runtime.Mocks | None = None) -> None:
        check_type("emulator", emulator, Emulator, "an Emulator, such as the fixture ota_emulator")
        if others is not None:
            check_type("mocks", others, runtime.Mocks, "an instance of pulumi.runtime.Mocks")
        self._emulator = emulator
        self._others = others or _OtherMocks()
        self._lock = threading.Lock()
        self._providers: dict[str, Properties] = {}
        self._numbers = itertools.count(1)
        self._failures: list[OtaError] = []

    def call(self, args: runtime.MockCallArgs) -> Any:  # noqa: ANN401 - what the other mocks return
        """Answer a function of the native form, or of another package."""
        if not args.token.startswith(f"{PACKAGE}:"):
            return self._others.call(args)
        try:
            return self._invoke(args.token, _properties(args.args), args.provider)
        except OtaError as error:
            with self._lock:
                self._failures.append(error)
            return {}, [("", str(error))]  # a program can catch a failure, as in a deployment, but no exception

    def look_up(self, token: str, args: dict[str, Any], secret: Collection[str]) -> dict[str, Any]:
        """Answer a function of the dynamic form."""
        return self._invoke(token, _properties(args)._replace(secret=frozenset(secret)), None)

    def new_resource(self, args: runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Create, update or read a resource."""
        if args.typ not in {_PROVIDER, FIRMWARE_PIN, DYNAMIC_FIRMWARE_PIN}:
            return self._others.new_resource(args)
        args.inputs = registration().without_ignored_changes(args.inputs)
        given = _properties({name: value for name, value in args.inputs.items() if not name.startswith("__")})
        make = self._new_provider if args.typ == _PROVIDER else self._read_pin if args.custom is None else self._new_pin
        try:
            return make(args, given)
        except OtaError as error:
            message = f'{args.typ.rpartition(":")[2]} "{args.name}": {error}'
            if not given.secret:
                raise LookupFailedError(message) from error
        # without its cause, which may contain the secret
        raise LookupFailedError(redact(message, given.secret_texts(exclude=FIRMWARE)))

    def find_failure(self, error: Exception) -> OtaError | None:
        """Return the failure of a function that the SDK has raised as this plain exception, or None."""
        with self._lock:
            return next((each for each in self._failures if str(each) in str(error)), None)

    def _invoke(self, token: str, args: Properties, reference: str | None) -> dict[str, object]:
        with self._provider(reference) as provider:
            return provider.invoke(token, args, _warn(args), is_preview=runtime.is_dry_run(), sends_preview=True)

    def _new_pin(self, args: runtime.MockResourceArgs, given: Properties) -> tuple[str, dict[str, Any]]:
        pin, is_preview = registration(), runtime.is_dry_run()
        before = pin.before
        with self._provider(args.provider) as provider:
            found = provider.check_pin(_NOTHING if before is None else before, given, _warn(given))
        if found.failures:
            raise ArgumentError(found.failures)
        if not is_preview:
            pin.deploy(given._replace(values={**given.values, FIRMWARE: found.firmware}))
        is_created = not is_preview or before is not None  # an ID is unknown until the first update
        firmware = UNKNOWN if found.firmware is None else found.firmware
        checked = {**_outputs(args.inputs), FIRMWARE: rpc.wrap_rpc_secret(firmware) if given.secret else firmware}
        return args.name if is_created else "", checked

    def _read_pin(self, args: runtime.MockResourceArgs, given: Properties) -> tuple[str | None, dict[str, Any]]:
        with self._provider(args.provider) as provider:
            found = provider.read_pin(args.resource_id or "", given, _warn(given), is_owned=False)
        if found is None:
            raise LookupFailedError(f'The FirmwarePin "{args.name}" was read, but no package has its ID.')
        return args.resource_id, {**_outputs(args.inputs), **found}

    def _new_provider(self, args: runtime.MockResourceArgs, given: Properties) -> tuple[str, dict[str, Any]]:
        id_ = f"{args.name}-{next(self._numbers)}"  # two components may each have a provider of this name
        with self._lock:
            self._providers[id_] = given
        with self._provider(f"::{id_}"):
            return id_, _outputs(args.inputs)

    @contextmanager
    def _provider(self, reference: str | None) -> Iterator[Provider]:
        """Make a provider for one request, so that it reads the current packages.

        Args:
            reference: The URN and the ID of an explicit provider, or an empty text. No error contains its secrets.
        """
        with self._lock:
            config = self._providers.get((reference or "").rpartition("::")[2])
        provider = Provider(pulumi.log.info, {**NO_ACCOUNT, **variables(self._emulator)})
        try:
            if config is not None:
                failures = provider.check_config(config)
                if failures:
                    raise ArgumentError(failures)
                provider.configure(_account(config))
            yield provider
        except OtaError as error:
            if config is not None:
                hidden = config._replace(secret=provider.secret_settings(config)).secret_texts(exclude="")
                error.message, error.remedy = redact(error.message, hidden), redact(error.remedy, hidden)
            raise
        finally:
            provider.cancel()


class _OtherMocks(runtime.Mocks):
    """Mocks of everything else, for a test without its own."""

    def call(self, args: runtime.MockCallArgs) -> Any:  # noqa: ANN401 - never returns
        """Refuse a function. Its result cannot be guessed."""
        raise LookupFailedError(
            f"The test has no mocks for the function {args.token}.\n"
            "Pass your own pulumi.runtime.Mocks. Its method `call` returns the result."
        )

    def new_resource(self, args: runtime.MockResourceArgs) -> tuple[str, dict[Any, Any]]:
        """Return the inputs as outputs. The ID is unknown until the first update, as in a deployment."""
        if args.typ == _STACK_REFERENCE:
            raise LookupFailedError(
                f"The test has no mocks for the stack reference {args.name}.\n"
                "Pass your own pulumi.runtime.Mocks. Its method `new_resource` returns the inputs with `outputs`."
            )
        resource = registration()
        if not runtime.is_dry_run():
            resource.deploy(_NOTHING)
        return "" if resource.before is None else f"{args.name}-id", _outputs(args.inputs)


def _warn(given: Properties) -> Callable[[str], None]:
    """Return a function that logs a warning without secret inputs."""
    hidden = given.secret_texts(exclude=FIRMWARE)
    return lambda message: pulumi.log.warn(redact(message, hidden))


def _account(config: Properties) -> Properties:
    return config._replace(values={name: config.values[name] for name in _OF_PROVIDERS if name in config.values})


def _properties(values: dict[str, Any]) -> Properties:
    """Return values from Pulumi's mocks as the plugin receives them."""
    secret = frozenset(name for name, value in values.items() if rpc.is_rpc_secret(value))
    plain = {name: rpc.unwrap_rpc_secret(value) if name in secret else value for name, value in values.items()}
    unknown = frozenset(name for name, value in plain.items() if has_unknown(value))
    return Properties(
        {name: with_whole_numbers(value) for name, value in plain.items() if name not in unknown}, secret, unknown
    )


def _outputs(values: dict[str, Any]) -> dict[str, Any]:
    """Return inputs as mocks return them: with the placeholder for unknown values."""
    return {name: _output(value) for name, value in values.items()}


def _output(value: Any) -> Any:  # noqa: ANN401 - any property value
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return _outputs(value)
    return [_output(each) for each in value] if isinstance(value, list) else value
