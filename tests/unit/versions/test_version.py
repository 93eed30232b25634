# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions under each scheme, and their total order."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from semver import Version as SemanticVersion

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.versions import Order, Reader, VersionScheme
from tests.unit.versions.texts import DOTTED, READERS, SEMVER, SEMVERS, TEXTS, keys_of

INVISIBLE = [*map(chr, range(0x21)), *"\x7f\x85\xa0\xad\u200b\u2028\u2029\u202e\ufeff\u0663\uff11\u00b2"]


def sign(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """Compare two keys: -1, 0 or 1."""
    return int(one > other) - int(one < other)


@pytest.mark.parametrize(
    ("text", "numbers", "is_prerelease"),
    [
        ("1.2.3", (1, 2, 3), False),
        ("v1.2.3", (1, 2, 3), False),
        ("V1.2.3", (1, 2, 3), False),
        ("10.20.30", (10, 20, 30), False),
        ("4.1.0", (4, 1), False),
        ("0.0.0", (), False),
        ("0.0.0-0", (), True),
        ("1.2.3-rc.1", (1, 2, 3), True),
        ("1.2.3-0a", (1, 2, 3), True),
        ("1.2.3--", (1, 2, 3), True),
        ("1.2.3+001", (1, 2, 3), False),
        ("v1.2.3-rc.1+b.7", (1, 2, 3), True),
        ("1.2.3+rc.1", (1, 2, 3), False),
        (f"{'9' * 200}.0.0", (int("9" * 200),), False),
    ],
)
def test_semantic_versions(text: str, numbers: tuple[int, ...], is_prerelease: bool) -> None:  # noqa: FBT001 - a column
    """Semver 2.0.0 is read, with or without a leading v."""
    version = Reader(SEMVER).read(text)
    assert version is not None
    assert (version.numbers, version.is_prerelease) == (numbers, is_prerelease)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        "1",
        "1.0",
        "1.0.0.0",
        "01.0.0",
        "1.01.0",
        "1.0.01",
        "1.0.0-01",
        "1.0.0-",
        "1.0.0+",
        "1.0.0-a..b",
        "1.0.0-rc_1",
        "1.0.0rc1",
        "-1.0.0",
        "vv1.0.0",
        "v 1.0.0",
        " 1.0.0",
        "1.0.0 ",
        "1.0.0\n",
        "v1.0.0-rc.1\n",
        "1.0.0\x00",
        "latest",
        "cam_2024-11-05",
        "1.\u0663.0",
        "\uff11.0.0",
        "\u00b2.0.0",
        "1.0.0-\u0663",
        "1.0.0-\u00e9",
        "\ud8001.0.0",
        f"{'9' * 5000}.0.0",
        f"1.0.0-{'a.' * 2500}a",
    ],
)
def test_what_is_no_semantic_version(text: str) -> None:
    """Two numbers, dates, spaces, digits of other scripts and very long texts are not semantic versions."""
    assert Reader(SEMVER).read(text) is None


@pytest.mark.parametrize(
    ("reader", "base"),
    [
        (Reader(SEMVER), "1.2.0"),
        (Reader(DOTTED), "1.2.0"),
        (Reader(SEMVER, Pattern("(?s:fw-(?P<version>.+))")), "fw-1.2.0"),
        (Reader(DOTTED, Pattern("(?s:fw-(?P<version>.+))")), "fw-1.2.0"),
    ],
    ids=["semver", "dotted", "semver by a pattern", "dotted by a pattern"],
)
def test_no_invisible_character_is_read(reader: Reader, base: str) -> None:
    """A text with a control character, a space or a digit of another script anywhere is not a version."""
    assert reader.read(base) is not None
    places = (
        *(f"{base[:index]}{{}}{base[index:]}" for index in range(len(base) + 1)),
        f"{base}-rc.1{{}}",
        f"{base}+b{{}}",
    )
    read = [text for mark in INVISIBLE for place in places if reader.read(text := place.format(mark)) is not None]
    assert read == []


