# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Ranges of versions as npm writes them: `^4.0`, `~4.1.2`, `>=4 <5`, `1.2 - 2.3`, `4.x || 5.x`.

The meaning is that of npm's package `semver`: a missing part or an `x` stands for any, and a pre-release is in a range
only where a comparator of the same numbers names a pre-release too, unless pre-releases are asked for. Under the scheme
`dotted` a version may have more than three parts; what is said of three holds for them as well.
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
_WHOLE = 3  # parts of a version that leaves nothing open
_COMPARATOR = re.compile(r"(\^|~|>=|<=|>|<|=)?(\S*)")
_PARTIAL = re.compile(r"[vV]?(?P<parts>(?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*]))*)(?P<suffix>\S*)")
_BEFORE_ANYTHING: Key = ((), BEFORE_ALL, ())


class _Interval(msgspec.Struct, frozen=True):
    """What one or more comparators allow: from a key, or just above it, to a key, or just below it."""

    lower: Key = _BEFORE_ANYTHING
    upper: Key | None = None
    is_above: bool = False  # whether the lower end itself is not allowed
    is_through: bool = False  # whether the upper end itself is allowed
    prereleases_of: frozenset[tuple[int, ...]] = frozenset()  # numbers of which a comparator names a pre-release

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
    """A set of versions.

    Attributes:
        text: As it was written.
        scheme: The scheme of the versions in it.
        includes_prereleases: Whether pre-releases count like any other version.
    """

    text: str
    scheme: VersionScheme
    includes_prereleases: bool
    _intervals: tuple[_Interval, ...]

    @classmethod
    def parse(cls, text: str, scheme: VersionScheme, *, include_prerelease: bool = False) -> Range:
        """Return the range that a text writes.

        Raises:
            ParseError: It writes none, or one whose ends exclude each other.
        """
        if len(text) > MAX_VERSION:
            raise ParseError(_EXPECTED, f"It has more than {MAX_VERSION} characters.")
        alternatives = [
            _alternative(part.strip(), scheme, include_prerelease=include_prerelease) for part in text.split("||")
        ]
        if all(interval.is_empty for interval in alternatives):
            raise ParseError(_EXPECTED, "It holds no version at all.")
        return cls(text, scheme, include_prerelease, tuple(alternatives))

    def __contains__(self, version: Version) -> bool:
        return any(
            version.key in interval
            and (not version.is_prerelease or self.includes_prereleases or version.numbers in interval.prereleases_of)
            for interval in self._intervals
        )

    def __str__(self) -> str:
        return self.text

    @cached_property
    def with_prereleases(self) -> Range:
        """The same range, with pre-releases counted like any other version."""
        return self if self.includes_prereleases else Range.parse(self.text, self.scheme, include_prerelease=True)

    @property
    def lower(self) -> Key:
        """The lowest end of it, for messages that show what lies around."""
        return min(interval.lower for interval in self._intervals if not interval.is_empty)


def _alternative(text: str, scheme: VersionScheme, *, include_prerelease: bool) -> _Interval:
    """Read what stands between two `||`: a hyphen range, or comparators that must all hold."""
    if not text:
        raise ParseError(_EXPECTED, "One of its alternatives is empty.")
    hyphen = re.fullmatch(r"(\S+)\s+-\s+(\S+)", text)
    if hyphen is not None:
        comparators = [(">=", hyphen[1], hyphen[1]), ("<=", hyphen[2], hyphen[2])]
    else:
        parts = re.sub(r"(\^|~|>=|<=|>|<|=)\s+", r"\1", text).split()
        comparators = [(match[1] or "", match[2], part) for part in parts if (match := _COMPARATOR.fullmatch(part))]
    if re.search(r"[0-9A-Za-z*][,<>=]", text):
        raise ParseError(_EXPECTED, "Its comparators must have spaces between them, and nothing else.")
    found = _Interval()
    for operator, version, written in comparators:
        partial = _PARTIAL.fullmatch(version)
        if partial is None:
            raise ParseError(_EXPECTED, f'"{written}" is no part of one.')
        found &= _comparator(operator, partial, scheme, include_prerelease=include_prerelease)
    return found


def _comparator(operator: str, match: re.Match[str], scheme: VersionScheme, *, include_prerelease: bool) -> _Interval:
    """Read an operator and the version, or the beginning of one, behind it."""
    text, written = match[0], match["parts"].split(".")
    numbers = tuple(int(part) for part in written if part.isdigit())
    is_begun = len(numbers) < _WHOLE and not (match["suffix"] and scheme is VersionScheme.DOTTED)
    if is_begun or len(numbers) < len(written):
        if match["suffix"] or any(part.isdigit() for part in written[len(numbers) :]):
            raise ParseError(_EXPECTED, f'"{text}" leaves a part open and goes on behind it.')
        is_semver = len(written) <= _WHOLE and not any(len(part) > 1 and part.startswith("0") for part in written)
        if scheme is VersionScheme.SEMVER and not is_semver:
            raise ParseError(_EXPECTED, f'"{text}" is no version of the scheme semver.')
        lowest = BEFORE_ALL if include_prerelease else RELEASE
        return _partial_interval(operator, numbers, lowest)
    version = read(text, scheme)
    if version is None:
        raise ParseError(_EXPECTED, f'"{text}" is no version of the scheme {scheme.value}.')
    if version.hashes and scheme is VersionScheme.DOTTED:
        raise ParseError(_EXPECTED, f'"{text}" has the hash of a commit, which has no order. Use destVersion.')
    return _full_interval(operator, numbers, version)


def _partial_interval(operator: str, numbers: tuple[int, ...], lowest: int) -> _Interval:
    """Return what an operator before `4`, `4.1` or `4.x` allows; `lowest` is the rank of the lowest version of it."""
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
    """Return what an operator before `4.1.2` allows."""
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
    """Return how many parts an operator keeps: `~` two, `^` up to the first that is not zero, or all."""
    return 2 if operator == "~" else next((place for place, number in enumerate(numbers, 1) if number), len(numbers))


def _next_numbers(numbers: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the first numbers beyond all that begin with these; None where everything does."""
    return (*numbers[:-1], numbers[-1] + 1) if numbers else None


def _upper_bound(numbers: tuple[int, ...] | None) -> Key | None:
    """Return an upper end that leaves out these numbers and every pre-release of them; None where there are none."""
    return None if numbers is None else (trim_zeros(numbers), BEFORE_ALL, ())
