# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Verdicts and steps for explainFirmware: what happened to every package, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, UnexpectedFirmwareError, UnparsableError
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.selection.decision import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.selection import Decision
    from alicloud_iot_ota.selection.decision import Candidate

    Asked = Mapping[str, Any]
    Decide = Callable[[Asked, Sequence[Package]], Decision]
    Make = Callable[..., Package]

SIMPLE: dict[str, Callable[[Package, Any], bool]] = {
    "productKey": lambda firmware, wanted: firmware.product_key == wanted,
    "moduleName": lambda firmware, wanted: firmware.module_name == wanted,
    "type": lambda firmware, wanted: firmware.type_word == wanted,
    "firmwareName": lambda firmware, wanted: firmware.firmware_name == wanted,
    "firmwareId": lambda firmware, wanted: firmware.firmware_id == wanted,
    "destVersion": lambda firmware, wanted: firmware.dest_version == wanted,
    "signMethod": lambda firmware, wanted: firmware.sign_method == wanted,
    "minSize": lambda firmware, wanted: (firmware.firmware_size or -1) >= wanted,
    "maxSize": lambda firmware, wanted: (firmware.firmware_size or 99) <= wanted,
    "statuses": lambda firmware, wanted: firmware.status_word in wanted,
}
"""Criteria that compare one field, in the order in which they are applied (the widest first)."""

PACKAGES = st.builds(
    Package,
    firmware_id=st.sampled_from("abcdef"),
    firmware_name=st.sampled_from(["x", "y"]),
    dest_version=st.sampled_from(["1.0.0", "2.0.0"]),
    module_name=st.sampled_from(["default", "modem"]),
    product_key=st.sampled_from(["a1", "a2"]),
    firmware_size=st.sampled_from([5, 50]),
    sign_method=st.sampled_from(["MD5", "SHA256"]),
    status=st.sampled_from([FirmwareStatus.VERIFIED.code, FirmwareStatus.UNVERIFIED.code]),
    type=st.sampled_from([FirmwareType.FULL.code, FirmwareType.DIFFERENTIAL.code]),
)
CATALOGUES = st.lists(PACKAGES, max_size=6, unique_by=lambda firmware: firmware.firmware_id)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "productKey": st.just("a1"),
        "moduleName": st.just("default"),
        "type": st.just("full"),
        "firmwareName": st.just("x"),
        "destVersion": st.just("1.0.0"),
        "firmwareId": st.sampled_from("abc"),
        "signMethod": st.just("MD5"),
        "minSize": st.just(10),
        "maxSize": st.just(10),
        "statuses": st.just(["unverified", "verified"]),
    },
)
CHOSEN_BY = st.fixed_dictionaries(
    {"select": st.sampled_from(["only", "highest", "newest"])},
    optional={"weakDigest": st.just("deny"), "versionRange": st.just(">=2"), "fromVersion": st.just("1.0.0")},
)


def verdict_on(decision: Decision, firmware: Package) -> Candidate:
    """Return the verdict on one package."""
    (verdict,) = [verdict for verdict in decision.candidates() if verdict.firmware == firmware]
    return verdict


def in_short(decision: Decision) -> list[tuple[str, str, str | None]]:
    """Return the ID, the outcome and the criterion of each package."""
    return [(each.firmware.firmware_id, each.outcome.value, each.criterion) for each in decision.candidates()]


@given(ASKED, CHOSEN_BY, CATALOGUES)
def test_every_package_has_one_verdict(decide: Decide, asked: Asked, chosen_by: Asked, catalog: list[Package]) -> None:
    """Each package has one verdict. Only the selected one is `chosen`, and only a removed one has a criterion."""
    decision = decide({**asked, **chosen_by}, catalog)
    verdicts = decision.candidates()
    assert sorted(each.firmware.firmware_id for each in verdicts) == sorted(each.firmware_id for each in catalog)
    chosen = [each.firmware for each in verdicts if each.outcome is Outcome.CHOSEN]
    assert chosen == ([decision.outcome] if isinstance(decision.outcome, Package) else [])
    for verdict in verdicts:
        assert verdict.reason
        assert (verdict.criterion is not None) == (verdict.outcome is Outcome.REMOVED)
    if chosen:
        assert Outcome.UNDECIDED not in {each.outcome for each in verdicts}