@pytest.mark.parametrize(
    ("text", "numbers", "is_prerelease"),
    [
        ("4", (4,), False),
        ("4.1", (4, 1), False),
        ("v4.1", (4, 1), False),
        ("V4.1", (4, 1), False),
        ("1.2.3.4", (1, 2, 3, 4), False),
        ("4.0.0.0", (4,), False),
        ("0.0", (), False),
        ("1.0.0.1", (1, 0, 0, 1), False),
        ("2024.05.01", (2024, 5, 1), False),
        ("v007.010", (7, 10), False),
        ("1.0.12b", (1, 0, 12), False),
        ("1.0_hotfix", (1,), False),
        ("1.0+b7", (1,), False),
        ("2.0-rc1", (2,), True),
        ("2.0rc", (2,), True),
        ("2.0.RC.1", (2,), True),
        ("9" * 18, (int("9" * 18),), False),
    ],
)
def test_dotted_versions(text: str, numbers: tuple[int, ...], is_prerelease: bool) -> None:  # noqa: FBT001 - a column
    """A dotted version has any number of parts, with optional leading zeros and a suffix."""
    version = Reader(DOTTED).read(text)
    assert version is not None
    assert (version.numbers, version.is_prerelease) == (numbers, is_prerelease)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        ".1",
        "1.",
        "1..2",
        "1.0-",
        "1.0--rc",
        "1.0 b",
        "1.0b ",
        "1.0\n",
        "1.0-rc1\n",
        "-1.0",
        "vv1",
        "latest",
        "fw-1.0",
        "1.\u0663",
        "\uff11.0",
        "1.\u00b2",
        "1.0-\u0663",
        "1.0-\u00e9",
        "1.0\ud800",
        "1" * 19,
        "1." * 200 + "1",
        "9" * 5000,
        f"1.0-{'a' * 5000}",
        "1.0-20240501",
        "2024-11-05",
        "1.0_1rc",
    ],
)
def test_what_is_no_dotted_version(text: str) -> None:
    """Text before the numbers, empty parts, digits of other scripts and very long texts are not dotted versions."""
    assert Reader(DOTTED).read(text) is None


@pytest.mark.parametrize(
    ("scheme", "ordered"),
    [
        (
            SEMVER,
            [
                "1.0.0-2",
                "1.0.0-10",
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
            ],
        ),
        (
            DOTTED,
            [
                "0.9",
                "1.0-alpha",
                "1.0-beta9",
                "1.0-beta10",
                "1.0-rc1",
                "1.0",
                "1.0-9",
                "1.0-10",
                "1.0b9",
                "1.0b10",
                "1.0.0.1",
                "1.0.1-rc1",
                "1.0.1",
                "1.2",
                "1.10",
                "2",
            ],
        ),
    ],
)
def test_order(scheme: VersionScheme, ordered: list[str]) -> None:
    """Numbers are compared by value. A pre-release comes before its version, and other suffixes come after it."""
    keys = keys_of(Reader(scheme), ordered)
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    "word", ["alpha", "beta", "dev", "nightly", "pre", "preview", "rc", "snapshot", "test", "RC", "Beta"]
)
@pytest.mark.parametrize("joint", ["", "-", "_", ".", "+"])
def test_words_of_prereleases(word: str, joint: str) -> None:
    """Under `dotted`, each pre-release word comes before the plain version, with any separator."""
    keys = keys_of(Reader(DOTTED), ["1.9", f"2.0{joint}{word}9", f"2.0{joint}{word}10", "2.0"])
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("suffix", ["b", "a", "-1", "-r2", "_hotfix", "+build", "-final", "-device2", ".p1"])
def test_other_suffixes_come_after(suffix: str) -> None:
    """Under `dotted`, any other suffix is a later revision, before the next number."""
    keys = keys_of(Reader(DOTTED), ["2.0", f"2.0{suffix}", "2.0.0.1", "2.0.1"])
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("scheme", "texts"),
    [
        (SEMVER, ["1.2.3", "v1.2.3", "V1.2.3+b.1"]),
        (SEMVER, ["1.2.3-rc.1", "v1.2.3-rc.1+b.1"]),
        (DOTTED, ["1", "1.0", "v1.0.0.0", "01.00"]),
        (DOTTED, ["1-rc1", "1.0RC.1", "1.0.0+rc_01"]),
        (DOTTED, ["1b2", "1.0-B2"]),
    ],
)
def test_equal_versions(scheme: VersionScheme, texts: list[str]) -> None:
    """A leading v, trailing zeros, semver build metadata and the separators of a suffix do not change a version."""
    assert len({Reader(scheme).read(text) for text in texts}) == 1


