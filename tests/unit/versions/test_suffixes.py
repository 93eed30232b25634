# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Suffixes of versions: pre-release words, release words, unknown words, and commits without an order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.versions import Order, Range, Reader, Version, VersionScheme, suffixes

SEMVER, DOTTED = VersionScheme
JOINTS = st.sampled_from(["", "-", "_", "."])
WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
HASHES = st.text("0123456789abcdef", min_size=7, max_size=40)
SUFFIXES = st.builds(
    "".join,
    st.lists(
        st.one_of(
            HASHES.map("-{}".format),
            HASHES.map("-g{}".format),
            HASHES.map("-3-g{}".format),
            st.sampled_from(["-rc1", "-fix1", "-cn", "-dirty", "-9"]),
        ),
        max_size=3,
    ),
)
TEXTS = st.builds("{}{}".format, st.sampled_from(["1.1.0", "1.1", "v1.1.0", "1.2"]), SUFFIXES)


def read(text: str, scheme: VersionScheme = DOTTED) -> Version:
    """Read a valid version."""
    version = Reader(scheme).read(text)
    assert version is not None, text
    return version


@pytest.mark.parametrize(
    "suffix",
    [
        *("-preprod", "-testing", "-devel", "-ea.10", "-evt", "-uat", "-m1", "-unstable", "-eng", "-developer", "-pre"),
        *("-ea20231005", "_EA12345", "-ea1234567-a1b2c3d"),
        *("-pr5", "-RC-4", "rc", ".Beta", "_prerelease", "-prealpha2", "-dvt1", "-staging", "-snapshot", "-userdebug"),
        *("-arm64-rc1", "-cn-beta", "-fix1-dev", "-release-test", "-rc1-hotfix", "-cn.m2", "-dirty", "-nightly2024"),
        *("-rc1-9-g7112def", "-a1b2c3d-rc1", "-rc1-a1b2c3d"),
    ],
)
def test_prereleases(suffix: str) -> None:
    """A version with a pre-release word in its suffix, or a word beginning like one, comes before the plain version."""
    version = read(f"2.0.0.4{suffix}")
    assert version.is_prerelease
    assert not version.is_release
    assert Reader(DOTTED).order(f"2.0.0.4{suffix}", "2.0.0.4") is Order.LOWER


@pytest.mark.parametrize(
    "suffix",
    [
        *("", "-fix1", "-hotfix", "-p2", "-sp1", "-lts", "-r3", "-patch", "-ga", "-final", "-release", "-rel", "-prod"),
        *("-stable", "b", "-a", "_build12", "-u1", "-fix1.2", "-release-r2", "-a1b2c3d", "-g1234567", "-fix1-a1b2c3d"),
    ],
)
def test_releases(suffix: str) -> None:
    """Known release words, single letters and hashes are not doubtful."""
    assert read(f"2.0.0.4{suffix}").is_release


@pytest.mark.parametrize(
    ("suffix", "unknown"),
    [
        ("-cn", ("cn",)),
        ("-eabc", ("eabc",)),
        ("-device2", ("device",)),
        ("-premium", ("premium",)),
        ("-tested", ("tested",)),
        ("b2", ("b",)),
        ("-cn-hotfix1-eu", ("cn", "eu")),
        ("-deadbeef", ("deadbeef",)),
    ],
)
def test_unknown_words(suffix: str, unknown: tuple[str, ...]) -> None:
    """A version with an unknown word comes after the plain version, and is not a known release."""
    version = read(f"2.0{suffix}")
    assert (version.is_prerelease, version.is_release, version.unknown) == (False, False, unknown)
    assert Reader(DOTTED).order(f"2.0{suffix}", "2.0") is Order.HIGHER


