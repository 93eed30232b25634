# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What the functions and the pin give a program: dictionaries by the wire's names, with attributes by Python's.

So `firmware.firmware_id` is typed, and the whole can be exported or handed to a resource as it is. The fields are those
of `declarations.results`, where each is described.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

_Value = TypeVar("_Value")


class _Field(Generic[_Value]):
    """An attribute that reads the value under its camelCase name; None where an optional one is missing."""

    def __set_name__(self, _owner: type, name: str) -> None:
        head, *tail = name.split("_")
        self._name = head + "".join(part.title() for part in tail)

    def __get__(self, result: dict[str, Any], _owner: type) -> _Value:
        value: _Value = result.get(self._name)  # type: ignore[assignment] # the declarations hold it to its type
        return value


class PinnedFirmware(dict[str, Any]):
    """What identifies a package."""

    dest_version = _Field[str]()
    digest = _Field[str | None]()
    firmware_id = _Field[str]()
    firmware_size = _Field[int | None]()
    src_version = _Field[str | None]()
    type = _Field[str]()


class Firmware(dict[str, Any]):
    """An OTA update package."""

    dest_version = _Field[str]()
    digest = _Field[str | None]()
    firmware_desc = _Field[str | None]()
    firmware_id = _Field[str]()
    firmware_name = _Field[str | None]()
    firmware_sign = _Field[str | None]()
    firmware_size = _Field[int | None]()
    module_name = _Field[str | None]()
    product_key = _Field[str | None]()
    product_name = _Field[str | None]()
    sign_method = _Field[str | None]()
    src_version = _Field[str | None]()
    status = _Field[str]()
    status_code = _Field[int | None]()
    type = _Field[str]()
    type_code = _Field[int | None]()
    utc_create = _Field[str | None]()
    utc_modified = _Field[str | None]()


class GetFirmwareResult(Firmware):
    """The package that was asked for."""


class FindFirmwareResult(dict[str, Any]):
    """The package that was looked for, where there is one."""

    firmware = _Field[Firmware | None]()
    found = _Field[bool]()


class SelectionStep(dict[str, Any]):
    """One criterion, in the order in which they are applied."""

    criterion = _Field[str]()
    left = _Field[int]()
    value = _Field[str]()


class SelectionCandidate(dict[str, Any]):
    """A package of the catalogue, and what became of it."""

    criterion = _Field[str | None]()
    dest_version = _Field[str]()
    firmware_id = _Field[str]()
    firmware_name = _Field[str | None]()
    module_name = _Field[str | None]()
    outcome = _Field[str]()
    product_key = _Field[str | None]()
    reason = _Field[str]()
    src_version = _Field[str | None]()
    status = _Field[str]()
    type = _Field[str]()


class ExplainFirmwareResult(dict[str, Any]):
    """How a look-up comes to its package, or to its error."""

    candidates = _Field[list[SelectionCandidate]]()
    firmware = _Field[Firmware | None]()
    message = _Field[str]()
    outcome = _Field[str]()
    steps = _Field[list[SelectionStep]]()
    total = _Field[int]()
    warnings = _Field[list[str]]()


class GetFirmwaresResult(dict[str, Any]):
    """All packages that meet the criteria."""

    firmwares = _Field[list[Firmware]]()


class GetLockedFirmwareResult(PinnedFirmware):
    """The package of an entry of firmware.lock."""

    firmware_name = _Field[str | None]()
    iot_instance_id = _Field[str | None]()
    module_name = _Field[str]()
    product_key = _Field[str | None]()
    utc_create = _Field[str | None]()
    verdict = _Field[str]()


class GetUpgradePathResult(dict[str, Any]):
    """The cheapest way from one version to another."""

    differential_size = _Field[int | None]()
    full_size = _Field[int | None]()
    hops = _Field[list[Firmware]]()
    kind = _Field[str]()
    total_size = _Field[int]()


class SimpleFirmwareInfo(dict[str, Any]):
    """A package just as ListOTAFirmware lists it."""

    dest_version = _Field[str | None]()
    firmware_desc = _Field[str | None]()
    firmware_id = _Field[str | None]()
    firmware_name = _Field[str | None]()
    firmware_sign = _Field[str | None]()
    firmware_size = _Field[int | None]()
    module_name = _Field[str | None]()
    product_key = _Field[str | None]()
    product_name = _Field[str | None]()
    sign_method = _Field[str | None]()
    src_version = _Field[str | None]()
    status = _Field[int | None]()
    type = _Field[int | None]()
    utc_create = _Field[str | None]()
    utc_modified = _Field[str | None]()


class GetFirmwarePageResult(dict[str, Any]):
    """The response of ListOTAFirmware."""

    code = _Field[str | None]()
    current_page = _Field[int | None]()
    error_message = _Field[str | None]()
    firmware_info = _Field[list[SimpleFirmwareInfo]]()
    page_count = _Field[int | None]()
    page_size = _Field[int | None]()
    request_id = _Field[str | None]()
    success = _Field[bool]()
    total = _Field[int | None]()


def mapping(result: msgspec.Struct) -> dict[str, Any]:
    """Return a declared result by the wire's names."""
    by_name: dict[str, Any] = msgspec.to_builtins(result)
    return by_name
