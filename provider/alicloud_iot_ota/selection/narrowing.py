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
from alicloud_iot_ota.selection.rules import VERSION_RULES, Rule, rules, scheme_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime


class Step(msgspec.Struct, frozen=True):
    """A rule, and the packages that it left, in the order of the catalog."""

    rule: Rule
    left: tuple[Package, ...]


class Narrowing(msgspec.Struct, frozen=True, dict=True):
    """The packages that meet criteria, and the steps that led to them.

    Attributes:
        criteria: The criteria.
        catalog: All packages.
        steps: The rules in their order.
    """

    criteria: Criteria
    catalog: tuple[Package, ...]
    steps: tuple[Step, ...]

    @property
    def left(self) -> tuple[Package, ...]:
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
    def unparsable(self) -> tuple[Package, ...]:
        """The candidates with unreadable versions, in the stable order; empty if the criteria do not read versions."""
        if not self.criteria.reads_versions or self.criteria.on_unparsable is OnUnparsable.IGNORE:
            return ()
        rule = scheme_rule(self.criteria)
        return self.ordered(self.candidates(lambda firmware: not rule.passes(firmware)))

    def candidates(self, is_wanted: Callable[[Package], bool] = lambda _: True) -> tuple[Package, ...]:
        """Return the packages that meet every criterion except `VERSION_RULES`, in the order of the catalog.

        They include packages with unreadable versions.
        """
        place = next((index for index, step in enumerate(self.steps) if step.rule.name in VERSION_RULES), None)
        if place is None:
            return tuple(filter(is_wanted, self.left))
        later = [step.rule for step in self.steps[place:] if step.rule.name not in VERSION_RULES]
        wanted = filter(is_wanted, self.before(place))
        return tuple(each for each in wanted if all(rule.passes(each) for rule in later))

    def before(self, index: int) -> tuple[Package, ...]:
        """Return the packages that were left before a step."""
        return self.steps[index - 1].left if index else self.catalog

    def removed(self) -> Iterator[tuple[Package, Rule]]:
        """Yield each package that a rule removed, with this rule."""
        for index, step in enumerate(self.steps):
            left = {id(firmware) for firmware in step.left}
            yield from ((firmware, step.rule) for firmware in self.before(index) if id(firmware) not in left)

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
        value="(prefer differential)",
        passes=lambda firmware: firmware.type == FirmwareType.DIFFERENTIAL.code or target(firmware) not in better,
        reason=lambda firmware: (
            f"the differential package {format_text(better[target(firmware)])} has the same version"
        ),
        remedy="",
    )