@given(JOINTS, WORDS, st.sampled_from(["", "1", ".10"]))
def test_a_word_is_of_one_kind(joint: str, word: str, number: str) -> None:
    """Any word means exactly one of three: a pre-release, a release, or a doubt."""
    version = read(f"1.0{joint}{word}{number}")
    assert version.is_prerelease + version.is_release + bool(version.unknown) == 1
    assert version.is_prerelease == (
        word in suffixes.PRERELEASE_WORDS
        or (word.startswith(suffixes.PRERELEASE_BEGINNINGS) and not word.startswith(suffixes.OTHER_BEGINNINGS))
    )


def test_the_words_exclude_each_other() -> None:
    """The lists of words do not overlap and are sorted, and every exception has an effect."""
    for word in suffixes.RELEASE_WORDS:
        assert not suffixes.is_prerelease([word])
        assert suffixes.unknown_words([word]) == ()
    assert set(suffixes.PLAIN_WORDS) < set(suffixes.RELEASE_WORDS)
    for beginning in suffixes.OTHER_BEGINNINGS:
        assert beginning.startswith(suffixes.PRERELEASE_BEGINNINGS)
    for words in (
        suffixes.PRERELEASE_WORDS,
        suffixes.PRERELEASE_BEGINNINGS,
        suffixes.RELEASE_WORDS,
        suffixes.PLAIN_WORDS,
    ):
        assert list(words) == sorted(set(words))
    assert not any(
        word.startswith(suffixes.PRERELEASE_BEGINNINGS) for word in suffixes.PRERELEASE_WORDS if word != "exp"
    )


@pytest.mark.parametrize(
    "text",
    [
        *("7112def", "07a3ca9", "1b2c3d4", "v7112def", "7112DEF", "7112def-dirty", "7112def.1", "1234567-7112def"[8:]),
        *("1.16.3a1b2c3d", "v2.1.1000123a", "1.19041b1", "git7112def", "sha07a3ca9"),
        *("12345678-1234-4abc-9abc-123456789abc", "1e5b2f4d-1234-1234-1234-123456789012", "1a" * 16, "1a" * 32),
        *("e5b2f4d1-1234-4abc-9abc-123456789abc", "g1234567", "0123456789012345678901234567890123456789"),
    ],
)
@pytest.mark.parametrize("scheme", VersionScheme)
def test_a_hash_is_not_a_version(text: str, scheme: VersionScheme) -> None:
    """A hash, a UUID, or a hash with a suffix is not a version."""
    assert Reader(scheme).read(text) is None
    assert Reader(scheme, Pattern("fw-(?P<version>.+)")).read(f"fw-{text}") is None
    assert Reader(scheme).order(text, "4.22.5") is Order.UNKNOWN


@pytest.mark.parametrize("text", ["20230105", "20230105b", "1234567", "12b", "2023010512b"])
def test_a_number_is_a_version(text: str) -> None:
    """Digits alone, or a date with a letter, are numbers."""
    assert read(text).hashes == ""