@given(SEMVERS, SEMVERS)
@example("1.0.0-1", "1.0.0--1")
@example("1.0.0-rc", "1.0.0-rc.0")
def test_semver_precedence(one: str, other: str) -> None:
    """Under `semver`, the order of any two versions equals that of the reference library."""
    precedence = SemanticVersion.parse(one.lstrip("vV")).compare(other.lstrip("vV"))
    assert sign(*keys_of(Reader(SEMVER), [one, other])) == precedence


@given(READERS, TEXTS, TEXTS, TEXTS)
def test_order_is_total(reader: Reader, one: str, other: str, third: str) -> None:
    """The order of any texts is total: only equal texts have the same position, and the order is transitive."""
    low, middle, high = sorted(map(reader.order_key, (one, other, third)))
    assert low <= middle <= high
    assert low <= high
    assert sign(reader.order_key(one), reader.order_key(other)) == -sign(reader.order_key(other), reader.order_key(one))
    assert (reader.order_key(one) == reader.order_key(other)) == (one == other)


@given(READERS, st.lists(TEXTS, max_size=8).flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))))
def test_order_is_one(reader: Reader, lists: tuple[list[str], list[str]]) -> None:
    """The sorted order is the same for any initial order."""
    one, other = (sorted(texts, key=reader.order_key) for texts in lists)
    assert one == other


@given(READERS, TEXTS, TEXTS)
def test_order_is_that_of_the_versions(reader: Reader, one: str, other: str) -> None:
    """Texts that are not versions come first, so that they are never the highest. Versions are sorted by their keys."""
    versions = reader.read(one), reader.read(other)
    if reader.order_key(one) < reader.order_key(other):
        low, high = versions
        assert low is None or (high is not None and low.key <= high.key)


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("4.0.0", "4.1.0", Order.LOWER),
        ("4.9.0", "4.10.0", Order.LOWER),
        ("4.0.0-rc.1", "4.0.0", Order.LOWER),
        ("4.0.0", "4.0.0", Order.EQUAL),
        ("4.0.0+b", "4.0.0", Order.EQUAL),
        ("winter", "winter", Order.EQUAL),
        ("4.1.0", "4.0.0", Order.HIGHER),
        ("winter", "4.0.0", Order.UNKNOWN),
        ("4.0.0", "winter", Order.UNKNOWN),
        ("winter", "summer", Order.UNKNOWN),
    ],
)
def test_order_of_two(text: str, other: str, expected: Order) -> None:
    """Two versions are compared by their scheme. A text that is not a version has no order."""
    assert Reader(SEMVER).order(text, other) is expected


@given(st.sampled_from([Reader(SEMVER), Reader(DOTTED)]), TEXTS, TEXTS)
def test_order_is_the_same_from_both_sides(reader: Reader, text: str, other: str) -> None:
    """The order of two texts is the reverse of their order when swapped."""
    mirrored = {Order.LOWER: Order.HIGHER, Order.HIGHER: Order.LOWER}
    order = reader.order(text, other)
    assert reader.order(other, text) is mirrored.get(order, order)
