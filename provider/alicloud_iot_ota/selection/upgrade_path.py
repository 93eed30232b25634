# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The smallest upgrade path from one version to another: a chain of differential packages, or the full package.

This module is pure. Versions are compared as the exact texts that devices report, so no version scheme is needed. A
path never mixes both kinds: a full package of an intermediate version is not used as a hop.
"""

from __future__ import annotations

import enum
import heapq
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.base.text import format_exact_size, format_text, format_text_or
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError
from alicloud_iot_ota.firmware import FirmwareType, Package
from alicloud_iot_ota.selection.messages import no_match
from alicloud_iot_ota.selection.narrowing import narrow
from alicloud_iot_ota.selection.phrases import MOST_LINES, NO_SIZE, describe, format_list, truncate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from alicloud_iot_ota.selection.criteria import Criteria


class UpgradePath(msgspec.Struct, frozen=True):
    """The packages that a device installs to move from one version to another.

    Attributes:
        hops: The packages in the order of installation; empty if both versions are the same.
        differential_size: The size of the smallest chain of differential packages, in bytes; None if no chain exists.
        full_size: The size of the full package of the target, in bytes; None if there is no such package. Both sizes
            are None if both versions are the same.
    """

    hops: tuple[Package, ...]
    differential_size: int | None
    full_size: int | None

    @property
    def total_size(self) -> int:
        """The total size of all hops, in bytes."""
        return sum(hop.firmware_size or 0 for hop in self.hops)

    @property
    def kind(self) -> str:
        """The type of the hops: `differential`, `full`, or `none` if there are no hops."""
        return self.hops[0].type_word if self.hops else "none"


class _Step(msgspec.Struct, frozen=True):
    """Interchangeable packages: differential ones with the same two versions, or full ones of the same version."""

    packages: list[Package]  # sorted by size, then by firmwareId; each one has a size

    @property
    def firmware(self) -> Package:
        return self.packages[0]

    @property
    def size(self) -> int:
        return self.firmware.firmware_size or 0

    @property
    def is_one_file(self) -> bool:
        """Whether all packages are known to be the same file, with the same digest and size."""
        files = {(package.digest, package.firmware_size) for package in self.packages}
        return len(self.packages) == 1 or (len(files) == 1 and self.firmware.digest is not None)


class _Nearness(enum.IntEnum):
    """How close a rejected package comes to closing a gap."""

    FULL = 0  # a full package of the target
    CLOSES = 1  # from a reachable version to one that leads to the target
    LEAVES = 2  # from a reachable version
    ARRIVES = 3  # to a version that leads to the target


class _Refusal(msgspec.Struct, frozen=True):
    """A rejected package at a gap, and the line that describes it."""

    nearness: _Nearness
    package: Package
    line: str


def find_upgrade_path(  # noqa: PLR0913 - the criteria, the catalog, and the two versions
    criteria: Criteria,
    catalog: Sequence[Package],
    now: datetime,
    where: str,
    *,
    from_version: str,
    to_version: str,
) -> UpgradePath:
    """Return the smallest upgrade path that uses only packages that meet criteria.

    The criteria must include a product and a module. The other arguments are those of `decide` and `upgrade_path`.

    Raises:
        NoMatchError: There is no path, or no package of this product and module.
        AmbiguousMatchError: As for `upgrade_path`.
    """
    narrowing = narrow(criteria, catalog, now)
    refused = [
        (firmware, rule.reason(firmware))
        for firmware, rule in narrowing.removed()
        if rule.name not in {"productKey", "moduleName"}
    ]
    if not narrowing.left and not refused:
        raise NoMatchError(no_match(narrowing, where).message, "Correct productKey or moduleName.")
    place = f"module {format_text(criteria.module_name or '')}, {where}"
    return upgrade_path(narrowing.left, from_version, to_version, place, refused)


def upgrade_path(
    usable: Sequence[Package],
    from_version: str,
    to_version: str,
    where: str,
    refused: Sequence[tuple[Package, str]] = (),
) -> UpgradePath:
    """Return the upgrade path with the fewest bytes; on a tie, the one with fewer hops.

    On a further tie, a full package wins over differential ones. Among equal chains, the lowest firmwareId decides, hop
    by hop, starting from the target.

    Args:
        usable: The deployable packages of one product and one module.
        from_version: The version that a device reports.
        to_version: The target version.
        where: The source of the packages, for messages.
        refused: The other packages of the product and module, each with a short reason, for messages.

    Raises:
        NoMatchError: There is no chain of differential packages, and no full package of the target.
        AmbiguousMatchError: A hop of the smallest path has packages that are not known to be the same file.
    """
    # A version that no package has is probably a typing error, so it is an error even if both versions are the same.
    is_known = any(each.dest_version == to_version for each in (*usable, *(package for package, _ in refused)))
    if from_version == to_version and is_known:
        return UpgradePath((), None, None)
    sized = sorted(filter(_has_size, usable), key=attrgetter("firmware_size", "firmware_id"))
    steps = _differential_steps(sized)
    chain = _cheapest_chain(steps, from_version, to_version)
    full = _full_step(sized, to_version)
    ways = [way for way in (full, chain) if way]
    if not ways:
        unsized = [(package, NO_SIZE) for package in usable if not _has_size(package)]
        raise _no_path(steps, from_version, to_version, where, (*refused, *unsized), is_known=is_known)
    chosen = min(ways, key=_size)  # the first one on a tie: a full package never has more hops than a chain
    unclear = [package for step in chosen if not step.is_one_file for package in step.packages]
    if unclear:
        raise _ambiguous(unclear, from_version, to_version, where)
    return UpgradePath(
        hops=tuple(step.firmware for step in chosen),
        differential_size=_size(chain) if chain else None,
        full_size=_size(full) if full else None,
    )


def _has_size(package: Package) -> bool:
    return package.firmware_size is not None and package.firmware_size >= 0


def _differential_steps(packages: Iterable[Package]) -> dict[tuple[str, str], _Step]:
    """Return the steps that differential packages allow, by source and target version."""
    groups = defaultdict(list)
    for package in packages:
        if package.type == FirmwareType.DIFFERENTIAL.code and package.src_version:
            groups[package.src_version, package.dest_version].append(package)
    return {versions: _Step(group) for versions, group in groups.items()}


def _full_step(packages: Iterable[Package], version: str) -> tuple[_Step, ...]:
    """Return the step that the full packages of a version allow; empty if there is no such package."""
    group = [
        package for package in packages if package.type == FirmwareType.FULL.code and package.dest_version == version
    ]
    return (_Step(group),) if group else ()


def _size(way: Iterable[_Step]) -> int:
    return sum(step.size for step in way)


def _cheapest_chain(steps: Mapping[tuple[str, str], _Step], start: str, target: str) -> tuple[_Step, ...]:
    """Return the smallest chain of steps to another version, or () if none exists (Dijkstra's algorithm).

    The queue orders by bytes, then by hops, so even a hop of 0 bytes adds to the distance. When a version leaves the
    queue, all equally good last hops to it are queued, and the one with the lowest firmwareId leaves first.
    """
    onward = defaultdict(list)
    for (src, dest), step in steps.items():
        onward[src].append((dest, step))
    before: dict[str, str] = {}  # the previous version of each settled version
    queue = [(0, 0, "", start, start)]  # bytes, hops, firmwareId of the last hop, and its two versions
    while queue and target not in before:
        size, hops, _, src, version = heapq.heappop(queue)
        if version in before:
            continue
        before[version] = src
        for dest, step in onward.get(version, ()):
            heapq.heappush(queue, (size + step.size, hops + 1, step.firmware.firmware_id, version, dest))
    chain = []
    version = target
    while version != start and version in before:
        chain.append(steps[before[version], version])
        version = before[version]
    return tuple(reversed(chain))


def _reachable(start: str, steps: Iterable[tuple[str, str]]) -> set[str]:
    """Return every version that a chain of steps leads to, including the first one."""
    onward = defaultdict(list)
    for src, dest in steps:
        onward[src].append(dest)
    found = {start}
    unread = [start]
    while unread:
        news = set(onward.get(unread.pop(), ())) - found
        found |= news
        unread += news
    return found


def _no_path(  # noqa: PLR0913 - the versions, and the facts for the message
    steps: Collection[tuple[str, str]],
    from_version: str,
    to_version: str,
    where: str,
    refused: Iterable[tuple[Package, str]],
    *,
    is_known: bool,
) -> NoMatchError:
    start, target = format_text(from_version), format_text(to_version)
    reached = _reachable(from_version, steps)
    reached_line = (
        f'  versions reachable from "{start}" by differential packages: {_versions(reached - {from_version})}'
    )
    if not is_known:
        message = f'No upgrade path from "{start}" to "{target}". No package in {where} has version "{target}".'
        return NoMatchError(f"{message}\n{reached_line}", f'Correct toVersion, or publish "{target}" first.')
    leading = _reachable(to_version, ((dest, src) for src, dest in steps))
    touching = sorted(
        (
            _Refusal(nearness, package, describe(package, reason))
            for package, reason in refused
            if (nearness := _nearness(package, reached, leading, to_version)) is not None
        ),
        key=lambda refusal: (refusal.nearness, refusal.line),
    )
    lines = [
        f'No upgrade path from "{start}" to "{target}" among the usable packages in {where}.',
        reached_line,
        f'  versions that lead to "{target}" by differential packages: {_versions(leading - {to_version})}',
        f'  full packages of "{target}": none',
    ]
    if touching:
        max_lines = MOST_LINES - len(lines) - 1
        lines += format_list("Rejected packages at the gap:", touching, lambda refusal: refusal.line, max_lines)
    return NoMatchError("\n".join(lines), _remedy(touching, target))


def _nearness(package: Package, reached: set[str], leading: set[str], to_version: str) -> _Nearness | None:
    """Return how close a package comes to closing the gap; None if it does not touch the gap."""
    if package.type == FirmwareType.FULL.code:
        return _Nearness.FULL if package.dest_version == to_version else None
    if package.type != FirmwareType.DIFFERENTIAL.code or not package.src_version:
        return None
    leaves = package.src_version in reached and package.dest_version not in reached
    arrives = package.dest_version in leading and package.src_version not in leading
    if leaves:
        return _Nearness.CLOSES if arrives else _Nearness.LEAVES
    return _Nearness.ARRIVES if arrives else None


def _remedy(touching: Sequence[_Refusal], target: str) -> str:
    liftable = [refusal for refusal in touching if _has_size(refusal.package)]  # no criterion accepts a missing size
    closing = [refusal.package.firmware_id for refusal in liftable if refusal.nearness <= _Nearness.CLOSES]
    if closing:
        return (
            f"Change the criteria to accept firmwareId {format_text(closing[0])}, which closes the gap, or publish a "
            f'full package of "{target}".'
        )
    publish = f'Publish a full package of "{target}", or differential packages that close the gap'
    return f"{publish}. Or accept the rejected packages that close it together." if liftable else f"{publish}."


def _ambiguous(packages: Sequence[Package], from_version: str, to_version: str, where: str) -> AmbiguousMatchError:
    title = (
        f'The smallest upgrade path from "{format_text(from_version)}" to "{format_text(to_version)}" in {where} is '
        "ambiguous. A hop has several packages that are not known to be the same file."
    )

    def describe_item(package: Package) -> str:
        return describe(
            package, f"{format_exact_size(package.firmware_size or 0)}, {format_text_or(package.digest, 'no digest')}"
        )

    return AmbiguousMatchError(
        "\n".join(format_list(title, packages, describe_item, MOST_LINES - 1)),
        "Delete the package you do not want, or block its firmwareId (argument blocked).",
    )


def _versions(versions: Iterable[str]) -> str:
    return truncate(sorted(versions)) or "none"
