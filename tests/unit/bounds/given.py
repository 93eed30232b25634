# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for arguments."""

from __future__ import annotations

import itertools
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.base import patterns, times, visible
from alicloud_iot_ota.errors import ParseError
from alicloud_iot_ota.firmware import FirmwareStatus, Package
from alicloud_iot_ota.pin_resource import listing
from alicloud_iot_ota.schema import criteria, validation
from alicloud_iot_ota.schema.arguments import GetFirmwareArgs
from alicloud_iot_ota.selection import FirmwareSelect
from alicloud_iot_ota.versions import version
from alicloud_iot_ota.versions.version import VersionScheme
from tests.unit.bounds.lab import Lab, attack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_iot_ota.errors import Failure
    from alicloud_iot_ota.selection.packages import Packages


def mistakes(blocked: Sequence[object]) -> list[Failure]:
    """Return the errors in a list of blocked packages."""
    return validation.check(GetFirmwareArgs, {"productKey": "a1", "blocked": blocked})


@attack("schema.criteria.MAX_BLOCKED")
def attack_blocked(_: Lab) -> None:
    """One valid element above the limit is an error."""
    blocked = [{"destVersion": "1", "reason": "r"}] * criteria.MAX_BLOCKED
    assert mistakes(blocked) == []
    (failure,) = mistakes([*blocked, blocked[0]])
    assert failure.argument == "blocked"
    assert "at most 1,000 elements, got 1,001" in failure.reason


@attack("schema.validation.MAX_FAILURES")
def attack_failures(_: Lab) -> None:
    """If all elements are invalid, the number of reported errors is limited."""
    assert len(mistakes([1] * (validation.MAX_FAILURES - 1))) == validation.MAX_FAILURES - 1
    assert len(mistakes([1] * (validation.MAX_FAILURES + 1))) == validation.MAX_FAILURES


@attack("base.patterns.MAX_PATTERN")
def attack_pattern(_: Lab) -> None:
    """The limit applies to the characters of the pattern, not of its match."""
    assert patterns.Pattern("a" * patterns.MAX_PATTERN).is_found_in("a" * patterns.MAX_PATTERN)
    with pytest.raises(ParseError, match="It has 513 characters"):
        patterns.Pattern("a" * (patterns.MAX_PATTERN + 1))


@attack("base.patterns.MAX_MEMORY")
def attack_memory_of_a_pattern(lab: Lab) -> None:
    """A pattern of 13 characters that needs too much memory is rejected, and compiles with twice the limit."""
    large = r"(\pL{13}){13}"
    assert patterns.Pattern(r"(\pL{10}){10}").is_found_in("x" * 100)
    with pytest.raises(ParseError, match="too large"):
        patterns.Pattern(large)
    patterns._compiled.cache_clear()
    lab.monkeypatch.setattr(patterns, "MAX_MEMORY", 2 * patterns.MAX_MEMORY)
    try:
        assert patterns.Pattern(large).is_found_in("x" * 169)
    finally:
        patterns._compiled.cache_clear()


@attack("base.patterns.MAX_COMPILED")
def attack_compiled(_: Lab) -> None:
    """One pattern above the limit removes the first one from the cache."""
    patterns._compiled.cache_clear()
    texts = [f"a{number}" for number in range(patterns.MAX_COMPILED + 1)]
    for text in (*texts[:-1], *texts[:-1]):
        patterns.Pattern(text)
    assert patterns._compiled.cache_info().misses == patterns.MAX_COMPILED
    for text in (texts[-1], texts[0]):
        patterns.Pattern(text)
    assert patterns._compiled.cache_info().misses == patterns.MAX_COMPILED + 2
    assert patterns._compiled.cache_info().currsize == patterns.MAX_COMPILED


@attack("versions.version.MAX_VERSION")
def attack_version(_: Lab) -> None:
    """The limit applies to versions of both schemes and to ranges."""
    from alicloud_iot_ota.versions.ranges import Range  # noqa: PLC0415 - for this attack only

    text = "1.0.0-" + "a" * (version.MAX_VERSION - 6)
    for scheme in VersionScheme:
        assert version.read(text, scheme) is not None
        assert version.read(f"{text}a", scheme) is None
    bounds = ">=" + "1" * 10 + " " * (version.MAX_VERSION - 12)
    Range.parse(bounds, scheme=VersionScheme.DOTTED, include_prerelease=False)
    with pytest.raises(ParseError, match="more than 256 characters"):
        Range.parse(f"{bounds} ", scheme=VersionScheme.DOTTED, include_prerelease=False)


@attack("versions.version.MAX_DIGITS")
def attack_digits(_: Lab) -> None:
    """The limit applies to a number in a plain version and to one that a pattern finds."""
    from alicloud_iot_ota.versions.reader import Reader  # noqa: PLC0415 - for this attack only

    digits = "9" * version.MAX_DIGITS
    reader = Reader(pattern=patterns.Pattern(r"v(?P<major>\d+)"))
    for found in (version.read(digits, VersionScheme.DOTTED), reader.read(f"v{digits}")):
        assert found is not None
        assert found.numbers == (int(digits),)
    assert version.read(f"{digits}9", VersionScheme.DOTTED) is None
    assert reader.read(f"v{digits}9") is None