@settings(max_examples=200)
@given(ASKED, CATALOGUES)
def test_the_first_rule_that_fails_is_named(decide: Decide, asked: Asked, catalog: list[Package]) -> None:
    """A verdict shows the first criterion that the package fails, and each step counts the remaining packages."""
    wanted = {"statuses": DEPLOYABLE, **asked}
    decision = decide(asked, catalog)
    for verdict in decision.candidates():
        failed = [
            name for name, meets in SIMPLE.items() if name in wanted and not meets(verdict.firmware, wanted[name])
        ]
        assert verdict.criterion == (failed[0] if failed else None)
    left = list(catalog)
    expected = []
    for name in (name for name in SIMPLE if name in wanted):
        left = [firmware for firmware in left if SIMPLE[name](firmware, wanted[name])]
        expected.append((name, len(left)))
    assert [(step.rule.name, len(step.left)) for step in decision.narrowing.steps] == expected


# Each row: the arguments, how the package differs from a matching one, the criterion, and the reason.
REMOVED: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"productKey": "a1"}, {"product_key": "a2"}, "productKey", 'its productKey is "a2"'),
    ({"productKey": "a1"}, {"product_key": None}, "productKey", "it has no productKey"),
    ({"moduleName": "default"}, {"module_name": "modem"}, "moduleName", 'its moduleName is "modem"'),
    ({"moduleName": "modem"}, {"module_name": None}, "moduleName", 'its moduleName is "default"'),
    ({"type": "full"}, {"type": 7}, "type", 'its type is "unknown"'),
    ({"srcVersion": "1.0.0"}, {"src_version": "0.9.0"}, "srcVersion", 'its srcVersion is "0.9.0"'),
    ({"srcVersion": "1.0.0"}, {}, "srcVersion", "it has no srcVersion"),
    (
        {"fromVersion": "1.0.0"},
        {"type": FirmwareType.DIFFERENTIAL.code, "src_version": "0.9.0"},
        "fromVersion",
        "it installs only on 0.9.0",
    ),
    (
        {"fromVersion": "1.0.0"},
        {"type": FirmwareType.DIFFERENTIAL.code},
        "fromVersion",
        "it installs only on an unknown version",
    ),
    ({"fromVersion": "1.0.0"}, {"type": None}, "fromVersion", "its type is unknown"),
    ({"firmwareName": "x"}, {"firmware_name": "y"}, "firmwareName", 'its firmwareName is "y"'),
    ({"nameRegex": "^gate"}, {"firmware_name": "cam"}, "nameRegex", 'its firmwareName "cam" does not match'),
    ({"nameRegex": "^gate"}, {"firmware_name": None}, "nameRegex", "it has no firmwareName"),
    ({"destVersion": "1.0.0"}, {}, "destVersion", 'its destVersion is "2.0.0"'),
    ({"versionRegex": "^1"}, {}, "versionRegex", 'its destVersion "2.0.0" does not match'),
    (
        {"versionRange": "*"},
        {"dest_version": "latest"},
        "versionScheme",
        'versionScheme semver cannot read "latest"',
    ),
    (
        {"versionRange": "*", "versionScheme": "dotted", "versionPattern": "v(?P<version>.+)"},
        {},
        "versionScheme",
        'versionScheme dotted with versionPattern "v(?P<version>.+)" cannot read "2.0.0"',
    ),
    ({"versionRange": "^1.0"}, {}, "versionRange", 'it is not in "^1.0"'),
    (
        {"versionRange": ">=2"},
        {"dest_version": "2.0.0-rc.1"},
        "versionRange",
        "it is a pre-release, which the range includes only with includePrerelease",
    ),
    ({"select": "highest"}, {"dest_version": "2.0.0-rc.1"}, "includePrerelease", "it is a pre-release"),
    ({"firmwareId": "wanted"}, {"firmware_id": "other"}, "firmwareId", 'its firmwareId is "other"'),
    ({"signMethod": "SHA256"}, {"sign_method": "MD5"}, "signMethod", "its signMethod is MD5"),
    ({"signMethod": "SHA256"}, {}, "signMethod", "its signMethod is missing"),
    ({"minSize": 10}, {"firmware_size": 9}, "minSize", "its size is 9 bytes"),
    ({"minSize": 10}, {}, "minSize", "the service returns no size for it"),
    ({"maxSize": 10}, {"firmware_size": 11}, "maxSize", "its size is 11 bytes"),
    ({"maxSize": 10}, {}, "maxSize", "the service returns no size for it"),
    ({}, {"status": FirmwareStatus.VERIFYING.code}, "statuses", "its status is verifying"),
    ({}, {"status": None}, "statuses", "its status is unknown"),
    (
        {"minAge": "7d"},
        {"utc_create": "2025-11-28T10:00:00Z"},
        "minAge",
        "it was created at 2025-11-28T10:00:00Z",
    ),
    ({"minAge": "7d"}, {}, "minAge", "its creation time cannot be read: no utcCreate"),
    ({"minAge": "7d"}, {"utc_create": "once"}, "minAge", "its creation time cannot be read: once"),
    (
        {"blocked": [{"destVersion": "2.0.0", "reason": "bricks revision B"}]},
        {},
        "blocked",
        "it is blocked: bricks revision B",
    ),
    (
        {"blocked": [{"destVersion": "2.0.0", "reason": "bricks", "expires": "2026-01-01"}]},
        {},
        "blocked",
        "it is blocked: bricks, until 2026-01-01T00:00:00Z",
    ),
]


