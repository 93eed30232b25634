# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The identity of a pinned package, and finding the package by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import pins
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_iot_ota.firmware import Package


def test_pin_keeps_the_identity(package: Callable[..., Package]) -> None:
    """A pin contains version, ID, digest, size, type and source version."""
    firmware = package(
        "2.0.0",
        firmware_id="id",
        type=FirmwareType.DIFFERENTIAL.code,
        src_version="1.0.0",
        firmware_sign="AB" * 16,
        sign_method="MD5",
        firmware_size=924,
    )
    assert pins.pin(firmware) == pins.PinnedFirmware(
        dest_version="2.0.0",
        firmware_id="id",
        type="differential",
        digest=f"md5:{'ab' * 16}",
        firmware_size=924,
        src_version="1.0.0",
    )


@pytest.mark.parametrize(
    "noise",
    [
        {"utc_modified": "2030-01-01T00:00:00.000Z"},
        {"firmware_desc": "another description"},
        {"status": FirmwareStatus.VERIFICATION_FAILED.code},
        {"product_name": "another name"},
    ],
    ids=lambda noise: next(iter(noise)),
)
def test_noise_makes_no_other_pin(package: Callable[..., Package], noise: dict[str, object]) -> None:
    """Changes that do not affect the file do not change the pin, and so do not appear in the preview."""
    firmware = package("1.0.0")
    assert pins.pin(msgspec.structs.replace(firmware, **noise)) == pins.pin(firmware)


def test_find(package: Callable[..., Package]) -> None:
    """A pin finds its package by ID alone. The result is None if the package was deleted."""
    catalog = [package("1.0.0"), package("1.0.0")]
    assert pins.find(catalog[1].firmware_id, catalog) is catalog[1]
    assert pins.find("gone", catalog) is None
