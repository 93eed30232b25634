# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Find the file of a locked package in another catalog, for a promotion. Pure.

IDs and names differ between instances. A copy has the same digest, and what devices see is the same: the version, the
module, the type and the source version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota import pins, selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.pins import LockedFirmware
    from alicloud_iot_ota.selection import Criteria


class Obstacle(NamedTuple):
    """Why a copy cannot be promoted.

    Attributes:
        firmware: The copy.
        name: The name of the criterion that it does not meet.
        criterion: The criterion with its value, as text.
        reason: Why the copy does not meet the criterion, as a clause.
        remedy: How to fix it, as a sentence; empty if the criterion has none.
    """

    firmware: Package
    name: str
    criterion: str
    reason: str
    remedy: str


class Copies(NamedTuple):
    """The packages of a catalog that are, or resemble, a locked package of another catalog. Each list is sorted by ID.

    Attributes:
        fitting: The copies that meet all criteria.
        rejected: The other copies, with the first criterion that each does not meet.
        renamed: The same file with another version, module, type or source version.
        replaced: Another file with the same version, module, type and source version.
    """

    fitting: Sequence[Package]
    rejected: Sequence[Obstacle]
    renamed: Sequence[Package]
    replaced: Sequence[Package]


def is_copy(one: LockedFirmware, other: LockedFirmware) -> bool:
    """Return whether two packages of different catalogs are the same file, and look the same to devices."""
    return _have_same_name(one, other) and pins.are_same_file(one, other)


def _have_same_name(one: LockedFirmware, other: LockedFirmware) -> bool:
    names = ((each.dest_version, each.module_name, each.type, each.src_version) for each in (one, other))
    return len(set(names)) == 1


def find_copies(locked: LockedFirmware, criteria: Criteria, catalog: Iterable[Package], now: datetime) -> Copies:
    """Return the copies of a locked package, which must have a digest, in a complete catalog.

    Ages and expiry dates are evaluated at `now`, in UTC.
    """
    fitting: list[Package] = []
    rejected: list[Obstacle] = []
    renamed: list[Package] = []
    replaced: list[Package] = []
    for each in sorted(catalog, key=lambda firmware: firmware.firmware_id):
        found = pins.lock(each, None)
        is_same_name, is_same_file = _have_same_name(locked, found), pins.are_same_file(locked, found)
        if is_same_name and is_same_file:
            obstacle = next(_obstacles(criteria, each, now), None)
            if obstacle is None:
                fitting.append(each)
            else:
                rejected.append(obstacle)
        elif is_same_file:
            renamed.append(each)
        elif is_same_name:
            replaced.append(each)
    return Copies(fitting, rejected, renamed, replaced)


def _obstacles(criteria: Criteria, firmware: Package, now: datetime) -> Iterator[Obstacle]:
    """Yield the criteria that a copy does not meet."""
    for rule in (
        *selection.failed_identity_rules(criteria, firmware),
        *selection.failed_fitness_rules(criteria, firmware, now),
    ):
        yield Obstacle(firmware, rule.name, str(rule), rule.reason(firmware), rule.remedy)
    for name, reason in selection.failed_assertions(criteria, firmware):
        yield Obstacle(firmware, name, name, reason, "")