@pytest.mark.parametrize("case", REMOVED, ids=lambda case: f"{case[2]}: {case[3]}")
def test_reasons(package: Make, decide: Decide, case: tuple[Asked, dict[str, Any], str, str]) -> None:
    """Each rule says how the package differs from the criterion."""
    asked, fields, criterion, reason = case
    removed = package(**{"dest_version": "2.0.0", **fields})
    verdict = verdict_on(decide(asked, [removed]), removed)
    assert (verdict.outcome, verdict.criterion, verdict.reason) == (Outcome.REMOVED, criterion, reason)


def test_every_rule_has_its_reason(package: Make, decide: Decide) -> None:
    """The table above covers every rule."""
    everything = {name: value for asked, *_ in REMOVED for name, value in asked.items()}
    steps = decide({**everything, "includePrerelease": False}, [package("1.0.0")]).narrowing.steps
    assert {step.rule.name for step in steps} == {criterion for _, _, criterion, _ in REMOVED}


def test_a_differential_package_instead(package: Make, decide: Decide) -> None:
    """The reason for a full package shows the differential package that replaces it (the lowest ID of several)."""
    full = package("2.0.0")
    differential = [
        package("2.0.0", type=FirmwareType.DIFFERENTIAL.code, src_version="1.0.0", firmware_id=name)
        for name in ("y", "x")
    ]
    decision = decide({"fromVersion": "1.0.0"}, [full, *differential])
    verdict = verdict_on(decision, full)
    assert (verdict.criterion, verdict.reason) == ("fromVersion", "the differential package x has the same version")
    assert [verdict_on(decision, each).outcome for each in differential] == [Outcome.UNDECIDED] * 2


def test_passed_over_by_version(package: Make, decide: Decide) -> None:
    """The reason for a package that is not the highest shows the highest version."""
    low, high = package("1.9.0"), package("1.10.0")
    decision = decide({"select": "highest"}, [high, low])
    assert verdict_on(decision, high).reason == "it is the highest of 2 matches"
    assert verdict_on(decision, low).criterion == "select"
    assert verdict_on(decision, low).reason == "its version is lower than 1.10.0"


def test_passed_over_by_time(package: Make, decide: Decide) -> None:
    """The reason for a package that is not the newest shows the time of the newest one."""
    old = package("9.0.0", utc_create="2025-01-01T00:00:00Z")
    new = package("1.0.0", utc_create="2025-11-01T00:00:00Z")
    decision = decide({"select": "newest"}, [old, new])
    assert verdict_on(decision, new).reason == "it is the newest of 2 matches"
    assert verdict_on(decision, old).criterion == "select"
    assert verdict_on(decision, old).reason == "it was created before 2025-11-01T00:00:00Z"


def test_passed_over_as_the_same_file(package: Make, decide: Decide) -> None:
    """A second publication of the same file is not ambiguous. Its reason shows the ID that replaces it."""
    file = {"sign_method": "SHA256", "firmware_sign": "c" * 64}
    first, second = (package("2.0.0", firmware_id=name, **file) for name in ("a", "b"))
    third = package("1.0.0", **file)
    decision = decide({"select": "highest"}, [third, second, first])
    assert decision.chosen() == first
    assert verdict_on(decision, second).reason == "it is the same file as a, which has the lower ID"
    assert verdict_on(decision, third).reason == "its version is lower than 2.0.0"


def test_undecided(package: Make, decide: Decide) -> None:
    """In an ambiguity, the possible packages are undecided, and all others are removed."""
    decision = decide({"select": "highest"}, [package("1.0.0"), package("2.0.0"), package("v2.0.0")])
    assert isinstance(decision.outcome, AmbiguousMatchError)
    assert in_short(decision) == [
        ("id-1", "removed", "select"),
        ("id-2", "undecided", None),
        ("id-3", "undecided", None),
    ]


