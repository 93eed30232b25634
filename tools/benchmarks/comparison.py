# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One thing measured side by side with another: both in the same run, in turns, as medians and a ratio."""

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
    """What one side came to.

    Attributes:
        name: What was measured, such as `grpcio alone`.
        median: The middle sample.
        low: The first quartile; a quarter of the samples is below.
        high: The third quartile; a quarter of the samples is above.
        samples: All of them, in the order in which they were taken.
    """

    name: str
    median: float
    low: float
    high: float
    samples: list[float]

    @classmethod
    def of(cls, name: str, samples: Sequence[float]) -> Figure:
        """Sum samples up."""
        quartiles = statistics.quantiles(samples, n=4, method="inclusive") if len(samples) > 1 else [samples[0]] * 3
        return cls(name, statistics.median(samples), quartiles[0], quartiles[2], list(samples))


class Reach(msgspec.Struct, frozen=True, rename="camel"):
    """What a ratio is to be.

    Attributes:
        at_most: The most that this project may take, as a multiple of the other side; None where it is to be faster.
        at_least: How many times as much the other side is to take.
    """

    at_most: float | None = None
    at_least: float | None = None

    def ratio(self, ours: float, theirs: float) -> float:
        """Return what is compared with the bound: ours in theirs, or how many times as much theirs is."""
        return theirs / ours if self.at_most is None else ours / theirs

    def holds(self, ratio: float) -> bool:
        """Return whether a ratio is within the bound."""
        return ratio >= (self.at_least or 0) if self.at_most is None else ratio <= self.at_most

    def __str__(self) -> str:
        return f"at least {self.at_least:g} x" if self.at_most is None else f"at most {self.at_most:g} x"


class Row(msgspec.Struct, frozen=True, rename="camel"):
    """One line of the table.

    Attributes:
        section: What is looked at, such as `Plugin start`.
        what: What is measured of it, such as `time to the port line`.
        unit: `s`, `ms`, `MiB` or `requests`.
        ours: This project's side.
        theirs: The other side.
        reach: What the ratio is to be.
        ratio: What it is, of the medians.
        is_reached: Whether that is within the reach.
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
        """Compare two sides."""
        ratio = reach.ratio(ours.median, theirs.median)
        return cls(section, what, unit, ours, theirs, reach, ratio, reach.holds(ratio))


def in_turns(
    sides: Mapping[_Side, Callable[[], _Sample]], rounds: int, *, warm_up: bool = True
) -> dict[_Side, list[_Sample]]:
    """Measure sides in turns, so that whatever else the machine does meets all of them alike.

    Args:
        sides: What measures each side once.
        rounds: How often.
        warm_up: Whether to measure each once before and forget it, so that no side pays for cold files.
    """
    if warm_up:
        for measure in sides.values():
            measure()
    samples: dict[_Side, list[_Sample]] = {name: [] for name in sides}
    orders = itertools.cycle([list(sides), list(sides)[::-1]])  # neither side is always the one after the other
    for number, order in zip(range(1, rounds + 1), orders, strict=False):
        for name in order:
            samples[name].append(sides[name]())
        _tell(f"  round {number} of {rounds}")
    return samples


def _tell(text: str) -> None:
    sys.stderr.write(f"\r\033[K{text}" if sys.stderr.isatty() else "")
    sys.stderr.flush()
