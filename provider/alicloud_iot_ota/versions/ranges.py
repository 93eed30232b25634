# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""npm-style version ranges: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.

Ranges have the semantics of the npm package `semver`. A missing part or an `x` matches any number. A pre-release is in
a range only if a comparator with the same numbers has a pre-release too, unless pre-releases are included. In the
scheme `dotted`, versions may have more than three parts, and the same rules apply.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.versions.version import (
    BEFORE_ALL,
    MAX_VERSION,
    RELEASE,
    Key,
    Version,
    VersionScheme,
    read,
    trim_zeros,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXPECTED = 'an npm-style range such as "^4.0", "~4.1.2", ">=4 <5" or "4.x || 5.x"'
_WHOLE = 3  # numeric parts of a complete version
_COMPARATOR = re.compile(r"(\^|~|>=|<=|>|<|=)?(\S*)")
_PARTIAL = re.compile(r"[vV]?(?P<parts>(?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*]))*)(?P<suffix>\S*)")
_BEFORE_ANYTHING: Key = ((), BEFORE_ALL, ())


class _Interval(msgspec.Struct, frozen=True):
    """The keys that one or more comparators allow."""

    lower: Key = _BEFORE_ANYTHING
    upper: Key | None = None
    is_above: bool = False  # whether the lower end is excluded
    is_through: bool = False  # whether the upper end is included
    prereleases_of: frozenset[tuple[int, ...]] = frozenset()  # numbers of comparators that have a pre-release

    def __and__(self, other: _Interval) -> _Interval:
        lower, is_above = max((self.lower, self.is_above), (other.lower, other.is_above))
        upper, is_through = self.upper, self.is_through
        if other.upper is not None and (upper is None or (other.upper, other.is_through) < (upper, is_through)):
            upper, is_through = other.upper, other.is_through
        return _Interval(lower, upper, is_above, is_through, self.prereleases_of | other.prereleases_of)

    @property
    def is_empty(self) -> bool:
        if self.upper is None:
            return False
        closed = self.is_through and not self.is_above
        return self.upper < self.lower or (self.upper == self.lower and not closed)

    def __contains__(self, key: Key) -> bool:
        if key < self.lower or (self.is_above and key == self.lower):
            return False
        return self.upper is None or key < self.upper or (self.is_through and key == self.upper)


class Range(msgspec.Struct, frozen=True, dict=True):
    """A version range.

    Attributes:
        text: The range, as written.
        scheme: The scheme of the versions in the range.
        includes_prereleases: Whether pre-releases are treated like other versions.
    """

    text: str
    scheme: VersionScheme
    includes_prereleases: bool
    _intervals: tuple[_Interval, ...]

    @classmethod
    def parse(cls, text: str, scheme: VersionScheme, *, include_prerelease: bool = False) -> Range:
        """Parse a range.

        Raises:
            ParseError: The text is not a range, or no version can match it.
        """
        if len(text) > MAX_VERSION:
            raise ParseError(_EXPECTED, f"It has more than {MAX_VERSION} characters.")
        alternatives = [
            _alternative(part.strip(), scheme, include_prerelease=include_prerelease) for part in text.split("||")
        ]
        if all(interval.is_empty for interval in alternatives):
            raise ParseError(_EXPECTED, "It can match no version.")
        return cls(text, scheme, include_prerelease, tuple(alternatives))

    def __contains__(self, version: Version) -> bool:
        is_plain = not version.is_prerelease or self.includes_prereleases
        return any(
            version.key in interval and (is_plain or version.numbers in interval.prereleases_of)
            for interval in self._intervals
        )

    def __str__(self) -> str:
        return self.text

    @cached_property
    def with_prereleases(self) -> Range:
        """The same range, with pre-releases treated like other versions."""
        return self if self.includes_prereleases else Range.parse(self.text, self.scheme, include_prerelease=True)

    @property
    def lower(self) -> Key:
        """The lower end of the range. No version below it is in the range."""
        return min(interval.lower for interval in self._intervals if not interval.is_empty)

    @property
    def upper(self) -> Key | None:
        """The upper end of the range; None if there is none. No version above it is in the range."""
        ends = [interval.upper for interval in self._intervals if not interval.is_empty]
        known = [end for end in ends if end is not None]
        return max(known) if len(known) == len(ends) else None


def _alternative(text: str, scheme: VersionScheme, *, include_prerelease: bool) -> _Interval:
    """Parse an alternative of a range: a hyphen range, or comparators that must all match."""
    if not text:
        raise ParseError(_EXPECTED, "One of its alternatives is empty.")
    hyphen = re.fullmatch(r"(\S+)\s+-\s+(\S+)", text)
    if hyphen is not None:
        comparators = [(">=", hyphen[1], hyphen[1]), ("<=", hyphen[2], hyphen[2])]
    else:
        parts = re.sub(r"(\^|~|>=|<=|>|<|=)\s+", r"\1", text).split()
        comparators = [(match[1] or "", match[2], part) for part in parts if (match := _COMPARATOR.fullmatch(part))]
    if re.search(r"[0-9A-Za-z*][,<>=]", text):
        raise ParseError(_EXPECTED, "Separate its comparators with spaces only.")
    found = _Interval()
    for operator, version, written in comparators:
        partial = _PARTIAL.fullmatch(version)
        if partial is None:
            raise ParseError(_EXPECTED, f'"{written}" is not a comparator.')
        found &= _comparator(operator, partial, scheme, include_prerelease=include_prerelease)
    return found


def _comparator(operator: str, match: re.Match[str], scheme: VersionScheme, *, include_prerelease: bool) -> _Interval:
    """Parse an operator, followed by a complete or partial version."""
    text, written = match[0], match["parts"].split(".")
    numbers = tuple(int(part) for part in written if part.isdigit())
    is_begun = len(numbers) < _WHOLE and not (match["suffix"] and scheme is VersionScheme.DOTTED)
    if is_begun or len(numbers) < len(written):
        if match["suffix"] or any(part.isdigit() for part in written[len(numbers) :]):
            raise ParseError(_EXPECTED, f'"{text}" has text after a wildcard or an incomplete version.')
        is_semver = len(written) <= _WHOLE and not any(len(part) > 1 and part.startswith("0") for part in written)
        if scheme is VersionScheme.SEMVER and not is_semver:
            raise ParseError(_EXPECTED, f'"{text}" is not a semver version.')
        lowest = BEFORE_ALL if include_prerelease else RELEASE
        return _partial_interval(operator, numbers, lowest)
    version = read(text, scheme)
    if version is None:
        raise ParseError(_EXPECTED, f'"{text}" is not a {scheme.value} version.')
    if version.hashes and scheme is VersionScheme.DOTTED:
        raise ParseError(_EXPECTED, f'"{text}" contains a commit hash, which has no order. Use destVersion.')
    return _full_interval(operator, numbers, version)


def _partial_interval(operator: str, numbers: tuple[int, ...], lowest: int) -> _Interval:
    """Return the interval of an operator with a partial version such as `4`, `4.1` or `4.x`.

    `lowest` is the rank of the lowest version with these numbers.
    """
    first, after = (trim_zeros(numbers), lowest, ()), _next_numbers(numbers)
    if operator == ">":
        if after is None:
            return _Interval(_BEFORE_ANYTHING, _BEFORE_ANYTHING)  # nothing is above everything
        return _Interval((trim_zeros(after), lowest, ()))
    if operator == ">=":
        return _Interval(first)
    if operator == "<":
        return _Interval(upper=_upper_bound(numbers))
    if operator == "<=":
        return _Interval(upper=_upper_bound(after))
    if operator in {"^", "~"}:
        after = _next_numbers(numbers[: _kept_parts(operator, numbers)])
    return _Interval(first, _upper_bound(after))


def _full_interval(operator: str, numbers: tuple[int, ...], version: Version) -> _Interval:
    """Return the interval of an operator with a complete version such as `4.1.2`."""
    named = frozenset({version.numbers} if version.is_prerelease else ())
    if operator in {">", ">="}:
        return _Interval(version.key, is_above=operator == ">", prereleases_of=named)
    if operator in {"<", "<="}:
        return _Interval(upper=version.key, is_through=operator == "<=", prereleases_of=named)
    if operator in {"^", "~"}:
        after = _next_numbers(numbers[: _kept_parts(operator, numbers)])
        return _Interval(version.key, _upper_bound(after), prereleases_of=named)
    return _Interval(version.key, version.key, is_through=True, prereleases_of=named)


def _kept_parts(operator: str, numbers: Sequence[int]) -> int:
    """Return how many leading parts an operator fixes: two for `~`, up to the first non-zero part for `^`."""
    return 2 if operator == "~" else next((place for place, number in enumerate(numbers, 1) if number), len(numbers))


def _next_numbers(numbers: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the lowest numbers above all those that begin with these; None for no numbers."""
    return (*numbers[:-1], numbers[-1] + 1) if numbers else None


def _upper_bound(numbers: tuple[int, ...] | None) -> Key | None:
    """Return the upper end that excludes these numbers and all their pre-releases; None for None."""
    return None if numbers is None else (trim_zeros(numbers), BEFORE_ALL, ())