@pytest.mark.parametrize(
    ("text", "plain", "hashes"),
    [
        ("v1.16.0-a1b2c3d", "1.16.0", "a1b2c3d"),
        ("v1.16.0-07a3ca9", "1.16.0", "07a3ca9"),
        ("v1.16.0.07a3ca9", "1.16.0", "07a3ca9"),
        ("1.16.0_A1B2C3D", "1.16.0", "a1b2c3d"),
        ("1.16.0-g1234567", "1.16.0", "1234567"),
        ("1.16.0-gabcdefa", "1.16.0", "abcdefa"),
        ("1.16.0-fix1-a1b2c3d", "1.16.0-fix1", "a1b2c3d"),
        ("1.16.0-a1b2c3d-fix1", "1.16.0-fix1", "a1b2c3d"),
        (f"1.16.0-{'a1' * 16}", "1.16.0", "a1" * 16),
        (f"1.16.0-{'a1' * 32}", "1.16.0", "a1" * 32),
        ("1.16.0-e5b2f4d1-1234-4abc-9abc-123456789abc", "1.16.0", "e5b2f4d1-1234-4abc-9abc-123456789abc"),
        ("1.2.0-0-gabcdef0", "1.2.0", "abcdef0"),
        ("1.2.0-0-gabcd", "1.2.0", "abcd"),
        ("1.2.0-git7112def", "1.2.0", "7112def"),
        ("1.2.0-SHA7112def", "1.2.0", "7112def"),
        ("1.2.0-commit07a3ca9", "1.2.0", "07a3ca9"),
        ("1.2.0-git20230105", "1.2.0-git20230105", ""),
        ("1.2.0.a1b2c3d", "1.2.0", "a1b2c3d"),
        ("1.2.a1b2c3d", "1.2", "a1b2c3d"),
        ("1.2.0_B230105", "1.2.0-b230105", ""),
        ("1.2.0-b20230105", "1.2.0-b20230105", ""),
        ("1.2.0-b202301051200", "1.2.0-b202301051200", ""),
        ("1.2.0-abc123", "1.2.0-abc123", ""),
        ("1.2.0-build1234567", "1.2.0-build1234567", ""),
        ("1.2.0-deadbeef", "1.2.0-deadbeef", ""),
    ],
)
def test_hashes(text: str, plain: str, hashes: str) -> None:
    """A hash does not affect the position of a version. The order with and without the hash is unknown."""
    version = read(text)
    assert (version.key, version.hashes) == (read(plain).key, hashes)
    assert Reader(DOTTED).order(text, plain) is (Order.UNKNOWN if hashes else Order.EQUAL)


@pytest.mark.parametrize("scheme", VersionScheme)
@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("1.16.0-a1b2c3d", "1.16.0-07a3ca9", Order.UNKNOWN),
        ("1.16.0-a1b2c3d", "1.17.0-07a3ca9", Order.LOWER),
        ("1.16.0-a1b2c3d", "v1.16.0-a1b2c3d", Order.EQUAL),
        ("1.16.0-rc.1.a1b2c3d", "1.16.0-rc.1.07a3ca9", Order.UNKNOWN),
        ("1.16.0-rc.1.a1b2c3d", "1.16.0-rc.2.07a3ca9", Order.LOWER),
        ("1.16.0+a1b2c3d", "1.16.0+07a3ca9", Order.UNKNOWN),
        ("1.16.0-rc.1+a1b2c3d", "1.16.0-rc.1+07a3ca9", Order.UNKNOWN),
    ],
)
def test_different_hashes_have_no_order(scheme: VersionScheme, one: str, other: str, order: Order) -> None:
    """Under either scheme, only the parts other than the hash decide the order."""
    assert Reader(scheme).order(one, other) is order


@pytest.mark.parametrize("text", ["2.0.0.9ea20231005", "2.0.0.30ea2023", "1.0.1234567ea"])
def test_a_prerelease_right_behind_a_number(text: str) -> None:
    """A number followed by a pre-release word that has only hexadecimal digits is not a hash."""
    version = read(text)
    assert (version.is_prerelease, version.hashes) == (True, "")
    assert version.numbers == tuple(int(part) for part in text.split("ea", maxsplit=1)[0].split("."))


@pytest.mark.parametrize("plain", ["release", "stable", "final", "ga", "official", "lts", "rel", "signed"])
@pytest.mark.parametrize("revision", ["hotfix1", "fix", "p2", "bugfix", "sp1", "hf3", "patch1", "r2", "update", "b"])
def test_a_revision_comes_after_its_release(plain: str, revision: str) -> None:
    """A version with a plain release word is lower than any revision of that release."""
    order = Reader(DOTTED).order
    assert order(f"2.0-{plain}", f"2.0-{revision}") is Order.LOWER
    assert order("2.0", f"2.0-{plain}") is Order.LOWER
    assert order(f"2.0-{plain}-{revision}", f"2.0-{plain}") is Order.HIGHER


