# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pins of entries with promoteFrom: the previous stage decides about newer packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota import pin_resource, pins
from alicloud_iot_ota.errors import BrokenPinError
from alicloud_iot_ota.lock_file import canonical
from alicloud_iot_ota.schema.arguments import EntryArgs
from tests.unit.fixed_catalog import lookup_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alicloud_iot_ota.firmware import Package


def write(path: Path, package: Package) -> dict[str, str]:
    """Lock a package as the entry `prod`, and return the arguments of its pin."""
    criteria = EntryArgs(product_key="a1", promote_from="dev")
    path.write_text(canonical.render({"prod": (criteria, pins.lock(package, None))}))
    return {"lockEntry": "prod", "lockFile": str(path)}


def test_newer_package(package: Callable[..., Package], tmp_path: Path) -> None:
    """A newer package in the instance of the entry is not reported, because it may not be promoted yet."""
    held = package("1.0.0")
    given = write(tmp_path / "firmware.lock", held)
    warnings: list[str] = []
    lookup = lookup_of([held, package("1.1.0")])
    found = pin_resource.check(lambda: lookup, {}, given, warnings.append).firmware
    assert (found or {})["destVersion"] == "1.0.0"
    assert warnings == []


def test_broken_pin(package: Callable[..., Package], tmp_path: Path) -> None:
    """The fix for a broken pin is a promotion."""
    held = package("1.0.0")
    given = write(tmp_path / "firmware.lock", held)
    with pytest.raises(BrokenPinError) as caught:
        pin_resource.check(lambda: lookup_of([]), {}, given, lambda _: None)
    assert 'To lock the package of entry "dev", run `alicloud-iot-ota promote prod --lock-file' in caught.value.remedy
