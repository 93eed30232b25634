# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Comparisons of two sides: measured alternately in one run, and reported as medians and a ratio."""

from __future__ import annotations

import itertools
import statistics
import sys
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_Side = TypeVar("_Side")
_Sample = TypeVar("_Sample")


class Figure(msgspec.Struct, frozen=True, rename="camel"):
    """The result of one side.

    Attributes:
        name: What was measured, such as `grpcio alone`.
        median: The middle sample.
        low: The first quartile.
        high: The third quartile.
        samples: All samples, in the order of measurement.
    """

    name: str
    median: float
    low: float
    high: float
    samples: list[float]

    @classmethod
    def of(cls, name: str, samples: Sequence[float]) -> Figure:
        """Return the figure of some samples."""
        quartiles = statistics.quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else [samples[0]] * 3
        return cls(name, statistics.median(samples), quartiles[0], quartiles[2], list(samples))


class Reach(msgspec.Struct, frozen=True, rename="camel"):
    """The target of a ratio.

    Attributes:
        at_most: The maximum cost of this project, as a multiple of the alternative. None if it must be cheaper.
        at_least: The minimum cost of the alternative, as a multiple of this project.
    """

    at_most: float | None = None
    at_least: float | None = None

    def ratio(self, ours: float, theirs: float) -> float:
        """Return the ratio to compare with the target: ours by theirs for `at_most`, else theirs by ours."""
        return theirs / ours if self.at_most is None else ours / theirs

    def holds(self, ratio: float) -> bool:
        """Return whether a ratio meets the target."""
        return ratio >= (self.at_least or 0) if self.at_most is None else ratio <= self.at_most

    def __str__(self) -> str:
        return f"at least {self.at_least:g} x" if self.at_most is None else f"at most {self.at_most:g} x"


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One row of the table.

    Attributes:
        section: The heading of the table, such as `Plugin`.
        what: The measurement, such as `start to the port line`.
        unit: `s`, `ms`, `MiB`, `requests` or `x`.
        ours: The figure of this project.
        theirs: The figure of the alternative.
        reach: The target of the ratio.
        ratio: The ratio of the medians.
        is_reached: Whether the ratio meets the target.
    """

    section: str
    what: str
    unit: str
    ours: Figure
    theirs: Figure
    reach: Reach
    ratio: float
    is_reached: bool

    @classmethod
    def of(  # noqa: PLR0913 - the columns
        cls, section: str, what: str, unit: str, reach: Reach, *, ours: Figure, theirs: Figure
    ) -> Row:
        """Return the row that compares two figures."""
        ratio = reach.ratio(ours.median, theirs.median)
        return cls(section, what, unit, ours, theirs, reach, ratio, reach.holds(ratio))


def in_turns(
    sides: Mapping[_Side, Callable[[], _Sample]], rounds: int, *, warm_up: bool = True
) -> dict[_Side, list[_Sample]]:
    """Measure sides alternately, so that other load on the machine affects all of them.

    Args:
        sides: Measures each side once.
        rounds: The number of measurements of each side.
        warm_up: Whether to measure each side once before and discard the result, so that no side reads cold files.
    """
    if warm_up:
        for measure in sides.values():
            measure()
    samples: dict[_Side, list[_Sample]] = {name: [] for name in sides}
    orders = itertools.cycle([list(sides), list(sides)[::-1]])  # no side always comes first
    for number, order in zip(range(1, rounds + 1), orders, strict=False):
        for name in order:
            samples[name].append(sides[name]())
        _report(f"  round {number} of {rounds}")
    return samples


def _report(text: str) -> None:
    sys.stderr.write(f"\r\033[K{text}" if sys.stderr.isatty() else "")
    sys.stderr.flush()
