# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a version is: numbers, and perhaps something behind them."""

from __future__ import annotations

import enum
import re

import msgspec
from semver import Version as SemanticVersion

MAX_VERSION = 256
"""Characters of a version, and of a range of versions. The API allows 64; a longer text is not a version."""

MAX_DIGITS = 18
"""Digits of one number in a dotted version."""

_Identifier = tuple[int, int, str]
Key = tuple[tuple[int, ...], int, tuple[_Identifier, ...]]
"""What versions are compared by: numbers, the rank of what stands behind them, and that itself."""

# The rank of what stands behind equal numbers.
BEFORE_ALL = -1  # no version has it: a bound below every pre-release of some numbers
_PRERELEASE = 0
RELEASE = 1

_DOTTED = re.compile(
    rf"[vV]?(?P<numbers>[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}})*)"
    r"(?P<suffix>[-_+.]?[A-Za-z][A-Za-z0-9._+-]*)?"  # no digit: 2024-11-05 would be 2024 and a suffix
)
_PRERELEASE_WORDS = {
    "alpha",
    "beta",
    "canary",
    "debug",
    "dev",
    "nightly",
    "pre",
    "prerelease",
    "preview",
    "rc",
    "snapshot",
    "test",
}


class VersionScheme(enum.Enum):
    """How the text of a version is read.

    Attributes:
        SEMVER: Semantic Versioning 2.0.0 with an optional leading `v` or `V`. Build metadata does not count.
        DOTTED: Any number of numeric parts with an optional leading `v` or `V` and an optional suffix: `4.1`,
            `1.2.3.4`, `1.0.12b`, `2.0-rc1`. Missing parts are zeros. A suffix starts with a letter. One that starts
            with the word alpha, beta, canary, debug, dev, nightly, pre, prerelease, preview, rc, snapshot or test marks
            a pre-release, which comes before the plain version; any other suffix comes after it. Numbers within a
            suffix count by value. A part has at most 18 digits.
    """

    SEMVER = "semver"
    DOTTED = "dotted"


class Order(enum.Enum):
    """How one version compares with another.

    Attributes:
        LOWER: It is lower.
        EQUAL: It is the same version.
        HIGHER: It is higher.
        UNKNOWN: Neither can be concluded, for example because one of them cannot be read.
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
    """

    numbers: tuple[int, ...]
    is_prerelease: bool
    key: Key


def trimmed(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return numbers without their trailing zeros."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


def release(numbers: tuple[int, ...]) -> Version:
    """Return the plain version of some numbers."""
    return _version(numbers, RELEASE)


def prerelease(numbers: tuple[int, ...], suffix: str) -> Version:
    """Return the pre-release of some numbers that a suffix names."""
    return _version(numbers, _PRERELEASE, _natural(suffix))


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
    if not version.prerelease:
        return _version(numbers, RELEASE)
    identifiers = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in version.prerelease.split(".")
    )  # semver.org, 11: numbers by value and before words, words by their characters, fewer before more
    return _version(numbers, _PRERELEASE, identifiers)


def _read_dotted(text: str) -> Version | None:
    match = _DOTTED.fullmatch(text)
    if match is None:
        return None
    numbers = tuple(map(int, match["numbers"].split(".")))
    if match["suffix"] is None:
        return _version(numbers, RELEASE)
    identifiers = _natural(match["suffix"])
    return _version(numbers, _PRERELEASE if identifiers[0][2] in _PRERELEASE_WORDS else RELEASE, identifiers)


def _natural(suffix: str) -> tuple[_Identifier, ...]:
    """Split a suffix into numbers and words, so that b10 comes after b9, and B9 is b9."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[a-z]+", suffix.lower(), re.ASCII)
    )


def _version(numbers: tuple[int, ...], rank: int, identifiers: tuple[_Identifier, ...] = ()) -> Version:
    numbers = trimmed(numbers)
    return Version(numbers, rank == _PRERELEASE, (numbers, rank, identifiers))
