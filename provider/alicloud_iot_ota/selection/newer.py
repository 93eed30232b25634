# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages that are newer, or possibly newer, than a pinned package, and why some of them are skipped.

Packages are compared by version or, if `select` is "newest", by creation time. If the order of two versions is unknown,
a package that was created later, or at an unknown time, is possibly newer. Silence would suggest "up to date".
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_text, format_text_or
from alicloud_iot_ota.selection.criteria import Criteria, FirmwareSelect
from alicloud_iot_ota.selection.narrowing import Narrowing, narrow
from alicloud_iot_ota.selection.packages import Packages
from alicloud_iot_ota.selection.phrases import truncate
from alicloud_iot_ota.selection.rules import Rule, scheme_rule, scope_rules
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from alicloud_iot_ota.firmware import Package

_SCHEME = "versionScheme"


class Skipped(msgspec.Struct, frozen=True):
    """A package that is newer, or possibly newer, but is skipped.

    Attributes:
        firmware: The package.
        criterion: The name of the criterion that excludes the package.
        reason: The reason, as text.
        is_possibly_newer: Whether the package meets all criteria that can be evaluated, and only its order is unknown.
    """

    firmware: Package
    criterion: str
    reason: str
    is_possibly_newer: bool = False


class _Pin(msgspec.Struct, frozen=True):
    """A pinned package with its creation time, and the criteria to compare other packages by."""

    firmware: Package
    created: datetime | None
    criteria: Criteria

    @property
    def is_by_time(self) -> bool:
        """Whether packages are compared by creation time instead of version."""
        return self.criteria.select is FirmwareSelect.NEWEST

    def order(self, firmware: Package, best: Package | None) -> Order:
        """Compare a package with the best one so far; None stands for the pinned package."""
        if not self.is_by_time:
            return self.criteria.reader.order(firmware.dest_version, (best or self.firmware).dest_version)
        created, other = firmware.created, self.created if best is None else best.created
        if firmware.firmware_id == (best or self.firmware).firmware_id:
            return Order.EQUAL
        if created is None or other is None:
            return Order.UNKNOWN
        return Order.EQUAL if created == other else Order.HIGHER if created > other else Order.LOWER

    def may_be_higher(self, packages: Packages, best: Package | None) -> Iterable[Package]:
        """Return all packages that `order` calls higher than the best one so far, and possibly others."""
        if self.is_by_time:
            return packages
        return packages.above(self.criteria.reader, (best or self.firmware).dest_version)

    def may_be_unordered(self, packages: Packages, best: Package | None) -> Iterable[Package]:
        """Return all packages whose `order` is unknown, and possibly others."""
        if self.is_by_time:
            return packages
        return packages.unordered(self.criteria.reader, (best or self.firmware).dest_version)

    def may_precede(self, firmware: Package) -> bool:
        """Return whether the pinned package may have been created before a package."""
        return firmware.created is None or self.created is None or firmware.created > self.created


class Newer(msgspec.Struct, frozen=True, dict=True):
    """The packages that are newer than a pinned package.

    Attributes:
        best: The package with the highest version that meets the criteria or, if `select` is "newest", the one created
            last. None if no package is newer.
        narrowing: The packages that were compared: those of the same product and module or, if the criteria select
            across products or modules, all packages.
    """

    best: Package | None
    narrowing: Narrowing
    _pin: _Pin
    _free: Narrowing  # without the criteria that identify a single package
    _name: str | None  # of such a criterion that a newer package must meet

    @cached_property
    def possibly(self) -> tuple[Skipped, ...]:
        """One package for each possibly newer version, in this order: unknown creation times, then the latest."""
        return tuple(_possibly_newer(self._pin, self.narrowing, self.best))

    @cached_property
    def skipped(self) -> tuple[Skipped, ...]:
        """The packages that are newer, or possibly newer, but are skipped.

        One package for each version that is newer than `best` (or than the pinned package), the highest first. Then
        `possibly`.
        """
        pin, best, name, narrowing = self._pin, self.best, self._name, self.narrowing
        reasons = {
            id(firmware): (firmware, rule.name, rule.reason(firmware))
            for firmware, rule in self._free.removed(lambda packages: pin.may_be_higher(packages, best))
            if rule.name != _SCHEME and pin.order(firmware, best) is Order.HIGHER
        }
        if name is not None:
            because, left = f"the {name} of the entry identifies one package", self._free.left
            others = [each for each in pin.may_be_higher(left, best) if pin.order(each, best) is Order.HIGHER]
            others += [each.firmware for each in _possibly_newer(pin, self._free, best)]
            counted = {id(each) for each in (*narrowing.left, *narrowing.unparsable)}
            reasons.update({id(each): (each, name, because) for each in others if id(each) not in counted})
        possibly = {each.firmware.dest_version for each in self.possibly}
        skipped: dict[str, Skipped] = {}
        for each in narrowing.ordered([firmware for firmware, _, _ in reasons.values()]):
            # Report the full package of a version, which comes first, rather than a differential one.
            if each.dest_version not in possibly:
                skipped.setdefault(each.dest_version, Skipped(*reasons[id(each)]))
        higher = list(reversed(skipped.values()))
        if pin.is_by_time:
            higher.sort(key=lambda each: _creation_key(each.firmware), reverse=True)
        return (*higher, *self.possibly)


