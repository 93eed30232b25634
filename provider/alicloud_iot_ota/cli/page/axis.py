# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The time axis: the positions of times, and the labels. Pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST_TICKS = 8
_SHORTEST = timedelta(days=1)  # the minimum length of an axis, for a single time
_MONTHS = 12  # in a year


class Axis(msgspec.Struct, frozen=True):
    """The axis of all timelines on a page. They share it, so that they can be compared.

    Attributes:
        start: The time at its left end, in UTC.
        end: The time at its right end, in UTC. Later than `start`.
        left: The position of its left end, in pixels.
        width: Its length, in pixels.
    """

    start: datetime
    end: datetime
    left: float
    width: float

    def x(self, moment: datetime) -> float:
        """Return the position of a time, in pixels."""
        return round(self.left + self.width * ((moment - self.start) / (self.end - self.start)), 1)


class Tick(msgspec.Struct, frozen=True):
    """A position on an axis, in pixels, and its label: the year, the month or the day in UTC."""

    x: float
    label: str


def axis(moments: Iterable[datetime], left: float, width: float) -> Axis | None:
    """Return an axis that contains all times, or None without any time."""
    known = sorted(moments)
    if not known:
        return None
    start, end = known[0], known[-1]
    if end - start < _SHORTEST:
        try:
            end = start + _SHORTEST
        except OverflowError:  # the last day that datetime supports
            start = end - _SHORTEST
    return Axis(start, end, left, width)


def ticks(axis: Axis) -> tuple[Tick, ...]:
    """Return the labels of an axis, at most eight, at the starts of years, months, weeks or days."""
    candidates = ((list(islice(steps(axis.start, axis.end), _MOST_TICKS + 1)), label) for steps, label in _STEPS)
    moments, label = next(each for each in candidates if len(each[0]) <= _MOST_TICKS)
    return tuple(Tick(axis.x(moment), label(moment)) for moment in moments)


def _every(
    step: int, number_of: Callable[[datetime], int], moment_of: Callable[[int], datetime]
) -> Callable[[datetime, datetime], Iterator[datetime]]:
    """Return a function that yields the start of every `step` days or months between two times.

    Args:
        step: The number of days or months.
        number_of: Returns the number of a time's day or month.
        moment_of: Returns the start of the day or month with a number.
    """

    def moments(start: datetime, end: datetime) -> Iterator[datetime]:
        first = -(-number_of(start) // step) * step
        for number in range(first, number_of(end) + 1, step):
            moment = moment_of(number)
            if start <= moment <= end:
                yield moment

    return moments


def _day_number(moment: datetime) -> int:
    return moment.toordinal() - 1  # day 1 is a Monday


def _day(number: int) -> datetime:
    return datetime.fromordinal(number + 1).replace(tzinfo=timezone.utc)


def _month_number(moment: datetime) -> int:
    return moment.year * _MONTHS + moment.month - 1


def _month(number: int) -> datetime:
    return datetime(number // _MONTHS, number % _MONTHS + 1, 1, tzinfo=timezone.utc)


def _day_label(moment: datetime) -> str:
    return moment.date().isoformat()


def _month_label(moment: datetime) -> str:
    return _day_label(moment)[:7]


def _year_label(moment: datetime) -> str:
    return str(moment.year)


_STEPS = (
    *((_every(step, _day_number, _day), _day_label) for step in (1, 7, 14)),
    *((_every(step, _month_number, _month), _month_label) for step in (1, 2, 3, 6)),
    *(
        (_every(step * _MONTHS, _month_number, _month), _year_label)
        for step in (1, 2, 5, 10, 50, 100, 500, 2000)  # 2000 years cover every datetime
    ),
)
