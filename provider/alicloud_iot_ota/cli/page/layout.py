# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Where everything stands on the page, in pixels. Pure: packages and pins in, points and edges out.

Each module has a timeline. It has a row for each version, the highest on top, and the packages of that version stand in
its row at the time of their creation, so that nothing but packages of one version can be in each other's way.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota.cli.page.axis import Axis, Tick, axis, ticks
from alicloud_iot_ota.firmware import FirmwareType, Package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alicloud_iot_ota.cli.page.pins import EntryPin
    from alicloud_iot_ota.versions import Reader

LABELS = 168  # the width of the versions, at the left of a timeline
PLOT = 912  # the width of the rest: the packages, and at its right end the pins
PINS = 160  # the width of the pins
HEAD = 36  # the height of the labels of the axis, above the rows; of a timeline with many rows, below them too
LANE = 34  # the height of one line of packages; a row has one at least
MARK = 20  # the width and height of a package

_FEW_ROWS = 15
_FOOT = 10  # below few rows
_MARGIN = 20.0  # at the left end of the axis, so that half a package has room there
_UNTIMED = 84.0  # the column of what has no time
_GAP = 30.0  # between the centres of packages that stand beside each other
_MOST_SHIFT = 3 * _GAP  # of a package from its time, before it goes into another lane
_CLEARANCE = 3.0  # between the end of an edge and the package


class ListedPackage(msgspec.Struct, frozen=True):
    """A package of the page, and the entries that hold it.

    Attributes:
        number: Its place among all packages, from 1, by which links name it.
        rank: The place of its version in the order of all versions, from 0.
    """

    number: int
    rank: int
    firmware: Package
    pins: tuple[EntryPin, ...]

    @property
    def pinned_by(self) -> str:
        """The names of these entries; empty where there are none."""
        return ", ".join(pin.name for pin in self.pins)

    @property
    def has_broken_pin(self) -> bool:
        """Whether one of these entries cannot be deployed."""
        return not all(pin.can_be_deployed for pin in self.pins)


class Mark(msgspec.Struct, frozen=True):
    """A package on its timeline, and where its centre is."""

    package: ListedPackage
    x: float
    y: float


class Row(msgspec.Struct, frozen=True):
    """The row of a version.

    Attributes:
        top: Its upper end.
        is_read: Whether the version could be read as one.
        is_there: Whether a package of it is on the page; else it is only where a differential one starts from.
    """

    version: str
    top: float
    height: float
    is_read: bool
    is_there: bool


class Edge(msgspec.Struct, frozen=True):
    """The way from the version that a differential package starts from to that package.

    Attributes:
        start: The number of the package that it starts at, of its source version; None where there is none.
        x1, y1: Where it starts.
        x2, y2: Where it ends, below or above the package.
    """

    package: ListedPackage
    start: int | None
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def path(self) -> str:
        """The same as the path of an SVG: it bends to the right, or where it must go back, to both sides."""
        if self.x2 > self.x1:
            return f"M{self.x1} {self.y1}Q{self.x2} {self.y1} {self.x2} {self.y2}"
        middle = (self.y1 + self.y2) / 2
        return f"M{self.x1} {self.y1}C{self.x1} {middle} {self.x2} {middle} {self.x2} {self.y2}"


class Timeline(msgspec.Struct, frozen=True):
    """The packages of a module.

    Attributes:
        rows: The versions, the highest first; what is no version last, the newest of it first.
        marks: The packages, by row and then by time.
        bottom: The lower end of its rows.
        is_long: Whether the axis is labelled below the rows too.
    """

    module: str
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    edges: tuple[Edge, ...]
    bottom: float
    height: float
    is_long: bool


class Product(msgspec.Struct, frozen=True):
    """A product.

    Attributes:
        key: Its ProductKey; None for packages that the service names no product of.
        name: Its name; None where the service gives none.
        timelines: The timelines of its modules, by their names.
    """

    key: str | None
    name: str | None
    timelines: tuple[Timeline, ...]


class Layout(msgspec.Struct, frozen=True):
    """All that stands on the page.

    Attributes:
        packages: The packages, in the order that they were given in.
        products: The products, by their keys.
        ticks: The labels of the axis that all timelines have.
        untimed: Where the column of what has no time is; None where there is none.
    """

    packages: tuple[ListedPackage, ...]
    products: tuple[Product, ...]
    ticks: tuple[Tick, ...]
    untimed: float | None


def layout(firmwares: Sequence[Package], pins: Iterable[EntryPin], reader: Reader) -> Layout:
    """Return where everything stands: packages in the order of their table, and the entries of lock files."""
    packages = _packages(firmwares, pins, reader)
    modules: dict[tuple[str, str], list[ListedPackage]] = defaultdict(list)
    for package in packages:
        modules[package.firmware.product_key or "", package.firmware.module].append(package)
    needs_untimed = any(package.firmware.created is None for package in packages) or any(
        map(_missing_sources, modules.values())
    )
    left = _MARGIN + (_UNTIMED if needs_untimed else 0)
    width = PLOT - PINS - _MOST_SHIFT - MARK - left
    moments = (package.firmware.created for package in packages)
    scale = axis((moment for moment in moments if moment is not None), left, width)
    products = []
    for key, found in itertools.groupby(sorted(modules), lambda place: place[0]):
        timelines = [_timeline(module, modules[key, module], reader, scale) for _, module in found]
        products.append(Product(key or None, _name(key, packages), tuple(timelines)))
    return Layout(
        packages, tuple(products), () if scale is None else ticks(scale), _UNTIMED / 2 if needs_untimed else None
    )