def newer(
    criteria: Criteria, pinned: Package, catalog: Sequence[Package], now: datetime, *, keeps_name: bool = False
) -> Newer:
    """Find the packages that are newer than a package, ignoring criteria that identify a single package.

    Args:
        criteria: The criteria that selected the pinned package.
        pinned: The pinned package.
        catalog: All packages of its instance, or of its product.
        now: The time at which ages and expiry dates are evaluated, in UTC.
        keeps_name: Whether a newer package must have the `firmwareId` and `firmwareName` of the criteria.
    """
    here = _scope_of(pinned, criteria)
    neighbors = Packages.of(catalog)
    for rule in scope_rules(here):
        neighbors = neighbors.meeting(rule)
    name = identifying_criterion(criteria) if keeps_name else None
    free = narrow(_without_identifiers(here), neighbors, now)
    narrowing = free if name is None else narrow(here, neighbors, now)
    listed = (each.created for each in neighbors if each.firmware_id == pinned.firmware_id)
    pin = _Pin(pinned, pinned.created or next(listed, None), narrowing.criteria)
    return Newer(_find_best(pin, narrowing), narrowing, pin, free, name)


def identifying_criterion(criteria: Criteria) -> str | None:
    """Return the name of the criterion that identifies a single package; None if there is none."""
    if criteria.firmware_id is not None:
        return "firmwareId"
    return None if criteria.firmware_name is None else "firmwareName"


def possibly_newer(found: Newer, version: str) -> str | None:
    """Return sentences about the packages that are possibly newer than a version; None if there are none."""
    read = found.narrowing.criteria.reader.read
    versions = [each.firmware.dest_version for each in found.possibly]
    unread = [each for each in versions if read(each) is None]
    others = [each for each in versions if read(each) is not None]
    sentences = []
    if unread:
        what = "package has an unreadable version" if len(unread) == 1 else "packages have unreadable versions"
        sentences.append(f"{len(unread)} possibly newer {what}: {truncate(unread)}.")
    if others:
        what = "package is" if len(others) == 1 else "packages are"
        sentences.append(
            f"{len(others)} {what} possibly newer than {format_text(version)}, but the order is unknown: "
            f"{truncate(others)}."
        )
    return " ".join(sentences) or None


def _without_identifiers(criteria: Criteria) -> Criteria:
    """Return the criteria without those that identify a single package."""
    if not any((criteria.dest_version, criteria.firmware_id, criteria.firmware_name)):
        return criteria
    return msgspec.structs.replace(
        criteria,
        dest_version=None,
        firmware_id=None,
        firmware_name=None,
        select=FirmwareSelect.NEWEST if criteria.select is FirmwareSelect.NEWEST else FirmwareSelect.HIGHEST,
    )


def _find_best(pin: _Pin, narrowing: Narrowing) -> Package | None:
    """Return the best package that is newer than the pinned one; None if there is none."""
    contenders = narrowing.matches if pin.is_by_time or not _is_certain(pin, narrowing.highest) else narrowing.highest
    best = None
    for each in contenders:  # from the lowest version; the first package of a version stays the best
        if pin.order(each, best) is Order.HIGHER:
            best = each
    return best


def _is_certain(pin: _Pin, highest: Sequence[Package]) -> bool:
    """Return whether the packages of the highest version have a known order, so that no other one can be the best."""
    if not highest:
        return False
    orders = {pin.order(each, highest[0]) for each in highest} | {pin.order(highest[0], None)}
    return Order.UNKNOWN not in orders


def _possibly_newer(pin: _Pin, narrowing: Narrowing, best: Package | None) -> Iterator[Skipped]:
    """Yield one package for each version whose order relative to the best one is unknown."""
    found = {
        id(each): each
        for each in narrowing.ordered(tuple(pin.may_be_unordered(narrowing.left, best)))
        if pin.order(each, best) is Order.UNKNOWN and each.firmware_id != pin.firmware.firmware_id
    }
    for each in narrowing.unparsable:
        if each.dest_version != pin.firmware.dest_version or pin.is_by_time:
            found[id(each)] = each
    rule = scheme_rule(narrowing.criteria)
    versions = set()
    for each in sorted(found.values(), key=_creation_key, reverse=True):
        if pin.may_precede(each) and each.dest_version not in versions:
            versions.add(each.dest_version)
            yield _skip_unordered(pin, each, rule)


def _skip_unordered(pin: _Pin, firmware: Package, rule: Rule) -> Skipped:
    """Return a skipped package with the reason why its order relative to the pinned one is unknown."""
    criterion, pinned = _SCHEME, pin.firmware
    unread = next((each for each in (firmware, pinned) if not rule.passes(each)), None)
    if pin.is_by_time and unread is not firmware:
        undated = firmware if firmware.created is None else pinned
        text = format_text_or(undated.utc_create, "no utcCreate")
        whose = (
            "its creation time" if undated is firmware else f"the creation time of {format_text(undated.dest_version)}"
        )
        criterion, reason = "select", f"{whose} cannot be read: {text}"
    elif unread is not None:
        reason = rule.reason(unread)
    else:
        reason = f"its order relative to {format_text(pinned.dest_version)} is unknown"
    return Skipped(firmware, criterion, reason, is_possibly_newer=True)


def _creation_key(firmware: Package) -> tuple[bool, float]:
    """Return a sort key by creation time; an unknown time sorts last."""
    return (True, 0.0) if firmware.created is None else (False, firmware.created.timestamp())


def _scope_of(pinned: Package, criteria: Criteria) -> Criteria:
    """Return the criteria with the product and module of a package, unless they select across several ones.

    The latter is possible with `allowUnscoped`.
    """
    if criteria.select is not FirmwareSelect.ONLY:
        return criteria
    return msgspec.structs.replace(criteria, product_key=pinned.product_key, module_name=pinned.module)
