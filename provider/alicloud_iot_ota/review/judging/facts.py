# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Derive facts about a change from a complete catalog: the state and age of the package, and newer packages.

These functions are pure. A review without facts is valid but contains less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import selection
from alicloud_iot_ota.errors import ArgumentError
from alicloud_iot_ota.pins import PinnedFirmware, verdicts
from alicloud_iot_ota.pins.verdicts import Judgment, Presence
from alicloud_iot_ota.review.values import Withheld
from alicloud_iot_ota.schema import validation
from alicloud_iot_ota.schema.arguments import EntryArgs
from alicloud_iot_ota.selection import Criteria, Newer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.review.changes import Change


class Facts(msgspec.Struct, frozen=True):
    """The catalog data about the new package of a change.

    Attributes:
        judgment: The verdict on the package.
        age_days: The age in whole days; None if the time of creation is unknown or in the future.
        newer: The newer packages, and why they were skipped; None if they cannot be determined.
    """

    judgment: Judgment
    age_days: int | None = None
    newer: Newer | None = None

    @property
    def firmware(self) -> Package | None:
        """The package as listed in the catalog; None if it was deleted or replaced."""
        presence = self.judgment.verdict.presence
        return self.judgment.firmware if presence in {Presence.SAME_PACKAGE, Presence.SAME_FILE} else None

    @property
    def is_broken(self) -> bool:
        """Whether the pinned package cannot be deployed."""
        return not self.judgment.verdict.is_passing


def facts_of(change: Change, catalog: Sequence[Package], now: datetime) -> Facts | None:
    """Return the facts about a change; None if it has no new package or the package is withheld.

    Args:
        change: The change.
        catalog: All packages of the product, or of the instance.
        now: The time at which ages and expiry dates are evaluated, in UTC.
    """
    if not isinstance(change.new, PinnedFirmware):
        return None
    criteria = _criteria(change.criteria)
    facts = Facts(verdicts.judge(change.new, catalog, criteria or Criteria(), now, change.new_place))
    if facts.firmware is None:
        return facts
    newer = None if criteria is None else selection.newer(criteria, facts.firmware, catalog, now)
    return Facts(facts.judgment, age_in_days(facts.firmware, now), newer)


def age_in_days(firmware: Package, now: datetime) -> int | None:
    """Return the age of a package in whole days; None if its time of creation is unknown or in the future."""
    created = firmware.created
    return None if created is None or created > now else (now - created).days


def _criteria(arguments: Mapping[str, object] | None) -> Criteria | None:
    """Return the criteria among the arguments of a pin or an entry; None if any of them is withheld."""
    if arguments is None or any(isinstance(value, Withheld) for value in arguments.values()):
        return None
    names = {each.encode_name for each in msgspec.structs.fields(EntryArgs)}
    given = {name: value for name, value in arguments.items() if name in names}
    try:
        return validation.parse(EntryArgs, given).criteria
    except ArgumentError as error:
        if error.missing is not None:  # without its criteria, a blocked package could pass
            raise error.missing from None
        return None  # written by another release, with values that this one does not support
