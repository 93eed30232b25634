# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Times in UTC and durations: valid forms, invalid forms, and a round trip through text."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alicloud_iot_ota.base.times import Duration, format_timestamp, parse_duration, parse_timestamp, read_utc
from alicloud_iot_ota.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable

UTC = timezone.utc
MOMENTS = [
    ("2019-12-28T02:42:22.000Z", datetime(2019, 12, 28, 2, 42, 22, tzinfo=UTC)),
    ("2019-12-28T02:42:22Z", datetime(2019, 12, 28, 2, 42, 22, tzinfo=UTC)),
    ("2019-12-28T02:42:22.5Z", datetime(2019, 12, 28, 2, 42, 22, 500_000, tzinfo=UTC)),
    ("2019-12-28T02:42:22.050Z", datetime(2019, 12, 28, 2, 42, 22, 50_000, tzinfo=UTC)),
    ("2019-12-28T02:42:22.000001Z", datetime(2019, 12, 28, 2, 42, 22, 1, tzinfo=UTC)),
    ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ("2000-02-29T00:00:00Z", datetime(2000, 2, 29, tzinfo=UTC)),
    ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
]
DAYS = [
    ("2026-12-31", datetime(2026, 12, 31, tzinfo=UTC)),
    ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
]
NO_MOMENTS = [
    "",
    "now",
    "2026",
    "2026-12",
    "2026-13-01",
    "2026-00-01",
    "2026-01-00",
    "2026-04-31",
    "2026-02-30",
    "2026-02-29",
    "1900-02-29T00:00:00Z",
    "0000-01-01",
    "2026-1-1",
    "20260101",
    "26-01-01",
    "2026/01/01",
    "2026-01-01T24:00:00Z",
    "2026-01-01T08:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-01-01T08:00Z",
    "2026-01-01T08:00:00",
    "2026-01-01T08:00:00+00:00",
    "2026-01-01T08:00:00+08:00",
    "2026-01-01t08:00:00z",
    "2026-01-01 08:00:00Z",
    "2026-01-01T08:00:00.Z",
    "2026-01-01T08:00:00.1234567Z",
    "2026-01-01T08:00:00,5Z",
    "2026-01-01Z",
    " 2026-01-01",
    "2026-01-01\n",
    "2026-01-01T08:00:00Z\n",
    "2026-01-0\u0661",
    "\uff12026-01-01",
    "2026-01-01T08:00:0\u0661Z",
    "1" * 5000,
]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_times_of_the_api(text: str, moment: datetime) -> None:
    """A time of the API is read to the microsecond, in UTC."""
    assert read_utc(text) == moment


@pytest.mark.parametrize("text", [None, *NO_MOMENTS, *(text for text, _ in DAYS)])
def test_what_is_no_time_of_the_api(text: str | None) -> None:
    """Not a time of the API: a missing or impossible time, one in another zone, or a date without a time of day."""
    assert read_utc(text) is None


@pytest.mark.parametrize(("text", "moment"), [*MOMENTS, *DAYS])
def test_moments_of_users(text: str, moment: datetime) -> None:
    """A user may write a time like the API, or a date, which means its first moment in UTC."""
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_what_is_no_moment(text: str) -> None:
    """Reject a date that does not exist, a zone and any other format, with examples of valid ones."""
    with pytest.raises(ParseError, match="2026-12-31T08:00:00Z"):
        parse_timestamp(text)


@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime(999, 1, 1, tzinfo=UTC))
def test_moments_are_read_as_they_were_written(moment: datetime) -> None:
    """Any time that is written is read back as the same time, to the second."""
    text = format_timestamp(moment)
    assert parse_timestamp(text) == moment.replace(microsecond=0)
    assert read_utc(text) == moment.replace(microsecond=0)


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_microsecond_is_read(moment: datetime) -> None:
    """A time with six fractional digits, as the standard library writes it, is read to the microsecond."""
    text = moment.replace(tzinfo=None).isoformat(timespec="microseconds")
    assert read_utc(f"{text}Z") == moment


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("14d", timedelta(days=14)),
        ("36h", timedelta(hours=36)),
        ("90m", timedelta(minutes=90)),
        ("45s", timedelta(seconds=45)),
        ("2w", timedelta(days=14)),
        ("1w2d12h", timedelta(days=9, hours=12)),
        ("1w2d3h4m5s", timedelta(days=9, hours=3, minutes=4, seconds=5)),
        ("1d30m", timedelta(days=1, minutes=30)),
        ("007d", timedelta(days=7)),
        ("0d", timedelta()),
        ("9999d", timedelta(days=9999)),
    ],
)
def test_spans(text: str, span: timedelta) -> None:
    """A duration consists of numbers with units, larger units first."""
    assert parse_duration(text).length == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "d",
        "0",
        "P1D",
        "1y",
        "1M",
        "7D",
        "7 d",
        " 7d",
        "7d ",
        "7d\n",
        "-7d",
        "+7d",
        "1.5d",
        "1,5d",
        "12h1d",
        "1d1d",
        "7days",
        "1d 12h",
        "10000d",
        "\u0667d",
        "1\u00b2d",
        "1" * 5000 + "d",
    ],
)
def test_what_is_no_span(text: str) -> None:
    """Reject a missing, unknown or repeated unit, another order, signs, fractions and spaces, with examples."""
    with pytest.raises(ParseError, match="1w2d12h"):
        parse_duration(text)


NUMBER = st.none() | st.integers(min_value=0, max_value=9999)


@given(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER))
@example((9999, None, None, None, None))
@example((None, 9999, 24, None, None))
def test_a_span_is_the_sum_of_its_numbers(numbers: tuple[int | None, ...]) -> None:
    """A duration keeps its original text and is the sum of its parts, up to 9999 days."""
    text = "".join(f"{number}{unit}" for number, unit in zip(numbers, "wdhms", strict=True) if number is not None)
    seconds = sum((number or 0) * each for number, each in zip(numbers, (604_800, 86_400, 3_600, 60, 1), strict=True))
    if text and seconds < 10_000 * 86_400:
        assert parse_duration(text) == Duration(text, timedelta(seconds=seconds))
    else:
        with pytest.raises(ParseError):
            parse_duration(text)


@pytest.mark.parametrize("parse", [parse_timestamp, parse_duration])
@given(text=st.text(st.characters(exclude_categories=()), max_size=12) | st.text("0189-:TZ.wdhms", max_size=20))
def test_any_text_is_read_or_refused(parse: Callable[[str], object], text: str) -> None:
    """Any text, lone surrogates included, is read or rejected with the declared error."""
    with suppress(ParseError):
        parse(text)


@given(st.text(st.characters(exclude_categories=()), max_size=12) | st.from_regex(r"[0-9]{4}-[0-3][0-9]-[0-3][0-9]Z?"))
def test_any_text_is_a_time_of_the_api_or_none(text: str) -> None:
    """No text from the service causes an error. A time that is read equals the one that a user may write."""
    found = read_utc(text)
    assert found is None or parse_timestamp(text) == found
