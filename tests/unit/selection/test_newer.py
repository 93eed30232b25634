# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Packages newer than a pinned one, and why a newer package is skipped."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import msgspec
import pytest

from alicloud_iot_ota import selection
from alicloud_iot_ota.base import decoding
from alicloud_iot_ota.firmware import FirmwareStatus, FirmwareType
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.versions import Order, Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection import Newer

NOW = datetime(2025, 12, 1, tzinfo=timezone.utc)
SCOPE = {"productKey": "a1", "moduleName": "default"}


def newer(asked: Mapping[str, object], catalog: Sequence[Package], **options: bool) -> Newer:
    """Return what is newer than the first package, by user arguments."""
    criteria = decoding.convert({**SCOPE, **asked}, GetFirmwareArgs).criteria
    return selection.newer(criteria, catalog[0], catalog, NOW, **options)


def on_day(day: int) -> dict[str, str]:
    """Return the creation time for a day."""
    return {"utc_create": f"2025-11-{day:02}T08:00:00.000Z"}


def told(found: Newer) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the version of the best newer package, and the skipped versions with their criteria."""
    best = None if found.best is None else found.best.dest_version
    return best, [(each.firmware.dest_version, each.criterion) for each in found.skipped]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"destVersion": "4.0.0"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        ({"firmwareId": "id-1"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        ({"firmwareName": "name-1"}, ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")])),
        (
            {"versionRange": "~4.0", "select": "highest"},
            (None, [(each, "versionRange") for each in ("6.0.0", "5.0.0-rc.1", "4.10.0", "4.9.0")]),
        ),
        ({"destVersion": "4.0.0", "includePrerelease": True}, ("5.0.0-rc.1", [("6.0.0", "statuses")])),
        ({"destVersion": "4.0.0", "statuses": ["verified", "unverified"]}, ("6.0.0", [])),
        (
            {"destVersion": "4.0.0", "blocked": [{"destVersion": "4.10.0", "reason": "bricks"}]},
            ("4.9.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease"), ("4.10.0", "blocked")]),
        ),
        (
            {"destVersion": "4.0.0", "minAge": "1d", "includePrerelease": True},
            (None, [("6.0.0", "statuses"), *((each, "minAge") for each in ("5.0.0-rc.1", "4.10.0", "4.9.0"))]),
        ),
        (
            {"destVersion": "4.0.0", "expectedDigest": "sha256:" + "ab" * 32},
            ("4.10.0", [("6.0.0", "statuses"), ("5.0.0-rc.1", "includePrerelease")]),
        ),
    ],
)
def test_newer(
    asked: Mapping[str, object],
    expected: tuple[str | None, list[tuple[str, str]]],
    package: Callable[..., Package],
) -> None:
    """The best newer package meets all criteria except those for one exact package. Higher ones are skipped."""
    catalog = [
        package("4.0.0", **on_day(2)),
        package("4.10.0"),
        package("4.9.0"),
        package("5.0.0-rc.1"),
        package("6.0.0", status=FirmwareStatus.UNVERIFIED.code),
        package("3.0.0"),
        package("not.a.version", **on_day(1)),
        package("7.0.0", module_name="modem"),
        package("7.0.0", product_key="a2"),
    ]
    assert told(newer(asked, catalog)) == expected


def test_nothing_newer(package: Callable[..., Package]) -> None:
    """The same version under another ID is not newer, nor is a lower version."""
    catalog = [package("4.0.0"), package("4.0.0"), package("4.0.0+build.2"), package("3.9.9")]
    assert told(newer({"destVersion": "4.0.0"}, catalog)) == (None, [])


def test_a_chain_of_known_orders(package: Callable[..., Package]) -> None:
    """The order of the pinned and the highest version is unknown, but a third version is between them."""
    catalog = [package("1.0.0-1-gaaa1111"), package("1.0.0-1-gb"), package("1.0.0-1-gccc1111")]
    asked = {"destVersion": "1.0.0-1-gaaa1111", "includePrerelease": True}
    assert Reader().order(catalog[0].dest_version, catalog[2].dest_version) is Order.UNKNOWN
    assert newer(asked, catalog).best is catalog[2]
    assert newer(asked, [catalog[0], catalog[2]]).best is None


RANGE = {"versionRange": ">=1.0.0", "select": "highest"}
NEWEST = {"select": "newest", "includePrerelease": True}


def flagged(found: Newer) -> list[tuple[str, str]]:
    """Return the possibly newer versions with their criteria. Each has a reason."""
    assert all(each.reason for each in found.skipped)
    return [(each.firmware.dest_version, each.criterion) for each in found.possibly]


@pytest.mark.parametrize(
    "asked",
    [RANGE, {"destVersion": "2021.12.1"}, {"firmwareId": "id-1"}, {"select": "newest"}, {**RANGE, "type": "full"}],
)
def test_unreadable_versions_are_possibly_newer(asked: Mapping[str, object], package: Callable[..., Package]) -> None:
    """An unreadable version is possibly newer if it meets all other criteria and was not created earlier."""
    catalog = [
        package("2021.12.1", **on_day(5)),
        package("2021.01.1", **on_day(4)),  # before it
        package("2022.05", **on_day(6)),
        package("2023.01.05", **on_day(7)),
        package("2023.02.05"),  # unknown time
        package("2023.03.05", **on_day(8), status=FirmwareStatus.UNVERIFIED.code),
        package("2023.04.05", **on_day(8), type=FirmwareType.DIFFERENTIAL.code, src_version="2021.12.1"),
        package("2023.05.05", **on_day(8), module_name="modem"),
        package("2023.06.05", **on_day(8), product_key="a2"),
    ]
    found = newer(asked, catalog)
    scheme = "versionScheme"
    expected = [("2023.02.05", scheme), ("2023.01.05", scheme), ("2022.05", scheme)]
    assert found.best is None
    assert flagged(found) == expected
    assert selection.possibly_newer(found, "2021.12.1") == (
        "3 possibly newer packages have unreadable versions: 2023.02.05, 2023.01.05, 2022.05."
    )
    assert flagged(newer({**asked, "onUnparsable": "ignore"}, catalog)) == []
    assert flagged(newer({**asked, "onUnparsable": "error"}, catalog)) == expected


def test_a_time_that_is_unknown(package: Callable[..., Package]) -> None:
    """If the pinned package has no time, each unreadable version is possibly newer, unless the catalog has the time."""
    catalog = [package("1.0.0"), package("winter", **on_day(1))]
    assert flagged(newer(RANGE, catalog)) == [("winter", "versionScheme")]
    dated = [package("1.0.0", firmware_id=catalog[0].firmware_id, **on_day(2)), *catalog[1:]]
    criteria = decoding.convert({**SCOPE, **RANGE}, GetFirmwareArgs).criteria
    assert flagged(selection.newer(criteria, catalog[0], dated, NOW)) == []


def test_nothing_compares_with_an_unreadable_version(package: Callable[..., Package]) -> None:
    """For an unreadable pinned version, each package that was not created earlier is possibly newer."""
    catalog = [
        package("winter", **on_day(5)),
        package("4.0.0", **on_day(6)),
        package("9.0.0", **on_day(4)),
        package("4.1.0"),
        package("spring", **on_day(7)),
        package("4.2.0", **on_day(8), status=FirmwareStatus.UNVERIFIED.code),
        package("winter", **on_day(9)),
    ]
    found = newer({"destVersion": "winter"}, catalog)
    assert told(found)[0] is None
    assert [version for version, _ in flagged(found)] == ["4.1.0", "spring", "4.0.0"]
    assert {each.criterion for each in found.skipped} == {"versionScheme"}
    assert selection.possibly_newer(found, "winter") == (
        "1 possibly newer package has an unreadable version: spring. "
        "2 packages are possibly newer than winter, but the order is unknown: 4.1.0, 4.0.0."
    )
    assert selection.possibly_newer(newer({}, catalog[-1:]), "winter") is None


def test_versions_that_nothing_reads(package: Callable[..., Package]) -> None:
    """Criteria that do not read versions match unreadable ones too, and these are possibly newer."""
    catalog = [package("1.0.0", **on_day(1)), package("winter", **on_day(2)), package("2.0.0", **on_day(3))]
    assert told(newer({"statuses": ["verified"]}, catalog)) == ("2.0.0", [("winter", "versionScheme")])


def test_newest_is_judged_by_time(package: Callable[..., Package]) -> None:
    """With `select: newest`, only creation times decide what is newer."""
    catalog = [
        package("V1.2.3_20230105", **on_day(5)),
        package("V1.2.4_20230301", **on_day(7)),
        package("9.0.0", **on_day(4)),
        package("0.1.0", **on_day(6)),
        package("0.2.0", **on_day(9), status=FirmwareStatus.UNVERIFIED.code),
        package("0.3.0", **on_day(8), status=FirmwareStatus.UNVERIFIED.code),
    ]
    assert told(newer(NEWEST, catalog)) == ("V1.2.4_20230301", [("0.2.0", "statuses"), ("0.3.0", "statuses")])
    undated = [package("1.0.0", **on_day(5)), package("2.0.0"), package("0.1.0", **on_day(6))]
    found = newer(NEWEST, undated)
    assert (told(found)[0], flagged(found)) == ("0.1.0", [("2.0.0", "select")])
    assert flagged(newer(NEWEST, [undated[1], undated[0]])) == [("1.0.0", "select")]
    # Without includePrerelease, versions must be readable, so an unreadable one is only possibly newer.
    found = newer({"select": "newest"}, [undated[0], catalog[1]])
    assert (found.best, flagged(found)) == (None, [("V1.2.4_20230301", "versionScheme")])
    ignored = newer({"select": "newest", "onUnparsable": "ignore"}, [undated[0], catalog[1]])
    assert told(ignored) == (None, [])


def test_readable_versions_without_an_order(package: Callable[..., Package]) -> None:
    """Versions without an order, such as two hashes, are possibly newer if created later and if no match is higher."""

    class Hashes(Reader):
        def order(self, text: str, other: str) -> Order:
            same = text != other and text.partition("-")[0] == other.partition("-")[0]
            return Order.UNKNOWN if same else super().order(text, other)

    reader = Hashes(VersionScheme.DOTTED)
    criteria = decoding.convert({**SCOPE, **RANGE, "includePrerelease": True}, GetFirmwareArgs).criteria
    criteria = msgspec.structs.replace(criteria, reader=reader, version_range=None)
    catalog = [
        package("1.0.0-b1", **on_day(5)),
        package("1.0.0-a1", **on_day(6)),
        package("1.0.0-c1", **on_day(4)),
        package("1.0.0-d1", **on_day(7), status=FirmwareStatus.UNVERIFIED.code),
    ]
    found = selection.newer(criteria, catalog[0], catalog, NOW)
    assert [(each.firmware, each.reason) for each in found.skipped] == [
        (catalog[1], "its order relative to 1.0.0-b1 is unknown")
    ]
    assert selection.possibly_newer(found, "1.0.0-b1") == (
        "1 package is possibly newer than 1.0.0-b1, but the order is unknown: 1.0.0-a1."
    )
    higher = package("1.0.1", **on_day(5))
    assert selection.newer(criteria, catalog[0], [*catalog, higher], NOW).best is higher
    assert selection.newer(criteria, catalog[0], [*catalog, higher], NOW).skipped == ()


def test_a_named_entry_stays(package: Callable[..., Package]) -> None:
    """If the criteria have a fixed ID or name, no package is newer. Other packages are skipped for that reason."""
    catalog = [package("4.0.0", **on_day(5)), package("5.0.0", **on_day(6)), package("winter", **on_day(7))]
    for name, value in (("firmwareId", catalog[0].firmware_id), ("firmwareName", catalog[0].firmware_name)):
        found = newer({name: value}, catalog, keeps_name=True)
        assert told(found) == (None, [("5.0.0", name), ("winter", name)])
        assert found.possibly == ()
    shared = [package(each.dest_version, firmware_name="n", utc_create=each.utc_create) for each in catalog]
    asked = {"firmwareName": "n", "select": "highest"}
    assert told(newer(asked, shared, keeps_name=True)) == ("5.0.0", [("winter", "versionScheme")])


def test_one_package_speaks_for_its_version(package: Callable[..., Package]) -> None:
    """Each version is listed once: with its full package, or with the lowest ID of several."""
    catalog = [
        package("4.0.0"),
        package("4.1.0", type=FirmwareType.DIFFERENTIAL.code, src_version="4.0.0"),
        package("4.1.0", firmware_id="b"),
        package("4.1.0", firmware_id="a"),
        package("4.2.0", type=FirmwareType.DIFFERENTIAL.code, src_version="4.1.0"),
        package("4.2.0", status=FirmwareStatus.VERIFYING.code),
    ]
    found = newer({"destVersion": "4.0.0"}, catalog)
    assert found.best is catalog[3]
    assert [(each.firmware, each.criterion) for each in found.skipped] == [(catalog[5], "statuses")]
