# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Messages about a failed selection, and warnings about a successful one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_iot_ota.errors import (
    AmbiguousMatchError,
    NoMatchError,
    SelectionError,
    UnexpectedFirmwareError,
    UnparsableError,
)
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.selection import Decision

    Asked = Mapping[str, Any]
    Decide = Callable[[Asked, Sequence[Package]], Decision]
    Make = Callable[..., Package]

MOST_LINES = 15
"""The maximum number of lines in a message. The engine shows each message inside its output, once per resource."""

GATEWAY = {"productKey": "a1", "moduleName": "default"}


@pytest.fixture
def catalog(package: Make) -> list[Package]:
    """Return packages in two products and modules, with an unverified, a pre-release and an unreadable version."""
    return [
        *(package(version) for version in ("1.0.0", "1.1.0", "2.0.0")),
        package("2.1.0", status=FirmwareStatus.UNVERIFIED.code),
        package("1.0.9", module_name="modem"),
        package("7.0.0", product_key="a2"),
        package("2.2.0-rc.1"),
        package("latest"),
    ]


def refusal(decision: Decision) -> SelectionError:
    """Return the error of a failing selection, after a check of its form."""
    assert isinstance(decision.outcome, SelectionError)
    lines = str(decision.outcome).splitlines()
    assert len(lines) <= MOST_LINES
    assert ": " not in lines[0]  # the engine would show an exported text as YAML
    return decision.outcome


def test_no_such_version(decide: Decide, catalog: list[Package]) -> None:
    """The error lists the criteria in order, with the number of packages left by each, and the nearest versions."""
    error = refusal(decide({**GATEWAY, "destVersion": "1.5.0"}, catalog))
    assert isinstance(error, NoMatchError)
    assert str(error).splitlines() == [
        "No package matches. Searched 8 packages in here.",
        '  productKey "a1"       leaves 7',
        '  moduleName "default"  leaves 6',
        '  destVersion "1.5.0"   leaves 0',
        "  not applied: statuses verified or notRequired",
        "Nearest versions:",
        '  1.0.0 (full, verified) "name-1" in a1/default, firmwareId id-1',
        '  1.1.0 (full, verified) "name-2" in a1/default, firmwareId id-2',
        '  2.0.0 (full, verified) "name-3" in a1/default, firmwareId id-3',
        '  2.1.0 (full, unverified) "name-4" in a1/default, firmwareId id-4',
        "Correct destVersion, or publish that version first.",
    ]


def test_no_version_in_the_range(decide: Decide, catalog: list[Package]) -> None:
    """The error shows the versions around the range. For a pre-release, it says how to include it."""
    error = refusal(decide({**GATEWAY, "versionRange": "~2.2"}, catalog))
    assert isinstance(error, NoMatchError)
    not_asked_for = "it is a pre-release, which the range includes only with includePrerelease"
    assert str(error).splitlines() == [
        "No package matches. Searched 8 packages in here.",
        '  productKey "a1"       leaves 7',
        '  moduleName "default"  leaves 6',
        "  versionScheme semver  leaves 5",
        '  versionRange "~2.2"   leaves 0',
        "  not applied: statuses verified or notRequired",
        "Nearest versions:",
        '  1.1.0 (full, verified) "name-2" in a1/default, firmwareId id-2',
        '  2.0.0 (full, verified) "name-3" in a1/default, firmwareId id-3',
        '  2.1.0 (full, unverified) "name-4" in a1/default, firmwareId id-4',
        f'  2.2.0-rc.1 (full, verified) "name-7" in a1/default, firmwareId id-7: {not_asked_for}',
        "Correct versionRange, publish a version in this range, or set includePrerelease for pre-releases.",
    ]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"destVersion": "5.0.0"}, ["3.0.0", "4.0.0", "6.0.0", "7.0.0"]),
        ({"destVersion": "5"}, ["3.0.0", "4.0.0", "6.0.0", "7.0.0"]),
        ({"destVersion": "0.1.0"}, ["1.0.0", "2.0.0", "3.0.0", "4.0.0"]),
        ({"destVersion": "10.0.0"}, ["6.0.0", "7.0.0", "8.0.0", "9.0.0"]),
        ({"destVersion": "v9.0.0"}, ["6.0.0", "7.0.0", "8.0.0", "9.0.0"]),
        ({"destVersion": "5.0.0", "versionRange": ">=1"}, ["3.0.0", "4.0.0", "6.0.0", "7.0.0"]),
        ({"versionRange": "5.x"}, ["3.0.0", "4.0.0", "6.0.0", "7.0.0"]),
        ({"versionRange": "<1"}, ["1.0.0", "2.0.0", "3.0.0", "4.0.0"]),
        ({"versionRange": ">=10"}, ["6.0.0", "7.0.0", "8.0.0", "9.0.0"]),
        ({"versionRange": "5.x", "destVersion": "1.0.0"}, ["1.0.0"]),
    ],
)
def test_nearest_misses(package: Make, decide: Decide, asked: Asked, near: list[str]) -> None:
    """The error shows as many nearest versions below as above the missing one."""
    catalog = [package(f"{major}.0.0") for major in (1, 2, 3, 4, 6, 7, 8, 9)]
    error = refusal(decide(asked, catalog))
    lines = error.message.splitlines()
    assert [line.split()[0] for line in lines if "firmwareId" in line] == near


