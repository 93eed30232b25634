# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Readers with a pattern: where a version or its parts are found, and invalid patterns."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.versions import Range, Reader
from tests.unit.versions.texts import DOTTED, SEMVER, keys_of


@pytest.mark.parametrize(
    ("pattern", "text", "plain"),
    [
        (r"fw-(?P<version>.+)", "fw-1.2.3", "1.2.3"),
        (r"fw-(?P<version>.+)", "fw-v1.2.3-rc.1", "1.2.3-rc.1"),
        (r"(?P<version>[^_]+)_[0-9]+", "1.2.3_20240501", "1.2.3"),
        (r"(?P<version>.*?)(?:-release)?", "1.2.3-release", "1.2.3"),
        (r"(?i)fw-(?P<version>.+)", "FW-1.2.3", "1.2.3"),
        (r"(\w+)-(?P<version>.+)", "fw-1.2.3", "1.2.3"),
    ],
)
def test_version_group(pattern: str, text: str, plain: str) -> None:
    """The group `version` contains the version in the format of the scheme."""
    assert Reader(SEMVER, Pattern(pattern)).read(text) == Reader(SEMVER).read(plain)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"fw-(?P<version>.+)", "fw-1.2"),
        (r"fw-(?P<version>.+)", "1.2.3"),
        (r"fw-(?P<version>.+)", "old-fw-1.2.3"),
        (r"fw-(?P<version>[0-9.]+)", "fw-1.2.3-beta"),
        (r"fw-(?P<version>[0-9.]+)", "fw-1.2.3\n"),
        (r"fw-(?P<version>.+)|nightly", "nightly"),
        (r"fw-(?P<version>.*)", "fw-"),
        (r"(?:a*)(?P<version>.+)", f"{'a' * 5000}1.2.3"),
    ],
)
def test_no_version_in_the_group(pattern: str, text: str) -> None:
    """The pattern must match the full text, and its group must contain a valid version."""
    assert Reader(SEMVER, Pattern(pattern)).read(text) is None


@pytest.mark.parametrize(
    ("pattern", "text", "plain"),
    [
        (r"cam_(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", "cam_2024-11-05", "2024.11.5"),
        (r"(?P<zone>\d+)/(?P<area>\d+)/(?P<box>\d+)", "3/2/1", "3.2.1"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d+))?(?:b(?P<build>\d+))?", "r7", "7.0.0"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d+))?(?:b(?P<build>\d+))?", "r7b3", "7.0.3"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d*))", "r7p", "7.0"),
        (r"r(?P<major>\d+)", f"r{'9' * 18}", "9" * 18),
        (r"(?:\w+)-(?P<a>\d+)_(?P<b>\d+)_(?P<c>\d+)_(?P<d>\d+)", "fw-1_02_003_4", "1.2.3.4"),
        (r"(?P<prerelease>rc\d+)?/(?P<major>\d+)", "rc2/7", "7-rc2"),
        (r"(?P<major>\d+)(?P<prerelease>-.*)?", "7", "7"),
        (r"(?P<major>\d+)(?P<prerelease>.*)", "7", "7"),
        (r"(?P<major>\d+)(?P<prerelease>.*)", "7-rc.2", "7-rc2"),
    ],
)
def test_numeric_parts(pattern: str, text: str, plain: str) -> None:
    """Named groups are the parts in the order of the pattern. An unmatched or empty group is zero."""
    assert Reader(DOTTED, Pattern(pattern)).read(text) == Reader(DOTTED).read(plain)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?P<major>\w+)\.(?P<minor>\w+)", "1.x"),
        (r"(?P<major>.+)", "-1"),
        (r"(?P<major>.+)", " 1"),
        (r"(?P<major>.+)", "1_000"),
        (r"(?P<major>.+)", "\u0663"),
        (r"(?P<major>.+)", "\u00b2"),
        (r"(?P<major>\d+)", "1" * 19),
        (r"(?P<major>\d+)", "build 7"),
        (r"(?P<major>\d+)", "7 or so"),
        (r"(?P<major>\d+)", "7\n"),
        (r"(?P<major>\d)+", "7" * 257),
    ],
)
def test_no_numeric_parts(pattern: str, text: str) -> None:
    """A part must have at most 18 ASCII digits, and the pattern must match the full text."""
    assert Reader(DOTTED, Pattern(pattern)).read(text) is None


def test_any_prerelease_group_marks_a_prerelease() -> None:
    """The group `prerelease` may contain any text, and marks a pre-release of the version without it."""
    reader = Reader(DOTTED, Pattern(r"(?P<major>\d+)(?:~(?P<prerelease>.+))?"))
    ordered = ["6", "7~--", "7~1", "7~beef9", "7~beef10", "7"]
    keys = keys_of(reader, ordered)
    assert keys == sorted(set(keys))
    assert [version.is_prerelease for version in map(reader.read, ordered) if version] == [False, *[True] * 4, False]


PARTS = r"fw_(?P<x>\d+)_(?P<y>\d+)_(?P<z>\d+)(?:-(?P<prerelease>.+))?"


@pytest.mark.parametrize("suffix", ["", "-rc.1", "-rc1", "-alpha", "-beta.2"])
def test_parts_are_the_version_that_a_range_names(suffix: str) -> None:
    """A version read by parts equals the same dotted version in a range, also for pre-releases."""
    reader = Reader(pattern=Pattern(PARTS))
    version = reader.read(f"fw_1_2_3{suffix}")
    assert reader.scheme is DOTTED
    assert version is not None
    assert version in Range.parse(f"=1.2.3{suffix}", reader.scheme)


@pytest.mark.parametrize("pattern", [None, Pattern("(?P<version>.+)")])
def test_scheme_by_default(pattern: Pattern | None) -> None:
    """The default scheme is semver, unless the pattern has groups for parts."""
    assert Reader(pattern=pattern).scheme is SEMVER


def test_parts_are_not_semantic() -> None:
    """Reject a pattern with parts under semver, and suggest the scheme `dotted`."""
    with pytest.raises(ParseError) as caught:
        Reader(SEMVER, Pattern(PARTS))
    assert "which require versionScheme dotted" in caught.value.reason


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\d+", "no named group"),
        (r"(\d+)\.(\d+)", "no named group"),
        (r"(?P<prerelease>.+)", "prerelease"),
        (r"(?P<version>.+)-(?P<prerelease>.+)", "version, prerelease"),
        (r"(?P<major>\d+)-(?P<version>.+)", "major, version"),
        (r"(?P<version>.+)-(?P<major>\d+)-(?P<prerelease>.+)", "version, major, prerelease"),
    ],
)
def test_groups_of_neither_kind(pattern: str, found: str) -> None:
    """Reject a pattern without a group for a version or its parts, and list its groups."""
    with pytest.raises(ParseError) as caught:
        Reader(SEMVER, Pattern(pattern))
    assert found in caught.value.reason
    assert "(?P<version>...)" in caught.value.expected
