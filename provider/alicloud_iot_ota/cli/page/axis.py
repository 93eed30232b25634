# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The axis of time: where a moment stands, and which moments are labelled. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST_TICKS = 8
_SHORTEST = timedelta(days=1)  # a single moment has no length, and needs an axis all the same
_MONTHS = 12  # in a year


class Axis(msgspec.Struct, frozen=True):
    """The axis of all timelines of a page, so that they can be compared.

    Attributes:
        start: The moment at its left end, in UTC.
        end: The moment at its right end, later than that.
        left: Where its left end is, in pixels.
        width: How long it is, in pixels.
    """

    start: datetime
    end: datetime
    left: float
    width: float

    def x(self, moment: datetime) -> float:
        """Return where a moment stands, in pixels."""
        return round(self.left + self.width * ((moment - self.start) / (self.end - self.start)), 1)


class Tick(msgspec.Struct, frozen=True):
    """A labelled place on an axis.

    Attributes:
        x: Where it is, in pixels.
        label: The moment that is there, as a year, a month or a day in UTC.
    """

    x: float
    label: str


def axis(moments: Iterable[datetime], left: float, width: float) -> Axis | None:
    """Return the axis that holds some moments; None where there are none."""
    known = sorted(moments)
    if not known:
        return None
    start, end = known[0], known[-1]
    if end - start < _SHORTEST:
        try:
            end = start + _SHORTEST
        except OverflowError:  # the last day that there is
            start = end - _SHORTEST
    return Axis(start, end, left, width)


def ticks(axis: Axis) -> tuple[Tick, ...]:
    """Return the labels of an axis: as many as there is room for, at the beginnings of years, months, weeks or days."""
    candidates = ((list(islice(steps(axis.start, axis.end), _MOST_TICKS + 1)), label) for steps, label in _STEPS)
    moments, label = next(each for each in candidates if len(each[0]) <= _MOST_TICKS)
    return tuple(Tick(axis.x(moment), label(moment)) for moment in moments)


def _days(step: int) -> Callable[[datetime, datetime], Iterator[datetime]]:
    """Return what yields every day, or every so many weeks from a Monday on."""

    def moments(start: datetime, end: datetime) -> Iterator[datetime]:
        first = -(-(start.toordinal() - 1) // step) * step + 1  # the day of ordinal 1 was a Monday
        for ordinal in range(first, end.toordinal() + 1, step):
            moment = datetime.fromordinal(ordinal).replace(tzinfo=timezone.utc)
            if start <= moment <= end:
                yield moment

    return moments


def _months(step: int) -> Callable[[datetime, datetime], Iterator[datetime]]:
    """Return what yields the beginning of every so many months, counted from the beginning of a year."""

    def moments(start: datetime, end: datetime) -> Iterator[datetime]:
        first = -(-_month(start) // step) * step
        for month in range(first, _month(end) + 1, step):
            moment = datetime(month // _MONTHS, month % _MONTHS + 1, 1, tzinfo=timezone.utc)
            if start <= moment <= end:
                yield moment

    return moments


def _month(moment: datetime) -> int:
    return moment.year * _MONTHS + moment.month - 1


def _day_label(moment: datetime) -> str:
    return moment.date().isoformat()


def _month_label(moment: datetime) -> str:
    return _day_label(moment)[:7]


def _year_label(moment: datetime) -> str:
    return str(moment.year)


_STEPS = (
    *((_days(step), _day_label) for step in (1, 7, 14)),
    *((_months(step), _month_label) for step in (1, 2, 3, 6)),
    *((_months(step * _MONTHS), _year_label) for step in (1, 2, 5, 10, 50, 100, 500, 2000)),  # the last is enough
)