def test_unparsable(package: Make, decide: Decide) -> None:
    """If an unreadable version stops the selection, its package is removed and the others are undecided."""
    decision = decide({"select": "highest", "onUnparsable": "error"}, [package("latest"), package("1.0.0")])
    assert isinstance(decision.outcome, UnparsableError)
    assert in_short(decision) == [("id-1", "removed", "versionScheme"), ("id-2", "undecided", None)]
    assert decision.candidates()[1].reason == "it meets every criterion, but so do other packages"


def test_undated(package: Make, decide: Decide) -> None:
    """If an unreadable time stops the selection, all matches are undecided."""
    decision = decide({"select": "newest"}, [package("1.0.0", utc_create="2025-11-01T00:00:00Z"), package("2.0.0")])
    assert isinstance(decision.outcome, UnparsableError)
    assert in_short(decision) == [("id-1", "undecided", None), ("id-2", "undecided", None)]


@pytest.mark.parametrize(
    ("asked", "criterion", "reason"),
    [
        ({"expectedSize": 9}, "expectedSize", "expected 9 bytes, got 10 bytes"),
        ({"expectedFirmwareId": "other"}, "expectedFirmwareId", "expected other, got id-1"),
        (
            {"expectedDigest": "md5:" + "B" * 32},
            "expectedDigest",
            f"expected md5:{'b' * 32}, got md5:{'a' * 32}",
        ),
        ({"weakDigest": "deny"}, "weakDigest", f"expected a SHA-256 digest, got md5:{'a' * 32}"),
        (
            {"expectedSize": 9, "expectedFirmwareId": "other"},
            "expectedFirmwareId",
            "expected other, got id-1; expected 9 bytes, got 10 bytes",
        ),
    ],
)
def test_unexpected(package: Make, decide: Decide, asked: Asked, criterion: str, reason: str) -> None:
    """A failed assertion removes the only match. The reason lists every failed assertion."""
    found = package("1.0.0", firmware_size=10, sign_method="MD5", firmware_sign="a" * 32)
    decision = decide(asked, [found])
    assert isinstance(decision.outcome, UnexpectedFirmwareError)
    verdict = verdict_on(decision, found)
    assert (verdict.outcome, verdict.criterion, verdict.reason) == (Outcome.REMOVED, criterion, reason)


def test_unexpected_where_the_service_says_nothing(package: Make, decide: Decide) -> None:
    """If the service returns no digest or size, the reason for a failed assertion says that it is missing."""
    found = package("1.0.0")
    asked = {"expectedSize": 9, "expectedDigest": "md5:" + "b" * 32, "weakDigest": "deny"}
    assert verdict_on(decide(asked, [found]), found).reason == (
        f"expected md5:{'b' * 32}, got no digest; expected 9 bytes, got no size; "
        "expected a SHA-256 digest, got no digest"
    )


def test_explanation_of_a_choice(package: Make, decide: Decide) -> None:
    """The explanation shows the selected package, the reason, and the number of packages left by each criterion."""
    catalog = [package("1.0.0"), package("2.0.0"), package("3.0.0-rc.1"), package("9.0.0", product_key="a2")]
    decision = decide({"productKey": "a1", "select": "highest"}, catalog)
    described = '2.0.0 (full, verified) "name-2" in a1/default, firmwareId id-2'
    assert decision.explanation("product x").splitlines() == [
        f"Selected {described}, the highest of 2 matches among 4 packages in product x.",
        '  productKey "a1"                   leaves 3',
        "  versionScheme semver              leaves 3",
        "  includePrerelease false           leaves 2",
        "  type full (by default)            leaves 2",
        "  statuses verified or notRequired  leaves 2",
    ]


def test_explanation_of_a_single_match(package: Make, decide: Decide) -> None:
    """For a single match, the explanation says that it is the only one, with any `select`."""
    for select in ("only", "highest"):
        explanation = decide({"select": select}, [package("1.0.0")]).explanation("here")
        assert explanation.splitlines()[0].endswith(", the only match among 1 package in here.")


def test_explanation_of_an_error(package: Make, decide: Decide) -> None:
    """Without a selection, the explanation is the text of the error."""
    decision = decide({"destVersion": "2.0.0"}, [package("1.0.0")])
    with pytest.raises(NoMatchError) as caught:
        decision.chosen()
    assert decision.explanation("here") == str(caught.value)
