# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions: numbers with an optional suffix."""

from __future__ import annotations

import enum
import re

import msgspec
from semver.version import Version as SemanticVersion

from alicloud_iot_ota.versions import suffixes

MAX_VERSION = 256
"""The maximum number of characters in a version or a range. The API allows 64; a longer text is not a version."""

MAX_DIGITS = 18
"""The maximum number of digits in a number of a dotted version."""

Identifier = tuple[int, int, str]
Key = tuple[tuple[int, ...], int, tuple[Identifier, ...]]
"""The sort key of a version: its numbers, the rank of its suffix, and the suffix."""

_NO_COMMIT = suffixes.Commit("", "", 0)

# The rank of a suffix among versions with equal numbers.
BEFORE_ALL = -1  # a bound below every pre-release; no version has this rank
_PRERELEASE = 0
RELEASE = 1

_DOTTED = re.compile(
    rf"[vV]?(?P<numbers>[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})*)"
    r"(?P<suffix>[-_+.]?[A-Za-z][A-Za-z0-9._+-]*)?"  # starts with a letter, so that 2024-11-05 is not a version
)


def _join_words(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


class VersionScheme(enum.Enum):  # noqa: D101 - the docstring lists the known words, so it is computed
    __doc__ = f"""How to read versions.

    Attributes:
        SEMVER: Semantic Versioning 2.0.0 with an optional leading `v` or `V`. Build metadata is ignored.
        DOTTED: Any number of numeric parts with an optional leading `v` or `V` and an optional suffix: `4.1`,
            `1.2.3.4`, `1.0.12b`, `2.0-rc1`. Missing parts are zeros. A part has at most {MAX_DIGITS} digits. A suffix
            starts with a letter. It marks a pre-release if one of its words is
            {_join_words(suffixes.PRERELEASE_WORDS)}, begins with {_join_words(suffixes.PRERELEASE_BEGINNINGS)}, or is
            {_join_words(suffixes.PRERELEASE_LETTERS)} followed by a number. A pre-release sorts before the plain
            version, any other suffix after it. Numbers in a suffix are compared by value. Commit hashes are not
            compared: versions that differ only in their hashes have no order. A version with the commit count of
            `git describe` (`1.1.0-9-g7112def`) sorts after the plain version.
    """

    SEMVER = "semver"
    DOTTED = "dotted"


class Order(enum.Enum):
    """The order of two versions.

    It is unknown if one of them cannot be read, or if they differ only in their commit hashes.
    """

    LOWER = "lower"
    EQUAL = "equal"
    HIGHER = "higher"
    UNKNOWN = "unknown"


class Version(msgspec.Struct, frozen=True, gc=False):
    """A parsed version. Versions in the same scheme are ordered by their keys.

    Attributes:
        numbers: The numeric parts without trailing zeros: 4.1 and 4.1.0 are equal.
        is_prerelease: Whether the version sorts before the release with the same numbers.
        key: The sort key.
        commitless: The sort key without commit hashes.
        hashes: The commit hashes; "" if there are none. They have no order.
        commits: The number of commits since the version, as in the output of `git describe`.
        unknown: The words of the suffix that mark neither a pre-release nor a release.
    """

    numbers: tuple[int, ...]
    is_prerelease: bool
    key: Key
    commitless: Key
    hashes: str = ""
    commits: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def is_release(self) -> bool:
        """Whether the version is known to be a release."""
        return not (self.is_prerelease or self.unknown or self.commits)

    def order(self, other: Version) -> Order:
        """Compare the version with another one in the same scheme."""
        if self.commitless == other.commitless and self.hashes != other.hashes:
            return Order.UNKNOWN
        if self.key == other.key:
            return Order.EQUAL
        return Order.LOWER if self.key < other.key else Order.HIGHER


def trim_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Remove trailing zeros."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


def release(numbers: tuple[int, ...]) -> Version:
    """Return the plain version with these numbers."""
    return _version(numbers, RELEASE)


def prerelease(numbers: tuple[int, ...], suffix: str) -> Version:
    """Return the pre-release with these numbers and this suffix."""
    commit = suffixes.without_commit(f"-{suffix}")
    return _version(numbers, _PRERELEASE, natural_order(split_words(commit.text)), commit)


def read(text: str, scheme: VersionScheme) -> Version | None:
    """Read a version in a scheme. Return None if the text is not a version."""
    if len(text) > MAX_VERSION:
        return None
    return _read_semver(text) if scheme is VersionScheme.SEMVER else _read_dotted(text)


def _read_semver(text: str) -> Version | None:
    try:
        version = SemanticVersion.parse(text[1:] if text[:1] in {"v", "V"} else text)
    except ValueError:
        return None
    numbers = (version.major, version.minor, version.patch)
    build = suffixes.without_commit(f"+{version.build}") if version.build else _NO_COMMIT
    if not version.prerelease:
        return _version(numbers, RELEASE, commit=build)
    commit = suffixes.without_commit(f"-{version.prerelease}")
    hashes = "+".join(filter(None, (commit.hashes, build.hashes)))
    found = _version(numbers, _PRERELEASE, _semantic(version.prerelease))
    commitless = _version(numbers, _PRERELEASE, _semantic(commit.text[1:])).key
    return msgspec.structs.replace(found, commitless=commitless, hashes=hashes) if hashes else found


def _semantic(identifiers: str) -> tuple[Identifier, ...]:
    """Return the sort key of pre-release identifiers, as in section 11 of semver.org.

    Numbers are compared by value and sort before words. Words are compared by character. Fewer identifiers sort first.
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in identifiers.split("."))


def _read_dotted(text: str) -> Version | None:
    match = _DOTTED.fullmatch(text)
    if match is not None and match["suffix"] is None:  # the usual case; a hash always has a letter
        return _version(tuple(map(int, match["numbers"].split("."))), RELEASE)
    if suffixes.has_no_numbers(text):
        return None
    commit = suffixes.without_commit(text)
    match = _DOTTED.fullmatch(commit.text)
    if match is None:
        return None
    numbers = tuple(map(int, match["numbers"].split(".")))
    words = split_words(match["suffix"] or "")
    identifiers = natural_order(words) + (((0, commit.count, ""),) if commit.count else ())
    if suffixes.is_prerelease(words):
        return _version(numbers, _PRERELEASE, identifiers, commit)
    return _version(numbers, RELEASE, identifiers, commit, suffixes.unknown_words(words))


def split_words(suffix: str) -> list[str]:
    """Split a suffix into numbers and words."""
    return re.findall(r"[0-9]+|[a-z]+", suffix.lower(), re.ASCII)


def natural_order(words: list[str]) -> tuple[Identifier, ...]:
    """Return the natural sort key of numbers and words: b9 sorts before b10, and a release before a hotfix."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, part not in suffixes.PLAIN_WORDS, part) for part in words
    )


def _version(
    numbers: tuple[int, ...],
    rank: int,
    identifiers: tuple[Identifier, ...] = (),
    commit: suffixes.Commit = _NO_COMMIT,
    unknown: tuple[str, ...] = (),
) -> Version:
    key = (trim_zeros(numbers), rank, identifiers)
    return Version(key[0], rank == _PRERELEASE, key, key, commit.hashes, commit.count, unknown)
