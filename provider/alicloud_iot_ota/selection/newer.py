# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What is newer than a pinned package, and why a newer one does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.selection.criteria import FirmwareSelect, OnUnparsable
from alicloud_iot_ota.selection.narrowing import narrow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Firmware
    from alicloud_iot_ota.selection.criteria import Criteria
    from alicloud_iot_ota.versions.version import Key


class Skipped(msgspec.Struct, frozen=True):
    """A package of a higher version that does not count.

    Attributes:
        firmware: The package.
        criterion: The name of the rule that removed it.
        reason: Why, in words.
    """

    firmware: Firmware
    criterion: str
    reason: str


class Newer(msgspec.Struct, frozen=True):
    """What is newer than a pinned package.

    Attributes:
        best: The package of the highest version that meets the criteria; None where no higher one does.
        skipped: One package for each version that is higher still, highest first.
    """

    best: Firmware | None
    skipped: tuple[Skipped, ...]


def newer(
    criteria: Criteria, version: str, place: tuple[str | None, str], catalogue: Sequence[Firmware], now: datetime
) -> Newer:
    """Find what is newer than a version, by criteria without what names a single package in them.

    A version that cannot be read has no order: nothing is newer than it, and it is newer than nothing.

    Args:
        criteria: What was asked for when the package was pinned.
        version: The version of the pinned package.
        place: The ProductKey and the module of the pinned package.
        catalogue: Every package there is.
        now: The moment that ages and expiries are counted at, in UTC.
    """
    wanted = msgspec.structs.replace(
        criteria,
        product_key=place[0],
        module_name=place[1],
        dest_version=None,
        firmware_id=None,
        firmware_name=None,
        select=FirmwareSelect.HIGHEST,
        on_unparsable=OnUnparsable.IGNORE,
    )
    pinned = _key(criteria, version)
    if pinned is None:
        return Newer(None, ())
    neighbours = [each for each in catalogue if (each.product_key, each.module) == place]
    narrowing = narrow(wanted, neighbours, now)

    def above(firmware: Firmware, bound: Key) -> bool:
        key = _key(criteria, firmware.dest_version)
        return key is not None and key > bound

    best, bound = None, pinned
    for each in narrowing.matches:  # the lowest version first, and of one version the one that comes first
        if above(each, bound):
            best, bound = each, _key(criteria, each.dest_version) or bound
    skipped: dict[str, Skipped] = {}
    reasons = {id(firmware): rule for firmware, rule in narrowing.removed() if above(firmware, bound)}
    for each in narrowing.ordered([each for each in neighbours if id(each) in reasons]):
        # The full package of a version, which comes before the differential ones, tells the most of it.
        rule = reasons[id(each)]
        skipped.setdefault(each.dest_version, Skipped(each, rule.name, rule.reason(each)))
    return Newer(best, tuple(reversed(skipped.values())))


def _key(criteria: Criteria, text: str) -> Key | None:
    version = criteria.reader.read(text)
    return None if version is None else version.key