def test_not_verified(decide: Decide, catalog: list[Package]) -> None:
    """The error says that the version exists but is unverified."""
    error = refusal(decide({"productKey": "a1", "destVersion": "2.1.0"}, catalog))
    assert isinstance(error, NoMatchError)
    assert "statuses verified or notRequired  leaves 0" in error.message
    assert "2.1.0 (full, unverified)" in error.message
    assert error.remedy == "Wait for its verification or finish it in the console, or add its status to statuses."


@pytest.mark.parametrize(
    ("asked", "name", "known"),
    [
        ({"productKey": "a3"}, "productKey", "a1, a2"),
        ({"productKey": "a1", "moduleName": "boot"}, "moduleName", "default, modem"),
        ({"productKey": "a1", "type": "differential"}, "type", "full"),
        ({"productKey": "a2", "firmwareName": "name"}, "firmwareName", "name-6"),
    ],
)
def test_other_criteria(decide: Decide, catalog: list[Package], asked: Asked, name: str, known: str) -> None:
    """The error shows the criterion without a match, and the existing values."""
    error = refusal(decide(asked, catalog))
    assert isinstance(error, NoMatchError)
    assert f"available {name}: {known}" in error.message
    assert error.remedy == f"Correct {name}, or remove it."


def test_no_such_name_by_regex(decide: Decide, catalog: list[Package]) -> None:
    """If no name matches the regular expression, the error lists the existing names."""
    error = refusal(decide({"productKey": "a2", "nameRegex": "^gate"}, catalog))
    assert 'nameRegex "^gate"  leaves 0' in error.message
    assert "available firmwareName: name-6" in error.message
    assert "is case-sensitive unless it starts with (?i)" in error.remedy


def test_no_such_id(decide: Decide, catalog: list[Package]) -> None:
    """For an unknown ID, the error lists the existing versions, because other IDs would not help."""
    error = refusal(decide({"productKey": "a2", "firmwareId": "id"}, catalog))
    assert isinstance(error, NoMatchError)
    assert "available versions: 7.0.0" in error.message
    assert "id-6" not in error.message


def test_no_source_versions(decide: Decide, catalog: list[Package]) -> None:
    """If no package has a value for a criterion, the error says so."""
    assert "none of these packages has a srcVersion" in refusal(decide({"srcVersion": "1.0.0"}, catalog)).message


def test_many_values_are_counted(package: Make, decide: Decide) -> None:
    """The error lists the first eight values and counts the others."""
    catalog = [package("1.0.0", module_name=f"m{number:02}") for number in range(11)]
    error = refusal(decide({"moduleName": "boot"}, catalog))
    assert "available moduleName: m00, m01, m02, m03, m04, m05, m06, m07 and 3 more" in error.message