def test_commits_after_a_tag() -> None:
    """Versions from git describe come after their tag and before the next number, ordered by commits."""
    ordered = [
        "1.1.0-rc1",
        "1.1.0-rc1-2-gabcdef0",
        "1.1.0",
        "1.1.0-9-g7112def",
        "1.1.0-10-g1112222",
        "1.1.0.1",
        "1.1.1",
    ]
    reader = Reader(DOTTED)
    for low, high in itertools.pairwise(ordered):
        assert reader.order(low, high) is Order.LOWER
    assert reader.order("1.1.0-9-g7112def", "1.1.0-9-g0123456") is Order.UNKNOWN
    assert not read("1.1.0-9-g7112def").is_release
    assert read("1.1.0-0-g7112def").is_release


@pytest.mark.parametrize("text", ["=1.16.0-a1b2c3d", ">=1.16.0-07a3ca9", "^1.1.0-9-g7112def", "1.0 - 1.16.0-a1b2c3d"])
def test_a_range_ends_at_no_hash(text: str) -> None:
    """Reject a range with an end that needs the order of a hash."""
    with pytest.raises(ParseError, match="commit hash") as caught:
        Range.parse(text, DOTTED)
    assert "destVersion" in caught.value.reason


@pytest.mark.parametrize("end", ["1.2.3+gabcdef0", "1.2.3-5-gabcdef0"])
def test_a_semantic_range_may_end_at_a_hash(end: str) -> None:
    """Under `semver`, a range may end at a hash, which is metadata or a pre-release identifier there."""
    version = Reader(SEMVER).read(end)
    assert version is not None
    assert version.hashes
    assert version in Range.parse(f">={end}", SEMVER)


def test_a_range_holds_hashes_as_their_version() -> None:
    """In a range, a version with a hash counts like the version without it."""
    version = read("1.16.0-a1b2c3d")
    assert [version in Range.parse(text, DOTTED) for text in ("^1.16", "=1.16.0", ">1.16.0", "<1.16.0")] == [
        True,
        True,
        False,
        False,
    ]


@given(st.sampled_from([Reader(SEMVER), Reader(DOTTED)]), TEXTS, TEXTS, TEXTS)
def test_order_with_hashes(reader: Reader, one: str, other: str, third: str) -> None:
    """The order is symmetric and transitive, and never contradicts the keys that ranges use."""
    mirrored = {Order.LOWER: Order.HIGHER, Order.HIGHER: Order.LOWER}
    order = reader.order(one, other)
    assert reader.order(other, one) is mirrored.get(order, order)
    if order is Order.LOWER and reader.order(other, third) is Order.LOWER:
        assert reader.order(one, third) is Order.LOWER
    first, second = reader.read(one), reader.read(other)
    if first is not None and second is not None and order is not Order.UNKNOWN:
        assert order is (
            Order.EQUAL if first.key == second.key else Order.LOWER if first.key < second.key else Order.HIGHER
        )
        if order is not Order.EQUAL:
            assert (reader.order_key(one) < reader.order_key(other)) == (order is Order.LOWER)


@given(st.sampled_from(VersionScheme), HASHES, HASHES)
def test_no_hash_wins(scheme: VersionScheme, one: str, other: str) -> None:
    """Versions from git describe that differ only in hashes have no order, whatever the digits are."""
    texts = [f"1.1.0-g{one}", f"1.1.0-g{other}"]
    assert Reader(scheme).order(*texts) is (Order.EQUAL if one == other else Order.UNKNOWN)


@given(st.text("0123456789abcdefgABCDEFGht-_+.v", max_size=80), st.data())
def test_what_is_searched_for_hashes(text: str, data: st.DataObject) -> None:
    """Every version with a hash, in any place, passes the short test that most versions fail."""
    start, end = (data.draw(st.integers(0, len(text))) for _ in range(2))
    text = f"{text[:start]}{data.draw(st.one_of(SUFFIXES, st.uuids().map(str), st.just('')))}{text[end:]}"
    if suffixes._commit().search(text) or suffixes._no_numbers().match(text):
        assert suffixes._MAY_HAVE_HASH.search(text)
