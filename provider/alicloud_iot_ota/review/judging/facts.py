# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a complete catalogue adds to a change: how the package stands, how old it is, and what newer one was skipped.

Pure. Facts are optional: a review without them says less.
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
from alicloud_iot_ota.schema.arguments import LockCriteriaArgs
from alicloud_iot_ota.selection import Criteria, Newer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.review.changes import Change


class Facts(msgspec.Struct, frozen=True):
    """What a catalogue says of the package that a change brings.

    Attributes:
        judgment: Whether it is there, as it is pinned, and may be deployed.
        age_days: How many whole days ago it was created; None where that is not known, or lies ahead.
        newer: What is newer, and why it does not count; None where that cannot be told.
    """

    judgment: Judgment
    age_days: int | None = None
    newer: Newer | None = None

    @property
    def firmware(self) -> Package | None:
        """The package itself, as the catalogue holds it; None where it is gone, or another one has taken its place."""
        presence = self.judgment.verdict.presence
        return self.judgment.firmware if presence in {Presence.SAME_PACKAGE, Presence.SAME_FILE} else None

    @property
    def is_broken(self) -> bool:
        """Whether the package cannot be deployed as it is pinned."""
        return not self.judgment.verdict.is_passing


def facts_of(change: Change, catalog: Sequence[Package], now: datetime) -> Facts | None:
    """Return what a catalogue adds to a change; None where the change brings no package, or hides it.

    Args:
        change: The change.
        catalog: Every package of the product, or of the instance.
        now: The moment that ages and expiries are counted at, in UTC.
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
    """Return how many whole days ago a package was created; None where that is not known, or lies ahead."""
    created = firmware.created
    return None if created is None or created > now else (now - created).days


def _criteria(arguments: Mapping[str, object] | None) -> Criteria | None:
    """Return the criteria among the arguments of a pin or an entry; None where not all of them can be known."""
    if arguments is None or any(isinstance(value, Withheld) for value in arguments.values()):
        return None
    names = {each.encode_name for each in msgspec.structs.fields(LockCriteriaArgs)}
    given = {name: value for name, value in arguments.items() if name in names}
    try:
        return validation.parse(LockCriteriaArgs, given).criteria
    except ArgumentError:  # of another release, which knew other words
        return None
