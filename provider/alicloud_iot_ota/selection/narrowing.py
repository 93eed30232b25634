# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Criteria applied one after the other, and what each one left."""

from __future__ import annotations

from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.selection.criteria import Criteria, OnUnparsable
from alicloud_iot_ota.selection.rules import VERSION_RULES, Rule, rules, scheme_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime


class Step(msgspec.Struct, frozen=True):
    """One rule, and the packages that were left after it, in the order of the catalogue."""

    rule: Rule
    left: tuple[Package, ...]


class Narrowing(msgspec.Struct, frozen=True, dict=True):
    """The packages that meet some criteria, and how they came to be the ones.

    Attributes:
        criteria: What was asked for.
        catalog: Every package there is.
        steps: The rules in their order.
    """

    criteria: Criteria
    catalog: tuple[Package, ...]
    steps: tuple[Step, ...]

    @property
    def left(self) -> tuple[Package, ...]:
        """The packages that meet all criteria, in the order of the catalogue."""
        return self.before(len(self.steps))

    @cached_property
    def matches(self) -> tuple[Package, ...]:
        """The packages that meet all criteria, in the one stable order of this package.

        That is by product, module, version (what is no version first, then lowest first), full before differential,
        source version, ID.
        """
        return self.ordered(self.left)

    @cached_property
    def unparsable(self) -> tuple[Package, ...]:
        """The candidates whose versions cannot be read, in the stable order; none if that does not matter."""
        if not self.criteria.reads_versions or self.criteria.on_unparsable is OnUnparsable.IGNORE:
            return ()
        rule = scheme_rule(self.criteria)
        return self.ordered(self.candidates(lambda firmware: not rule.passes(firmware)))

    def candidates(self, is_wanted: Callable[[Package], bool] = lambda _: True) -> tuple[Package, ...]:
        """Return the packages that meet every criterion except those on versions that are read.

        They include packages with unreadable versions. The order is that of the catalogue.
        """
        place = next((index for index, step in enumerate(self.steps) if step.rule.name in VERSION_RULES), None)
        if place is None:
            return tuple(filter(is_wanted, self.left))
        later = [step.rule for step in self.steps[place:] if step.rule.name not in VERSION_RULES]
        wanted = filter(is_wanted, self.before(place))
        return tuple(each for each in wanted if all(rule.passes(each) for rule in later))

    def before(self, index: int) -> tuple[Package, ...]:
        """Return the packages that a step had before it."""
        return self.steps[index - 1].left if index else self.catalog

    def removed(self) -> Iterator[tuple[Package, Rule]]:
        """Yield every package that a rule removed, with that rule."""
        for index, step in enumerate(self.steps):
            left = {id(firmware) for firmware in step.left}
            yield from ((firmware, step.rule) for firmware in self.before(index) if id(firmware) not in left)

    def ordered(self, firmwares: Sequence[Package]) -> tuple[Package, ...]:
        """Return packages in the stable order."""
        version_key = self.criteria.reader.order_key

        def key(firmware: Package) -> tuple[object, ...]:
            return (
                firmware.product_key or "",
                firmware.module,
                version_key(firmware.dest_version),
                # "unknown" sorts last, and "full" is to come before "differential"
                {"full": "0", "differential": "1"}.get(firmware.type_word, "2"),
                firmware.src_version or "",
                firmware.firmware_id,
            )

        return tuple(sorted(firmwares, key=key))


def narrow(criteria: Criteria, catalog: Sequence[Package], now: datetime) -> Narrowing:
    """Apply criteria to a complete catalogue. The arguments are those of `decide`."""
    left = tuple(catalog)
    steps = []
    for rule in rules(criteria, now):
        left = tuple(filter(rule.passes, left))
        steps.append(Step(rule, left))
    if criteria.from_version is not None and left:
        rule = _prefer_differential(left)
        left = tuple(filter(rule.passes, left))
        steps.append(Step(rule, left))
    return Narrowing(criteria, tuple(catalog), tuple(steps))


def _prefer_differential(left: Sequence[Package]) -> Rule:
    """Return the rule that prefers a differential package to a full one of the same version."""
    target = attrgetter("product_key", "module", "dest_version")
    better = {
        target(firmware): firmware.firmware_id
        for firmware in sorted(left, key=attrgetter("firmware_id"), reverse=True)
        if firmware.type == FirmwareType.DIFFERENTIAL.code
    }
    return Rule(
        name="fromVersion",
        value="(differential rather than full)",
        passes=lambda firmware: firmware.type == FirmwareType.DIFFERENTIAL.code or target(firmware) not in better,
        reason=lambda firmware: f"the differential package {format_text(better[target(firmware)])} leads there too",
        remedy="",
    )
