# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Timestamps in UTC and durations, in the formats of the API and of users."""

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
"""The maximum length of a duration, in days. A longer one is probably a typing error."""


class Duration(msgspec.Struct, frozen=True):
    """A duration.

    Attributes:
        text: The text from the user.
        length: The length.
    """

    text: str
    length: timedelta


def read_utc(text: str | None) -> datetime | None:
    """Parse a timestamp of the API (`2019-12-28T02:42:22.000Z`). Return None if it is missing or invalid."""
    return _parse(text) if text and text.endswith("Z") else None


def parse_timestamp(text: str) -> datetime:
    """Parse a date or a UTC time from a user. A date is its first moment in UTC.

    Raises:
        ParseError: The text is neither a date nor a UTC time.
    """
    moment = _parse(text)
    if moment is None:
        raise ParseError(
            'a date such as "2026-12-31" or a UTC time such as "2026-12-31T08:00:00Z"',
            "The date does not exist, or its format is different.",
        )
    return moment


def parse_duration(text: str) -> Duration:
    """Parse a duration from a user: `14d`, `36h`, `1w2d12h`, `90m`, `45s`.

    Raises:
        ParseError: The text is not a duration.
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
    """Return a UTC timestamp in the format of the API, in whole seconds."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def format_age(seconds: float) -> str:
    """Return a length of time in at most two units up to hours, rounded down: `48 hours 10 minutes`, `1 second`."""
    minutes, rest = divmod(int(seconds), 60)
    counts = {"hour": minutes // 60, "minute": minutes % 60, "second": rest}
    parts = [f"{count} {unit}{'s' * (count != 1)}" for unit, count in counts.items() if count]
    return " ".join(parts[:2]) or "0 seconds"


def _parse(text: str) -> datetime | None:
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    *parts, fraction = match.groups("0")
    year, month, day, hour, minute, second = map(int, parts)
    microsecond = int(fraction.ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=timezone.utc)
    except ValueError:  # such as February 30
        return None