# Each row: arguments that the packages in the fixture do not meet, and the suggestion.
SUGGESTIONS: list[tuple[dict[str, Any], str]] = [
    ({"fromVersion": "1.0.0", "type": "unknown"}, "Correct type, or remove it."),
    ({"srcVersion": "0.9.0"}, "Correct srcVersion, or remove it."),
    (
        {"versionRegex": "^9"},
        "Correct versionRegex. It matches anywhere in destVersion, and is case-sensitive unless it ",
    ),
    ({"minSize": 1}, "Correct minSize, or remove it."),
    ({"maxSize": 1}, "Correct maxSize, or remove it."),
    ({"signMethod": "SHA256"}, "Publish the package with signMethod SHA256, or remove signMethod."),
    ({"minAge": "1d"}, "Wait until the package is old enough, or lower minAge."),
    (
        {"blocked": [{"digest": "md5:" + "a" * 32, "reason": "it bricks"}], "signMethod": "MD5"},
        "Choose another package, or remove the entry from blocked when its reason no longer applies.",
    ),
    (
        {"versionRange": "*", "versionPattern": "v(?P<version>.+)"},
        "Set versionScheme: semver and remove versionPattern (reads 8 of 9 versions, but not latest).",
    ),
    (
        {"destVersion": "2.2.0-rc.1", "includePrerelease": False},
        "Set includePrerelease to true, or set destVersion to the pre-release.",
    ),
    (
        {"firmwareId": "x"},
        "Check firmwareId in the console. The package was deleted, or belongs to another product or ",
    ),
]


@pytest.mark.parametrize(("asked", "suggestion"), SUGGESTIONS)
def test_suggestions(decide: Decide, catalog: list[Package], package: Make, asked: Asked, suggestion: str) -> None:
    """The last line of the error says how to change the criterion without a match."""
    digested = package("3.0.0", sign_method="MD5", firmware_sign="a" * 32)
    error = refusal(decide(asked, [*catalog, digested]))
    assert isinstance(error, NoMatchError)
    assert str(error).splitlines()[-1].startswith(suggestion)


def test_no_package_for_the_devices(package: Make, decide: Decide) -> None:
    """If no package fits the devices, the error says what each one requires, and which package to publish."""
    catalog = [package("2.0.0", type=FirmwareType.DIFFERENTIAL.code, src_version="0.9")]
    error = refusal(decide({"fromVersion": "1.0.0"}, catalog))
    assert str(error).splitlines()[-2:] == [
        '  2.0.0 (differential from 0.9, verified) "name-1" in a1/default, firmwareId id-1: it installs only on 0.9',
        "Publish a full package, or a differential package from 1.0.0.",
    ]


def test_blocked(package: Make, decide: Decide) -> None:
    """The error shows the reason of the block next to the package."""
    block = {"destVersion": "1.0.0", "reason": "bricks revision B", "expires": "2026-01-01"}
    error = refusal(decide({"blocked": [block]}, [package("1.0.0")]))
    assert "blocked 1 entry                   leaves 0" in error.message
    assert "firmwareId id-1: it is blocked: bricks revision B, until 2026-01-01T00:00:00Z" in error.message


def test_too_young(package: Make, decide: Decide) -> None:
    """The error shows the minimum age as the user wrote it, and the creation time of the package."""
    error = refusal(decide({"minAge": "36h"}, [package("1.0.0", utc_create="2025-11-30T00:00:00Z")]))
    assert "minAge 36h                        leaves 0" in error.message
    assert "firmwareId id-1: it was created at 2025-11-30T00:00:00Z" in error.message


def test_empty_catalogue(decide: Decide) -> None:
    """The error for an empty scope lists the criteria and what to check."""
    error = refusal(decide({"productKey": "a1", "destVersion": "1.0.0"}, []))
    assert isinstance(error, NoMatchError)
    assert error.message == (
        "No package matches, because here contains no packages.\n"
        '  Criteria: productKey "a1", destVersion "1.0.0", statuses verified or notRequired'
    )
    assert error.remedy == (
        "Check productKey, region and iotInstanceId. A ProductKey of another instance lists no packages."
    )


def test_unlike_text_still_shows_the_versions(decide: Decide, catalog: list[Package]) -> None:
    """For a text that resembles no version, the error still shows some versions."""
    assert "2.0.0" in refusal(decide({"productKey": "a1", "destVersion": "nightly"}, catalog)).message


