# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Read versions from text by a declared scheme and an optional pattern."""

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
"""The maximum number of versions that a reader caches: more than a catalog has packages."""

OrderKey = tuple[int, Key, str, str]
_NO_VERSION: Key = ((), 0, ())
_VERSION, _PRERELEASE = "version", "prerelease"


class Reader:
    """Reads versions and caches the results. Readers with the same scheme and pattern are equal.

    Args:
        scheme: The version scheme. Default: `dotted` for a pattern of numeric parts, `semver` otherwise.
        pattern: Where the version is in `DestVersion`; None if it is the complete text. The pattern must match the
            complete text, so that no part is ignored by accident. Either its group `version` is a version in the
            scheme, or its named groups are the numeric parts, most significant first. A group that does not match
            counts as zero. With numeric parts, a group `prerelease` marks a pre-release.

    Raises:
        ParseError: The pattern has other groups, or numeric parts with the scheme `semver`.
    """

    def __init__(self, scheme: VersionScheme | None = None, pattern: Pattern | None = None) -> None:
        self.pattern = pattern
        self._parts = () if pattern is None else _parts(pattern)
        if self._parts and scheme is VersionScheme.SEMVER:
            raise ParseError(
                "a regular expression with the named group (?P<version>...) if versionScheme is semver",
                f"Its named groups are {', '.join(self._parts)}, which require versionScheme dotted.",
            )
        self.scheme = scheme or (VersionScheme.DOTTED if self._parts else VersionScheme.SEMVER)
        self._declared = (self.scheme, pattern and pattern.text)
        self._read: dict[str, Version | None] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reader) and self._declared == other._declared

    def __hash__(self) -> int:
        return hash(self._declared)

    def read(self, text: str) -> Version | None:
        """Return the version in a text, or None if the text has no readable version."""
        known = self._read
        if text in known:
            return known[text]
        if len(known) >= MAX_READ:
            known = self._read = {}  # a new dict, because another thread may be reading the old one
        version = known[text] = (
            read(text, self.scheme) if self.pattern is None else self._read_by_pattern(self.pattern, text)
        )
        return version

    def order(self, text: str, other: str) -> Order:
        """Compare the versions in two texts.

        Equal texts are equal, even if they are unreadable. Versions that differ only in commit hashes have no order.
        """
        if text == other:
            return Order.EQUAL
        version, than = self.read(text), self.read(other)
        if version is None or than is None:
            return Order.UNKNOWN
        return version.order(than)

    def order_key(self, text: str) -> OrderKey:
        """Return a sort key for any text: unreadable texts come first, then versions.

        Between versions without an order, the commit hashes decide, then the texts.
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
    """Return the names of the groups that are numeric parts; empty for a pattern with the group `version`."""
    names = pattern.group_names
    parts = tuple(name for name in names if name not in {_VERSION, _PRERELEASE})
    if names != (_VERSION,) and (_VERSION in names or not parts):
        raise ParseError(
            "a regular expression with only the named group (?P<version>...), or with a named group for each numeric "
            "part and optionally (?P<prerelease>...)",
            f"Its named groups are {', '.join(names)}." if names else "It has no named group.",
        )
    return parts
