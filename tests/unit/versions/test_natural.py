# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions as a person reads them: parts, suffixes and order."""

from __future__ import annotations

import pytest

from alicloud_iot_ota.versions import parse_natural
from alicloud_iot_ota.versions.version import MAX_VERSION


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.2.3", ("", "", "1.2.3", "")),
        ("v1.2.3", ("", "v", "1.2.3", "")),
        ("companion-V1.2", ("companion-", "V", "1.2", "")),
        ("HW1_SW1.2.3", ("HW1_SW", "", "1.2.3", "")),
        ("fw7", ("fw", "", "7", "")),
        ("cam_2024-11-05", ("cam_", "", "2024", "-11-05")),
        ("1.2.3-rc.1", ("", "", "1.2.3", "-rc.1")),
        ("1.2.3.hotfix2", ("", "", "1.2.3", ".hotfix2")),
        ("1.2.3-5-gabcdef0", ("", "", "1.2.3", "")),
        (f"1.{'2' * (MAX_VERSION - 2)}", ("", "", f"1.{'2' * (MAX_VERSION - 2)}", "")),
    ],
)
def test_parts(text: str, parts: tuple[str, ...]) -> None:
    """A version has a prefix, a v, numbers and a suffix. A commit hash is removed."""
    version = parse_natural(text)
    assert version is not None
    assert (version.prefix, version.v, ".".join(version.numbers), version.suffix) == parts


@pytest.mark.parametrize(
    "text", ["", "release", "1.2 3", "1.2.3(beta)", "1.2.3\u00e9", "1.2.3\n", "3f2a9bc", f"1.{'2' * (MAX_VERSION - 1)}"]
)
def test_no_numbers_to_compare(text: str) -> None:
    """Texts with other characters, bare hashes and very long texts are not versions."""
    assert parse_natural(text) is None


@pytest.mark.parametrize(
    ("text", "is_prerelease", "is_revision", "hashes"),
    [
        ("1.2.3", False, False, ""),
        ("1.2.3-4", False, True, ""),
        ("1.2.3+build5", False, True, ""),
        ("1.2.3-foo", False, False, ""),
        ("1.2.3-rc.1", True, False, ""),
        ("beta-1.2.3", True, False, ""),
        ("1.2.3-gabcdef0", False, False, "abcdef0"),
    ],
)
def test_what_a_suffix_says(text: str, is_prerelease: bool, is_revision: bool, hashes: str) -> None:  # noqa: FBT001 - columns
    """A pre-release has a pre-release word before or after the numbers. In a revision, every word is a release word."""
    version = parse_natural(text)
    assert version is not None
    assert (version.is_prerelease, version.is_revision, version.hashes) == (is_prerelease, is_revision, hashes)


def test_order() -> None:
    """Versions are ordered by numbers. A pre-release comes before its version, and later commits come after it."""
    ordered = ["1.2.3-rc.1", "1.2.3", "1.2.3-2-gabcdef0", "1.2.3-10-g1234567", "1.2.3-foo", "1.2.3-4", "1.2.10"]
    keys = [version.key for version in map(parse_natural, ordered) if version is not None]
    assert len(keys) == len(ordered)
    assert keys == sorted(set(keys))
