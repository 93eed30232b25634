# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Doubtful versions (unknown words, commits, surprising semver orders): selected with a warning, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.base.hiding import hide
from alicloud_iot_ota.base.patterns import Pattern
from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.versions import Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.selection import Decision

    Asked = Mapping[str, Any]
    Decide = Callable[[Asked, Sequence[Package]], Decision]
    Make = Callable[..., Package]

HIGHEST = {"select": "highest"}
DOTTED = {"versionScheme": "dotted"}
STRONG = {"sign_method": "SHA256", "firmware_sign": "c" * 64}


def chosen(decision: Decision) -> str:
    """Return the selected version."""
    return decision.chosen().dest_version


@pytest.mark.parametrize(
    "word", ["preprod", "testing", "devel", "ea.10", "evt", "uat", "m1", "unstable", "eng", "arm64-rc1", "cn-beta"]
)
@pytest.mark.parametrize("asked", [HIGHEST, {"select": "newest"}, {"versionRange": ">=2.0.0.3"}])
def test_no_prerelease_wins(package: Make, decide: Decide, word: str, asked: Asked) -> None:
    """A version with a pre-release word is not selected, and causes no warning."""
    catalog = [
        package("2.0.0.3", utc_create="2025-01-01T00:00:00Z"),
        package(f"2.0.0.4-{word}", utc_create="2025-02-01T00:00:00Z"),
    ]
    decision = decide({**DOTTED, **asked}, catalog)
    assert (chosen(decision), decision.warnings) == ("2.0.0.3", ())
    assert chosen(decide({**DOTTED, **HIGHEST, "includePrerelease": True}, catalog)) == f"2.0.0.4-{word}"


@pytest.mark.parametrize("word", ["fix1", "hotfix", "p2", "sp1", "lts", "r3", "ga", "final", "g1a2b3c4"])
def test_a_known_release_wins_in_silence(package: Make, decide: Decide, word: str) -> None:
    """A version with a known release word is selected without a warning."""
    decision = decide({**DOTTED, **HIGHEST}, [package("2.0.0.3"), package(f"2.0.0.4-{word}")])
    assert (chosen(decision), decision.warnings) == (f"2.0.0.4-{word}", ())


@pytest.mark.parametrize("asked", [HIGHEST, {"versionRange": ">2.0.0.3"}, {"includePrerelease": False, **HIGHEST}])
def test_an_unknown_word_warns(package: Make, decide: Decide, asked: Asked) -> None:
    """A version with an unknown word is selected with a warning. The suggested setting removes the warning."""
    catalog = [package("2.0.0.3"), package("2.0.0.4-cn")]
    decision = decide({**DOTTED, **asked}, catalog)
    assert chosen(decision) == "2.0.0.4-cn"
    (warning,) = decision.warnings
    assert warning == (
        'Package id-2 (2.0.0.4-cn) in here: its version counts as a release, but "cn" may mark a pre-release; to '
        "decide, set a versionPattern that matches this text outside the group version (a release) or in a group "
        "prerelease (a pre-release)."
    )
    for asked_too in (
        {"versionPattern": "(?P<version>[0-9.]+)(?:-cn)?"},
        {"versionPattern": "(?P<a>[0-9]+)[.](?P<b>[0-9]+)[.](?P<c>[0-9]+)[.](?P<d>[0-9]+)(?:-cn)?"},
    ):
        settled = decide({**DOTTED, **asked, **asked_too}, catalog)
        assert (chosen(settled), settled.warnings) == ("2.0.0.4-cn", ())


@pytest.mark.parametrize(
    "asked",
    [{"destVersion": "2.0.0.4-cn"}, {"destVersion": "2.0.0.4-cn", **HIGHEST}, {**HIGHEST, "includePrerelease": True}],
)
def test_no_warning_where_it_makes_no_difference(package: Make, decide: Decide, asked: Asked) -> None:
    """An exact version, or a selection with pre-releases included, needs no warning about the word."""
    assert decide({**DOTTED, **asked}, [package("2.0.0.3"), package("2.0.0.4-cn")]).warnings == ()


