# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Versions: what is read under each scheme and by a pattern, the total order, and what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from semver import Version as SemanticVersion

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import MalformedError
from alicloud_iot_ota.versions import Order, Range, Reader, VersionScheme, nearest

if TYPE_CHECKING:
    from alicloud_iot_ota.versions.version import Key

SEMVER, DOTTED = VersionScheme
IDENTIFIERS = st.integers(min_value=0, max_value=10**20).map(str) | st.from_regex(
    r"[0-9]{0,2}[A-Za-z-][0-9A-Za-z-]{0,3}", fullmatch=True
)
SUFFIXES = st.lists(IDENTIFIERS, min_size=1, max_size=3).map(".".join)
NUMBERS = st.integers(min_value=0, max_value=11) | st.integers(min_value=0, max_value=10**30)
SEMVERS = st.builds(
    "{}{}.{}.{}{}{}".format,
    st.sampled_from(["", "v", "V"]),
    NUMBERS,
    NUMBERS,
    NUMBERS,
    st.just("") | SUFFIXES.map("-{}".format),
    st.sampled_from(["", "+build.5"]),
)
DOTTEDS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "v"]),
    st.lists(st.sampled_from(["0", "1", "01", "2", "10"]), min_size=1, max_size=5).map(".".join),
    st.sampled_from(["", "", "b", "b2", "b10", "-rc1", "_RC.2", "alpha", "-7", "+x", "-beta-x"]),
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates too
TEXTS = SEMVERS | DOTTEDS | ANY_TEXT
INVISIBLE = [*map(chr, range(0x21)), *"\x7f\x85\xa0\xad\u200b\u2028\u2029\u202e\ufeff\u0663\uff11\u00b2"]
READERS = st.sampled_from(
    [Reader(SEMVER), Reader(DOTTED), Reader(DOTTED, Pattern(r"v?(?P<major>\d+)\.(?P<minor>\d+)(?P<prerelease>\D.*)?"))]
)


def sign(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    """Compare two keys: -1, 0 or 1."""
    return int(one > other) - int(one < other)


def keys_of(reader: Reader, texts: list[str]) -> list[Key]:
    """Read texts that are all versions, and return what they are compared by."""
    return [version.key for version in map(reader.read, texts) if version is not None]


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
    """Semver 2.0.0 is a version, with or without a leading v."""
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
    """Nothing is guessed: two numbers, dates, blanks, digits of other scripts and endless text are no versions."""
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
    """A control character, a blank or a digit of another script makes any text no version, wherever it is."""
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
    """Any number of parts is a version, leading zeros and a suffix included."""
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
    """Text before the numbers, empty parts, digits of other scripts and endless text make no version."""
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
    """Numbers count by value, pre-releases come before their version and other suffixes after it."""
    keys = keys_of(Reader(scheme), ordered)
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    "word", ["alpha", "beta", "dev", "nightly", "pre", "preview", "rc", "snapshot", "test", "RC", "Beta"]
)
@pytest.mark.parametrize("joint", ["", "-", "_", ".", "+"])
def test_words_of_prereleases(word: str, joint: str) -> None:
    """Under `dotted`, each word for a pre-release comes before the plain version, however it is joined to it."""
    keys = keys_of(Reader(DOTTED), ["1.9", f"2.0{joint}{word}9", f"2.0{joint}{word}10", "2.0"])
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("suffix", ["b", "a", "-1", "-r2", "_hotfix", "+build", "-final", "-device2", ".p1"])
def test_other_suffixes_come_after(suffix: str) -> None:
    """Under `dotted`, any other suffix is a later revision, which comes before the next number."""
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
    """A leading v, trailing zeros, build metadata under semver and the joints of a suffix make no other version."""
    assert len({Reader(scheme).read(text) for text in texts}) == 1


@given(SEMVERS, SEMVERS)
@example("1.0.0-1", "1.0.0--1")
@example("1.0.0-rc", "1.0.0-rc.0")
def test_semver_precedence(one: str, other: str) -> None:
    """Under `semver`, the order of any two versions is that of the library."""
    precedence = SemanticVersion.parse(one.lstrip("vV")).compare(other.lstrip("vV"))
    assert sign(*keys_of(Reader(SEMVER), [one, other])) == precedence


