# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a pin keeps of a package, and what has become of it since.

Pure. Only what identifies a file belongs into a pin: its version, ID, digest, size, type and source version. Times,
descriptions and the verification status change without another file being meant, and would make a preview noisy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.firmware import Firmware


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedFirmware:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFirmware(PinnedFirmware):
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


def find(firmware_id: str, catalogue: Iterable[Firmware]) -> Firmware | None:
    """Return the package that a pin names as a complete catalogue holds it now, or None where it is gone."""
    return next((firmware for firmware in catalogue if firmware.firmware_id == firmware_id), None)
