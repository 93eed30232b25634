# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Apply criteria one after the other, and record which packages each one left."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.selection.criteria import Criteria, OnUnparsable
from alicloud_iot_ota.selection.packages import Packages
from alicloud_iot_ota.selection.rules import VERSION_RULES, Rule, rules, scheme_rule
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.versions import Reader


class Step(msgspec.Struct, frozen=True):
    """A rule, and the packages that it left, in the order of the catalog."""

    rule: Rule
    left: Packages


class Narrowing(msgspec.Struct, frozen=True, dict=True):
    """The packages that meet criteria, and the steps that led to them.

    Attributes:
        criteria: The criteria.
        catalog: All packages.
        steps: The rules in their order.
    """

    criteria: Criteria
    catalog: Packages
    steps: tuple[Step, ...]

    @property
    def left(self) -> Packages:
        """The packages that meet all criteria, in the order of the catalog."""
        return self.before(len(self.steps))

    @cached_property
    def matches(self) -> tuple[Package, ...]:
        """The packages that meet all criteria, in the stable order.

        The stable order is by product, module, version (unreadable versions first, then the lowest first), full before
        differential, source version, and ID.
        """
        return self.ordered(self.left)

    @cached_property
    def highest(self) -> tuple[Package, ...]:
        """The packages of the highest version that meet all criteria, and those whose order with it is unknown.

        They are in the stable order. The tuple is empty if no version is readable.
        """
        reader, left = self.criteria.reader, self.left
        return self.ordered(left.remember(("highest", reader), lambda: _highest(reader, left), len))

    @cached_property
    def newest(self) -> tuple[Package, ...]:
        """The packages created last that meet all criteria, in the stable order. Empty if a time is unknown."""
        left = self.left
        return self.ordered(left.remember("newest", lambda: _newest(left), len))

    @cached_property
    def unparsable(self) -> tuple[Package, ...]:
        """The candidates with unreadable versions, in the stable order; empty if the criteria do not read versions."""
        if not self.criteria.reads_versions or self.criteria.on_unparsable is OnUnparsable.IGNORE:
            return ()
        rule = scheme_rule(self.criteria)
        if self.removed_none(rule.name):
            return ()
        return self.ordered(self.candidates(lambda packages: packages.failing(rule)))

    def candidates(self, part: Callable[[Packages], Packages] = lambda every: every) -> Packages:
        """Return the packages that meet every criterion except `VERSION_RULES`, in the order of the catalog.

        They include packages with unreadable versions. `part` returns those of the packages that are wanted.
        """
        place = next((index for index, step in enumerate(self.steps) if step.rule.name in VERSION_RULES), None)
        if place is None:
            return part(self.left)
        found = part(self.before(place))
        for step in self.steps[place:]:
            found = found if step.rule.name in VERSION_RULES else found.meeting(step.rule)
        return found

    def removed_none(self, name: str) -> bool:
        """Return whether a rule was applied and removed no package."""
        places = (place for place, step in enumerate(self.steps) if step.rule.name == name)
        return any(len(self.steps[place].left) == len(self.before(place)) for place in places)

    def before(self, index: int) -> Packages:
        """Return the packages that were left before a step."""
        return self.steps[index - 1].left if index else self.catalog

    def removed(
        self, part: Callable[[Packages], Iterable[Package]] = lambda every: every
    ) -> Iterator[tuple[Package, Rule]]:
        """Yield each package that a rule removed, with this rule.

        `part` returns those of the packages that are wanted.
        """
        for index, step in enumerate(self.steps):
            removed = self.before(index).failing(step.rule)
            yield from ((firmware, step.rule) for firmware in part(removed))

    def ordered(self, firmwares: Sequence[Package]) -> tuple[Package, ...]:
        """Sort packages in the stable order."""
        version_key = self.criteria.reader.order_key

        def key(firmware: Package) -> tuple[object, ...]:
            return (
                firmware.product_key or "",
                firmware.module,
                version_key(firmware.dest_version),
                # full before differential before unknown
                {"full": "0", "differential": "1"}.get(firmware.type_word, "2"),
                firmware.src_version or "",
                firmware.firmware_id,
            )

        return tuple(sorted(firmwares, key=key))


def narrow(criteria: Criteria, catalog: Sequence[Package], now: datetime) -> Narrowing:
    """Apply criteria to a complete catalog. The arguments are those of `decide`."""
    every = Packages.of(catalog)
    applied = rules(criteria, now)
    steps = list(map(Step, applied, every.narrowed(applied)))
    left = steps[-1].left if steps else every
    if criteria.from_version is not None and left:
        rule = _prefer_differential(left)
        left = left.meeting(rule)
        steps.append(Step(rule, left))
    return Narrowing(criteria, every, tuple(steps))


def _highest(reader: Reader, firmwares: Sequence[Package]) -> tuple[Package, ...]:
    """Return the packages of the highest version, and those whose order with it is unknown."""
    top, best, has_hashes = None, list[Package](), False
    for firmware in firmwares:
        version = reader.read(firmware.dest_version)
        if version is None:
            continue
        has_hashes = has_hashes or bool(version.hashes)
        if top is None or version.key > top.key:
            top, best = version, [firmware]
        elif version.key == top.key:
            best.append(firmware)
    if top is None or not has_hashes:  # only commit hashes have no order
        return tuple(best)

    def is_best(firmware: Package) -> bool:
        version = reader.read(firmware.dest_version)
        return version is not None and (version.key == top.key or version.order(top) is Order.UNKNOWN)

    return tuple(filter(is_best, firmwares))


def _newest(firmwares: Sequence[Package]) -> tuple[Package, ...]:
    """Return the packages created last; none if a creation time is unknown."""
    dated = [(created, firmware) for firmware in firmwares if (created := firmware.created) is not None]
    if not dated or len(dated) < len(firmwares):
        return ()
    last = max(created for created, _ in dated)
    return tuple(firmware for created, firmware in dated if created == last)


class _Differentials(msgspec.Struct, frozen=True, eq=False):
    """The lowest ID of the differential packages of each version. Only the same object is equal."""

    ids: Mapping[object, str]


def _prefer_differential(left: Packages) -> Rule:
    """Return the rule that prefers a differential package to a full one of the same version."""
    target = attrgetter("product_key", "module", "dest_version")

    def find() -> _Differentials:
        return _Differentials(
            {
                target(firmware): firmware.firmware_id
                for firmware in sorted(left, key=attrgetter("firmware_id"), reverse=True)
                if firmware.type == FirmwareType.DIFFERENTIAL.code
            }
        )

    better = left.remember("differential", find, lambda found: 2 * len(found.ids))
    return Rule(
        name="fromVersion",
        value="(prefer differential)",
        passes=lambda firmware: firmware.type == FirmwareType.DIFFERENTIAL.code or target(firmware) not in better.ids,
        key=("differential", better),
        reason=lambda firmware: (
            f"the differential package {format_text(better.ids[target(firmware)])} has the same version"
        ),
        remedy="",
    )
