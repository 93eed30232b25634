# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Suggested settings: they read the versions, order them naturally, and differ from the declared ones."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.base import hiding
from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.selection.phrases import describe_proposal
from alicloud_iot_ota.versions import Order, Proposal, Reader, Version, VersionScheme, propose

SEMVER, DOTTED = VersionScheme

# Real families of versions, each in its order.
WILD = {
    "two parts": ["3.8", "3.9", "3.10", "3.11"],
    "four parts": ["1.1.0.9", "1.1.0.10", "1.1.0.15"],
    "dates behind": ["V1.2.3_20230105", "V1.2.4_20230301", "V1.2.10_20230901"],
    "stamps": ["3.14.1-202508210758", "3.15.0-202509170943", "3.16.0-202510071958"],
    "hashes": ["v1.15.0-1b2c3d4", "v1.16.0-07a3ca9", "companion-v1.16.1"],
    "describe": ["1.1.0", "1.1.0-9-g7112def", "1.2.0-0-gabcdef0"],
    "calendar": ["2021.12.1", "2022.04.2", "2022.05", "2023.01.05"],
    "maven": ["app-1.0.0-20200214.074800", "app-1.0.1-20200301.101112"],
    "padded": ["01.02.003", "1.02.9", "1.2.10"],
    "huge": ["1.0.2", "1.0.20230105123000", "1.0.99999999999999999999999"],
    "dates": ["cam_2024-11-05", "cam_2024-12-01"],
    "letters": ["fw1.2.3-rc1", "fw1.2.3", "fw1.2.10"],
    "builds": ["2026.7.28", "2026.7.29-rc1", "2026.7.29", "2026.7.29-1", "2026.7.29-10"],
    "a word behind a date": ["v1.2.3_20230105_release", "v1.2.4_20230301_beta", "v1.2.4_20230301_release"],
    "a revision behind a date": ["3.0.1_20230101_r1", "3.0.1_20230101_r2", "3.0.1_20230101_r10", "3.0.1_20230201"],
    "underscores": ["3_2_1", "3_2_10"],
    "a word behind a dot": ["1.0.0.dev1", "1.0.0.RC2", "1.0.0", "1.0.0.Final", "1.0.0.sp1", "1.1.0.DEV", "1.1.0.GA"],
    "four parts and a word": ["V12.5.1.0.RJBC", "V12.5.2.0.RJBC", "V13.0.1.0.SJBC", "V14.0.23.9.18.DEV"],
    "builds of a board": ["gw_2.0_7", "gw_2.0_12", "gw_2.1_1"],
}
PARTIAL = {
    "a board of the same version": (
        ["1.5.0", "1.5.1-alpha1", "1.6.0-RC4", "matcha-1.6.0-RC-4", "1.6"],
        "matcha-1.6.0-RC-4",
        4,
    ),
    "odd characters": (["1.2", "1.2.3 ", "\uff11.2.3", "1.2.3\u200b", "\u7248\u672c1.2"], "1.2.3 ", 1),
    "hashes alone": (["1.2", "1.3", "7112def", "e5b2f4d1-1234-4abc-9abc-123456789abc"], "7112def", 2),
    "two boards": (["isp-1.2", "isp-1.4", "cam-1.3"], "cam-1.3", 2),
    "two revisions of the hardware": (["HW1_SW1.2.3", "HW1_SW1.2.10", "HW2_SW1.2.4"], "HW2_SW1.2.4", 2),
    "an unknown word": (["1.2.3_20230105", "1.2.4_20230105", "1.2.5_20230105_cn"], "1.2.5_20230105_cn", 2),
    "two kinds": (["V2.3", "V2.4", "cam_2024-11-05"], "cam_2024-11-05", 2),
    "a pre-release by its beginning": (["1.2", "1.3", "beta-1.4"], "beta-1.4", 2),
}
PREFIXES = st.sampled_from(["", "", "v", "V", "app-", "gw_", "fw", "board.b-"])
JOINTS = st.sampled_from("-_")


