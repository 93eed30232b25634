# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the functions and the pin give a program: what the native SDK gives, key by key and in the same order.

Each result is a dictionary by Python's names with the same attributes. A stack output has the wire's names, since each
class is an output type of Pulumi's SDK. The fields are those of `declarations.results`, where each is described.
"""

from __future__ import annotations

import functools
import inspect
import typing
from typing import TYPE_CHECKING, Any

import msgspec
import pulumi

from alicloud_iot_ota.engine.property_values import whole_number
from alicloud_iot_ota.schema import results

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _getter(name: str) -> Callable[[Result], Any]:
    """Return what reads an attribute, with the wire's name on it for the SDK."""
    head, *tail = name.split("_")

    @pulumi.getter(name=head + "".join(part.title() for part in tail))
    def read(result: Result) -> Any:  # noqa: ANN401 - any value
        return result.get(name)

    return read


@pulumi.output_type
class Result(dict[str, Any]):
    """A result. An optional value that is missing has no key, and its attribute is None.

    Args:
        values: The values by the wire's names. Their order does not count: Pulumi's SDK reads them from a protobuf map,
            which has another order in every process, and every number in it is a float.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        for field in fields(type(self)):
            value = values.get(field.wire_name)
            if value is not None:
                self[field.name] = field.read(value)

    __eq__ = dict.__eq__  # not the SDK's, by which a dictionary is never equal
    __hash__ = None

    def __init_subclass__(cls) -> None:
        for name in inspect.get_annotations(cls):
            setattr(cls, name, property(_getter(name)))

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - any value
        name = _names_by_wire(type(self)).get(key, key)
        if name == key:
            raise KeyError(key)
        return self[name]

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - the signature of dict
        """Return a value by Python's name or the wire's."""
        return super().get(_names_by_wire(type(self)).get(key, key), default)


class PinnedFirmware(Result):
    """What identifies a package."""

    dest_version: str
    digest: str | None
    firmware_id: str
    firmware_size: int | None
    src_version: str | None
    type: str


class Firmware(Result):
    """An OTA update package."""

    dest_version: str
    digest: str | None
    firmware_desc: str | None
    firmware_id: str
    firmware_name: str | None
    firmware_sign: str | None
    firmware_size: int | None
    module_name: str | None
    product_key: str | None
    product_name: str | None
    sign_method: str | None
    src_version: str | None
    status: str
    status_code: int | None
    type: str
    type_code: int | None
    utc_create: str | None
    utc_modified: str | None


class GetFirmwareResult(Firmware):
    """The package that was asked for."""


class FindFirmwareResult(Result):
    """The package that was looked for, where there is one."""

    firmware: Firmware | None
    found: bool


class SelectionStep(Result):
    """One criterion, in the order in which they are applied."""

    criterion: str
    left: int
    value: str


class SelectionCandidate(Result):
    """A package of the catalogue, and what became of it."""

    criterion: str | None
    dest_version: str
    firmware_id: str
    firmware_name: str | None
    module_name: str | None
    outcome: str
    product_key: str | None
    reason: str
    src_version: str | None
    status: str
    type: str


class ExplainFirmwareResult(Result):
    """How a look-up comes to its package, or to its error."""

    candidates: list[SelectionCandidate]
    firmware: Firmware | None
    message: str
    outcome: str
    steps: list[SelectionStep]
    total: int
    warnings: list[str]


class GetFirmwaresResult(Result):
    """All packages that meet the criteria."""

    firmwares: list[Firmware]


class GetLockedFirmwareResult(PinnedFirmware):
    """The package of an entry of firmware.lock."""

    firmware_name: str | None
    iot_instance_id: str | None
    module_name: str
    product_key: str | None
    utc_create: str | None
    verdict: str


class GetUpgradePathResult(Result):
    """The cheapest way from one version to another."""

    differential_size: int | None
    full_size: int | None
    hops: list[Firmware]
    kind: str
    total_size: int


class SimpleFirmwareInfo(Result):
    """A package just as ListOTAFirmware lists it."""

    dest_version: str | None
    firmware_desc: str | None
    firmware_id: str | None
    firmware_name: str | None
    firmware_sign: str | None
    firmware_size: int | None
    module_name: str | None
    product_key: str | None
    product_name: str | None
    sign_method: str | None
    src_version: str | None
    status: int | None
    type: int | None
    utc_create: str | None
    utc_modified: str | None


class GetFirmwarePageResult(Result):
    """The response of ListOTAFirmware."""

    code: str | None
    current_page: int | None
    error_message: str | None
    firmware_info: list[SimpleFirmwareInfo]
    page_count: int | None
    page_size: int | None
    request_id: str | None
    success: bool
    total: int | None


class Field(msgspec.Struct, frozen=True):
    """A field of a result.

    Attributes:
        name: Its name in Python.
        wire_name: Its name on the wire.
        kind: The class of its value, or of the elements of its value, if these are results.
    """

    name: str
    wire_name: str
    kind: type[Result] | None

    def read(self, value: Any) -> Any:  # noqa: ANN401 - any value
        """Return a value from the wire as programs get it."""
        if isinstance(value, list):
            return [self.read(each) for each in value]
        return self.kind(value) if self.kind is not None and isinstance(value, dict) else whole_number(value)


@functools.cache  # as many as there are results
def fields(kind: type[Result]) -> tuple[Field, ...]:
    """Return the fields of a result in the order of the native SDK: required ones first, each kind by the alphabet."""
    hints = typing.get_type_hints(kind)
    declared = msgspec.structs.fields(getattr(results, kind.__name__))
    ordered = sorted(declared, key=lambda field: (not field.required, field.encode_name))
    return tuple(Field(field.name, field.encode_name, _result_in(hints[field.name])) for field in ordered)


@functools.cache
def _names_by_wire(kind: type[Result]) -> dict[str, str]:
    return {field.wire_name: field.name for field in fields(kind)}


def _result_in(hint: Any) -> type[Result] | None:  # noqa: ANN401 - a type
    """Return the result in a type such as `list[Firmware]`, if there is one."""
    if isinstance(hint, type) and issubclass(hint, Result):
        return hint
    return next((found for part in typing.get_args(hint) if (found := _result_in(part)) is not None), None)


def mapping(result: msgspec.Struct) -> dict[str, Any]:
    """Return a declared result by the wire's names."""
    by_name: dict[str, Any] = msgspec.to_builtins(result)
    return by_name
