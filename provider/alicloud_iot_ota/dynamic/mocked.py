# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Functions and pins under `pulumi.runtime.set_mocks`: the mocks answer, and the service is never called.

Tokens, arguments and results are those of the native provider, so one `Mocks` class works for both forms.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import msgspec
from pulumi import _types, runtime
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub
from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorStub
from pulumi.runtime.settings import get_engine, get_monitor

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.dynamic.inputs import to_wire
from alicloud_iot_ota.engine.property_values import as_whole_number
from alicloud_iot_ota.errors import MocksError, OtaError
from alicloud_iot_ota.pins import PinnedFirmware
from alicloud_iot_ota.schema import results

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from alicloud_iot_ota.schema.functions import Function

_WIRE_NAMES = {
    field.name: field.encode_name
    for kind in vars(results).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    for field in msgspec.structs.fields(kind)
}
"""The wire names of the fields of all results, by Python name."""


class LookupMocks(runtime.Mocks):
    """Mocks that look up packages themselves, and fail like the provider."""

    @abstractmethod
    def look_up(self, token: str, args: dict[str, Any], secret: Collection[str]) -> dict[str, Any]:
        """Return the result of a function by wire names. Raise the errors of the lookup.

        Args:
            token: The token of the function.
            args: The arguments by wire names.
            secret: The names of secret arguments.
        """


def is_on() -> bool:
    """Return whether the program runs under mocks.

    Pulumi's SDK has no public function for this. It uses two gRPC stubs for a real engine. Every other object counts as
    a mock, including a monitor passed to `set_mocks`. When in doubt, the service is not called.
    """
    connections = ((get_monitor(), ResourceMonitorStub), (get_engine(), EngineStub))
    return any(end is not None and not isinstance(end, stub) for end, stub in connections)


def call(function: Function, given: Mapping[str, Any], secret: Collection[str] = ()) -> tuple[dict[str, Any], bool]:
    """Let the mocks answer a function.

    Args:
        function: The function.
        given: The arguments of the program.
        secret: The names of secret arguments.

    Returns:
        The result by wire names, and whether the mocks marked a part of it as secret.

    Raises:
        MocksError: The answer is not a valid result of this function.
        OtaError: The mocks returned failures, as a provider does.
    """
    mocks = getattr(get_monitor(), "mocks", None)
    if isinstance(mocks, LookupMocks):  # the SDK would end the program for an error, even if the program catches it
        return mocks.look_up(function.token, to_wire(given), secret), False
    try:
        answer = runtime.invoke(function.token, dict(given))
    except Exception as error:
        _, is_failure, reason = str(error).partition(f"invoke of {function.token} failed: ")
        if is_failure:  # the SDK wraps failures; it does not wrap exceptions from the mocks
            raise OtaError(reason, f"Mocks.call returned this failure for {function.token}.") from None
        raise
    values = _plain(answer.value)
    _require(values, function.result, "Mocks.call", function.token)
    return values, answer.is_secret


def pinned(value: object) -> object:
    """Return the output `firmware` of a pin.

    Raises:
        MocksError: The mocks did not return a valid package.
    """
    values = value
    if _types.is_output_type(type(value)):
        names = zip(PinnedFirmware.__struct_fields__, PinnedFirmware.__struct_encode_fields__, strict=True)
        values = {key: found for name, key in names if (found := getattr(value, name)) is not None}
    _require(values, PinnedFirmware, "Mocks.new_resource", "`firmware` of a FirmwarePin")
    return value


def _require(values: object, kind: type[msgspec.Struct], method: str, what: str) -> None:
    for path, name in _misspelled(values):
        raise MocksError(
            f"{method} returned an invalid result for {what}. Unknown key `{name}` at `{path}`.",
            f"Write the key as the service does: `{_WIRE_NAMES[name]}`.",
        )
    try:
        decoding.convert(values, kind)
    except msgspec.ValidationError as error:
        raise MocksError(
            f"{method} returned an invalid result for {what}. {error}.",
            "Return a dictionary with every required key of the reference, in camelCase. Other keys are optional.",
        ) from None


def _misspelled(value: object, path: str = "$") -> Iterator[tuple[str, str]]:
    """Yield the path and the name of each key with a Python name."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _misspelled(each, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            if _WIRE_NAMES.get(name, name) != name:
                yield path, name
            yield from _misspelled(each, f"{path}.{name}")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any property value
    """Return a value with whole numbers as int, and without keys that have no value."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list) else as_whole_number(value)
