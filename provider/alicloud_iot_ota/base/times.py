# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Moments in UTC and spans of time, as the API and as users write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import msgspec

from alicloud_iot_ota.errors import ParseError

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z)?", re.ASCII
)
_DURATION_PATTERN = re.compile(
    r"(?:([0-9]{1,4})w)?(?:([0-9]{1,4})d)?(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,4})s)?", re.ASCII
)

MAX_DAYS = 9999
"""Days of a span of time. A longer one is likelier a typing error."""


class Duration(msgspec.Struct, frozen=True):
    """A span of time.

    Attributes:
        text: As a user wrote it.
        length: How long it is.
    """

    text: str
    length: timedelta


def read_utc(text: str | None) -> datetime | None:
    """Return the moment that a time of the API names (`2019-12-28T02:42:22.000Z`), or None where it names none."""
    return _parse(text) if text and text.endswith("Z") else None


def parse_timestamp(text: str) -> datetime:
    """Return the moment that a user names: a day, which is its first moment in UTC, or a time in UTC.

    Raises:
        ParseError: It is neither.
    """
    moment = _parse(text)
    if moment is None:
        raise ParseError(
            'a date such as "2026-12-31" or a UTC time such as "2026-12-31T08:00:00Z"',
            "The date does not exist, or its format is different.",
        )
    return moment


def parse_duration(text: str) -> Duration:
    """Return the span of time that a user names: `14d`, `36h`, `1w2d12h`, `90m`, `45s`.

    Raises:
        ParseError: It names none.
    """
    match = _DURATION_PATTERN.fullmatch(text)
    expected = 'a duration such as "14d", "36h" or "1w2d12h" (units: w, d, h, m, s)'
    if match is None or not text:
        raise ParseError(expected, "Its format is invalid.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if span.days > MAX_DAYS:
        raise ParseError(expected, f"It is longer than {MAX_DAYS} days.")
    return Duration(text, span)


def format_timestamp(moment: datetime) -> str:
    """Return a moment in UTC as the API writes it, to the second."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _parse(text: str) -> datetime | None:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    *parts, fraction = match.groups("0")
    year, month, day, hour, minute, second = map(int, parts)
    microsecond = int(fraction.ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=timezone.utc)
    except ValueError:  # the 30th of February
        return None
