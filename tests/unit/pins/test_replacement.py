# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Replacements of a pinned package that are not allowed by default: a downgrade, a possible downgrade, another file."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alicloud_iot_ota import pins
from alicloud_iot_ota.errors import DowngradeError
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType, Package
from alicloud_iot_ota.pins.replacement import Successor, judge_replacement, require_no_downgrade
from alicloud_iot_ota.pins.verdicts import Verdict
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.versions import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_iot_ota.selection import Criteria

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
MARCH, APRIL = "2025-03-01T08:00:00.000Z", "2025-04-01T08:00:00.000Z"
NEWEST = {"select": "newest", "includePrerelease": True}
DATED = {"versionPattern": "V(?P<version>.+)_[0-9]+"}
UNREADABLE = ["V1.2.3_20230105", "V1.2.10_20230901", "2022.04.2", "winter", ""]
CONSENT = "set allowDowngrade to true for this deployment"


def criteria_of(asked: Mapping[str, object]) -> Criteria:
    """Return criteria from user arguments."""
    return msgspec.convert({"productKey": "a1", "moduleName": "default", **asked}, GetFirmwareArgs).criteria


def guard(
    asked: Mapping[str, object], before: Package, after: Package, *, is_listed: bool = True, is_locked: bool = False
) -> str | None:
    """Replace one package by another, and return the error, or None if the replacement is allowed."""
    successor = Successor(
        pinned=pins.lock(before, None) if is_locked else pins.pin(before),
        listed=before if is_listed else None,
        chosen=after,
        criteria=criteria_of(asked),
    )
    try:
        require_no_downgrade(successor, NOW, "The state", CONSENT)
    except DowngradeError as error:
        return str(error)
    return None


def test_downgrade(package: Callable[..., Package]) -> None:
    """The error for a downgrade shows both versions and how to allow it. An upgrade or the same version is allowed."""
    low, high = package("4.0.0"), package("4.1.0")
    assert guard({}, high, low) == (
        "Downgrade blocked. The state has 4.1.0, and the criteria now select 4.0.0 (firmwareId id-1).\n"
        "To downgrade on purpose, set allowDowngrade to true for this deployment."
    )
    assert guard({}, low, high) is None
    assert guard({}, low, low) is None


def test_downgrade_says_why_the_pinned_package_is_not_kept(package: Callable[..., Package]) -> None:
    """The error says why the pinned package is not selected: deleted, or no longer qualified, and what to check."""
    low = package("4.0.0")
    gone = guard({}, package("4.1.0"), low, is_listed=False)
    assert gone is not None
    assert "4.1.0 is no longer listed.\nFind out who deleted 4.1.0 and why. To downgrade" in gone
    unfit = guard({}, package("4.1.0", status=FirmwareStatus.VERIFICATION_FAILED.code), low)
    assert unfit is not None
    assert (
        "4.1.0 no longer qualifies: its status is verificationFailed.\nWait for its verification or finish it" in unfit
    )
    kept = guard({}, package("4.1.0"), low)
    assert kept is not None
    assert "4.1.0 no longer" not in kept
    assert "Find out" not in kept