@pytest.mark.parametrize("prefix", ["", "zephyr-", "board.b_"])
def test_commits_after_a_tag_warn(package: Make, decide: Decide, prefix: str) -> None:
    """A build after a tag is selected with a warning, and the regular expression in it excludes such builds."""
    asked = {**DOTTED, **HIGHEST, "versionPattern": f"(?:{re.escape(prefix)})?(?P<version>.+)"}
    catalog = [package(f"{prefix}v1.1.0"), package(f"{prefix}v1.1.0-9-g7112def"), package("v1.0.0")]
    decision = decide(asked, catalog)
    assert chosen(decision) == f"{prefix}v1.1.0-9-g7112def"
    (warning,) = decision.warnings
    assert "it is 9 commits after its tag, but counts as a release" in warning
    (regex,) = re.findall("'(.+)'", warning)
    without = decide({**asked, "versionRegex": regex}, catalog)
    assert (chosen(without), without.warnings) == (f"{prefix}v1.1.0", ())
    assert len(decide({**DOTTED, "versionRegex": regex, "destVersion": "v1.0.0"}, catalog).narrowing.left) == 1


@pytest.mark.parametrize("asked", [DOTTED, {"includePrerelease": True}])
@pytest.mark.parametrize("others", [["1.16.0-07a3ca9"], ["1.16.0-07a3ca9", "1.15.0"]])
def test_hashes_are_ambiguous(package: Make, decide: Decide, asked: Asked, others: list[str]) -> None:
    """Versions that differ only in hashes are ambiguous for `highest`, but `newest` selects one."""
    times = iter(("2025-03-01T00:00:00Z", "2025-02-01T00:00:00Z", "2025-01-01T00:00:00Z"))
    catalog = [package(text, utc_create=next(times)) for text in ("v1.16.0-a1b2c3d", *others)]
    decision = decide({**asked, **HIGHEST}, catalog)
    assert isinstance(decision.outcome, AmbiguousMatchError)
    assert "1.16.0-07a3ca9" in str(decision.outcome)
    assert "v1.16.0-a1b2c3d" in str(decision.outcome)
    assert "Commit hashes have no order." in decision.outcome.remedy
    assert chosen(decide({**asked, "select": "newest"}, catalog)) == "v1.16.0-a1b2c3d"
    assert chosen(decide({**asked, **HIGHEST}, [*catalog, package("1.16.1-0000abc")])) == "1.16.1-0000abc"


def test_one_file_under_two_hashes(package: Make, decide: Decide) -> None:
    """The same file under two hashes counts as one package."""
    catalog = [package(text, **STRONG) for text in ("1.16.0-a1b2c3d", "1.16.0-07a3ca9")]
    assert chosen(decide({**DOTTED, **HIGHEST}, catalog)) == "1.16.0-a1b2c3d"


def test_a_bare_hash_never_wins(package: Make, decide: Decide) -> None:
    """A bare hash is excluded with a warning, even if it begins with a large number."""
    decision = decide(
        {**DOTTED, **HIGHEST},
        [package("V4.22.005"), package("7112def"), package("99999999-1234-4abc-9abc-123456789abc")],
    )
    assert chosen(decision) == "V4.22.005"
    (warning,) = decision.warnings
    assert "7112def" in warning
    assert warning.startswith("Skipped 2 packages in here.")


@pytest.mark.parametrize("number", ["20231005", "7112345", "V20231005"])
def test_one_long_number_warns(package: Make, decide: Decide, number: str) -> None:
    """One long number wins with a warning, because it may be a date or a hash. The warning says how to exclude it."""
    catalog = [package("2.1.0"), package("12"), package(number)]
    decision = decide({**DOTTED, **HIGHEST}, catalog)
    assert chosen(decision) == number
    (warning,) = decision.warnings
    assert "its version is a single long number, possibly a date, a build number or a hash" in warning
    (regex,) = re.findall("'(.+)'", warning)
    without = decide({**DOTTED, **HIGHEST, "versionRegex": regex}, catalog)
    assert (chosen(without), without.warnings) == ("2.1.0", ())


@pytest.mark.parametrize(
    ("asked", "versions"),
    [
        (HIGHEST, ["20231005", "20231004"]),
        (HIGHEST, ["2.1", "12"]),
        (HIGHEST, ["20231005.1", "20231005", "2.1"]),
        ({"select": "newest"}, ["20231005", "2.1"]),
        ({**HIGHEST, "versionRange": ">=3"}, ["20231005", "2.1"]),
        ({**HIGHEST, "versionPattern": "(?P<version>.+)"}, ["20231005", "2.1"]),
    ],
)
def test_one_number_in_no_doubt(package: Make, decide: Decide, asked: Asked, versions: list[str]) -> None:
    """One number needs no warning if it is short, among similar ones, not selected as highest, or read by a pattern."""
    times = iter(("2025-03-01T00:00:00Z", "2025-02-01T00:00:00Z", "2025-01-01T00:00:00Z"))
    decision = decide({**DOTTED, **asked}, [package(text, utc_create=next(times)) for text in versions])
    assert chosen(decision) in versions
    assert decision.warnings == ()


