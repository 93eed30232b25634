# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The selection of the highest version from a list in memory, in this process."""

from __future__ import annotations

import gc
import time
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from alicloud_iot_ota import selection
from alicloud_iot_ota.api import wire
from alicloud_iot_ota.base.decoding import convert
from alicloud_iot_ota.firmware import DEPLOYABLE
from alicloud_iot_ota.schema import arguments, validation
from alicloud_iot_ota.versions import Reader
from benchmarks.comparison import Figure, Reach, Row, in_turns
from benchmarks.fleets import fleet, product_key
from benchmarks.measuring import MeasuringError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alicloud_iot_ota.firmware import Package
    from alicloud_iot_ota.selection.criteria import Criteria
    from benchmarks.setting import Setting

_SECTION = "Selection"
_MANY, _FEW = 100_000, 1_000
_OURS, _SORTED, _REFERENCE = "the selection", "sorted() by the same key", "a loop by the same rules and key"
_IN_PARTS = "the same packages, the highest of each 1,000"
_NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


def measure(setting: Setting) -> list[Row]:
    """Compare a selection among many packages with plain Python, and with selections among few packages."""
    many = _packages(_MANY)
    hundred = [many[place : place + _FEW] for place in range(0, _MANY, _FEW)]
    criteria = _criteria()
    expected = _reference(criteria, many)
    if not _ours(criteria, many) is _sorted(criteria, many) is expected:
        raise MeasuringError("The sides select different packages.")
    in_all = in_turns(
        {
            _OURS: partial(_seconds, lambda: _ours(criteria, many)),
            _SORTED: partial(_seconds, lambda: _sorted(criteria, many)),
            _REFERENCE: partial(_seconds, lambda: _reference(criteria, many)),
            _IN_PARTS: partial(_seconds, lambda: [_ours(criteria, few) for few in hundred]),
        },
        setting.rounds,
    )
    figures = {name: Figure.of(name, samples) for name, samples in in_all.items()}
    reaches = {
        _SORTED: Reach(at_most=1.5),
        _REFERENCE: Reach(at_most=1.5),
        _IN_PARTS: Reach(at_most=1.3),  # linear growth is 1 without cache effects; n log n would be 1.67
    }
    what = "highest of 100,000 packages, none read before"
    return [
        Row.of(_SECTION, what, "s", reach, ours=figures[_OURS], theirs=figures[other])
        for other, reach in reaches.items()
    ]


def _packages(count: int) -> tuple[Package, ...]:
    rows = fleet(count)["packages"]
    return tuple(wire.parse_package(convert(row, wire.Row), None) for row in rows)


def _criteria() -> Callable[[], Criteria]:
    given = {"productKey": product_key(0), "moduleName": "default", "type": "full", "select": "highest"}
    criteria = validation.parse(arguments.GetFirmwareArgs, given).criteria
    return lambda: msgspec.structs.replace(criteria, reader=Reader())  # an empty cache of versions


def _ours(criteria: Callable[[], Criteria], packages: Sequence[Package]) -> Package:
    return selection.decide(criteria(), packages, _NOW, "a list in memory").chosen()


def _sorted(criteria: Callable[[], Criteria], packages: Sequence[Package]) -> Package:
    key = criteria().reader.order_key
    return sorted(packages, key=lambda package: key(package.dest_version))[-1]  # noqa: FURB192 - this is the alternative


def _reference(criteria: Callable[[], Criteria], packages: Sequence[Package]) -> Package:
    """Apply only the rules of the page on selection, one after another."""
    read = criteria().reader.read
    candidates = [
        (version.key, package)
        for package in packages
        if package.product_key == product_key(0)
        and package.module == "default"
        and package.type_word == "full"
        and package.status_word in DEPLOYABLE
        and (version := read(package.dest_version)) is not None
        and not version.is_prerelease
    ]
    top = max(key for key, _ in candidates)
    (highest,) = (package for key, package in candidates if key == top)
    return highest


def _seconds(do: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