@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize(
    ("asked", "before", "after", "unread"),
    [
        ({"destVersion": "V1.2.3_1"}, "V1.2.2_9", "V1.2.3_1", 'semver cannot read "V1.2.2_9" or "V1.2.3_1".'),
        ({"select": "highest"}, "V1.2.2_9", "1.2.3", 'semver cannot read "V1.2.2_9".'),
        ({"firmwareName": "gateway"}, "1.2.3", "winter", 'semver cannot read "winter".'),
        ({"versionScheme": "dotted", "destVersion": "x"}, "1.2.3.4", "x", 'dotted cannot read "x".'),
        (DATED, "V1.2.3_1", "1.2.4", 'semver cannot read "1.2.4".'),
    ],
)
def test_unknown_order_is_a_possible_downgrade(  # noqa: PLR0913, PLR0917 - the columns of a table
    package: Callable[..., Package],
    asked: Mapping[str, object],
    before: str,
    after: str,
    unread: str,
    is_listed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """An unreadable version has no order, so the error reports a possible downgrade that the user must check."""
    error = guard(asked, package(before, utc_create=MARCH), package(after, utc_create=APRIL), is_listed=is_listed)
    assert error is not None
    assert error.startswith(f"Possible downgrade blocked. The state has {before}, and the criteria now select {after} ")
    assert f"Their order is unknown: versionScheme {unread}" in error
    assert error.endswith(f"If you want this change, {CONSENT}.")


@pytest.mark.parametrize(
    ("asked", "before", "after", "expected"),
    [
        ({}, "1.2.3.4", "1.2.3.5", Order.HIGHER),
        ({}, "1.2.3.5", "1.2.3.4", Order.LOWER),
        ({}, "V1.2.3_20230105", "V1.2.10_20230901", Order.HIGHER),
        ({}, "2022.04.2", "2022.05", Order.HIGHER),
        ({"versionScheme": "dotted"}, "fw-1.2.3", "fw-1.2.2", Order.LOWER),
        ({}, "1.2.3", "winter", None),
        ({"versionScheme": "dotted"}, "1.2.3-07a3ca9", "1.2.3-a1b2c3d", None),
    ],
)
def test_settings_that_order_both_are_proposed(
    package: Callable[..., Package], asked: Mapping[str, object], before: str, after: str, expected: Order | None
) -> None:
    """The error suggests settings that order both versions, if such settings exist. They show if it is a downgrade."""
    error = guard(asked, package(before), package(after))
    assert error is not None
    found = re.search(r"To order them, set (.*) \(reads all 2 versions\)\. If you want", error)
    assert (found is None) == (expected is None)
    if found is not None:
        pairs = (each.split(": ", 1) for each in found[1].split(" and "))
        declared = {name: value.strip("'") for name, value in pairs}
        assert criteria_of({**asked, **declared}).reader.order(after, before) is expected


@pytest.mark.parametrize(
    ("before", "after", "is_listed", "is_locked", "is_stopped"),
    [
        (MARCH, APRIL, True, False, False),
        (MARCH, APRIL, False, True, False),
        (MARCH, APRIL, False, False, True),
        (APRIL, MARCH, True, False, True),
        (APRIL, MARCH, False, True, True),
        (MARCH, MARCH, True, False, True),
        (MARCH, None, True, False, True),
        (None, MARCH, True, True, True),
        ("no time", APRIL, True, True, True),
    ],
)
def test_newest_is_ordered_by_time(  # noqa: PLR0913, PLR0917 - the columns of a table
    package: Callable[..., Package],
    before: str | None,
    after: str | None,
    is_listed: bool,  # noqa: FBT001
    is_locked: bool,  # noqa: FBT001
    is_stopped: bool,  # noqa: FBT001
) -> None:
    """With `select: newest`, the creation time orders unreadable versions. A lock file records that time."""
    old, new = package("V1.2.3_1", utc_create=before), package("V1.2.2_9", utc_create=after)
    error = guard(NEWEST, old, new, is_listed=is_listed, is_locked=is_locked)
    assert (error is not None) is is_stopped


def test_newest_does_not_overrule_versions(package: Callable[..., Package]) -> None:
    """A lower version is a downgrade, even if its package is newer."""
    error = guard(NEWEST, package("4.0.0", utc_create=MARCH), package("3.9.9", utc_create=APRIL))
    assert error is not None
    assert error.startswith("Downgrade blocked.")


VERSIONS = st.sampled_from(["1.2.3", "1.2.10", "2.0.0-rc.1", "1.2.3.4", *UNREADABLE])


@given(VERSIONS, VERSIONS, st.sampled_from([{}, {"versionScheme": "dotted"}, DATED, {"select": "highest"}]))
def test_only_a_known_upgrade_passes(before: str, after: str, asked: Mapping[str, object]) -> None:
    """A change between two different versions is allowed in at most one direction."""
    assume(before != after)
    old, new = (Package(firmware_id=text, dest_version=text) for text in (before, after))
    passing = [guard(asked, *pair) is None for pair in ((old, new), (new, old))]
    reader = criteria_of(asked).reader
    versions = [reader.read(text) for text in (before, after)]
    if None in versions:
        assert passing == [False, False]
    else:
        assert passing.count(True) == (2 if versions[0] == versions[1] else 1)


def test_replacement(package: Callable[..., Package]) -> None:
    """Another file with the same version or ID is a replacement. Another version with another ID is a new selection."""
    digest = {"sign_method": "SHA256", "firmware_sign": "ab" * 32}
    before = package("4.0.0", firmware_id="a", **digest)
    assert judge_replacement(pins.pin(before), before, NOW) is None
    assert judge_replacement(pins.pin(before), package("4.1.0", **digest), NOW) is None

    def verdict(now: Package) -> Verdict | None:
        judgment = judge_replacement(pins.pin(before), now, NOW)
        return None if judgment is None else judgment.verdict

    assert verdict(package("4.0.0", firmware_id="b", **digest)) is Verdict.MOVED
    assert verdict(package("4.0.0", firmware_id="b")) is Verdict.REPLACED
    delta = {"type": FirmwareType.DIFFERENTIAL.code, "src_version": "3.0.0"}
    assert verdict(package("4.0.0", firmware_id="b", **delta)) is Verdict.REPLACED
    assert verdict(package("4.1.0", firmware_id="b", **delta)) is None
    assert verdict(package("4.1.0", firmware_id="a", **digest)) is Verdict.CHANGED
