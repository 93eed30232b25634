# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What every function and resource gives back.

Fields carry the API's own names in camelCase; `status` and `type` are words, with the API's code beside them, so that a
value which Alibaba Cloud adds tomorrow breaks no program.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from alicloud_iot_ota import pins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota import firmware
    from alicloud_iot_ota.api import wire

_FirmwareId = Annotated[str, Meta(description="The unique ID of the package.")]
_FirmwareName = Annotated[str, Meta(description="The name of the package, unique in an account and never changed.")]
_DestVersion = Annotated[str, Meta(description="The version of the package.")]
_SrcVersion = Annotated[
    str, Meta(description="The version a differential package starts from. Absent for a full package.")
]
_Digest = Annotated[
    str,
    Meta(
        description="The digest of the file with its algorithm, `sha256:...` or `md5:...`, in lower case. Absent where "
        "the service gives none, as for packages of several files."
    ),
]
_FirmwareSize = Annotated[int, Meta(description="The size of the file, in bytes. Absent where the service gives none.")]
_Type = Annotated[str, Meta(description="`full` or `differential`; `unknown` for a code this release does not know.")]
_Status = Annotated[
    str,
    Meta(
        description="`verified`, `unverified`, `verifying`, `verificationFailed` or `notRequired`; `unknown` for a "
        "code this release does not know."
    ),
]
_StatusCode = Annotated[
    int,
    Meta(
        description="The API's code of the status: 0 unverified, 1 verified, 2 verifying, 3 verification failed, -1 no "
        "verification needed."
    ),
]
_TypeCode = Annotated[int, Meta(description="The API's code of the type: 0 full, 1 differential.")]
_FirmwareDesc = Annotated[str, Meta(description="The description of the package.")]
_FirmwareSign = Annotated[
    str, Meta(description="The digest of the file in hexadecimal, by `signMethod`. It is no signature.")
]
_SignMethod = Annotated[str, Meta(description="The algorithm of `firmwareSign`: `MD5` or `SHA256`.")]
_ModuleName = Annotated[str, Meta(description="The module of the package.")]
_ProductKey = Annotated[str, Meta(description="The ProductKey of the product that the package belongs to.")]
_ProductName = Annotated[str, Meta(description="The name of the product that the package belongs to.")]
_UtcCreate = Annotated[
    str, Meta(description="When the package was created, in UTC, such as `2019-12-28T02:42:22.000Z`.")
]
_UtcModified = Annotated[
    str, Meta(description="When the package or its update task was last modified, in UTC. No part of its identity.")
]


class Firmware(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """An OTA update package."""

    firmware_id: _FirmwareId
    dest_version: _DestVersion
    type: _Type
    status: _Status
    firmware_name: _FirmwareName | None = None
    src_version: _SrcVersion | None = None
    firmware_desc: _FirmwareDesc | None = None
    firmware_sign: _FirmwareSign | None = None
    firmware_size: _FirmwareSize | None = None
    sign_method: _SignMethod | None = None
    digest: _Digest | None = None
    module_name: _ModuleName | None = None
    product_key: _ProductKey | None = None
    product_name: _ProductName | None = None
    type_code: _TypeCode | None = None
    status_code: _StatusCode | None = None
    utc_create: _UtcCreate | None = None
    utc_modified: _UtcModified | None = None


class GetFirmwareResult(Firmware, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The package that was asked for."""


class GetFirmwaresResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """All packages that meet the criteria."""

    firmwares: Annotated[
        list[Firmware],
        Meta(
            description="The packages, by product, module, version (lowest first; text that is no semantic version "
            "before all others), full before differential, source version and ID. Possibly none."
        ),
    ]


class PinnedFirmware(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """What identifies a package: the only fields whose change a preview shows."""

    dest_version: _DestVersion
    firmware_id: _FirmwareId
    type: _Type
    digest: _Digest | None = None
    firmware_size: _FirmwareSize | None = None
    src_version: _SrcVersion | None = None


class FirmwarePinResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """What a pin adds to the criteria it was given."""

    firmware: Annotated[
        PinnedFirmware, Meta(description="The package that the criteria name, found again at every preview and update.")
    ]


class SimpleFirmwareInfo(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """A package just as ListOTAFirmware lists it; every field may be missing."""

    firmware_id: _FirmwareId | None = None
    firmware_name: _FirmwareName | None = None
    firmware_desc: _FirmwareDesc | None = None
    firmware_sign: _FirmwareSign | None = None
    firmware_size: _FirmwareSize | None = None
    sign_method: _SignMethod | None = None
    dest_version: _DestVersion | None = None
    src_version: _SrcVersion | None = None
    module_name: _ModuleName | None = None
    product_key: _ProductKey | None = None
    product_name: _ProductName | None = None
    status: _StatusCode | None = None
    type: _TypeCode | None = None
    utc_create: _UtcCreate | None = None
    utc_modified: _UtcModified | None = None


class GetFirmwarePageResult(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The response of ListOTAFirmware. A call that failed is an error and never gets here."""

    success: Annotated[bool, Meta(description="Whether the call was successful: always true.")]
    firmware_info: Annotated[
        list[SimpleFirmwareInfo], Meta(description="The packages on this page, in the order of the service.")
    ]
    code: Annotated[str, Meta(description="The error code; absent after a success.")] | None = None
    error_message: Annotated[str, Meta(description="The error message; absent after a success.")] | None = None
    request_id: Annotated[str, Meta(description="The ID of the request, for Alibaba Cloud's support.")] | None = None
    current_page: Annotated[int, Meta(description="The number of the returned page.")] | None = None
    page_size: Annotated[int, Meta(description="The number of packages on each page.")] | None = None
    page_count: Annotated[int, Meta(description="The number of pages.")] | None = None
    total: Annotated[int, Meta(description="The number of packages on all pages.")] | None = None


def get_firmware_result(found: firmware.Firmware) -> GetFirmwareResult:
    """Return what getFirmware gives back for a package."""
    return GetFirmwareResult(**_fields(found))


def get_firmwares_result(found: Iterable[firmware.Firmware]) -> GetFirmwaresResult:
    """Return what getFirmwares gives back for packages in their order."""
    return GetFirmwaresResult(firmwares=[Firmware(**_fields(each)) for each in found])


def firmware_pin_result(found: firmware.Firmware) -> FirmwarePinResult:
    """Return what a pin keeps of a package."""
    return FirmwarePinResult(firmware=msgspec.convert(pins.pin(found), PinnedFirmware, from_attributes=True))


def get_firmware_page_result(answer: wire.Answer) -> GetFirmwarePageResult:
    """Return a page as getFirmwarePage gives it back."""
    return GetFirmwarePageResult(
        success=True,
        firmware_info=[_simple_firmware_info(row) for row in answer.rows],
        code=answer.code or None,
        error_message=answer.error_message or None,
        request_id=answer.request_id,
        current_page=answer.current_page,
        page_size=answer.page_size,
        page_count=answer.page_count,
        total=answer.total,
    )


def _simple_firmware_info(row: wire.SimpleFirmwareInfo) -> SimpleFirmwareInfo:
    fields = msgspec.structs.asdict(row)
    return SimpleFirmwareInfo(**{**fields, "src_version": row.src_version or None})


def _fields(found: firmware.Firmware) -> dict[str, Any]:
    fields = dataclasses.asdict(found)
    return {
        **fields,
        "status": found.status_word,
        "type": found.type_word,
        "status_code": None if found.status is None else int(found.status),
        "type_code": None if found.type is None else int(found.type),
        "digest": found.digest,
    }
