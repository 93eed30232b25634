# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The layout of the page, in pixels. Pure functions from packages and pins to points and edges.

Each module has a timeline with a row for each version, the highest version on top. A package is in the row of its
version, at its time of creation. Therefore only packages of one version can overlap.
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

LABELS = 168  # width of the version labels, at the left of a timeline
PLOT = 912  # width of the packages and, at the right end, the pins
PINS = 160  # width of the pins
HEAD = 36  # height of the axis labels above the rows, and below many rows
LANE = 34  # height of one line of packages; a row has at least one
MARK = 20  # width and height of a package

_FEW_ROWS = 15
_FOOT = 10  # height of the margin below few rows
_MARGIN = 20.0  # width of the margin at the left end of the axis, for half a package
_UNTIMED = 84.0  # width of the column for packages without a time
_GAP = 30.0  # distance between the centers of adjacent packages
_MOST_SHIFT = 3 * _GAP  # maximum shift of a package from its time, before it moves to another lane
_CLEARANCE = 3.0  # distance between the end of an edge and the package


class ListedPackage(msgspec.Struct, frozen=True):
    """A package on the page, and the entries that pin it.

    Attributes:
        number: Its position among all packages, starting at 1. Links use it.
        rank: The position of its version in the order of all versions, starting at 0.
    """

    number: int
    rank: int
    firmware: Package
    pins: tuple[EntryPin, ...]

    @property
    def pinned_by(self) -> str:
        """The names of the entries that pin the package, or an empty text."""
        return ", ".join(pin.name for pin in self.pins)

    @property
    def has_broken_pin(self) -> bool:
        """Whether one of the entries cannot be deployed."""
        return not all(pin.can_be_deployed for pin in self.pins)


class Mark(msgspec.Struct, frozen=True):
    """A package on its timeline, and the position of its center."""

    package: ListedPackage
    x: float
    y: float


class Row(msgspec.Struct, frozen=True):
    """The row of a version.

    Attributes:
        top: The position of its upper end.
        is_read: Whether the version is readable.
        has_packages: Whether the page has a package of this version. Otherwise it is only the source version of a
            differential package.
    """

    version: str
    top: float
    height: float
    is_read: bool
    has_packages: bool


class Edge(msgspec.Struct, frozen=True):
    """An edge from the source version of a differential package to that package.

    Attributes:
        start: The number of the package of the source version, or None if the page has none.
        x1, y1: The start.
        x2, y2: The end, below or above the package.
    """

    package: ListedPackage
    start: int | None
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def path(self) -> str:
        """The edge as an SVG path. It bends to the right, or to both sides if it leads to the left."""
        if self.x2 > self.x1:
            return f"M{self.x1} {self.y1}Q{self.x2} {self.y1} {self.x2} {self.y2}"
        middle = (self.y1 + self.y2) / 2
        return f"M{self.x1} {self.y1}C{self.x1} {middle} {self.x2} {middle} {self.x2} {self.y2}"


class Timeline(msgspec.Struct, frozen=True):
    """The packages of a module.

    Attributes:
        rows: The versions, the highest first. Unreadable versions come last, the newest first.
        marks: The packages, by row and then by time.
        bottom: The position of the lower end of its rows.
        is_long: Whether the axis also has labels below the rows.
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
        key: Its ProductKey. None for packages without a product.
        name: Its name. None if the service returns none.
        timelines: The timelines of its modules, in the order of their names.
    """

    key: str | None
    name: str | None
    timelines: tuple[Timeline, ...]


class Layout(msgspec.Struct, frozen=True):
    """The layout of the whole page.

    Attributes:
        packages: The packages, in their original order.
        products: The products, in the order of their keys.
        ticks: The labels of the axis of all timelines.
        untimed: The position of the column for packages without a time. None if every package has a time.
    """

    packages: tuple[ListedPackage, ...]
    products: tuple[Product, ...]
    ticks: tuple[Tick, ...]
    untimed: float | None


def layout(firmwares: Sequence[Package], pins: Iterable[EntryPin], reader: Reader) -> Layout:
    """Return the layout for packages, in the order of their table, and for entries of lock files."""
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
    """Return the name of a product. If the service returns several, return the first in alphabetical order."""
    names = (each.firmware.product_name for each in packages if (each.firmware.product_key or "") == key)
    return min(filter(None, names), default=None)


def _missing_sources(packages: Iterable[ListedPackage]) -> set[str]:
    """Return the source versions that have no package."""
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
    """Return the sort key of a package in the row of its version.

    Packages without a time come first. Of packages with the same time, full ones come first.
    """
    firmware = package.firmware
    return _time(package), firmware.type != FirmwareType.FULL.code, firmware.src_version or "", firmware.firmware_id


def _time(package: ListedPackage) -> str:
    created = package.firmware.created
    return "" if created is None else created.isoformat()


def _from_highest(
    versions: Iterable[str], packages: Mapping[str, Sequence[ListedPackage]], reader: Reader
) -> Iterator[str]:
    """Yield versions from the highest to the lowest, then unreadable versions, ordered by time only."""
    known = sorted(versions, key=reader.order_key, reverse=True)
    yield from (version for version in known if reader.read(version) is not None)
    unread = [version for version in known if reader.read(version) is None]
    yield from sorted(unread, key=lambda version: min(map(_time, packages.get(version, ())), default=""), reverse=True)


def _place(packages: Iterable[ListedPackage], scale: Axis | None) -> Iterator[tuple[ListedPackage, float, int]]:
    """Yield the packages of a row, each with its position and its lane, without overlaps.

    If the position of its time is occupied, a package shifts to the right, or moves to another lane.
    """
    ends: list[float] = []  # the position from which each lane is free
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
    """Yield an edge to every differential package from its source version, unless both versions are equal."""
    starts = {row.version: (_UNTIMED / 2, row.top + row.height / 2) for row in rows if not row.has_packages}
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
        if mark.x - x >= MARK:  # enough room to start to the right
            x += MARK / 2
        else:
            y += down * MARK / 2
        start = None if source is None else source.package.number
        yield Edge(mark.package, start, x, y, mark.x, mark.y - down * (MARK / 2 + _CLEARANCE))
