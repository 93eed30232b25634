# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A row of the fault table: a fault and its only allowed result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grpc import StatusCode

FOREVER = 1000
"""More calls than any lookup makes."""

ATTEMPTS = 6
THROTTLED_ATTEMPTS = 20
READINGS = 4


class Fault(NamedTuple):
    """A fault of the emulator: its kind and options, as documented in `alicloud_iot_emulator.faults`."""

    kind: str
    options: Mapping[str, str | float]
    times: int


@dataclass(frozen=True)
class Recovered:
    """The same result as without the fault."""

    label = "recovered"


@dataclass(frozen=True)
class Refused:
    """The expected error.

    Attributes:
        status: The gRPC status.
        words: Texts that must be in the error before its last line: the request, and what was found.
        remedy: A text that must be in the last line: the next step.
    """

    status: StatusCode
    words: Sequence[str]
    remedy: str

    label = "declared error"


RECOVERED = Recovered()


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        name: A description of the fault.
        faults: The faults that are queued in the emulator before the lookup.
        outcome: The expected result.
        requests: The allowed numbers of requests to the emulator.
        settings: Provider settings that replace the default ones. None removes a setting.
        order: The order in which the emulator lists the packages.
        is_timed: Whether the packages have a creation time.
        profile: The keys of the aliyun CLI's profile, each with the first request to which it applies,
            or None without a profile.
    """

    name: str
    faults: Sequence[Fault]
    outcome: Recovered | Refused
    requests: range
    settings: Mapping[str, object] = field(default_factory=dict)
    order: str = "newest-first"
    is_timed: bool = True
    profile: Sequence[Mapping[str, str]] = ()


def fault(kind: str, *, times: int = 1, **options: str | float) -> Fault:
    """Return a fault for the emulator."""
    return Fault(kind, options, times)


def exactly(count: int) -> range:
    """Return a range with one number."""
    return range(count, count + 1)


def between(least: int, most: int) -> range:
    """Return the range of two limits, both included. With parallel reads, the exact number of requests varies."""
    return range(least, most + 1)