def read_by(proposal: Proposal) -> Reader:
    """Return the reader of a user who pastes the settings."""
    return Reader(proposal.scheme, None if proposal.pattern is None else Pattern(proposal.pattern))


def require(texts: list[str], declared: Reader) -> Proposal:
    """Check the suggestion for ordered versions, and return it."""
    proposal = propose(texts, declared)
    assert proposal is not None
    reader = read_by(proposal)
    assert (reader.scheme, reader.pattern and reader.pattern.text) != (
        declared.scheme,
        declared.pattern and declared.pattern.text,
    )
    assert proposal.tried == len(set(texts))
    assert set(proposal.unread) == {text for text in texts if reader.read(text) is None}
    assert proposal.read == proposal.tried - len(proposal.unread)
    assert not set("'\"\\\n") & set(proposal.pattern or "")  # safe inside any kind of quotes
    read = [text for text in texts if text not in proposal.unread]
    for low, high in itertools.pairwise(read):
        assert reader.order(low, high) is Order.LOWER, (low, high, proposal)
    return proposal


@pytest.mark.parametrize("family", WILD)
@pytest.mark.parametrize("scheme", VersionScheme)
def test_families(family: str, scheme: VersionScheme) -> None:
    """The suggestion reads all versions of a family, unless the declared scheme already orders them naturally."""
    texts, declared = WILD[family], Reader(scheme)
    if all(declared.order(*pair) is Order.LOWER for pair in itertools.pairwise(texts)):
        assert propose(texts, declared) is None or any(map(is_mistaken, map(declared.read, texts), texts))
    else:
        assert require(texts, declared).unread == ()


def is_mistaken(version: Version | None, text: str) -> bool:
    """Return whether a scheme wrongly reads a version as a pre-release."""
    return version is not None and version.is_prerelease != bool(re.search("rc|beta|dev", text.lower()))


@pytest.mark.parametrize("texts", [*WILD.values(), ["1.6.0-rc9", "1.6.0-rc10", "1.6.0"], ["1.0.0-RC2", "1.0.0-rc3"]])
def test_families_under_a_wrong_pattern(texts: list[str]) -> None:
    """A scheme that reads a full family in an unnatural order is not suggested."""
    assert require(texts, Reader(SEMVER, Pattern("never-(?P<version>.+)"))).unread == ()


@pytest.mark.parametrize("case", PARTIAL)
def test_versions_that_cannot_be_read_together(case: str) -> None:
    """The suggestion reads as many versions as possible, lists the others, and misreads no version."""
    texts, unread, read = PARTIAL[case]
    proposal = require(texts, Reader(SEMVER, Pattern("never-(?P<version>.+)")))
    assert unread in proposal.unread
    assert proposal.read == read


@pytest.mark.parametrize("texts", [[], ["latest"], ["7112def", "07a3ca9"], ["1.2.3 "], ["\u7248\u672c1.2"]])
@pytest.mark.parametrize("scheme", VersionScheme)
def test_nothing_to_propose(texts: list[str], scheme: VersionScheme) -> None:
    """Texts that are not versions lead to no suggestion."""
    assert propose(texts, Reader(scheme)) is None


def test_a_proposal_for_a_large_catalog_reads_more_of_all() -> None:
    """For a large catalog, a suggestion never loses more versions than it gains."""
    plain = [f"1.{number}.{patch}" for number in range(50) for patch in range(60)]
    dated = [f"1.{number}.3_20230105" for number in range(1200)]
    proposal = propose([*plain, *dated], Reader(DOTTED))
    assert proposal is not None
    assert proposal.is_sample
    reader = read_by(proposal)
    assert all(reader.read(text) is not None for text in (*plain, *dated))
    others = [f"cam-{number}.1" for number in range(1200)]
    assert propose([*plain, *others], Reader(DOTTED)) is None