@attack("versions.reader.MAX_READ")
def attack_read(lab: Lab) -> None:
    """One version above the limit clears the cache. The real limit would be slow (a second), so the test uses 10."""
    from alicloud_iot_ota.versions import reader  # noqa: PLC0415 - for this attack only

    lab.monkeypatch.setattr(reader, "MAX_READ", 10)
    reading = reader.Reader()
    texts = [f"1.0.{number}" for number in range(11)]
    for text in texts[:10]:
        assert reading.read(text) is reading.read(text)
    assert len(reading._read) == 10
    assert reading.read(texts[10]) is not None
    assert list(reading._read) == texts[10:]


@attack("selection.packages.MAX_REFERENCES")
def attack_cached_rules(_: Lab) -> None:
    """Lookups with many different criteria fill the cache of a catalog, but not more. They still find their package."""
    from alicloud_iot_ota import selection  # noqa: PLC0415 - for this attack only
    from alicloud_iot_ota.selection import packages as module  # noqa: PLC0415 - the same

    count = 100
    rows = [Package(firmware_id=f"id-{patch}", dest_version=f"1.0.{patch}", type=0) for patch in range(count)]
    packages = module.Packages.cached(rows)
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    for low, patch in itertools.product(range(3), range(1, count)):
        args = GetFirmwareArgs(
            version_range=f">=0.0.{low} <1.0.{patch}",
            statuses=[FirmwareStatus.UNKNOWN],
            select=FirmwareSelect.HIGHEST,
            allow_unscoped=True,
        )
        assert selection.decide(args.criteria, packages, now, "here").chosen() is rows[patch - 1]
    assert packages._cache is not None
    assert 0 <= packages._cache.budget._left < count
    assert count_references(packages) <= module.MAX_REFERENCES * count


def count_references(packages: Packages) -> int:
    """Return the number of references that some packages and their parts cache."""
    values = [] if packages._cache is None else list(packages._cache.values.values())
    parts = [each for each in values if isinstance(each, type(packages))]
    return sum(len(each) for each in values if isinstance(each, tuple)) + sum(map(count_references, parts))


@attack("pin_resource.listing.MAX_TOKEN")
def attack_token(_: Lab) -> None:
    """The longest token of this provider is read, and a longer text is refused."""
    longest, digest = str(10**18), "0" * 64

    def mistake(digits: str) -> Failure | None:
        token = f"{digits}.{longest}.{digest}.{digest}"
        assert len(token) - listing.MAX_TOKEN == len(digits) - len(longest)
        return listing._parse_token(listing.PageRequest(limit=10**18, continuation_token=token))[1]

    assert mistake(longest) is None
    refused = mistake(f"{longest}0")
    assert refused is not None
    assert "is not a token" in refused.reason


@attack("versions.proposals.MAX_TRIED")
def attack_proposals(_: Lab) -> None:
    """The number of attempts is limited for many unreadable versions and for many readable ones."""
    from alicloud_iot_ota.versions import Reader, propose  # noqa: PLC0415 - for this attack only
    from alicloud_iot_ota.versions.proposals import MAX_TRIED  # noqa: PLC0415 - for this attack only

    unreadable = [f"1.{number}" for number in range(MAX_TRIED)]
    for texts in (unreadable, [*unreadable, "2.0"], [*unreadable[:10], *(f"1.0.{each}" for each in range(MAX_TRIED))]):
        proposal = propose(texts, Reader())
        assert proposal is not None
        assert (proposal.scheme, proposal.pattern) == (VersionScheme.DOTTED, None)
        assert proposal.tried <= MAX_TRIED
        assert (proposal.tried == MAX_TRIED) == (len(texts) == len(unreadable) or "2.0" in texts)


@attack("base.times.MAX_DAYS")
def attack_days(_: Lab) -> None:
    """The last second of the last day is within the limit."""
    assert times.parse_duration("9999d23h59m59s").length.days == times.MAX_DAYS
    with pytest.raises(ParseError, match="longer than 9999 days"):
        times.parse_duration("9999d24h")


@attack("base.visible.MAX_MARKS")
def attack_marks(_: Lab) -> None:
    """A text with more stacked marks than the limit is escaped, because they could cover other lines."""
    text = "x" + "\u0323" * visible.MAX_MARKS
    assert visible.first_hidden(text) is None
    hidden = visible.first_hidden(f"{text}\u0323")
    assert hidden is not None
    assert hidden.position == visible.MAX_MARKS + 1
    assert visible.printable(f"{text}\u0323") == f"{text}\\u0323"
    assert [failure.argument for failure in mistakes([{"destVersion": "1", "reason": f"{text}\u0323"}])] == ["blocked"]
