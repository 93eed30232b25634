# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a pin, and an entry of firmware.lock, keep of a package.

Pure. Only what identifies a file belongs into a pin: its version, ID, digest, size, type and source version. Times,
descriptions and the verification status change without another file being meant, and would make a preview noisy.
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
    """What identifies a package: the only fields whose change a preview shows."""

    dest_version: DestVersion
    firmware_id: FirmwareId
    type: TypeWord
    digest: Digest | None = None
    firmware_size: FirmwareSize | None = None
    src_version: SrcVersion | None = None


class LockedFirmware(PinnedFirmware, frozen=True, kw_only=True, omit_defaults=False):  # `default` is a module to tell
    """The identity of a package, and where it is found: what firmware.lock keeps."""

    product_key: ProductKey | None = None
    module_name: ModuleName = "default"
    firmware_name: FirmwareName | None = None
    utc_create: UtcCreate | None = None
    iot_instance_id: Annotated[
        str | None, Meta(description="The ID of the instance that the package was found in. Absent for none.")
    ] = None


def pin(firmware: Package) -> PinnedFirmware:
    """Return what a pin keeps of a package."""
    return convert_package(firmware, PinnedFirmware)


def lock(firmware: Package, iot_instance_id: str | None) -> LockedFirmware:
    """Return what firmware.lock keeps of a package that was found in an instance."""
    return convert_package(firmware, LockedFirmware, module_name=firmware.module, iot_instance_id=iot_instance_id)


def unlock(locked: LockedFirmware) -> Package:
    """Return a locked package as a catalogue would hold it, as far as it is kept: without a status."""
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
    """Return the package that a pin names as a complete catalogue holds it now, or None where it is gone."""
    return next((firmware for firmware in catalog if firmware.firmware_id == firmware_id), None)


def are_same_file(one: PinnedFirmware, other: PinnedFirmware) -> bool:
    """Return whether a digest shows that two are one file; a size that is not given contradicts nothing."""
    sizes = {one.firmware_size, other.firmware_size} - {None}
    return one.digest is not None and one.digest == other.digest and len(sizes) <= 1