def test_several_matches(package: Make, decide: Decide) -> None:
    """The error lists all matches, and the fields that distinguish them."""
    catalog = [
        package("2.0.0"),
        package("2.0.0", type=FirmwareType.DIFFERENTIAL.code, src_version="1.0.0"),
        package("2.0.0", type=FirmwareType.DIFFERENTIAL.code, src_version="1.1.0"),
    ]
    error = refusal(decide({"destVersion": "2.0.0"}, catalog))
    assert isinstance(error, AmbiguousMatchError)
    assert error.message.splitlines() == [
        "3 packages match, but exactly one is required. Searched 3 packages in here.",
        '  destVersion "2.0.0"               leaves 3',
        "  statuses verified or notRequired  leaves 3",
        "Matches:",
        '  2.0.0 (full, verified) "name-1" in a1/default, firmwareId id-1',
        '  2.0.0 (differential from 1.0.0, verified) "name-2" in a1/default, firmwareId id-2',
        '  2.0.0 (differential from 1.1.0, verified) "name-3" in a1/default, firmwareId id-3',
    ]
    assert error.remedy == (
        "They differ in type, srcVersion, firmwareName. Add one of these criteria, or set firmwareId. To select the "
        "differential package for devices on a known version, or else the full package, set fromVersion."
    )


def test_several_versions(package: Make, decide: Decide) -> None:
    """If versions differ, the error suggests `highest` or `newest`."""
    error = refusal(decide({}, [package("1.0.0"), package("2.0.0")]))
    assert error.remedy == (
        "They differ in firmwareName, destVersion. Add one of these criteria, or set firmwareId. "
        'To select one version, set select to "highest" or "newest".'
    )


def test_highest_twice(package: Make, decide: Decide) -> None:
    """The error lists the packages that share the highest version, without the lower ones."""
    catalog = [package("1.0.0"), package("v2.0.0"), package("2.0.0+build")]
    error = refusal(decide({"select": "highest"}, catalog))
    assert isinstance(error, AmbiguousMatchError)
    assert error.message.startswith(
        "2 packages share the highest version, but are not the same file. Searched 3 packages in here.\n"
    )
    assert "id-1" not in error.message
    assert error.remedy.startswith("They differ in firmwareName, destVersion. Add one of these criteria,")


def test_newest_twice(package: Make, decide: Decide) -> None:
    """The error lists the packages that share the latest time, without the older ones."""
    catalog = [package("1.0.0", utc_create=f"2025-11-0{day}T00:00:00Z") for day in (1, 2, 2)]
    error = refusal(decide({"select": "newest"}, catalog))
    assert isinstance(error, AmbiguousMatchError)
    assert error.message.startswith(
        "2 packages have the latest creation time, but are not the same file. Searched 3 packages in here.\n"
    )
    assert "id-1" not in error.message


def test_only_the_digest_tells_them_apart(package: Make, decide: Decide) -> None:
    """If packages differ only in their digests, the error shows the digests."""
    catalog = [package("1.0.0", firmware_name="same", sign_method="MD5", firmware_sign=letter * 32) for letter in "ab"]
    error = refusal(decide({"select": "highest"}, catalog))
    assert isinstance(error, AmbiguousMatchError)
    assert str(error).splitlines()[-4:] == [
        "Matches:",
        f'  1.0.0 (full, verified) "same" in a1/default, firmwareId id-1: md5:{"a" * 32}',
        f'  1.0.0 (full, verified) "same" in a1/default, firmwareId id-2: md5:{"b" * 32}',
        "Set firmwareId to the package you want, or block the others (argument blocked).",
    ]


def test_highest_of_several_modules(package: Make, decide: Decide) -> None:
    """If the highest version exists in several modules, the error lists the module as a distinguishing field."""
    error = refusal(decide({"select": "highest"}, [package("1.0.0"), package("1.0.0", module_name="modem")]))
    assert isinstance(error, AmbiguousMatchError)
    assert error.remedy.startswith("They differ in moduleName,")


def test_no_version_to_compare(package: Make, decide: Decide) -> None:
    """If only a pre-release and an unreadable version exist, the error shows the first and a warning the second."""
    decision = decide({"select": "highest", "type": "full"}, [package("latest"), package("2.0.0-rc.1")])
    error = refusal(decision)
    assert isinstance(error, NoMatchError)
    assert "includePrerelease false  leaves 0" in error.message
    assert "2.0.0-rc.1 (full" in error.message
    assert error.remedy == "Set includePrerelease to true, or set destVersion to the pre-release."
    assert ["latest" in warning for warning in decision.warnings] == [True]


