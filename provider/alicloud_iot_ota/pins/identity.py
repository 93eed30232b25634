# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a pin, and an entry of firmware.lock, keep of a package.

Pure. Only what identifies a file belongs into a pin: its version, ID, digest, size, type and source version. Times,
descriptions and the verification status change without another file being meant, and would make a preview noisy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.firmware import Firmware, FirmwareType

if TYPE_CHECKING:
    from collections.abc import Iterable


class PinnedFirmware(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of a package.

    Attributes:
        dest_version: Its version.
        firmware_id: Its ID.
        digest: The digest of its file with the algorithm, such as `sha256:9f3c...`; None where the service gives none.
        firmware_size: The size of its file, in bytes; None where the service gives none.
        type: `full`, `differential` or `unknown`.
        src_version: The version a differential package starts from; None for a full one.
    """

    dest_version: str
    firmware_id: str
    type: str
    digest: str | None = None
    firmware_size: int | None = None
    src_version: str | None = None


class LockedFirmware(PinnedFirmware, frozen=True, kw_only=True):
    """The identity of a package, and where it is found: what firmware.lock keeps.

    Attributes:
        product_key: The ProductKey of its product; None where the service gives none.
        module_name: Its module.
        firmware_name: Its name; None where the service gives none.
        utc_create: When it was created, ISO 8601 in UTC, as the service gives it; None where it gives none.
        iot_instance_id: The instance it was found in; None for the account's public instance.
    """

    product_key: str | None = None
    module_name: str = "default"
    firmware_name: str | None = None
    utc_create: str | None = None
    iot_instance_id: str | None = None


def pin(firmware: Firmware) -> PinnedFirmware:
    """Return what a pin keeps of a package."""
    return PinnedFirmware(
        dest_version=firmware.dest_version,
        firmware_id=firmware.firmware_id,
        type=firmware.type_word,
        digest=firmware.digest,
        firmware_size=firmware.firmware_size,
        src_version=firmware.src_version,
    )


def lock(firmware: Firmware, iot_instance_id: str | None) -> LockedFirmware:
    """Return what firmware.lock keeps of a package that was found in an instance."""
    return LockedFirmware(
        **msgspec.structs.asdict(pin(firmware)),
        product_key=firmware.product_key,
        module_name=firmware.module,
        firmware_name=firmware.firmware_name,
        utc_create=firmware.utc_create,
        iot_instance_id=iot_instance_id,
    )


def unlock(locked: LockedFirmware) -> Firmware:
    """Return a locked package as a catalogue would hold it, as far as it is kept: without a status."""
    algorithm, _, digits = (locked.digest or "").partition(":")
    return Firmware(
        firmware_id=locked.firmware_id,
        dest_version=locked.dest_version,
        firmware_name=locked.firmware_name,
        src_version=locked.src_version,
        firmware_sign=digits or None,
        firmware_size=locked.firmware_size,
        sign_method=algorithm or None,
        module_name=locked.module_name,
        product_key=locked.product_key,
        type=next((kind for kind in (FirmwareType.FULL, FirmwareType.DIFFERENTIAL) if kind.word == locked.type), None),
        utc_create=locked.utc_create,
    )


def find(firmware_id: str, catalogue: Iterable[Firmware]) -> Firmware | None:
    """Return the package that a pin names as a complete catalogue holds it now, or None where it is gone."""
    return next((firmware for firmware in catalogue if firmware.firmware_id == firmware_id), None)


def are_same_file(one: PinnedFirmware, other: PinnedFirmware) -> bool:
    """Return whether a digest shows that two are one file; a size that is not given contradicts nothing."""
    sizes = {one.firmware_size, other.firmware_size} - {None}
    return one.digest is not None and one.digest == other.digest and len(sizes) <= 1