@given(READERS, TEXTS, TEXTS, TEXTS)
def test_order_is_total(reader: Reader, one: str, other: str, third: str) -> None:
    """Any texts have one order: only a text itself shares its place, and what follows what follows, follows."""
    low, middle, high = sorted(map(reader.order_key, (one, other, third)))
    assert low <= middle <= high
    assert low <= high
    assert sign(reader.order_key(one), reader.order_key(other)) == -sign(reader.order_key(other), reader.order_key(one))
    assert (reader.order_key(one) == reader.order_key(other)) == (one == other)


@given(READERS, st.lists(TEXTS, max_size=8).flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))))
def test_order_is_one(reader: Reader, lists: tuple[list[str], list[str]]) -> None:
    """Texts come out in the same order, whatever order they come in."""
    one, other = (sorted(texts, key=reader.order_key) for texts in lists)
    assert one == other


@given(READERS, TEXTS, TEXTS)
def test_order_is_that_of_the_versions(reader: Reader, one: str, other: str) -> None:
    """What is no version comes first, so that the last of a list is never such a text; then versions by their keys."""
    versions = reader.read(one), reader.read(other)
    if reader.order_key(one) < reader.order_key(other):
        low, high = versions
        assert low is None or (high is not None and low.key <= high.key)


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
    """The group `version` holds the version, written as the scheme says."""
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
    """The whole text must match, and what the group holds must be a version, or it is none."""
    assert Reader(SEMVER, Pattern(pattern)).read(text) is None


@pytest.mark.parametrize(
    ("pattern", "text", "plain"),
    [
        (r"cam_(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", "cam_2024-11-05", "2024.11.5"),
        (r"(?P<zone>\d+)/(?P<area>\d+)/(?P<box>\d+)", "3/2/1", "3.2.1"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d+))?(?:b(?P<build>\d+))?", "r7", "7.0.0"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d+))?(?:b(?P<build>\d+))?", "r7b3", "7.0.3"),
        (r"r(?P<major>\d+)(?:p(?P<patch>\d*))", "r7p", "7.0"),
        (r"(?:\w+)-(?P<a>\d+)_(?P<b>\d+)_(?P<c>\d+)_(?P<d>\d+)", "fw-1_02_003_4", "1.2.3.4"),
        (r"(?P<prerelease>rc\d+)?/(?P<major>\d+)", "rc2/7", "7-rc2"),
        (r"(?P<major>\d+)(?P<prerelease>-.*)?", "7", "7"),
        (r"(?P<major>\d+)(?P<prerelease>.*)", "7", "7"),
        (r"(?P<major>\d+)(?P<prerelease>.*)", "7-rc.2", "7-rc2"),
    ],
)
def test_numeric_parts(pattern: str, text: str, plain: str) -> None:
    """Named groups are the parts in the order of the pattern; one that takes no part, or nothing, is zero."""
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
    """A part of anything but at most 18 ASCII digits, and a text that matches in part, make no version."""
    assert Reader(DOTTED, Pattern(pattern)).read(text) is None


def test_any_prerelease_group_marks_a_prerelease() -> None:
    """What the group holds need not be a known word: it comes before the version without it."""
    reader = Reader(DOTTED, Pattern(r"(?P<major>\d+)(?:~(?P<prerelease>.+))?"))
    ordered = ["6", "7~--", "7~1", "7~beef9", "7~beef10", "7"]
    keys = keys_of(reader, ordered)
    assert keys == sorted(set(keys))
    assert [version.is_prerelease for version in map(reader.read, ordered) if version] == [False, *[True] * 4, False]


PARTS = r"fw_(?P<x>\d+)_(?P<y>\d+)_(?P<z>\d+)(?:-(?P<prerelease>.+))?"


@pytest.mark.parametrize("suffix", ["", "-rc.1", "-rc1", "-alpha", "-beta.2"])
def test_parts_are_the_version_that_a_range_names(suffix: str) -> None:
    """Parts are dotted: a version read by them equals the one that a range writes out, pre-releases included."""
    reader = Reader(pattern=Pattern(PARTS))
    version = reader.read(f"fw_1_2_3{suffix}")
    assert reader.scheme is DOTTED
    assert version is not None
    assert version in Range.parse(f"=1.2.3{suffix}", reader.scheme)