def test_unparsable(package: Make, decide: Decide) -> None:
    """With `onUnparsable: error`, the error lists the unreadable versions and all possible fixes."""
    catalog = [package("1.0.0"), package("cam_2024"), package("latest", status=FirmwareStatus.UNVERIFIED.code)]
    error = refusal(decide({"select": "highest", "onUnparsable": "error"}, catalog))
    assert isinstance(error, UnparsableError)
    assert error.message.splitlines() == [
        "versionScheme semver cannot read the version of 1 package in here.",
        '  cam_2024 (full, verified) "name-2" in a1/default, firmwareId id-2',
    ]
    assert error.remedy == (
        "No tested versionScheme or versionPattern reads more of them. To select one of these packages, set "
        'destVersion, or set select to "newest" and includePrerelease to true. To skip such packages, set another '
        'criterion such as versionRegex, or set onUnparsable to "warn".'
    )


def test_undated(package: Make, decide: Decide) -> None:
    """If a creation time is unreadable, the error lists the packages with their raw times."""
    catalog = [
        package("1.0.0", utc_create="2025-11-01T00:00:00Z"),
        package("2.0.0"),
        package("3.0.0", utc_create="yesterday"),
    ]
    error = refusal(decide({"select": "newest"}, catalog))
    assert isinstance(error, UnparsableError)
    first, *others = str(error).splitlines()
    assert first == "The newest of 3 packages in here is unknown, because 2 have no readable creation time."
    assert others == [
        '  2.0.0 (full, verified) "name-2" in a1/default, firmwareId id-2: utcCreate missing',
        '  3.0.0 (full, verified) "name-3" in a1/default, firmwareId id-3: utcCreate yesterday',
        'Set destVersion, set select to "highest", or block these packages (argument blocked).',
    ]


def test_unexpected(package: Make, decide: Decide) -> None:
    """The error for failed assertions lists each of them with the actual value."""
    found = package("1.0.0", firmware_size=10, sign_method="MD5", firmware_sign="A" * 32)
    asked = {"destVersion": "1.0.0", "expectedSize": 9, "expectedDigest": "md5:" + "B" * 32, "statuses": ["verified"]}
    error = refusal(decide(asked, [found]))
    assert isinstance(error, UnexpectedFirmwareError)
    assert str(error).splitlines() == [
        "Unexpected package in here.",
        '  Criteria: destVersion "1.0.0", statuses verified',
        '  1.0.0 (full, verified) "name-1" in a1/default, firmwareId id-1',
        f"  expectedDigest: expected md5:{'b' * 32}, got md5:{'a' * 32}",
        "  expectedSize: expected 9 bytes, got 10 bytes",
        ("Find out why this package differs from the expected one. To accept it, update expectedDigest, expectedSize."),
    ]


def test_too_weak_a_digest(package: Make, decide: Decide) -> None:
    """The error for a weak digest suggests another digest or another setting, and does not suspect a replaced file."""
    error = refusal(decide({"weakDigest": "deny"}, [package("1.0.0", sign_method="MD5", firmware_sign="a" * 32)]))
    assert isinstance(error, UnexpectedFirmwareError)
    assert f"weakDigest: expected a SHA-256 digest, got md5:{'a' * 32}" in error.message
    assert "replaced" not in error.remedy
    assert "weakDigest" in error.remedy


def test_what_was_left_out_is_told(decide: Decide, catalog: list[Package]) -> None:
    """A warning lists versions that could not be compared, for any outcome, and says how to turn it off."""
    left_out = (
        "Skipped 1 package in here. versionScheme semver cannot read the version: latest. No tested versionScheme or "
        "versionPattern reads more of them. To select one of these packages, set destVersion{}. To skip without a "
        'warning, set another criterion such as versionRegex, or set onUnparsable to "ignore".'
    )
    by_time = ', or set select to "newest" and includePrerelease to true'
    for asked, also in (({"select": "highest"}, by_time), ({"versionRange": "^9"}, ""), ({"versionRange": "*"}, "")):
        assert decide({**GATEWAY, **asked}, catalog).warnings == (left_out.format(also),)


