# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Which packages match, and which one is chosen: a table, and an obvious reference for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semver import Version

from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, SelectionError
from alicloud_iot_ota.firmware import Firmware, FirmwareStatus, FirmwareType
from alicloud_iot_ota.selection import Criteria, Select, choose, matching

if TYPE_CHECKING:
    from collections.abc import Callable

VERSIONS = ["1.0.0", "v1.0.0", "1.2.0", "1.10.0", "1.10.0-rc.1", "1.10.0+b.1", "latest", "1.2"]
STATUSES = ["verified", "notRequired", "unverified", "unknown"]

FIRMWARES = st.builds(
    Firmware,
    firmware_id=st.text(alphabet="ab", min_size=1, max_size=4),
    firmware_name=st.sampled_from(["x", "y"]),
    dest_version=st.sampled_from(VERSIONS),
    src_version=st.sampled_from([None, "0.9.0"]),
    module_name=st.sampled_from([None, "default", "modem"]),
    product_key=st.sampled_from([None, "a1", "a2"]),
    status=st.sampled_from([None, *(FirmwareStatus(code) for code in (-1, 0, 1, 9))]),
    type=st.sampled_from([None, *FirmwareType]),
)
CATALOGUES = st.lists(FIRMWARES, max_size=8, unique_by=lambda firmware: firmware.firmware_id)
CRITERIA = st.builds(
    Criteria,
    product_key=st.none() | st.sampled_from(["a1", "a2"]),
    module_name=st.none() | st.sampled_from(["default", "modem"]),
    type=st.none() | st.sampled_from(["full", "differential", "unknown"]),
    src_version=st.none() | st.just("0.9.0"),
    firmware_name=st.none() | st.just("x"),
    dest_version=st.none() | st.sampled_from([*VERSIONS, "3.0.0", "nightly"]),
    firmware_id=st.none() | st.just("a"),
    statuses=st.none() | st.lists(st.sampled_from(STATUSES), min_size=1, unique=True).map(tuple),
    select=st.sampled_from(Select),
)


def obvious_matches(criteria: Criteria, catalogue: list[Firmware]) -> list[Firmware]:
    """Filter by each criterion as a reader of the documentation would: None lets everything pass."""
    return [
        firmware
        for firmware in catalogue
        if criteria.product_key in (None, firmware.product_key)
        and criteria.module_name in (None, (firmware.module_name or "default"))
        and criteria.type in (None, firmware.type_word)
        and criteria.src_version in (None, firmware.src_version)
        and criteria.firmware_name in (None, firmware.firmware_name)
        and criteria.dest_version in (None, firmware.dest_version)
        and criteria.firmware_id in (None, firmware.firmware_id)
        and (criteria.statuses is None or firmware.status_word in criteria.statuses)
    ]


def obvious_choice(criteria: Criteria, catalogue: list[Firmware]) -> Firmware | type[SelectionError]:
    """Choose from the matches by comparing each with each."""
    found = obvious_matches(criteria, catalogue)
    if criteria.select is Select.HIGHEST:
        releases = {}
        for firmware in found:
            text = firmware.dest_version.removeprefix("v")
            if Version.is_valid(text) and not Version.parse(text).prerelease:
                releases[firmware] = Version.parse(text)
        if len({(firmware.product_key, (firmware.module_name or "default")) for firmware in releases}) > 1:
            return AmbiguousMatchError
        found = [
            firmware
            for firmware, version in releases.items()
            if all(version.compare(other) >= 0 for other in releases.values())
        ]
    if not found:
        return NoMatchError
    return found[0] if len(found) == 1 else AmbiguousMatchError


def outcome_in_words(criteria: Criteria, catalogue: list[Firmware]) -> str:
    """Return what a choice comes to, in the words that a user sees."""
    try:
        return repr(choose(criteria, catalogue, "here"))
    except SelectionError as error:
        return str(error)


@given(CRITERIA, CATALOGUES)
def test_matching_agrees_with_the_reference(criteria: Criteria, catalogue: list[Firmware]) -> None:
    """The same packages match, each of them once."""
    found = matching(criteria, catalogue)
    assert len(found) == len(set(found))
    assert set(found) == set(obvious_matches(criteria, catalogue))


@given(CRITERIA, CATALOGUES)
def test_choice_agrees_with_the_reference(criteria: Criteria, catalogue: list[Firmware]) -> None:
    """The same package is chosen, or the same error raised; no other error ever is."""
    outcome: Firmware | type[SelectionError]
    try:
        outcome = choose(criteria, catalogue, "here").firmware
    except SelectionError as error:
        outcome = type(error)
    assert outcome == obvious_choice(criteria, catalogue)


@given(CRITERIA, CATALOGUES.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_order_of_the_service_is_no_matter(
    criteria: Criteria, catalogues: tuple[list[Firmware], list[Firmware]]
) -> None:
    """The service promises no order, so lists, choices and the words of errors are the same for any."""
    one, other = catalogues
    assert matching(criteria, one) == matching(criteria, other)
    assert outcome_in_words(criteria, one) == outcome_in_words(criteria, other)


def test_stable_order(package: Callable[..., Firmware]) -> None:
    """Product, module, version (other text first, then lowest first), full before differential, source version, ID."""
    ordered = [
        package("1.0.0", product_key=None),
        package("zz", module_name="boot"),
        package("1.9.0", module_name="boot"),
        package("1.10.0", module_name="boot"),
        package("1.10.0", module_name="boot", type=FirmwareType.DIFFERENTIAL, src_version="1.0.0", firmware_id="z"),
        package("1.10.0", module_name="boot", type=FirmwareType.DIFFERENTIAL, src_version="1.9.0", firmware_id="y"),
        package("1.10.0", module_name="boot", type=None),
        package("1.0.0", firmware_id="a"),
        package("1.0.0", firmware_id="b"),
        package("0.1.0", product_key="a2"),
    ]
    assert list(matching(Criteria(), ordered[::-1])) == ordered


@pytest.mark.parametrize(
    ("versions", "highest"),
    [
        (["1.9.0", "1.10.0"], "1.10.0"),
        (["V2.2.0", "V2.3.0"], "V2.3.0"),
        (["1.0.0", "2.0.0-rc.1"], "1.0.0"),
        (["1.0.0+b", "0.9.0"], "1.0.0+b"),
        (["1.0.0", "9"], "1.0.0"),
    ],
)
def test_highest(package: Callable[..., Firmware], versions: list[str], highest: str) -> None:
    """The highest goes by semver precedence: numbers by value, a leading v ignored, pre-releases left out."""
    choice = choose(Criteria(select=Select.HIGHEST), [package(version) for version in versions], "here")
    assert choice.firmware.dest_version == highest


def test_passed_over_texts_are_told(package: Callable[..., Firmware]) -> None:
    """What could not be compared comes back beside the choice, so that the user hears of it."""
    text, release, candidate = package("cam_2024-11-05"), package("1.0.0"), package("2.0.0-rc.1")
    choice = choose(Criteria(select=Select.HIGHEST), [text, release, candidate], "here")
    assert (choice.firmware, choice.unversioned) == (release, (text,))


def test_prerelease_by_name(package: Callable[..., Firmware]) -> None:
    """A pre-release is had by its own version."""
    candidate = package("2.0.0-rc.1")
    assert choose(Criteria(dest_version="2.0.0-rc.1"), [package("1.0.0"), candidate], "here").firmware == candidate
