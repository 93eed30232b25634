# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Version ranges: npm's rules (by a table and another implementation), the dotted scheme, algebra and errors."""

from __future__ import annotations

import re

import pytest
import semantic_version
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.versions import Range, Reader, VersionScheme

SEMVER, DOTTED = VersionScheme
OPERATORS = ["", "=", "^", "~", ">", ">=", "<", "<="]
EMPTY = "It can match no version."

# Each row: a range, versions inside it, versions outside it, as decided by npm's package semver 7.
NPM = [
    # Complete versions.
    ("1.2.3", "1.2.3 1.2.3+b1 v1.2.3", "1.2.2 1.2.4 1.2.3-rc.1 1.2.4-0"),
    ("=1.2.3", "1.2.3", "1.2.4 1.2.3-rc.1"),
    ("v1.2.3", "1.2.3", "1.2.4"),
    ("=v1.2.3+b7", "1.2.3 1.2.3+b1", "1.2.4"),
    (">1.2.3", "1.2.4 1.3.0 2.0.0", "1.2.3 1.2.2 1.2.4-rc.1 2.0.0-rc.1"),
    (">=1.2.3", "1.2.3 1.2.4 9.0.0", "1.2.2 1.2.3-rc.1 1.2.4-rc.1"),
    ("<1.2.3", "1.2.2 0.0.0", "1.2.3 1.2.4 1.2.3-rc.1 1.2.2-rc.1"),
    ("<=1.2.3", "1.2.3 1.2.2", "1.2.4 1.2.3-rc.1"),
    # A tilde fixes the minor version, if there is one.
    ("~1.2.3", "1.2.3 1.2.10", "1.2.2 1.3.0 1.3.0-rc.1 1.2.4-rc.1"),
    ("~0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0"),
    ("~0.0.3", "0.0.3 0.0.9", "0.0.2 0.1.0"),
    ("~1.2", "1.2.0 1.2.9", "1.1.9 1.3.0 1.2.0-rc.1 1.3.0-0"),
    ("~1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("~1", "1.0.0 1.9.9", "0.9.9 2.0.0 2.0.0-rc.1"),
    ("~1.x", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("~0", "0.0.0 0.9.9", "1.0.0"),
    ("~ 1.2.3", "1.2.3 1.2.10", "1.3.0"),
    # A caret fixes the first part that is not zero.
    ("^1.2.3", "1.2.3 1.2.10 1.10.0", "1.2.2 2.0.0 2.0.0-0 1.3.0-rc.1"),
    ("^0.2.3", "0.2.3 0.2.10", "0.2.2 0.3.0 1.0.0"),
    ("^0.0.3", "0.0.3", "0.0.2 0.0.4 0.1.0"),
    ("^0.0.0", "0.0.0", "0.0.1 0.1.0"),
    ("^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    ("^1.2.x", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    ("^0.2", "0.2.0 0.2.9", "0.1.9 0.3.0"),
    ("^0.0", "0.0.0 0.0.9", "0.1.0"),
    ("^0.0.x", "0.0.0 0.0.9", "0.1.0"),
    ("^1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("^0", "0.0.0 0.9.9", "1.0.0"),
    ("^0.x", "0.0.0 0.9.9", "1.0.0"),
    ("^v1.2.3", "1.2.3 1.9.0", "2.0.0"),
    # Incomplete versions.
    ("1.2", "1.2.0 1.2.9", "1.1.9 1.3.0 1.2.0-rc.1"),
    ("1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("=1.2.X", "1.2.0 1.2.9", "1.1.9 1.3.0"),
    ("1", "1.0.0 1.9.9", "0.9.9 2.0.0 1.0.0-rc.1"),
    ("1.x.x", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("1.*", "1.0.0 1.9.9", "0.9.9 2.0.0"),
    ("*", "0.0.0 1.2.3 9.9.9", "1.2.3-rc.1 0.0.0-0"),
    ("x", "0.0.0 9.9.9", "1.2.3-rc.1"),
    ("X.x.*", "0.0.0 9.9.9", "1.2.3-rc.1"),
    (">=*", "0.0.0 9.9.9", "1.2.3-rc.1"),
    ("<=*", "0.0.0 9.9.9", "1.2.3-rc.1"),
    ("^*", "0.0.0 9.9.9", "1.2.3-rc.1"),
    ("~*", "0.0.0 9.9.9", "1.2.3-rc.1"),
    (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9 1.3.0-rc.1"),
    (">1", "2.0.0", "1.0.0 1.9.9 2.0.0-rc.1"),
    (">1.x", "2.0.0", "1.0.0 1.9.9"),
    (">0", "1.0.0", "0.0.0 0.9.9"),
    (">=1.2", "1.2.0 2.0.0", "1.1.9 1.2.0-rc.1"),
    (">= 1", "1.0.0 2.0.0", "0.9.9"),
    ("<1.2", "1.1.9 0.0.0", "1.2.0 1.2.0-rc.1"),
    ("<1.2.x", "1.1.9", "1.2.0"),
    ("<2", "1.9.9", "2.0.0 2.0.0-0"),
    ("<=1.2", "1.2.0 1.2.9", "1.3.0 1.3.0-0"),
    ("<=1", "1.9.9 0.0.0", "2.0.0 2.0.0-0"),
    # Hyphens.
    ("1.2.3 - 2.3.4", "1.2.3 2.0.0 2.3.4", "1.2.2 2.3.5 2.3.4-rc.1"),
    ("1.2 - 2.3.4", "1.2.0 2.3.4", "1.1.9 2.3.5"),
    ("1.2.3 - 2.3", "1.2.3 2.3.9", "1.2.2 2.4.0 2.4.0-rc.1"),
    ("1.2.3 - 2", "1.2.3 2.9.9", "1.2.2 3.0.0"),
    ("1 - 2.x", "1.0.0 2.9.9", "0.9.9 3.0.0"),
    ("v0.1.0 - v0.2.0", "0.1.0 0.2.0", "0.0.9 0.2.1"),
    ("1.2.3 - *", "1.2.3 9.0.0", "1.2.2"),
    ("1.2.3-rc.1 - 2.0.0", "1.2.3-rc.1 1.2.3-rc.2 1.2.3 2.0.0", "1.2.3-beta.1 1.2.4-rc.1 2.0.1"),
    ("1.0.0 - 2.0.0-rc.2", "1.0.0 2.0.0-rc.1 2.0.0-rc.2 1.9.9", "2.0.0 2.0.0-rc.3 1.5.0-rc.1"),
    # Intersections and unions.
    (">=1.2 <2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
    (">1.2.3 <=1.4.0", "1.2.4 1.4.0", "1.2.3 1.4.1"),
    ("^1.2 <1.5.0", "1.2.0 1.4.9", "1.5.0 1.1.0"),
    ("> 1.2.3   <= 1.4", "1.2.4 1.4.9", "1.2.3 1.5.0"),
    ("1.x || 3.x", "1.0.0 1.9.9 3.0.0", "0.9.9 2.0.0 4.0.0"),
    ("^1.2.3||^3", "1.2.3 1.9.9 3.1.0", "1.2.2 2.0.0 4.0.0"),
    ("1.0.0 - 1.5 || >=2.1 <2.3", "1.5.9 2.1.0 2.2.9", "1.6.0 2.0.0 2.3.0"),
    ("<1.0.0 || >=2.0.0 || 1.5.0", "0.9.9 1.5.0 2.0.0", "1.0.0 1.5.1"),
    # A pre-release is in a range only if a comparator with the same numbers contains a pre-release.
    ("1.2.3-rc.1", "1.2.3-rc.1", "1.2.3 1.2.3-rc.2"),
    (">=1.2.3-rc.1", "1.2.3-rc.1 1.2.3-rc.2 1.2.3 1.2.4 2.0.0", "1.2.3-beta.9 1.2.4-rc.1 2.0.0-rc.1"),
    (">1.2.3-rc.1", "1.2.3-rc.2 1.2.3", "1.2.3-rc.1 1.2.4-rc.2"),
    ("<1.2.3-rc.2", "1.2.2 1.2.3-rc.1 1.2.3-beta.11", "1.2.3-rc.2 1.2.3 1.2.2-rc.1"),
    ("<=1.2.3-rc.2", "1.2.2 1.2.3-rc.2", "1.2.3 1.2.2-rc.1"),
    ("~1.2.3-beta.9", "1.2.3-beta.9 1.2.3-beta.10 1.2.3 1.2.4", "1.2.3-beta.8 1.2.4-beta.9 1.3.0"),
    ("^1.2.3-beta.9", "1.2.3-beta.10 1.2.3-rc.0 1.9.0", "1.2.3-beta.8 1.3.0-beta.9 2.0.0"),
    ("^0.0.3-beta", "0.0.3-beta 0.0.3-rc 0.0.3", "0.0.3-alpha 0.0.4"),
    ("^0.2.0-0", "0.2.0-0 0.2.0-rc.1 0.2.9", "0.2.1-0 0.3.0-0"),
    (">=1.2.3-rc.1 <1.2.3", "1.2.3-rc.1 1.2.3-rc.9", "1.2.3 1.2.2"),
    (">=1.2.3-rc.1 <2", "1.2.3-rc.2 1.9.0", "1.3.0-rc.1 2.0.0-rc.1"),
    ("1.x || 2.0.0-rc.1", "1.9.0 2.0.0-rc.1", "1.9.0-rc.1 2.0.0 2.0.0-rc.2"),
]
# With pre-releases included.
NPM_WITH_PRERELEASES = [
    ("*", "0.0.1-0 1.2.3-rc.1 1.2.3", ""),
    ("1.2.3", "1.2.3", "1.2.3-rc.1"),
    ("^1.2.3", "1.2.3 1.3.0-rc.1 1.9.9", "1.2.3-rc.1 2.0.0-rc.1 2.0.0"),
    ("^1.2", "1.2.0-rc.1 1.9.9-rc.1", "1.1.9 2.0.0-rc.1"),
    ("^0.2", "0.2.0-0 0.2.9", "0.3.0-0"),
    ("~1.2.3", "1.2.4-rc.1", "1.2.3-rc.1 1.3.0-rc.1"),
    ("~1.2", "1.2.0-rc.1 1.2.9-rc.1", "1.1.9 1.3.0-rc.1"),
    ("1.x", "1.0.0-rc.1 1.9.9", "2.0.0-rc.1 0.9.9"),
    (">1.2.3", "1.2.4-rc.1 1.2.4", "1.2.3 1.2.3-rc.1"),
    (">1.2", "1.3.0-0 1.3.0", "1.2.9 1.2.9-rc.1"),
    (">1", "2.0.0-rc.1", "1.9.9-rc.1"),
    (">=1.2.3", "1.2.3 1.2.4-rc.1", "1.2.3-rc.1"),
    (">=1.2", "1.2.0-rc.1", "1.1.9"),
    ("<1.2.3", "1.2.3-rc.1 1.2.2-rc.1", "1.2.3"),
    ("<1.2", "1.1.9-rc.1", "1.2.0-0 1.2.0"),
    ("<=1.2.3", "1.2.3-rc.1 1.2.3", "1.2.4-0"),
    ("<=1.2", "1.2.9-rc.1", "1.3.0-0"),
    ("<=1.2.3-rc.1", "1.2.3-rc.1 1.2.3-beta 1.2.2-rc.9", "1.2.3-rc.2 1.2.3"),
    ("1.2 - 2.3", "1.2.0-rc.1 2.3.9-rc.1", "2.4.0-rc.1 1.1.9"),
    ("1.2 - 2.3.4", "1.2.0-rc.1 2.3.4-rc.1 2.3.4", "2.3.5-rc.1"),
    ("1.x || 3.x", "1.0.0-0 3.1.0-rc.1", "2.0.0-rc.1 4.0.0-0"),
]


def holds(text: str, version: str, scheme: VersionScheme = SEMVER, *, include_prerelease: bool = False) -> bool:
    """Return whether a version is in a range."""
    read = Reader(scheme).read(version)
    assert read is not None
    return read in Range.parse(text, scheme, include_prerelease=include_prerelease)


def may_hold(text: str, version: str, scheme: VersionScheme = SEMVER, *, include_prerelease: bool = False) -> bool:
    """Return whether a version is in a range. The parser rejects an empty range, and no version is in it."""
    try:
        return holds(text, version, scheme, include_prerelease=include_prerelease)
    except ParseError as error:
        assert error.reason == EMPTY  # noqa: PT017 - any other refusal is a failure of the test
        return False


@pytest.mark.parametrize(("text", "inside", "outside"), NPM)
def test_npm_ranges(text: str, inside: str, outside: str) -> None:
    """A range contains the same versions as npm's."""
    assert [version for version in inside.split() if not holds(text, version)] == []
    assert [version for version in outside.split() if holds(text, version)] == []


@pytest.mark.parametrize(("text", "inside", "outside"), NPM_WITH_PRERELEASES)
def test_npm_ranges_with_prereleases(text: str, inside: str, outside: str) -> None:
    """With pre-releases, a range contains the same versions as npm's with `includePrerelease`."""
    assert [version for version in inside.split() if not holds(text, version, include_prerelease=True)] == []
    assert [version for version in outside.split() if holds(text, version, include_prerelease=True)] == []


def test_a_lower_end_is_what_it_says() -> None:
    """With pre-releases, the lower end 1.2.3 of a hyphen range excludes 1.2.3-rc.1, like `>=` but unlike npm."""
    for text in ("1.2.3 - 2.0.0", ">=1.2.3 <=2.0.0"):
        assert not holds(text, "1.2.3-rc.1", include_prerelease=True)
        assert holds(text, "1.2.4-rc.1", include_prerelease=True)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("1.2.3.4", "1.2.3.4 1.2.3.4.0 01.02.03.04", "1.2.3 1.2.3.5 1.2.3.4b 1.2.3.4-rc1 1.2.3.4.1"),
        ("=1.2.3", "1.2.3 1.2.3.0", "1.2.3.4 1.2.3b"),
        ("1.2.3.x", "1.2.3 1.2.3.0 1.2.3.9 1.2.3.9.9 1.2.3b 1.2.3.4b", "1.2.2.9 1.2.4 1.2.4-rc1 1.2.3-rc1"),
        ("1.2.3.*", "1.2.3 1.2.3.9", "1.2.4"),
        ("1.2.x.x", "1.2 1.2.9.9", "1.3 1.1.9"),
        ("1.2", "1.2 1.2.0.1 1.2.9.9 1.2b", "1.1.9.9 1.3 1.2-rc1"),
        ("^1.2.3.4", "1.2.3.4 1.9 1.2.3.5b", "1.2.3.3 2 2.0-rc1"),
        ("^0.0.0.4", "0.0.0.4 0.0.0.4.9 0.0.0.4b", "0.0.0.3 0.0.0.5 0.0.1"),
        ("^0.0.2.4", "0.0.2.4 0.0.2.9", "0.0.2.3 0.0.3"),
        ("~1.2.3.4", "1.2.3.4 1.2.9", "1.2.3.3 1.3"),
        ("~1.2.3.x", "1.2.3 1.2.9", "1.2.2.9 1.3"),
        (">1.2.3.4", "1.2.3.4b 1.2.3.4.1 1.2.3.5 1.3", "1.2.3.4 1.2.3 1.2.3.5-rc1"),
        (">1.2.3.x", "1.2.4 1.3", "1.2.3.9 1.2.3"),
        (">=1.2.3.4", "1.2.3.4 1.2.4", "1.2.3.3"),
        ("<1.2.3.4", "1.2.3.3 1.2.3", "1.2.3.4 1.2.3.4-rc1"),
        ("<=1.2.3.4", "1.2.3.4", "1.2.3.4b 1.2.3.5"),
        ("<=1.2.3.x", "1.2.3.9 1.2.3b", "1.2.4"),
        ("1.2.3.4 - 1.2.3.9", "1.2.3.4 1.2.3.9", "1.2.3.3 1.2.3.9b 1.2.3.10"),
        ("1.0.12b", "1.0.12b 1.0.12-B", "1.0.12 1.0.12a"),
        (">=1.0.12b", "1.0.12b 1.0.12c 1.0.13", "1.0.12 1.0.12a"),
        (">1.0b9", "1.0b10 1.0.1", "1.0 1.0b9 1.0b2"),
        ("<1.0b10", "1.0 1.0b9 0.9", "1.0b10 1.0.1"),
        ("^1.2-hotfix", "1.2-hotfix 1.3", "1.2 2"),
        ("~1-r2", "1-r2 1.9", "1 2"),
        (">=2.0-rc1", "2.0-rc1 2.0.0-rc2 2-rc10 2.0 2.1", "2.0-beta9 2.1-rc1 1.9"),
        ("2.0-rc1", "2.0-rc1 2RC.1", "2.0 2.0-rc2"),
        ("<2.0-rc2 || >=3", "1.9 2.0-rc1 3", "2.0-rc2 2.0 1.9-rc1 3.1-rc1"),
        ("2024.05.01", "2024.5.1 2024.05.01", "2024.5.2"),
        (">=2024.05.01 <2024.11.01", "2024.5.1 2024.10.31", "2024.4.30 2024.11.1"),
        ("2024.05", "2024.5.1 2024.05.31", "2024.4.30 2024.6.1"),
        ("2024.05.x", "2024.5.1 2024.05.31", "2024.4.30 2024.6.1"),
        ("~2024.05", "2024.5.1", "2024.6.1"),
        ("^2024.05", "2024.5.1 2024.12.1", "2024.4.30 2025.1.1"),
        (">=2024.05 <2024.09", "2024.5.1 2024.8.31", "2024.4.30 2024.9.1"),
        ("2024.05 - 2024.08", "2024.5.1 2024.8.31", "2024.4.30 2024.9.1"),
        ("01.x", "1.0 1.9", "0.9 2.0"),
    ],
)
def test_dotted_ranges(text: str, inside: str, outside: str) -> None:
    """With `dotted`, the rules apply to more than three parts. Suffixes and leading zeros are read like in versions."""
    assert [version for version in inside.split() if not holds(text, version, DOTTED)] == []
    assert [version for version in outside.split() if holds(text, version, DOTTED)] == []


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("*", "0.0.1-rc1 1-rc1 1b", ""),
        ("1.2.3.x", "1.2.3-rc1 1.2.3.9-rc1", "1.2.4-rc1 1.2.2.9"),
        ("^1.2.3.4", "1.2.3.5-rc1 1.9-beta", "1.2.3.4-rc1 2-rc1"),
        (">1.2.3.x", "1.2.4-rc1", "1.2.3.9"),
        ("<2", "1.9-rc1", "2-rc1"),
    ],
)
def test_dotted_ranges_with_prereleases(text: str, inside: str, outside: str) -> None:
    """With pre-releases, a dotted range contains them like any other version."""
    assert [version for version in inside.split() if not holds(text, version, DOTTED, include_prerelease=True)] == []
    assert [version for version in outside.split() if holds(text, version, DOTTED, include_prerelease=True)] == []


NUMBER = st.sampled_from(["0", "1", "2", "10"])
OPEN = st.sampled_from(["x", "X", "*"])
SUFFIX = {
    SEMVER: st.sampled_from(["", "", "-0", "-rc.1", "-rc.2"]),
    DOTTED: st.sampled_from(["", "", "-rc1", "b", "b2"]),
}
SCHEMES = st.sampled_from(VersionScheme)


def numbers(least: int, first_lines: int) -> st.SearchStrategy[str]:
    """Draw numeric parts from few values, so that versions often equal the ends of ranges."""
    return st.lists(NUMBER, min_size=least, max_size=first_lines).map(".".join)


def wholes(scheme: VersionScheme) -> st.SearchStrategy[str]:
    """Draw complete versions for a range."""
    return st.builds("{}{}".format, numbers(3, 3 if scheme is SEMVER else 5), SUFFIX[scheme])


def partials(scheme: VersionScheme) -> st.SearchStrategy[str]:
    """Draw incomplete versions, with and without an x for the rest."""
    opened = st.builds("{}.{}".format, numbers(1, 2 if scheme is SEMVER else 4), OPEN)
    return numbers(1, 2) | opened | OPEN


def comparators(scheme: VersionScheme) -> st.SearchStrategy[str]:
    """Draw single comparators."""
    return st.builds("{}{}".format, st.sampled_from(OPERATORS), wholes(scheme) | partials(scheme))


def alternatives(scheme: VersionScheme) -> st.SearchStrategy[str]:
    """Draw one alternative between two `||`."""
    end = wholes(scheme) | partials(scheme)
    several = st.lists(comparators(scheme), min_size=1, max_size=3).map(" ".join)
    return st.builds("{} - {}".format, end, end) | several


def agree(one: str, other: str, version: str, scheme: VersionScheme) -> bool:
    """Return whether two ranges agree on a version, with and without pre-releases."""
    return all(
        may_hold(one, version, scheme, include_prerelease=include)
        == may_hold(other, version, scheme, include_prerelease=include)
        for include in (False, True)
    )


def below(parts: list[int], place: int, scheme: VersionScheme) -> str:
    """Return a comparator for all versions below the one with a part raised by one, without its pre-releases."""
    raised = ".".join(map(str, [*parts[:place], parts[place] + 1]))
    return f"<{raised}-0" if scheme is SEMVER and place == 2 else f"<{raised}.x"


NPM_PARTIALS = numbers(1, 3) | st.builds("{}.{}".format, numbers(1, 2), OPEN) | st.just("1.x.x")
NPM_COMPARATORS = st.builds("{}{}".format, st.sampled_from(OPERATORS), NPM_PARTIALS) | OPEN
NPM_ALTERNATIVES = st.one_of(
    st.lists(NPM_COMPARATORS, min_size=1, max_size=3).map(" ".join),
    st.builds("{} - {}".format, NPM_PARTIALS, NPM_PARTIALS),
)


@given(st.lists(NPM_ALTERNATIVES, min_size=1, max_size=3).map(" || ".join), numbers(3, 3))
def test_another_implementation_agrees(text: str, version: str) -> None:
    """The library semantic-version (NpmSpec) agrees on any release and any range of releases.

    Pre-releases are excluded, because NpmSpec 2.10 differs from npm itself: its `<1.0.0` contains 1.0.0-rc.1, and its
    `1.0.0-rc.1` contains 1.0.0. The table above covers them. NpmSpec also supports no operator before a bare `*`.
    """
    assert may_hold(text, version) == (semantic_version.Version(version) in semantic_version.NpmSpec(text))


@given(SCHEMES, st.data(), st.booleans())
def test_or_is_the_union(scheme: VersionScheme, data: st.DataObject, include: bool) -> None:  # noqa: FBT001 - drawn
    """The range `a || b` contains exactly the versions of a and of b."""
    one, other = data.draw(alternatives(scheme)), data.draw(alternatives(scheme))
    version = data.draw(wholes(scheme))
    either = any(may_hold(text, version, scheme, include_prerelease=include) for text in (one, other))
    assert may_hold(f"{one} || {other}", version, scheme, include_prerelease=include) == either


@given(SCHEMES, st.data())
def test_and_is_the_intersection(scheme: VersionScheme, data: st.DataObject) -> None:
    """The range `a b` contains the versions in both. For pre-releases, this applies only if they are included."""
    one, other = data.draw(comparators(scheme)), data.draw(comparators(scheme))
    version = data.draw(wholes(scheme))
    read = Reader(scheme).read(version)
    assert read is not None
    for include in (True,) if read.is_prerelease else (False, True):
        both = all(may_hold(text, version, scheme, include_prerelease=include) for text in (one, other))
        assert may_hold(f"{one} {other}", version, scheme, include_prerelease=include) == both


@given(SCHEMES, st.data())
def test_prereleases_are_only_ever_added(scheme: VersionScheme, data: st.DataObject) -> None:
    """Including pre-releases does not change the result for releases, and excludes no pre-release."""
    text, version = data.draw(alternatives(scheme)), data.draw(wholes(scheme))
    read = Reader(scheme).read(version)
    assert read is not None
    without, with_them = (may_hold(text, version, scheme, include_prerelease=include) for include in (False, True))
    assert without == with_them or (with_them and read.is_prerelease)


@given(SCHEMES, st.data())
def test_caret_and_tilde_spelt_out(scheme: VersionScheme, data: st.DataObject) -> None:
    """A caret fixes the parts up to the first that is not zero, or all if all are zero. A tilde fixes two parts."""
    written = data.draw(numbers(1, 3 if scheme is SEMVER else 5))
    parts = [int(part) for part in written.split(".")]
    start = written + (data.draw(SUFFIX[scheme]) if len(parts) > 2 else "")
    version = data.draw(wholes(scheme))
    first = next((place for place, part in enumerate(parts) if part), len(parts) - 1)
    assert agree(f"^{start}", f">={start} {below(parts, first, scheme)}", version, scheme)
    assert agree(f"~{start}", f">={start} {below(parts, min(1, len(parts) - 1), scheme)}", version, scheme)


@given(SCHEMES, st.data())
def test_open_parts_spelt_out(scheme: VersionScheme, data: st.DataObject) -> None:
    """An incomplete version means all versions that begin with it. Operators compare with the whole set."""
    written = data.draw(numbers(1, 2 if scheme is SEMVER else 4))
    parts = [int(part) for part in written.split(".")]
    version = data.draw(wholes(scheme))
    beyond = below(parts, len(parts) - 1, scheme)
    for spelling in (f"{written}.x", f"{written}.*", *[written] * (len(parts) < 3)):
        assert agree(spelling, f">={spelling} {beyond}", version, scheme)
        assert agree(f"={spelling}", spelling, version, scheme)
        assert agree(f"<={spelling}", beyond, version, scheme)
        assert agree(f">{spelling}", f">={beyond.removeprefix('<')}", version, scheme)


@given(SCHEMES, st.data())
def test_hyphens_spelt_out(scheme: VersionScheme, data: st.DataObject) -> None:
    """The range `a - b` equals `>=a <=b`."""
    low, high = (data.draw(wholes(scheme) | partials(scheme)) for _ in range(2))
    assert agree(f"{low} - {high}", f">={low} <={high}", data.draw(wholes(scheme)), scheme)


@given(SCHEMES, st.data(), st.sampled_from(["", "="]), st.booleans())
def test_a_whole_version_is_the_range_of_its_equals(
    scheme: VersionScheme,
    data: st.DataObject,
    operator: str,
    include: bool,  # noqa: FBT001 - drawn
) -> None:
    """The range `=v` contains exactly the versions that are equal to v."""
    one, other = data.draw(wholes(scheme)), data.draw(wholes(scheme))
    equal = Reader(scheme).read(one) == Reader(scheme).read(other)
    assert holds(f"{operator}{one}", other, scheme, include_prerelease=include) == equal


@given(st.sampled_from(["", "=", "^", "~", ">=", "<="]), st.tuples(*[st.integers(0, 10**30)] * 3))
@example("^", (0, 0, 10**18))
@example("~", (0, 10**18, 0))
def test_huge_numbers(operator: str, parts: tuple[int, int, int]) -> None:
    """A version with numbers of any size can be written as a range, and is in that range."""
    version = ".".join(map(str, parts))
    assert holds(f"{operator}{version}", version)


@given(SCHEMES, st.data(), st.sampled_from(OPERATORS), st.sampled_from(["", " ", "\t", "   "]))
def test_blanks_do_not_count(scheme: VersionScheme, data: st.DataObject, operator: str, blank: str) -> None:
    """Spaces around a comparator, after its operator and around `||` are ignored."""
    end, version = data.draw(wholes(scheme) | partials(scheme)), data.draw(wholes(scheme))
    spaced = f"{blank}{operator}{blank}{end}{blank}||{blank}9{blank}"
    assert agree(spaced, f"{operator}{end}||9", version, scheme)


def test_a_range_is_written_as_it_was() -> None:
    """The text of a range is exactly what the user wrote."""
    text = " ^1.2  ||>= 3"
    assert str(Range.parse(text, SEMVER)) == text


@pytest.mark.parametrize("include", [False, True])
@pytest.mark.parametrize("scheme", VersionScheme)
@pytest.mark.parametrize(
    "text", [">2 <1", ">=1.2.3 <1.2.3", "1.2.3 1.2.4", ">*", "<*", "<0", "<0.0", "^1 ^2", "2 - 1", ">2 <1 || ~1.2 ~1.3"]
)
def test_empty_ranges(text: str, scheme: VersionScheme, include: bool) -> None:  # noqa: FBT001 - a column
    """A range that can never match is an error."""
    with pytest.raises(ParseError) as caught:
        Range.parse(text, scheme, include_prerelease=include)
    assert caught.value.reason == EMPTY


@pytest.mark.parametrize("scheme", VersionScheme)
@pytest.mark.parametrize("version", ["4.1.2", "4.1.2-rc.1"])
@pytest.mark.parametrize(
    ("lower", "upper"), [(">", "<="), (">", "<"), (">=", "<"), (">=", "<="), ("=", "<="), (">=", "")]
)
def test_ends_that_meet(lower: str, upper: str, version: str, scheme: VersionScheme) -> None:
    """A range with two ends at one version contains it if both ends include it. Otherwise the range is an error."""
    for text in (f"{lower}{version} {upper}{version}", f"{upper}{version} {lower}{version}"):
        if lower != ">" and upper != "<":
            assert holds(text, version, scheme)
            continue
        with pytest.raises(ParseError) as caught:
            Range.parse(text, scheme)
        assert caught.value.reason == EMPTY


@pytest.mark.parametrize(
    ("text", "scheme", "wrong"),
    [
        ("latest", SEMVER, '"latest"'),
        ("^1 latest", SEMVER, '"latest"'),
        ("^1 || latest", SEMVER, '"latest"'),
        ("^", SEMVER, '"^"'),
        ("^ ^1", SEMVER, '"^^1"'),
        ("==1", SEMVER, '"==1"'),
        ("!=1", SEMVER, '"!=1"'),
        ("~>1", SEMVER, '"~>1"'),
        ("1 -2", SEMVER, '"-2"'),
        ("1.2.3 - ", SEMVER, '"-"'),
        ("1 - 2 3", SEMVER, '"-"'),
        ("1 | 2", SEMVER, '"|"'),
        ("1.2.3.4", SEMVER, '"1.2.3.4" is not a semver version'),
        (">=1 <1.2.3.4", SEMVER, '"1.2.3.4" is not a semver version'),
        ("1.2.3.x", SEMVER, '"1.2.3.x" is not a semver version'),
        ("^01.2.3", SEMVER, '"01.2.3" is not a semver version'),
        ("^01.2", SEMVER, '"01.2" is not a semver version'),
        ("1.2.3-rc.01", SEMVER, '"1.2.3-rc.01" is not a semver version'),
        ("1.2.3-", SEMVER, '"1.2.3-" is not a semver version'),
        (">=1.0.0,<2", SEMVER, "Separate its comparators with spaces only"),
        (">=1.0.0 ,<2", SEMVER, '",<2"'),
        (">=1<2", DOTTED, "Separate its comparators with spaces only"),
        ("1.\u0663.0", SEMVER, '"1.\u0663.0"'),
        ("^1.2-rc.1", SEMVER, '1.2-rc.1" has text after a wildcard or an incomplete version'),
        ("1.x.2", SEMVER, '"1.x.2" has text after a wildcard or an incomplete version'),
        ("*-rc.1", DOTTED, '"*-rc.1" has text after a wildcard or an incomplete version'),
        ("1.x-rc1", DOTTED, '"1.x-rc1" has text after a wildcard or an incomplete version'),
        ("1.2.3.", DOTTED, '"1.2.3." is not a dotted version'),
        (f"1.2.{'9' * 19}", DOTTED, f'"1.2.{"9" * 19}" is not a dotted version'),
        ("1.2.3-\u00e9", DOTTED, '"1.2.3-\u00e9" is not a dotted version'),
        ("", SEMVER, "One of its alternatives is empty"),
        ("  ", DOTTED, "One of its alternatives is empty"),
        ("1 ||", SEMVER, "One of its alternatives is empty"),
        ("1 || || 2", SEMVER, "One of its alternatives is empty"),
        ("1 ||| 2", SEMVER, '"|"'),
        ("1" * 257, SEMVER, "It has more than 256 characters"),
    ],
)
def test_malformed_ranges(text: str, scheme: VersionScheme, wrong: str) -> None:
    """The reason for an invalid range shows the invalid part."""
    with pytest.raises(ParseError) as caught:
        Range.parse(text, scheme)
    assert wrong in caught.value.reason
    assert '"^4.0"' in caught.value.expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("^1.0 - 2.0", "^1.0"), ("1.0 - <2.0", "<2.0"), ("*-rc.1 - 2", "*-rc.1"), ("1 - latest", "latest")],
)
def test_malformed_ends_of_hyphen_ranges(text: str, wrong: str) -> None:
    """The reason for an invalid end of a hyphen range shows that end as the user wrote it."""
    with pytest.raises(ParseError) as caught:
        Range.parse(text, SEMVER)
    assert f'"{wrong}"' in caught.value.reason


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates too
NEARLY_RANGES = st.text("0123xX*vV^~<>=|-+. ab\t", max_size=20) | st.lists(
    st.sampled_from(["1", "0.1", "x", ".", "-", " - ", "||", " ", "^", ">=", "rc", "v", "1.2.3", "+"]), max_size=9
).map("".join)


@given(ANY_TEXT | NEARLY_RANGES | alternatives(SEMVER) | alternatives(DOTTED), SCHEMES)
@example("1" * 10**5, SEMVER)
@example("9" * 256, SEMVER)
@example("9" * 256, DOTTED)
@example("1." * 128, DOTTED)
@example(" - " * 85, SEMVER)
@example("^ " * 128, SEMVER)
@example(" " * 255 + "1", SEMVER)
@example("1 || " * 50 + "1", SEMVER)
@example("a" + " " * 254 + "-", SEMVER)
@example("^0.0.0.0.\u00b2", DOTTED)
def test_any_text_is_a_range_or_refused(text: str, scheme: VersionScheme) -> None:
    """Any text is read, or rejected with the declared error and a reason that quotes only the text itself."""
    try:
        found = Range.parse(text, scheme)
    except ParseError as error:
        quoted = re.search('"(.*)"', error.reason, re.DOTALL)
        assert quoted is None or quoted[1] in "".join(text.split())
    else:
        assert str(found) == text