def test_a_weak_digest_is_told(package: Make, decide: Decide) -> None:
    """With `weakDigest: warn`, a weak or missing digest causes a warning."""
    weak = package("1.0.0", sign_method="MD5", firmware_sign="A" * 32)
    assert decide({"weakDigest": "warn"}, [weak]).warnings == (
        f"Package id-1 (1.0.0) in here: its digest is md5:{'a' * 32}; only a SHA-256 digest proves which file it is.",
    )
    (none,) = decide({"weakDigest": "warn"}, [package("1.0.0")]).warnings
    assert "the service returns no digest for it" in none
    strong = package("1.0.0", sign_method="SHA256", firmware_sign="c" * 64)
    assert decide({"weakDigest": "warn"}, [strong]).warnings == ()


def test_an_ended_block_is_told(package: Make, decide: Decide) -> None:
    """An expired block causes a warning only if its package is selected."""
    block = {"destVersion": "1.0.0", "reason": "bricks revision B", "expires": "2025-12-01"}
    catalog = [package("1.0.0"), package("2.0.0")]
    assert decide({"destVersion": "1.0.0", "blocked": [block]}, catalog).warnings == (
        "Package id-1 (1.0.0) in here: it was blocked (bricks revision B), but the block has expired.",
    )
    assert decide({"destVersion": "2.0.0", "blocked": [block]}, catalog).warnings == ()


def test_many_matches_are_counted(package: Make, decide: Decide) -> None:
    """A long list is shortened, and the omitted packages are counted."""
    error = refusal(decide({}, [package(f"1.{minor}.0") for minor in range(30)]))
    *_, last = error.message.splitlines()
    shown = error.message.count("firmwareId")
    assert shown >= 5
    assert last == f"  and {30 - shown} more"


def test_many_near_versions_fit(package: Make, decide: Decide) -> None:
    """With many differential packages near a missing version, the message is still short."""
    catalog = [
        package(version, type=FirmwareType.DIFFERENTIAL.code, src_version=f"0.{minor}.0")
        for version in ("1.0.0", "1.1.0", "2.0.0")
        for minor in range(5)
    ]
    error = refusal(decide({**GATEWAY, "type": "differential", "destVersion": "1.5.0"}, catalog))
    assert error.message.count("firmwareId") >= 5
    assert error.message.splitlines()[-1].startswith("  and ")


def test_criteria_that_removed_nothing_share_a_line(package: Make, decide: Decide) -> None:
    """Criteria that removed no package share one line, so that the other criteria are prominent."""
    asked = {**GATEWAY, "type": "full", "nameRegex": "name", "versionRange": ">=1", "minSize": 1, "maxSize": 5}
    idle = (
        'moduleName "default", type "full", nameRegex "name", versionScheme semver, versionRange ">=1", minSize 1 byte'
    )
    error = refusal(decide(asked, [package("1.0.0", firmware_size=9)]))
    assert error.message.splitlines()[1:5] == [
        '  productKey "a1"  leaves 1',
        "  maxSize 5 bytes  leaves 0",
        f"  no effect: {idle}",
        "  not applied: statuses verified or notRequired",
    ]


def test_many_criteria_still_show_packages(package: Make, decide: Decide) -> None:
    """Even if many criteria removed packages, the error shows some of the nearest packages."""
    removed = [
        package("9.0.0", product_key="a2"),
        package("9.0.0", module_name="modem"),
        package("9.0.0", type=None),
        package("9.0.0", firmware_name="cam"),
        package("latest"),
        package("0.9.0"),
        package("9.0.0", sign_method="SHA256"),
        package("9.0.0", sign_method="MD5", firmware_size=1),
        package("9.0.0", sign_method="MD5", firmware_size=99),
    ]
    asked = {
        **GATEWAY,
        "type": "full",
        "nameRegex": "name",
        "versionRange": ">=1",
        "includePrerelease": True,
        "signMethod": "MD5",
        "minSize": 5,
        "maxSize": 50,
    }
    fitting = {"sign_method": "MD5", "firmware_size": 10}
    for unfit in ({}, {"status": FirmwareStatus.UNVERIFIED.code}):
        matching = [package(f"1.{minor}.0", **fitting, **unfit) for minor in range(9)]
        assert refusal(decide(asked, [*removed, *matching])).message.count("firmwareId") >= 2


