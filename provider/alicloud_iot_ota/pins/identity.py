# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of a package that a pin, and an entry in firmware.lock, record.

This module is pure. A pin records only what identifies a file: version, ID, digest, size, type and source version.
Times, descriptions and the verification status can change while the file stays the same, and would add noise to
previews.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from alicloud_iot_ota.firmware import (
    DestVersion,
    Digest,
    FirmwareId,
    FirmwareName,
    FirmwareSize,
    FirmwareType,
    ModuleName,
    Package,
    ProductKey,
    SrcVersion,
    TypeWord,
    UtcCreate,
    convert_package,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class PinnedFirmware(msgspec.Struct, rename="camel", frozen=True, kw_only=True, omit_defaults=True):
    """The identity of a package. A preview shows changes of these fields only."""

    dest_version: DestVersion
    firmware_id: FirmwareId
    type: TypeWord
    digest: Digest | None = None
    firmware_size: FirmwareSize | None = None
    src_version: SrcVersion | None = None


class LockedFirmware(PinnedFirmware, frozen=True, kw_only=True, omit_defaults=False):  # writes moduleName "default"
    """The identity and the location of a package, as recorded in firmware.lock."""

    product_key: ProductKey | None = None
    module_name: ModuleName = "default"
    firmware_name: FirmwareName | None = None
    utc_create: UtcCreate | None = None
    iot_instance_id: Annotated[
        str | None, Meta(description="The ID of the instance of the package. Absent if the account has no instance.")
    ] = None


def pin(firmware: Package) -> PinnedFirmware:
    """Return the identity of a package, for a pin."""
    return convert_package(firmware, PinnedFirmware)


def lock(firmware: Package, iot_instance_id: str | None) -> LockedFirmware:
    """Return the identity and the location of a package, for firmware.lock."""
    return convert_package(firmware, LockedFirmware, module_name=firmware.module, iot_instance_id=iot_instance_id)


def unlock(locked: LockedFirmware) -> Package:
    """Return a locked package as a catalog row. It has only the recorded fields, so no status."""
    algorithm, _, digits = (locked.digest or "").partition(":")
    return Package(
        firmware_id=locked.firmware_id,
        dest_version=locked.dest_version,
        firmware_name=locked.firmware_name,
        src_version=locked.src_version,
        firmware_sign=digits or None,
        firmware_size=locked.firmware_size,
        sign_method=algorithm or None,
        module_name=locked.module_name,
        product_key=locked.product_key,
        type=next((kind.code for kind in FirmwareType if kind.value == locked.type), None),
        utc_create=locked.utc_create,
    )


def find(firmware_id: str, catalog: Iterable[Package]) -> Package | None:
    """Return the package with an ID in a complete catalog, or None if it does not exist."""
    return next((firmware for firmware in catalog if firmware.firmware_id == firmware_id), None)


def are_same_file(one: PinnedFirmware, other: PinnedFirmware) -> bool:
    """Return whether two packages have the same digest, and no conflicting sizes. A missing size does not conflict."""
    sizes = {one.firmware_size, other.firmware_size} - {None}
    return one.digest is not None and one.digest == other.digest and len(sizes) <= 1
