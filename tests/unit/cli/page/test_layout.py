# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The layout of the catalog page, without HTML."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.cli.page.axis import axis, ticks
from alicloud_iot_ota.cli.page.layout import HEAD, LANE, MARK, PINS, PLOT, Mark, Timeline, layout
from alicloud_iot_ota.cli.page.pins import EntryPin
from alicloud_iot_ota.firmware import FirmwareType
from alicloud_iot_ota.versions import Reader, VersionScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.firmware import Package

    Make = Callable[..., Package]

DELTA = FirmwareType.DIFFERENTIAL.code


def on(day: str) -> str:
    """Return a time in the format of the API."""
    return f"{day}T12:00:00.000Z"


def moment(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def pin(firmware_id: str | None, *, name: str = "gateway", is_fine: bool = True) -> EntryPin:
    """Return an entry of a lock file."""
    return EntryPin(
        name=name,
        file="firmware.lock",
        line=3,
        version="1.0.0",
        firmware_id=firmware_id,
        verdict="ok" if is_fine else "missing",
        message=None,
        can_be_deployed=is_fine,
    )


def timeline(packages: Sequence[Package], reader: Reader | None = None) -> Timeline:
    """Return the only timeline of packages in one module."""
    (product,) = layout(packages, [], reader or Reader()).products
    (found,) = product.timelines
    return found


def versions(found: Timeline) -> list[str]:
    """Return the versions of a timeline, from top to bottom."""
    return [row.version for row in found.rows]


def mark_of(found: Timeline, firmware: Package) -> Mark:
    """Return the position of a package."""
    (mark,) = [mark for mark in found.marks if mark.package.firmware == firmware]
    return mark


def overlapping(found: Timeline) -> list[tuple[Mark, Mark]]:
    """Return the pairs of packages that overlap."""
    return [
        (one, other)
        for one, other in itertools.combinations(found.marks, 2)
        if abs(one.x - other.x) < MARK and abs(one.y - other.y) < MARK
    ]


def test_rows_are_versions_in_their_order(package: Make) -> None:
    """The highest version, by the scheme and not by the alphabet, is on top. Packages are in their version's row."""
    packages = [package(version, utc_create=on("2025-01-01")) for version in ("1.9.0", "1.10.0", "1.2.0")]
    found = timeline(packages)
    assert versions(found) == ["1.10.0", "1.9.0", "1.2.0"]
    assert [row.top for row in found.rows] == [HEAD, HEAD + LANE, HEAD + 2 * LANE]
    assert [mark.y for mark in found.marks] == [row.top + LANE / 2 for row in found.rows]
    assert found.bottom == HEAD + 3 * LANE <= found.height


def test_what_is_no_version_comes_last_by_time(package: Make) -> None:
    """Unreadable versions are at the bottom, ordered by time, and marked as unreadable."""
    packages = [
        package("harbour", utc_create=on("2025-01-01")),
        package("attic", utc_create=on("2025-02-01")),
        package("zoo"),
        package("1.0", utc_create=on("2024-01-01")),
    ]
    found = timeline(packages, Reader(VersionScheme.DOTTED))
    assert versions(found) == ["1.0", "attic", "harbour", "zoo"]
    assert [row.is_read for row in found.rows] == [True, False, False, False]


def test_products_and_modules(package: Make) -> None:
    """Every module has a timeline. A missing module means the default one. Packages without a product form a group."""
    packages = [
        package("1.0.0", product_key="b", product_name="Zebra"),
        package("1.0.0", product_key="b", product_name="Ape", module_name="modem"),
        package("1.0.0", product_key="b", module_name=None),
        package("1.0.0", product_key=None),
    ]
    found = layout(packages, [], Reader()).products
    modules = [[(each.module, len(each.marks)) for each in product.timelines] for product in found]
    assert [(product.key, product.name) for product in found] == [(None, None), ("b", "Ape")]
    assert modules == [[("default", 1)], [("default", 2), ("modem", 1)]]


def test_later_is_farther_right_on_every_timeline(package: Make) -> None:
    """All timelines have the same axis, so that a time has the same position on each of them."""
    packages = [
        package("1.0.0", utc_create=on("2025-01-01")),
        package("2.0.0", utc_create=on("2025-03-01")),
        package("9.0.0", utc_create=on("2025-03-01"), module_name="modem"),
        package("9.1.0", utc_create=on("2025-06-01"), module_name="modem"),
    ]
    (product,) = layout(packages, [], Reader()).products
    x = {mark.package.firmware.dest_version: mark.x for each in product.timelines for mark in each.marks}
    assert x["1.0.0"] < x["2.0.0"] == x["9.0.0"] < x["9.1.0"]
    assert x["9.1.0"] <= PLOT - PINS


def test_packages_of_one_moment_stand_beside_each_other(package: Make) -> None:
    """A full package keeps its position. Packages with the same time move to the right, and then to further lanes."""
    full = package("2.0.0", utc_create=on("2025-01-01"))
    deltas = [package("2.0.0", type=DELTA, src_version=f"1.{n}.0", utc_create=on("2025-01-01")) for n in range(9)]
    newer = package("3.0.0", utc_create=on("2025-06-01"))
    found = timeline([*deltas, full, newer])
    assert not overlapping(found)
    row = next(row for row in found.rows if row.version == "2.0.0")
    marks = [mark for mark in found.marks if mark.package.firmware.dest_version == "2.0.0"]
    assert marks[0] == mark_of(found, full)
    assert row.height == 3 * LANE
    assert {mark.y for mark in marks} == {row.top + LANE * (lane + 0.5) for lane in range(3)}


def test_edges_lead_from_source_to_destination(package: Make) -> None:
    """An edge connects a differential package with the full package of its source version, in any direction."""
    delta_there = package("1.0.0", type=DELTA, src_version="0.9.0", utc_create=on("2024-12-31"))
    source = package("1.0.0", utc_create=on("2025-01-01"))
    target = package("2.0.0", type=DELTA, src_version="1.0.0", utc_create=on("2025-02-01"))
    back = package("0.9.0", type=DELTA, src_version="2.0.0", utc_create=on("2025-01-15"))
    found = timeline([delta_there, source, target, back])
    numbers = {mark.package.firmware.firmware_id: mark.package.number for mark in found.marks}
    edges = {edge.package.firmware.firmware_id: edge for edge in found.edges}
    assert {name: edge.start for name, edge in edges.items()} == {
        delta_there.firmware_id: numbers[back.firmware_id],
        target.firmware_id: numbers[source.firmware_id],
        back.firmware_id: numbers[target.firmware_id],
    }
    up, down = edges[target.firmware_id], edges[back.firmware_id]
    start, end = mark_of(found, source), mark_of(found, target)
    assert (up.x1, up.y1, up.x2) == (start.x + MARK / 2, start.y, end.x)
    assert up.y2 > end.y + MARK / 2  # from below
    assert down.y2 < mark_of(found, back).y - MARK / 2  # from above
    assert "Q" in up.path
    assert "C" in down.path  # back in time


def test_source_that_is_not_there(package: Make) -> None:
    """A source version without a package has its own row. Its edge begins in the column for missing times."""
    found = layout([package("2.0.0", type=DELTA, src_version="1.0.0", utc_create=on("2025-01-01"))], [], Reader())
    (line,) = found.products[0].timelines
    assert [(row.version, row.has_packages) for row in line.rows] == [("2.0.0", True), ("1.0.0", False)]
    (edge,) = line.edges
    assert edge.start is None
    assert found.untimed is not None
    assert edge.x1 == found.untimed + MARK / 2 < line.marks[0].x


def test_source_that_is_the_destination(package: Make) -> None:
    """A package with its own version as source version has no edge."""
    assert timeline([package("2.0.0", type=DELTA, src_version="2.0.0")]).edges == ()


def test_no_time(package: Make) -> None:
    """Packages without a readable time are in a separate column, one below the other."""
    packages = [package("1.0.0"), package("1.0.0", utc_create="lately"), package("1.0.0", utc_create=on("2025-01-01"))]
    whole = layout(packages, [], Reader())
    (found,) = whole.products[0].timelines
    assert [mark.x for mark in found.marks[:2]] == [whole.untimed, whole.untimed]
    assert found.marks[2].x > whole.untimed + MARK if whole.untimed else False
    assert not overlapping(found)
    assert layout(packages[2:], [], Reader()).untimed is None
    assert layout(packages[:2], [], Reader()).ticks == ()


def test_pins(package: Make) -> None:
    """Entries are shown at their packages. An entry for a missing package is not shown."""
    held, other = package("1.0.0"), package("2.0.0")
    entries = [pin(held.firmware_id), pin(held.firmware_id, name="stable", is_fine=False), pin("gone"), pin(None)]
    first, second = layout([held, other], entries, Reader()).packages
    assert (first.pinned_by, first.has_broken_pin) == ("gateway, stable", True)
    assert (second.pinned_by, second.has_broken_pin) == ("", False)


def test_numbers_and_ranks(package: Make) -> None:
    """Packages keep their given order, and record the rank of their versions."""
    packages = [package("1.10.0"), package("1.9.0"), package("1.10.0", type=DELTA, src_version="1.9.0")]
    assert [(each.number, each.rank) for each in layout(packages, [], Reader()).packages] == [(1, 1), (2, 0), (3, 1)]


def test_nothing() -> None:
    """An empty catalog has no product and no axis."""
    found = layout([], [pin("gone")], Reader())
    assert (found.packages, found.products, found.ticks, found.untimed) == ((), (), (), None)


def test_many_packages(package: Make) -> None:
    """None of 500 packages overlap, all are inside the timeline, and their order does not matter."""
    chance = random.Random(7)  # noqa: S311 - for a test
    packages = [
        package(
            f"{n // 40}.{n % 40 // 4}.0",
            type=DELTA if n % 4 else FirmwareType.FULL.code,
            src_version=f"{n // 40}.{n % 4}.9" if n % 4 else None,
            utc_create=on(f"20{chance.randrange(20, 26)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"),
        )
        for n in range(500)
    ]
    found = timeline(packages)
    assert len(found.marks) == 500
    assert len(found.edges) == 375
    assert not overlapping(found)
    assert found.is_long
    assert all(MARK / 2 <= mark.x <= PLOT - PINS - MARK / 2 for mark in found.marks)
    assert all(HEAD < mark.y < found.bottom for mark in found.marks)
    places = {mark.package.firmware: (mark.x, mark.y) for mark in found.marks}
    chance.shuffle(packages)
    assert {mark.package.firmware: (mark.x, mark.y) for mark in timeline(packages).marks} == places


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        ("2025-03-01", "2025-03-01", ["2025-03-01", "2025-03-02"]),
        ("2025-03-01", "2025-03-04", ["2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04"]),
        ("2025-03-01", "2025-03-20", ["2025-03-03", "2025-03-10", "2025-03-17"]),
        ("2025-01-15", "2025-06-15", ["2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]),
        ("2024-06-25", "2025-11-12", ["2024-07", "2024-10", "2025-01", "2025-04", "2025-07", "2025-10"]),
        ("2019-05-01", "2025-11-12", ["2020", "2021", "2022", "2023", "2024", "2025"]),
        ("0001-01-01", "0001-05-15", ["0001-01", "0001-02", "0001-03", "0001-04", "0001-05"]),
        ("0001-01-01", "9999-12-31", ["2000", "4000", "6000", "8000"]),
        ("9999-12-31", "9999-12-31", ["9999-12-30", "9999-12-31"]),
    ],
)
def test_labels_of_the_axis(start: str, end: str, labels: list[str]) -> None:
    """The axis has labels at the beginnings of days, weeks (Mondays), months or years, depending on the space."""
    found = axis([moment(end), moment(start)], left=20, width=600)
    assert found is not None
    placed = ticks(found)
    assert [tick.label for tick in placed] == labels
    assert all(20 <= tick.x <= 620 for tick in placed)
    assert [tick.x for tick in placed] == sorted(tick.x for tick in placed)


def test_ends_of_the_axis() -> None:
    """The first time is at the left end, and the last one is at the right end."""
    found = axis([moment("2025-01-01"), moment("2025-02-01"), moment("2025-03-01")], left=20, width=590)
    assert found is not None
    assert [found.x(moment(day)) for day in ("2025-01-01", "2025-02-01", "2025-03-01")] == [20, 330, 610]
    assert axis([], left=20, width=590) is None
