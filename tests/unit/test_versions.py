# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Semantic versions in free text: parsing, the total order, and what is near."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from semver import Version

from alicloud_iot_ota.versions import nearest, order_key, parse

NUMBERS = st.integers(min_value=0, max_value=30)
PRERELEASES = st.sampled_from(["", "-alpha", "-alpha.1", "-alpha.beta", "-rc.2", "-rc.11", "-1"])
BUILDS = st.sampled_from(["", "+build.5"])
SEMVERS = st.builds(
    "{}{}.{}.{}{}{}".format, st.sampled_from(["", "v", "V"]), NUMBERS, NUMBERS, NUMBERS, PRERELEASES, BUILDS
)
TEXTS = SEMVERS | st.text(max_size=12)


@pytest.mark.parametrize("text", ["1.0.0", "v1.0.0", "V1.0.0-rc.1", "0.0.0+build", "10.20.30"])
def test_semantic_versions(text: str) -> None:
    """Semver 2.0.0 is a version, with or without a leading v."""
    assert parse(text) == Version.parse(text.lstrip("vV"))


@pytest.mark.parametrize(
    "text", ["", "v", "1.0", "1.0.0.0", "01.0.0", "vv1.0.0", " 1.0.0", "1.0.0\n", "cam_2024-11-05", "1.0.0-", "1.٣.0"]
)
def test_other_text_is_no_version(text: str) -> None:
    """Nothing is guessed: two numbers, dates, blanks and digits of other scripts are no versions."""
    assert parse(text) is None


def test_precedence() -> None:
    """The example of semver 2.0.0, section 11, and numbers by value, come out in order."""
    ordered = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "v1.9.0",
        "1.10.0",
        "V2.0.0",
    ]
    reverse = ordered[::-1]
    assert sorted(reverse, key=order_key) == ordered


def test_text_sorts_before_versions() -> None:
    """What is no version comes first, so that the last of a list is never such a text."""
    assert sorted(["0.0.1", "zzz", "v9.0.0", "99"], key=order_key) == ["99", "zzz", "0.0.1", "v9.0.0"]


@given(st.lists(TEXTS, max_size=8).flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))))
def test_order_is_total(lists: tuple[list[str], list[str]]) -> None:
    """Any texts have one order, whatever order they come in, and only equal texts share a place."""
    one, other = (sorted(texts, key=order_key) for texts in lists)
    assert one == other
    assert len({order_key(text) for text in one}) == len(set(one))


@given(SEMVERS, SEMVERS)
def test_order_agrees_with_semver(one: str, other: str) -> None:
    """Where semver's precedence decides, the order follows it."""
    precedence = Version.parse(one.lstrip("vV")).compare(other.lstrip("vV"))
    if precedence:
        assert (order_key(one) > order_key(other)) == (precedence > 0)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("3.0.0", ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
        ("0.1.0", ["1.0.0", "2.0.0", "4.0.0", "5.0.0"]),
        ("9.0.0", ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
        ("5.5.0", ["2.0.0", "4.0.0", "5.0.0", "6.0.0"]),
    ],
)
def test_nearest_versions(wanted: str, expected: list[str]) -> None:
    """A version's neighbours are those below and above, lowest first."""
    assert nearest(wanted, ["6.0.0", "5.0.0", "4.0.0", "2.0.0", "1.0.0", "1.0.0"]) == expected


def test_nearest_texts() -> None:
    """Other text is near what is spelt alike."""
    assert nearest("isp-7.3", ["isp-7.1", "isp-7.2", "cam_2024-11-05", "1.0.0"]) == ["isp-7.1", "isp-7.2"]


@pytest.mark.parametrize(("wanted", "expected"), [("2", ["1.0.0", "2.0.0"]), ("v1.5", ["1.0.0", "2.0.0"])])
def test_nearest_to_a_beginning(wanted: str, expected: list[str]) -> None:
    """The beginning of a version is near to what a version would be near to."""
    assert nearest(wanted, ["1.0.0", "2.0.0", "isp-7.1"], count=2) == expected


@given(TEXTS, st.lists(TEXTS, max_size=12), st.integers(min_value=1, max_value=6))
@example("9" * 5000, ["1.0.0"], 1)
@example("1.0.0-" + "9" * 5000, ["1.0.0-1"], 1)
def test_nearest_is_a_sorted_choice(wanted: str, candidates: list[str], count: int) -> None:
    """At most `count` come back, each of them once, from the candidates, in order."""
    near = nearest(wanted, candidates, count)
    assert len(near) <= count
    assert set(near) <= set(candidates)
    assert near == sorted(set(near), key=order_key)


@given(SEMVERS, st.lists(SEMVERS, max_size=12, unique=True), st.integers(min_value=1, max_value=6))
def test_nearest_skips_nothing_between(wanted: str, candidates: list[str], count: int) -> None:
    """What is left out lies beyond what is shown, and nothing is left out while there is room."""
    others = [text for text in candidates if text != wanted]
    near = nearest(wanted, others, count)
    assert len(near) == min(count, len(others))
    for left_out in set(others) - set(near):
        assert not min(map(order_key, near)) < order_key(left_out) < max(map(order_key, near))