# Each row: versions from oldest to newest, arguments, the selection by semver, and the version that looks later.
SURPRISES: list[tuple[list[str], Asked, str, str]] = [
    (["1.6.0-rc9", "1.6.0-rc10"], {**HIGHEST, "includePrerelease": True}, "1.6.0-rc9", "1.6.0-rc10"),
    (["1.6.0-rc9", "1.6.0-rc10"], {**HIGHEST, "versionRange": ">=1.6.0-rc1"}, "1.6.0-rc9", "1.6.0-rc10"),
    (["1.6.0-rc9", "1.6.0-rc10"], {"versionRange": ">=1.6.0-rc9"}, "1.6.0-rc9", "1.6.0-rc10"),
    (["1.6.0-RC4", "1.6.0-rc3"][::-1], {**HIGHEST, "includePrerelease": True}, "1.6.0-rc3", "1.6.0-RC4"),
    (["2026.7.29", "2026.7.29-1"], HIGHEST, "2026.7.29", "2026.7.29-1"),
    (["2026.7.29", "2026.7.29-1"], {"select": "newest"}, "2026.7.29", "2026.7.29-1"),
    (["2026.7.29", "2026.7.29-1"], {"versionRange": "^2026.7.29"}, "2026.7.29", "2026.7.29-1"),
    (
        ["2026.7.29", "2026.7.29-1"],
        {**HIGHEST, "versionRange": "^2026.7.29", "includePrerelease": False},
        "2026.7.29",
        "2026.7.29-1",
    ),
    (["2026.7.29", "2026.7.29-1"], {**HIGHEST, "includePrerelease": True}, "2026.7.29", "2026.7.29-1"),
    (["2026.7.28", "2026.7.29-1"], HIGHEST, "2026.7.28", "2026.7.29-1"),
    (["4.0.0", "4.0.0-hotfix1"], HIGHEST, "4.0.0", "4.0.0-hotfix1"),
    (["4.0.0", "4.0.0-hotfix1", "4.1.0-2"], HIGHEST, "4.0.0", "4.1.0-2"),
]


@pytest.mark.parametrize("case", SURPRISES)
def test_surprises(package: Make, decide: Decide, case: tuple[list[str], Asked, str, str]) -> None:
    """The selection follows semver. The warning shows the version that looks later, and the settings to select it."""
    texts, asked, choice, later = case
    catalog = [package(text, utc_create=f"2025-01-0{day}T00:00:00Z") for day, text in enumerate(texts, 1)]
    decision = decide(asked, catalog)
    assert chosen(decision) == choice
    (warning,) = decision.warnings
    assert f" ({choice}) in here: {later} looks like a later version, but semver " in warning
    reader = declared_by(warning)
    assert max((choice, later), key=reader.order_key) == later
    declared = {"versionScheme": reader.scheme.value} | (
        {} if reader.pattern is None else {"versionPattern": reader.pattern.text}
    )
    again = decide({**declared, **HIGHEST, "includePrerelease": True, "onUnparsable": "ignore"}, catalog)
    assert chosen(again) == later


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["1.6.0-rc.9", "1.6.0-rc.10"], {**HIGHEST, "includePrerelease": True}),
        (["1.6.0-rc10", "1.6.0-rc9", "1.6.0"], HIGHEST),
        (["1.6.0", "1.7.0-rc1", "1.7.0-cn"], HIGHEST),
        (["2026.7.29-1", "2026.7.30"], HIGHEST),
        (["2026.7.29-1", "2026.7.29"], {"select": "newest"}),
        (["2026.7.29", "2026.7.29-1"], {"select": "newest", "includePrerelease": True}),
        (["4.0.0", "5.0.0-1"], {"versionRange": "^4.0.0"}),
        (["4.0.0", "4.0.0-1"], {"destVersion": "4.0.0"}),
    ],
)
def test_no_surprise(package: Make, decide: Decide, texts: list[str], asked: Asked) -> None:
    """If semver orders versions as a person expects, or as declared, no warning is shown."""
    catalog = [package(text, utc_create=f"2025-01-0{day}T00:00:00Z") for day, text in enumerate(texts, 1)]
    decision = decide(asked, catalog)
    decision.chosen()
    assert decision.warnings == ()


