# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Functions and pins under `pulumi.runtime.set_mocks`: the user's mocks answer, never the service.

Tokens, arguments and results are those of the native provider, so one `Mocks` class serves both forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from pulumi import runtime
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub
from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorStub
from pulumi.runtime.settings import get_engine, get_monitor

from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.dynamic import results
from alicloud_iot_ota.dynamic.inputs import PACKAGE
from alicloud_iot_ota.engine.property_values import whole_number
from alicloud_iot_ota.errors import MocksError, OtaError
from alicloud_iot_ota.schema import results as declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_ota.schema.arguments import Arguments

_Result = TypeVar("_Result", bound="results.Result")


def is_on() -> bool:
    """Return whether the program runs under mocks.

    Pulumi's SDK has no public function for this. It reaches a real engine through two gRPC stubs. Anything else counts
    as a mock, including a monitor passed to `set_mocks`: when in doubt, the service is not asked.
    """
    ends = ((get_monitor(), ResourceMonitorStub), (get_engine(), EngineStub))
    return any(end is not None and not isinstance(end, stub) for end, stub in ends)


def token(kind: type[Arguments]) -> str:
    """Return the token of the function with these arguments: the native provider's."""
    name = kind.__name__.removesuffix("Args")
    return f"{PACKAGE}:ota:{name[0].lower()}{name[1:]}"


def call(kind: type[Arguments], values: dict[str, Any]) -> tuple[Any, bool]:
    """Have the mocks answer a function. Return its result, and whether the mocks made a part of it secret.

    Raises:
        MocksError: Their answer is not a result of this function.
        OtaError: They return failures, as a provider does.
    """
    try:
        answer = runtime.invoke(token(kind), values)
    except Exception as error:
        _tell_failures(kind, error)
        raise
    return _result(kind, answer.value), answer.is_secret


def pinned(value: object) -> results.PinnedFirmware:
    """Return the output `firmware` of a pin.

    Raises:
        MocksError: The mocks do not return one.
    """
    return _read(value, results.PinnedFirmware, "Mocks.new_resource", "`firmware` of a FirmwarePin")


def _tell_failures(kind: type[Arguments], error: Exception) -> None:
    """Raise the failures that mocks return, which the SDK wraps; leave an exception that they raise as it is."""
    _, is_failure, reason = str(error).partition(f"invoke of {token(kind)} failed: ")
    if is_failure:
        raise OtaError(reason, f"Mocks.call returned this failure for {token(kind)}.") from None


def _result(kind: type[Arguments], value: object) -> results.Result:
    result: type[results.Result] = getattr(results, f"{kind.__name__.removesuffix('Args')}Result")
    return _read(value, result, "Mocks.call", token(kind))


def _read(value: object, kind: type[_Result], method: str, what: str) -> _Result:
    """Return the typed result that a value from mocks describes."""
    values = _plain(value)
    for path, name, known in _misspelled(values, kind):
        raise MocksError(
            f"{method} returned an invalid result for {what}. Unknown key `{name}` at `{path}`.",
            f"Write the key as the service does: `{known}`.",
        )
    try:
        decoding.convert(values, getattr(declared, kind.__name__))
    except msgspec.ValidationError as error:
        raise MocksError(
            f"{method} returned an invalid result for {what}. {error}.",
            "Return a dictionary with every required key of the reference, in camelCase. Other keys are optional.",
        ) from None
    return kind(values)  # converted just now, so it is a dictionary


def _misspelled(value: object, kind: type[results.Result], path: str = "$") -> Iterator[tuple[str, str, str]]:
    """Yield the place and the name of each key that has Python's name, with its name on the wire."""
    if not isinstance(value, dict):
        return
    for field in results.fields(kind):
        if field.name != field.wire_name and field.name in value:
            yield path, field.name, field.wire_name
        if field.kind is not None:
            inner, place = value.get(field.wire_name), f"{path}.{field.wire_name}"
            members = enumerate(inner) if isinstance(inner, list) else [(None, inner)]
            for number, each in members:
                yield from _misspelled(each, field.kind, place if number is None else f"{place}[{number}]")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any property value
    """Return a value with whole numbers, and without keys whose value is None: a missing value has no key."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list) else whole_number(value)