def test_a_sample_is_told() -> None:
    """If the catalog has more versions than were tried, the suggestion says so."""
    texts = [*(f"1.{number}" for number in range(10)), *(f"1.0.{number}" for number in range(1200))]
    proposal = propose(texts, Reader(SEMVER))
    assert proposal is not None
    assert proposal.is_sample
    assert " sampled versions" in describe_proposal(proposal, Reader(SEMVER))
    few = propose(texts[:500], Reader(SEMVER))
    assert few is not None
    assert describe_proposal(few, Reader(SEMVER)) == "versionScheme: dotted (reads all 500 versions)"


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Draw versions of one form, in their natural order."""
    prefix, joint = draw(PREFIXES), draw(JOINTS)
    length, builds = draw(st.integers(2, 5)), draw(st.integers(0, 2))
    width = draw(st.sampled_from([1, 1, 2]))
    numbers = st.tuples(*[st.integers(0, 12)] * length, *[st.integers(20230101, 20230131)] * builds)
    found = []
    for each in sorted(draw(st.sets(numbers, min_size=2, max_size=6))):
        plain = prefix + ".".join(f"{number:0{width}}" for number in each[:length])
        plain += "".join(f"{joint}{number}" for number in each[length:])
        if draw(st.booleans()):
            found.append(f"{plain}-rc{draw(st.integers(1, 12))}")
        found.append(plain)
    return found


@settings(max_examples=300)
@given(families(), st.sampled_from([Reader(SEMVER), Reader(DOTTED), Reader(SEMVER, Pattern("x-(?P<version>.+)"))]))
def test_what_is_proposed_is_true(texts: list[str], declared: Reader) -> None:
    """For any family, the suggestion reads what it claims, in natural order and with the right pre-releases."""
    unread = [text for text in texts if declared.read(text) is None]
    if not unread:
        return
    proposal = require(texts, declared)
    reader = read_by(proposal)
    for text in texts:
        version = reader.read(text)
        assert version is None or version.is_prerelease == ("-rc" in text)
    assert len(proposal.unread) < len(unread)
    assert propose(texts, reader) is None or proposal.unread  # after pasting it, no suggestion remains


@settings(max_examples=300)
@given(
    st.lists(st.text("01.-_vrcg1ab", min_size=1, max_size=12), max_size=8),
    st.sampled_from([Reader(SEMVER), Reader(DOTTED)]),
)
def test_any_versions(texts: list[str], declared: Reader) -> None:
    """For any texts, a suggestion reads more versions than the declared settings, and never ties different numbers."""
    proposal = propose(texts, declared)
    if proposal is None:
        return
    reader = read_by(proposal)
    assert set(proposal.unread) == {text for text in texts if reader.read(text) is None}
    read = {text for text in texts if reader.read(text) is not None}
    for one, other in itertools.combinations(sorted(read), 2):
        if reader.order(one, other) is Order.EQUAL:
            assert len({tuple(filter(None, re.split("[^1-9]+", text))) for text in (one, other)}) == 1, proposal


def test_a_plain_version_and_hashes_of_it() -> None:
    """Hashes have an unknown order. That is not a reason to suggest a pattern that reads fewer versions."""
    proposal = propose(["1.0.0-1b2c3d4", "1.0.0-0a7f3d4", "1.0.0", "2.0", "2022.05", "winter"], Reader())
    assert proposal is not None
    assert (proposal.scheme, proposal.pattern, proposal.unread) == (DOTTED, None, ("winter",))


def test_a_pattern_of_secret_versions_is_not_shown() -> None:
    """If versions are secret, the suggestion mentions a pattern without showing it."""
    proposal = propose(["hush-1.2.3", "hush-1.2.4"], Reader())
    assert proposal is not None
    with hiding.hide(frozenset(), "productKey"):
        assert describe_proposal(proposal, Reader()) == "a versionPattern for them (reads all 2 versions)"