def _packages(firmwares: Sequence[Package], pins: Iterable[EntryPin], reader: Reader) -> tuple[ListedPackage, ...]:
    pins_by_id: dict[str, list[EntryPin]] = defaultdict(list)
    for pin in pins:
        if pin.firmware_id is not None:
            pins_by_id[pin.firmware_id].append(pin)
    versions = sorted({firmware.dest_version for firmware in firmwares}, key=reader.order_key)
    ranks = {version: rank for rank, version in enumerate(versions)}
    return tuple(
        ListedPackage(number, ranks[firmware.dest_version], firmware, tuple(pins_by_id.get(firmware.firmware_id, ())))
        for number, firmware in enumerate(firmwares, start=1)
    )


def _name(key: str, packages: Iterable[ListedPackage]) -> str | None:
    """Return the name of a product; of several, which the service should not give, the first by its letters."""
    names = (each.firmware.product_name for each in packages if (each.firmware.product_key or "") == key)
    return min(filter(None, names), default=None)


def _missing_sources(packages: Iterable[ListedPackage]) -> set[str]:
    """Return the versions that packages start from and of which there is no package."""
    sources = {package.firmware.src_version for package in packages if package.firmware.src_version}
    return sources - {package.firmware.dest_version for package in packages}


def _timeline(module: str, packages: Sequence[ListedPackage], reader: Reader, scale: Axis | None) -> Timeline:
    by_version: dict[str, list[ListedPackage]] = defaultdict(list)
    for package in sorted(packages, key=_order):
        by_version[package.firmware.dest_version].append(package)
    missing = _missing_sources(packages)
    rows: list[Row] = []
    marks: list[Mark] = []
    top = float(HEAD)
    for version in _from_highest({*by_version, *missing}, by_version, reader):
        placed = list(_place(by_version.get(version, ()), scale))
        height = LANE * (1 + max((lane for _, _, lane in placed), default=0))
        rows.append(Row(version, top, height, reader.read(version) is not None, version not in missing))
        marks += [Mark(package, x, top + LANE * (lane + 0.5)) for package, x, lane in placed]
        top += height
    is_long = len(rows) > _FEW_ROWS
    edges = tuple(_edges(rows, marks))
    return Timeline(module, tuple(rows), tuple(marks), edges, top, top + (HEAD if is_long else _FOOT), is_long)


def _order(package: ListedPackage) -> tuple[str, bool, str, str]:
    """Return what packages of a version stand by: their time, none before any, and of one time, full ones first."""
    firmware = package.firmware
    return _time(package), firmware.type != FirmwareType.FULL.code, firmware.src_version or "", firmware.firmware_id


def _time(package: ListedPackage) -> str:
    created = package.firmware.created
    return "" if created is None else created.isoformat()


def _from_highest(
    versions: Iterable[str], packages: Mapping[str, Sequence[ListedPackage]], reader: Reader
) -> Iterator[str]:
    """Yield versions from the highest to the lowest, and what is no version below them, as it has no order but time."""
    known = sorted(versions, key=reader.order_key, reverse=True)
    yield from (version for version in known if reader.read(version) is not None)
    unread = [version for version in known if reader.read(version) is None]
    yield from sorted(unread, key=lambda version: min(map(_time, packages.get(version, ())), default=""), reverse=True)


def _place(packages: Iterable[ListedPackage], scale: Axis | None) -> Iterator[tuple[ListedPackage, float, int]]:
    """Yield the packages of a row, each with its place and its lane, so that none covers another one.

    A package that has no room at its time is moved to the right a little, or else into another lane.
    """
    ends: list[float] = []  # from where on each lane is free
    for package in packages:
        created = package.firmware.created
        is_timed = created is not None and scale is not None
        wanted = scale.x(created) if created is not None and scale is not None else _UNTIMED / 2
        farthest = wanted + (_MOST_SHIFT if is_timed else 0)
        lane = next((lane for lane, end in enumerate(ends) if end <= farthest), len(ends))
        if lane == len(ends):
            ends.append(wanted)
        x = max(wanted, ends[lane])
        ends[lane] = round(x + _GAP, 1)
        yield package, x, lane


def _edges(rows: Iterable[Row], marks: Sequence[Mark]) -> Iterator[Edge]:
    """Yield the way of every differential package from its source version, unless that is its own."""
    starts = {row.version: (_UNTIMED / 2, row.top + row.height / 2) for row in rows if not row.is_there}
    sources: dict[str, Mark] = {}
    for mark in sorted(marks, key=lambda mark: mark.package.firmware.type != FirmwareType.FULL.code):
        sources.setdefault(mark.package.firmware.dest_version, mark)
    for mark in marks:
        version = mark.package.firmware.src_version
        if not version or version == mark.package.firmware.dest_version:
            continue
        source = sources.get(version)
        x, y = starts[version] if source is None else (source.x, source.y)
        down = 1 if mark.y > y else -1
        if mark.x - x >= MARK:  # there is room to leave to the right
            x += MARK / 2
        else:
            y += down * MARK / 2
        start = None if source is None else source.package.number
        yield Edge(mark.package, start, x, y, mark.x, mark.y - down * (MARK / 2 + _CLEARANCE))