HOSTILE = st.text(
    alphabet="a1.\n\r\t\x00\x1b\x0b\x85\u2028\u202e\ud800 \U0001f600", min_size=1, max_size=12
) | st.sampled_from(["1.0.0", "2.0.0", "2.0.0-rc.1", "x" * 500, "1.0.0\n" * 40])
PACKAGES = st.builds(
    Package,
    firmware_id=st.text(alphabet="ab\n", min_size=1, max_size=5),
    firmware_name=HOSTILE,
    dest_version=HOSTILE,
    src_version=st.none() | HOSTILE,
    module_name=st.none() | HOSTILE,
    product_key=st.none() | HOSTILE,
    sign_method=st.sampled_from([None, "MD5", "SHA256\n"]),
    firmware_sign=st.none() | HOSTILE,
    firmware_size=st.sampled_from([None, 0, 10**30]),
    status=st.sampled_from([None, FirmwareStatus.VERIFIED.code, FirmwareStatus.VERIFIED.code]),
    type=st.sampled_from([None, FirmwareType.FULL.code, FirmwareType.DIFFERENTIAL.code]),
    utc_create=st.none() | HOSTILE | st.just("2025-11-01T00:00:00Z"),
)
SOME = st.lists(PACKAGES, max_size=8, unique_by=lambda firmware: firmware.firmware_id)
A_HUNDRED = st.lists(PACKAGES, min_size=1, max_size=3).map(
    lambda drawn: [
        Package(firmware_id=f"id\n{number}", dest_version=f"{number}.0.0", firmware_name=each.firmware_name)
        for number in range(100)
        for each in drawn[number % len(drawn) :][:1]
    ]
)
PRINTABLE = HOSTILE.map(lambda text: text.replace("\ud800", ""))  # the engine passes no lone surrogates
TEXTS = PRINTABLE.filter(bool)
UNPADDED = PRINTABLE.map(str.strip).filter(bool)
LONG_PATTERN = "(?:" + "a|" * 240 + ")[0-9]*"
ASKED = st.fixed_dictionaries(
    {"statuses": st.just(["verified", "unknown"]), "select": st.sampled_from(["only", "highest", "newest"])},
    optional={
        **dict.fromkeys(("productKey", "moduleName", "srcVersion", "fromVersion", "firmwareName"), TEXTS),
        **dict.fromkeys(("destVersion", "firmwareId", "expectedFirmwareId"), TEXTS),
        "type": st.sampled_from(["full", "differential", "unknown"]),
        "nameRegex": st.sampled_from([".", LONG_PATTERN, "\n|."]),
        "versionRegex": st.sampled_from([".", LONG_PATTERN]),
        "versionRange": st.sampled_from(["*", ">=1 <9", " || ".join(["1.x"] * 36)]),
        "versionScheme": st.just("dotted"),
        "versionPattern": st.sampled_from(["(?P<version>.+)" + "(?:" + "a|" * 200 + ")"]),
        "onUnparsable": st.sampled_from(["warn", "ignore", "error"]),
        "includePrerelease": st.booleans(),
        "signMethod": st.just("MD5"),
        "minSize": st.just(0),
        "maxSize": st.just(10**30),
        "minAge": st.just("1s"),
        "blocked": st.lists(st.fixed_dictionaries({"reason": TEXTS, "firmwareId": UNPADDED}), min_size=1, max_size=2),
        "expectedSize": st.just(1),
        "weakDigest": st.sampled_from(["warn", "deny"]),
    },
)
FEW_CRITERIA = ASKED.map(lambda asked: dict(list(asked.items())[:4]))


@settings(max_examples=200)
@given(ASKED | FEW_CRITERIA, SOME | A_HUNDRED)
def test_every_text_is_short_and_plain(decide: Decide, asked: Asked, catalog: list[Package]) -> None:
    """With any text from the service or the user, messages are short and printable, and a warning has one line.

    The order of the catalog does not change the text.
    """
    decision = decide(asked, catalog)
    text = decision.explanation("here")
    assert len(text.splitlines()) <= MOST_LINES
    assert all(line.isprintable() and line for line in text.split("\n"))
    assert all(warning.isprintable() for warning in decision.warnings)
    assert all(verdict.reason.isprintable() for verdict in decision.candidates())
    assert all(str(step.rule).isprintable() for step in decision.narrowing.steps)
    assert decide(asked, catalog[::-1]).explanation("here") == text