def test_only_packages_that_fit_surprise(package: Make, decide: Decide) -> None:
    """A package that another criterion excludes causes no warning."""
    catalog = [package("2026.7.29"), package("2026.7.29-1", status=FirmwareStatus.UNVERIFIED.code)]
    assert decide(HIGHEST, catalog).warnings == ()
    blocked = [{"destVersion": "2026.7.29-2", "reason": "bricks"}]
    assert decide({**HIGHEST, "blocked": blocked}, [catalog[0], package("2026.7.29-2")]).warnings == ()


def test_builds_that_are_all_prereleases(package: Make, decide: Decide) -> None:
    """If semver reads every version as a pre-release, the error suggests settings that read them as releases."""
    catalog = [package("3.15.0-202509170943"), package("3.16.0-202510071958")]
    error = decide(HIGHEST, catalog).outcome
    assert isinstance(error, NoMatchError)
    assert "If these are releases, set versionPattern: '" in error.remedy
    assert declared_by(error.remedy).order("3.15.0-202509170943", "3.16.0-202510071958").value == "lower"


@pytest.mark.parametrize("asked", [{}, {"onUnparsable": "error"}])
def test_a_proposal_works(package: Make, decide: Decide, asked: Asked) -> None:
    """A suggested setting works when pasted, and selects the highest version without a warning."""
    catalog = [package(text) for text in ("V1.2.3_20230105", "V1.2.10_20230901", "V1.2.4_20230301")]
    decision = decide({**HIGHEST, **asked}, catalog)
    texts = [str(decision.outcome), *(decision.warnings if not asked else ())]
    for text in texts:
        reader = declared_by(text)
        assert "(reads all 3 versions)" in text
        assert reader.pattern is not None
        pasted = {"versionScheme": reader.scheme.value, "versionPattern": reader.pattern.text}
        again = decide({**HIGHEST, **asked, **pasted}, catalog)
        assert (chosen(again), again.warnings) == ("V1.2.10_20230901", ())


def test_a_proposal_replaces_a_pattern(package: Make, decide: Decide) -> None:
    """If the declared pattern matches no version, the suggestion says to remove it."""
    asked = {**HIGHEST, "versionPattern": "fw-(?P<version>.+)"}
    remedy = str(decide(asked, [package("3.9"), package("3.10")]).outcome).splitlines()[-1]
    assert remedy == "Set versionScheme: dotted and remove versionPattern (reads all 2 versions)."


def test_a_proposal_hides_what_is_secret(package: Make, decide: Decide) -> None:
    """If versions are secret, a suggestion does not show its pattern."""
    catalog = [package("board7-1.2_20230105"), package("board7-1.3_20230105")]
    with hide((), "productKey"):
        decision = decide(HIGHEST, catalog)
        texts = [str(decision.outcome), *decision.warnings]
    assert all("versionPattern" in text for text in texts)
    assert not any("board7" in text for text in texts)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["1.0.0", "1.0.0-1", "1.0.0-rc9", "1.0.0-rc10", "1.0.1-fix2", "1.0.1", "1.0.0-a1b2c3d"]),
        unique=True,
        min_size=1,
    ),
    st.sampled_from([HIGHEST, {**HIGHEST, "includePrerelease": True}, {**HIGHEST, "versionRange": ">=1.0.0-alpha"}]),
    st.sampled_from([{}, DOTTED]),
)
def test_a_surprise_is_never_silent(decide: Decide, texts: list[str], asked: Asked, declared: Asked) -> None:
    """The selected version is the one that a person expects. Otherwise there is a warning or an error."""
    catalog = [
        Package(firmware_id=text, dest_version=text, status=FirmwareStatus.VERIFIED.code, type=FirmwareType.FULL.code)
        for text in texts
    ]
    decision = decide({**asked, **declared}, catalog)
    if not isinstance(decision.outcome, Package) or decision.warnings:
        return
    natural = ["1.0.0-rc9", "1.0.0-rc10", "1.0.0", "1.0.0-1", "1.0.1", "1.0.1-fix2"]
    places = [natural.index(text) for text in texts if text in natural and "rc" not in text]
    assert decision.outcome.dest_version not in natural or all(
        natural.index(decision.outcome.dest_version) >= place for place in places
    )


def declared_by(text: str) -> Reader:
    """Return the reader for the settings that a message suggests."""
    schemes = re.findall("versionScheme: ([a-z]+)", text.split("set ", 1)[-1])
    patterns = re.findall("versionPattern: '([^']+)'", text)
    scheme = VersionScheme(schemes[0]) if schemes else None
    return Reader(scheme, Pattern(patterns[0]) if patterns else None)
