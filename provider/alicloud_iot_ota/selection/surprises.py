# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages that Semantic Versioning ranks or omits differently from how a person reads their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.selection.criteria import Criteria, FirmwareSelect
from alicloud_iot_ota.versions import Order, Version, VersionScheme, parse_natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection.narrowing import Narrowing
    from alicloud_iot_ota.selection.packages import Packages
    from alicloud_iot_ota.versions import Reader
    from alicloud_iot_ota.versions.natural import NaturalVersion

_REFERENCES = 50  # to count for the memory of a parsed version


def surprise(narrowing: Narrowing, chosen: Package) -> tuple[Package, str] | None:
    """Return the package that a person would have selected instead, and why semver does not select it."""
    criteria = narrowing.criteria
    version, natural = criteria.reader.read(chosen.dest_version), parse_natural(chosen.dest_version)
    if criteria.reader.scheme is not VersionScheme.SEMVER or version is None or natural is None:
        return None
    # semver ranks only pre-releases differently.
    if criteria.version_range is None and narrowing.removed_none("includePrerelease"):
        return None
    prereleases = narrowing.candidates(lambda packages: _prereleases(criteria.reader, packages))
    for seen, firmware in _from_latest(prereleases):
        other = criteria.reader.read(firmware.dest_version)
        if other is None or seen.key <= natural.key:
            return None
        if seen.is_revision and _is_omitted(criteria, other):
            is_better = criteria.select is not FirmwareSelect.NEWEST or _is_newer(firmware, chosen)
        else:
            is_better = criteria.select is not FirmwareSelect.NEWEST and other.numbers == version.numbers
            is_better = is_better and other.order(version) is Order.LOWER
        if is_better:
            return firmware, (
                "semver compares letters, and digits next to letters, by character"
                if seen.is_prerelease
                else "semver reads it as a pre-release"
            )
    return None


def _from_latest(packages: Packages) -> Sequence[tuple[NaturalVersion, Package]]:
    """Return packages with their versions as a person reads them, the latest first."""

    def read() -> Sequence[tuple[NaturalVersion, Package]]:
        seen = [(parse_natural(firmware.dest_version), firmware) for firmware in packages]
        readable = [(version, firmware) for version, firmware in seen if version is not None]
        return sorted(readable, key=lambda pair: pair[0].key, reverse=True)

    return packages.remember("from latest", read, lambda found: _REFERENCES * len(found))


def _prereleases(reader: Reader, packages: Packages) -> Packages:
    def is_prerelease(firmware: Package) -> bool:
        version = reader.read(firmware.dest_version)
        return version is not None and version.is_prerelease

    return packages.part(("prerelease", reader), is_prerelease)


def _is_omitted(criteria: Criteria, version: Version) -> bool:
    """Return whether a version is excluded only because it is a pre-release."""
    wanted = criteria.version_range
    if wanted is None:
        return criteria.excludes_prereleases
    return version in wanted.with_prereleases and (criteria.excludes_prereleases or version not in wanted)


def _is_newer(firmware: Package, chosen: Package) -> bool:
    return firmware.created is not None and chosen.created is not None and firmware.created > chosen.created