def test_parts_are_not_semantic() -> None:
    """A scheme that a pattern of parts would not be read by is refused, and the one to take is named."""
    with pytest.raises(MalformedError) as caught:
        Reader(SEMVER, Pattern(PARTS))
    assert "the scheme dotted is for" in caught.value.because


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
    """Groups that say neither where the version nor which its parts are, are refused and named."""
    with pytest.raises(MalformedError) as caught:
        Reader(SEMVER, Pattern(pattern))
    assert found in caught.value.because
    assert "(?P<version>...)" in caught.value.expected


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
    """A version's neighbours, or those of the lower end of a range, are those below and above, lowest first."""
    candidates = ["6.0.0", "5.0.0", "4.0.0", "2.0.0", "1.0.0", "1.0.0"]
    assert nearest(wanted, candidates, Reader(SEMVER)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("isp-7.3", ["isp-7.1", "isp-7.2"]), ("zzz", ["isp-7.2", "1.0.0"])],
)
def test_nearest_texts(wanted: str, expected: list[str]) -> None:
    """Other text is near what is spelt alike, or else near the highest."""
    candidates = ["isp-7.1", "1.0.0", "isp-7.2", "cam_2024-11-05"]
    assert nearest(wanted, candidates, Reader(SEMVER), 2) == expected


@pytest.mark.parametrize("scheme", VersionScheme)
@pytest.mark.parametrize("wanted", ["2", "v1.5", "V1.5", "1.10"])
def test_nearest_to_a_beginning(wanted: str, scheme: VersionScheme) -> None:
    """The beginning of a version is near to what a version would be near to, under either scheme."""
    assert nearest(wanted, ["1.0.0", "2.0.0", "isp-7.1"], Reader(scheme), count=2) == ["1.0.0", "2.0.0"]


def test_nearest_by_a_pattern() -> None:
    """Candidates stand where the pattern reads them, and so does what is wanted."""
    reader = Reader(DOTTED, Pattern(r"cam_(?P<year>\d+)-(?P<month>\d+)"))
    candidates = ["cam_2024-11", "cam_2024-12", "cam_2024-9", "cam_2023-12"]
    assert nearest("cam_2024-10", candidates, reader, 2) == ["cam_2024-9", "cam_2024-11"]


@given(READERS, TEXTS, st.lists(TEXTS, max_size=12), st.integers(min_value=1, max_value=6))
@example(Reader(SEMVER), "9" * 5000, ["1.0.0"], 1)
@example(Reader(SEMVER), "1.0.0-" + "9" * 5000, ["1.0.0-1"], 1)
def test_nearest_is_a_sorted_choice(reader: Reader, wanted: str, candidates: list[str], count: int) -> None:
    """At most `count` come back, each of them once, from the candidates, in order."""
    near = nearest(wanted, candidates, reader, count)
    assert len(near) <= count
    assert set(near) <= set(candidates)
    assert near == sorted(set(near), key=reader.order_key)


@given(SEMVERS, st.lists(SEMVERS, max_size=12, unique=True), st.integers(min_value=1, max_value=6))
def test_nearest_skips_nothing_between(wanted: str, candidates: list[str], count: int) -> None:
    """What is left out lies beyond what is shown, and nothing is left out while there is room."""
    reader = Reader(SEMVER)
    others = [text for text in candidates if text != wanted]
    near = nearest(wanted, others, reader, count)
    assert len(near) == min(count, len(others))
    for left_out in set(others) - set(near):
        assert not min(map(reader.order_key, near)) < reader.order_key(left_out) < max(map(reader.order_key, near))


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
    """Versions compare by their scheme. A text that is not a version has no order."""
    assert Reader(SEMVER).order(text, other) is expected


@given(st.sampled_from([Reader(SEMVER), Reader(DOTTED)]), TEXTS, TEXTS)
def test_order_is_the_same_from_both_sides(reader: Reader, text: str, other: str) -> None:
    """The two directions never contradict each other."""
    mirrored = {Order.LOWER: Order.HIGHER, Order.HIGHER: Order.LOWER}
    order = reader.order(text, other)
    assert reader.order(other, text) is mirrored.get(order, order)
