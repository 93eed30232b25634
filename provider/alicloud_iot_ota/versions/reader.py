# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From the text of a version to its value, by a declared scheme and perhaps a pattern that says where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.versions.version import (
    MAX_DIGITS,
    MAX_VERSION,
    Key,
    Order,
    Version,
    VersionScheme,
    prerelease,
    read,
    release,
)

if TYPE_CHECKING:
    from alicloud_iot_ota.base.patterns import Pattern

MAX_READ = 200_000
"""Versions that a reader remembers: more than a catalog has packages."""

OrderKey = tuple[int, Key, str, str]
_NO_VERSION: Key = ((), 0, ())
_VERSION, _PRERELEASE = "version", "prerelease"


class Reader:
    """Reads versions, each text once. Equal to another reader of the same scheme and pattern.

    Args:
        scheme: How a version is written; by default `dotted` for a pattern of numeric parts, and `semver` otherwise.
        pattern: Which part of `DestVersion` it is, where it is not the whole. Either its group `version` holds the
            version in the writing of the scheme, or its other named groups are the numeric parts, most significant
            first, one that takes no part counting as zero; a group `prerelease` beside them marks a pre-release. It
            must match the whole text, for else it could quietly leave a part out.

    Raises:
        ParseError: The groups of the pattern are not of either kind, or are parts under the scheme `semver`.
    """

    def __init__(self, scheme: VersionScheme | None = None, pattern: Pattern | None = None) -> None:
        self.pattern = pattern
        self._parts = () if pattern is None else _parts(pattern)
        if self._parts and scheme is VersionScheme.SEMVER:
            raise ParseError(
                "a regular expression with the named group (?P<version>...) where versionScheme is semver",
                f"Its named groups are {', '.join(self._parts)}, which the scheme dotted is for.",
            )
        self.scheme = scheme or (VersionScheme.DOTTED if self._parts else VersionScheme.SEMVER)
        self._declared = (self.scheme, pattern and pattern.text)
        self._read: dict[str, Version | None] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reader) and self._declared == other._declared

    def __hash__(self) -> int:
        return hash(self._declared)

    def read(self, text: str) -> Version | None:
        """Return the version that a text is or contains, or None where it is none."""
        known = self._read
        if text in known:
            return known[text]
        if len(known) >= MAX_READ:
            known = self._read = {}  # not cleared, as another thread may look into it now
        version = known[text] = (
            read(text, self.scheme) if self.pattern is None else self._read_by_pattern(self.pattern, text)
        )
        return version

    def order(self, text: str, other: str) -> Order:
        """Return how the version in a text compares with another one.

        Equal texts are equal, readable or not. Versions that differ only in the hashes of commits have no order.
        """
        if text == other:
            return Order.EQUAL
        version, than = self.read(text), self.read(other)
        if version is None or than is None:
            return Order.UNKNOWN
        return version.order(than)

    def order_key(self, text: str) -> OrderKey:
        """Return a key that sorts any texts totally: what is no version first, then versions.

        Of versions that are not ordered, the hashes of commits decide, and then the texts.
        """
        version = self.read(text)
        return (0, _NO_VERSION, "", text) if version is None else (1, version.key, version.hashes, text)

    def _read_by_pattern(self, pattern: Pattern, text: str) -> Version | None:
        groups = pattern.match_groups(text) if len(text) <= MAX_VERSION else None
        if groups is None:
            return None
        if not self._parts:
            return read(groups[_VERSION] or "", self.scheme)
        parts = [groups[name] or "0" for name in self._parts]
        if not all(part.isascii() and part.isdigit() and len(part) <= MAX_DIGITS for part in parts):
            return None
        numbers = tuple(map(int, parts))
        suffix = groups.get(_PRERELEASE)
        return prerelease(numbers, suffix) if suffix else release(numbers)


def _parts(pattern: Pattern) -> tuple[str, ...]:
    """Return the names of the groups that are numeric parts; none where the group `version` holds it all."""
    names = pattern.group_names
    parts = tuple(name for name in names if name not in {_VERSION, _PRERELEASE})
    if names != (_VERSION,) and (_VERSION in names or not parts):
        raise ParseError(
            "a regular expression with the named group (?P<version>...) alone, or with a named group for each numeric "
            "part and perhaps (?P<prerelease>...)",
            f"Its named groups are {', '.join(names)}." if names else "It has no named group.",
        )
    return parts
