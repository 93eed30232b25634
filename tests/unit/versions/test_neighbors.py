# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The versions nearest to one that does not exist: some below and some above it, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.versions import Range, Reader, VersionScheme, nearest
from tests.unit.versions.texts import DOTTED, READERS, SEMVER, SEMVERS, TEXTS

if TYPE_CHECKING:
    from alicloud_iot_ota.versions.version import Key


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("3.0.0", ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
        ("0.1.0", ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
        ("9.0.0", ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
        ("5.5.0", ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
        ("4.0.0", ["1.0.0", "2.0.0", "5.0.0", "6.0.0"]),
        ("4.0.0-rc.1", ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
        (Range.parse(">=4.5 <4.7 || >9", SEMVER).lower, ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
        (Range.parse(">2.5 <1 || 4.5.x", SEMVER).lower, ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
        (Range.parse("^4", SEMVER).lower, ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
    ],
)
def test_nearest_versions(wanted: str | Key, expected: list[str]) -> None:
    """The nearest versions are those below and above the version, or the lower end of the range, in ascending order."""
    candidates = ["6.0.0", "5.0.0", "4.0.0", "2.0.0", "1.0.0", "1.0.0"]
    assert nearest(wanted, candidates, Reader(SEMVER)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("isp-7.3", ["isp-7.1", "isp-7.2"]), ("zzz", ["isp-7.2", "1.0.0"])],
)
def test_nearest_texts(wanted: str, expected: list[str]) -> None:
    """For other text, the nearest versions are similar texts, or else the highest versions."""
    candidates = ["isp-7.1", "1.0.0", "isp-7.2", "cam_2024-11-05"]
    assert nearest(wanted, candidates, Reader(SEMVER), 2) == expected


@pytest.mark.parametrize("scheme", VersionScheme)
@pytest.mark.parametrize("wanted", ["2", "v1.5", "V1.5", "1.10"])
def test_nearest_to_a_beginning(wanted: str, scheme: VersionScheme) -> None:
    """An incomplete version has the same neighbors as a complete one, under either scheme."""
    assert nearest(wanted, ["1.0.0", "2.0.0", "isp-7.1"], Reader(scheme), count=2) == ["1.0.0", "2.0.0"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("1.5", ["1.4.0", "1.6.0"]), ("1", ["0.9.0", "1.0.5"]), ("1.0", ["0.9.0", "1.0.5"]), ("1.6", ["1.4.0", "1.6.0"])],
)
def test_place_of_a_beginning(wanted: str, expected: list[str]) -> None:
    """A missing part of a version counts as zero."""
    assert nearest(wanted, ["0.9.0", "1.0.5", "1.4.0", "1.6.0"], Reader(SEMVER), count=2) == expected


def test_nearest_by_a_pattern() -> None:
    """Candidates and the wanted version are both read by the pattern."""
    reader = Reader(DOTTED, Pattern(r"cam_(?P<year>\d+)-(?P<month>\d+)"))
    candidates = ["cam_2024-11", "cam_2024-12", "cam_2024-9", "cam_2023-12"]
    assert nearest("cam_2024-10", candidates, reader, 2) == ["cam_2024-9", "cam_2024-11"]


@given(READERS, TEXTS, st.lists(TEXTS, max_size=12), st.integers(min_value=1, max_value=6))
@example(Reader(SEMVER), "9" * 5000, ["1.0.0"], 1)
@example(Reader(SEMVER), "1.0.0-" + "9" * 5000, ["1.0.0-1"], 1)
def test_nearest_is_a_sorted_choice(reader: Reader, wanted: str, candidates: list[str], count: int) -> None:
    """At most `count` different candidates are returned, in order."""
    near = nearest(wanted, candidates, reader, count)
    assert len(near) <= count
    assert set(near) <= set(candidates)
    assert near == sorted(set(near), key=reader.order_key)


@given(SEMVERS, st.lists(SEMVERS, max_size=12, unique=True), st.integers(min_value=1, max_value=6))
def test_nearest_skips_nothing_between(wanted: str, candidates: list[str], count: int) -> None:
    """No omitted version is between the returned ones, and none is omitted if there are fewer than `count`."""
    reader = Reader(SEMVER)
    others = [text for text in candidates if text != wanted]
    near = nearest(wanted, others, reader, count)
    assert len(near) == min(count, len(others))
    for left_out in set(others) - set(near):
        assert not min(map(reader.order_key, near)) < reader.order_key(left_out) < max(map(reader.order_key, near))
