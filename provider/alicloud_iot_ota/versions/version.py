# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a version is: numbers, and perhaps something behind them."""

from __future__ import annotations

import enum
import re

import msgspec
from semver import Version as SemanticVersion

from alicloud_iot_ota.versions import suffixes

MAX_VERSION = 256
"""Characters of a version, and of a range of versions. The API allows 64; a longer text is not a version."""

MAX_DIGITS = 18
"""Digits of one number in a dotted version."""

Identifier = tuple[int, int, str]
Key = tuple[tuple[int, ...], int, tuple[Identifier, ...]]
"""What versions are compared by: numbers, the rank of what stands behind them, and that itself."""

_NO_COMMIT = suffixes.Commit("", "", 0)

# The rank of what stands behind equal numbers.
BEFORE_ALL = -1  # no version has it: a bound below every pre-release of some numbers
_PRERELEASE = 0
RELEASE = 1

_DOTTED = re.compile(
    rf"[vV]?(?P<numbers>[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})*)"
    r"(?P<suffix>[-_+.]?[A-Za-z][A-Za-z0-9._+-]*)?"  # no digit: 2024-11-05 would be 2024 and a suffix
)


def _join_words(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


class VersionScheme(enum.Enum):  # noqa: D101 - its docstring lists the words, and so is not a literal
    __doc__ = f"""How the text of a version is read.

    Attributes:
        SEMVER: Semantic Versioning 2.0.0 with an optional leading `v` or `V`. Build metadata does not count.
        DOTTED: Any number of numeric parts with an optional leading `v` or `V` and an optional suffix: `4.1`,
            `1.2.3.4`, `1.0.12b`, `2.0-rc1`. Missing parts are zeros. A part has at most {MAX_DIGITS} digits. A suffix
            starts with a letter. It marks a pre-release, which comes before the plain version, if one of its words is
            {_join_words(suffixes.PRERELEASE_WORDS)}, begins with {_join_words(suffixes.PRERELEASE_BEGINNINGS)}, or is
            {_join_words(suffixes.PRERELEASE_LETTERS)} and a number. Any other suffix comes after the plain version.
            Numbers within a suffix count by value. The hash of a commit is not compared: versions that differ only in
            their hashes have no order. With the number of commits that `git describe` writes (`1.1.0-9-g7112def`), a
            version comes after the plain one.
    """

    SEMVER = "semver"
    DOTTED = "dotted"


class Order(enum.Enum):
    """How one version compares with another.

    It is unknown if one of them cannot be read, or if they differ only in the hashes of commits.
    """

    LOWER = "lower"
    EQUAL = "equal"
    HIGHER = "higher"
    UNKNOWN = "unknown"


class Version(msgspec.Struct, frozen=True, gc=False):
    """A version as it was read; versions of one scheme are ordered by their keys.

    Attributes:
        numbers: Its numeric parts, trailing zeros left out: 4.1 and 4.1.0 are equal.
        is_prerelease: Whether it comes before the release of the same numbers.
        key: What it is compared by.
        commitless: The key without hashes of commits.
        hashes: The hashes of commits in it; "" if there are none. They have no order.
        commits: The commits since the version, as `git describe` counts them.
        unknown: The words of its suffix that are neither known as a pre-release nor as a release.
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
        """Whether it is known to be a release."""
        return not (self.is_prerelease or self.unknown or self.commits)

    def order(self, other: Version) -> Order:
        """Return how it compares with another version of the same scheme."""
        if self.commitless == other.commitless and self.hashes != other.hashes:
            return Order.UNKNOWN
        if self.key == other.key:
            return Order.EQUAL
        return Order.LOWER if self.key < other.key else Order.HIGHER


def trim_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return numbers without their trailing zeros."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


def release(numbers: tuple[int, ...]) -> Version:
    """Return the plain version of some numbers."""
    return _version(numbers, RELEASE)


def prerelease(numbers: tuple[int, ...], suffix: str) -> Version:
    """Return the pre-release of some numbers that a suffix names."""
    commit = suffixes.without_commit(f"-{suffix}")
    return _version(numbers, _PRERELEASE, natural_order(split_words(commit.text)), commit)


def read(text: str, scheme: VersionScheme) -> Version | None:
    """Return the version that a text is under a scheme, or None where it is none."""
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
    """Return pre-release identifiers in the order of semver.org, 11.

    That is: numbers by value and before words, words by their characters, fewer before more.
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in identifiers.split("."))


def _read_dotted(text: str) -> Version | None:
    match = _DOTTED.fullmatch(text)
    if match is not None and match["suffix"] is None:  # the usual case: no hash is without a letter
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
    """Return numbers and words in their natural order: b10 comes after b9, B9 is b9, and a hotfix after a release."""
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
