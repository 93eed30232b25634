# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""What a user reads where no package, or no single one, can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import AmbiguousMatchError, NoMatchError, SelectionError
from alicloud_iot_ota.firmware import DEPLOYABLE, FirmwareStatus, FirmwareType
from alicloud_iot_ota.selection import Criteria, Select, choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.firmware import Firmware

MOST_LINES = 15
"""Of one message: it stands in the middle of an engine's own output, once for each resource."""


@pytest.fixture
def catalogue(package: Callable[..., Firmware]) -> list[Firmware]:
    """Hold two products, two modules and a version that is not verified."""
    return [
        *(package(version) for version in ("1.0.0", "1.1.0", "2.0.0")),
        package("2.1.0", status=FirmwareStatus.UNVERIFIED),
        package("1.0.9", module_name="modem"),
        package("7.0.0", product_key="a2"),
    ]


def refusal(criteria: Criteria, catalogue: Sequence[Firmware]) -> SelectionError:
    """Return the error of a choice that must fail."""
    with pytest.raises(SelectionError) as caught:
        choose(criteria, catalogue, "product a1")
    assert len(str(caught.value).splitlines()) <= MOST_LINES
    return caught.value


def test_no_such_version(catalogue: list[Firmware]) -> None:
    """The criteria stand there in order, with what each one left, and the nearest versions below."""
    criteria = Criteria(product_key="a1", module_name="default", dest_version="1.5.0", statuses=DEPLOYABLE)
    error = refusal(criteria, catalogue)
    assert isinstance(error, NoMatchError)
    assert [" ".join(line.split()) for line in error.message.splitlines()] == [
        "No package matches. Of the 6 packages in product a1:",
        'productKey "a1" leaves 5',
        'moduleName "default" leaves 4',
        'destVersion "1.5.0" leaves 0',
        "not reached: statuses verified or notRequired",
        "Nearest versions:",
        '1.0.0 (full, verified) "name-1" in a1/default, firmwareId id-1',
        '1.1.0 (full, verified) "name-2" in a1/default, firmwareId id-2',
        '2.0.0 (full, verified) "name-3" in a1/default, firmwareId id-3',
        '2.1.0 (full, unverified) "name-4" in a1/default, firmwareId id-4',
    ]
    assert "destVersion" in error.remedy


def test_not_verified(catalogue: list[Firmware]) -> None:
    """A version that is there and not verified is said to be just that."""
    error = refusal(Criteria(product_key="a1", dest_version="2.1.0", statuses=DEPLOYABLE), catalogue)
    assert isinstance(error, NoMatchError)
    assert "statuses verified or notRequired  leaves 0" in error.message
    assert "2.1.0 (full, unverified)" in error.message
    assert "verification" in error.remedy


@pytest.mark.parametrize(
    ("criteria", "name", "known"),
    [
        (Criteria(product_key="a3"), "productKey", "a1, a2"),
        (Criteria(product_key="a1", module_name="boot"), "moduleName", "default, modem"),
        (Criteria(product_key="a1", type="differential"), "type", "full"),
        (Criteria(product_key="a2", firmware_name="name"), "firmwareName", "name-6"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_criteria(catalogue: list[Firmware], criteria: Criteria, name: str, known: str) -> None:
    """A criterion that nothing meets is named, with the values that there are."""
    error = refusal(criteria, catalogue)
    assert isinstance(error, NoMatchError)
    assert f"{name} there: {known}" in error.message
    assert error.remedy == f"Correct {name}, or leave it out."


def test_no_such_id(catalogue: list[Firmware]) -> None:
    """Other IDs would tell a reader nothing: the versions there do."""
    error = refusal(Criteria(product_key="a2", firmware_id="id"), catalogue)
    assert isinstance(error, NoMatchError)
    assert "versions there: 7.0.0" in error.message
    assert "id-6" not in error.message


def test_no_source_versions(catalogue: list[Firmware]) -> None:
    """Where no package has what was asked for at all, that is said."""
    assert "none of them has a srcVersion" in refusal(Criteria(src_version="1.0.0"), catalogue).message


def test_empty_catalogue() -> None:
    """An empty place is said to be empty, with what was asked for and where to look."""
    error = refusal(Criteria(product_key="a1", dest_version="1.0.0"), [])
    assert isinstance(error, NoMatchError)
    assert "product a1 holds none at all" in error.message
    assert 'productKey "a1", destVersion "1.0.0"' in error.message
    assert "iotInstanceId" in error.remedy


def test_empty_catalogue_and_no_criteria() -> None:
    """Without any criterion the message does not pretend that there were some."""
    assert "Asked for: ." not in refusal(Criteria(), []).message


def test_unlike_text_still_shows_the_versions(catalogue: list[Firmware]) -> None:
    """A version that is spelt like none of those there still gets to see some of them."""
    assert "2.0.0" in refusal(Criteria(product_key="a1", dest_version="nightly"), catalogue).message


def test_several_matches(package: Callable[..., Firmware]) -> None:
    """All of them are listed, and what tells them apart is named."""
    catalogue = [
        package("2.0.0"),
        package("2.0.0", type=FirmwareType.DIFFERENTIAL, src_version="1.0.0"),
        package("2.0.0", type=FirmwareType.DIFFERENTIAL, src_version="1.1.0"),
    ]
    error = refusal(Criteria(dest_version="2.0.0"), catalogue)
    assert isinstance(error, AmbiguousMatchError)
    assert error.message.splitlines() == [
        "3 packages match, where exactly one was asked for, in product a1:",
        '  2.0.0 (full, verified) "name-1" in a1/default, firmwareId id-1',
        '  2.0.0 (differential from 1.0.0, verified) "name-2" in a1/default, firmwareId id-2',
        '  2.0.0 (differential from 1.1.0, verified) "name-3" in a1/default, firmwareId id-3',
    ]
    assert "type, srcVersion, firmwareName: add one of these" in error.remedy
    assert "destVersion" not in error.remedy


def test_nothing_tells_them_apart(package: Callable[..., Firmware]) -> None:
    """Packages alike in all that can be asked for are told by their IDs only."""
    error = refusal(Criteria(), [package("1.0.0", firmware_name="same"), package("1.0.0", firmware_name="same")])
    assert error.remedy == "They differ in nothing but the firmwareId: name that."


def test_highest_of_several_modules(catalogue: list[Firmware]) -> None:
    """Versions of different modules are never compared with each other."""
    error = refusal(Criteria(product_key="a1", select=Select.HIGHEST), catalogue)
    assert isinstance(error, AmbiguousMatchError)
    assert "more than one product or module" in error.message
    assert "moduleName" in error.remedy


def test_highest_twice(package: Callable[..., Firmware]) -> None:
    """Two packages of the highest version are both listed, and the lower ones are not."""
    catalogue = [package("1.0.0"), package("v2.0.0"), package("2.0.0+build")]
    error = refusal(Criteria(select=Select.HIGHEST), catalogue)
    assert isinstance(error, AmbiguousMatchError)
    assert error.message.startswith("2 packages share the highest version")
    assert "id-1" not in error.message


def test_no_version_to_compare(package: Callable[..., Firmware]) -> None:
    """Where nothing can be the highest, the versions there are named."""
    error = refusal(Criteria(select=Select.HIGHEST), [package("latest"), package("2.0.0-rc.1")])
    assert isinstance(error, NoMatchError)
    assert "2.0.0-rc.1, latest" in error.message
    assert "destVersion" in error.remedy


def test_many_matches_are_counted(package: Callable[..., Firmware]) -> None:
    """A long list is cut, and says by how much."""
    error = refusal(Criteria(), [package(f"1.{minor}.0") for minor in range(30)])
    assert error.message.splitlines()[-1] == "  and 18 more"


def test_many_near_versions_fit(package: Callable[..., Firmware]) -> None:
    """A version missing among many differential packages still makes a short message."""
    catalogue = [
        package(version, type=FirmwareType.DIFFERENTIAL, src_version=f"0.{minor}.0")
        for version in ("1.0.0", "1.1.0", "2.0.0")
        for minor in range(5)
    ]
    criteria = Criteria(
        product_key="a1", module_name="default", type="differential", dest_version="1.5.0", statuses=DEPLOYABLE
    )
    assert "Nearest versions" in refusal(criteria, catalogue).message


def test_many_unverified_fit(package: Callable[..., Firmware]) -> None:
    """Many packages of which none is verified still make a short message."""
    catalogue = [package(f"1.{minor}.0", status=FirmwareStatus.UNVERIFIED) for minor in range(30)]
    criteria = Criteria(product_key="a1", module_name="default", type="full", statuses=DEPLOYABLE)
    assert "more" in refusal(criteria, catalogue).message
