# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""One row of the fault table: what goes wrong, and the one outcome that it must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grpc import StatusCode

FOREVER = 1000
"""More calls than any look-up makes."""

ATTEMPTS = 6
THROTTLED_ATTEMPTS = 20
READINGS = 4


class Fault(NamedTuple):
    """A fault of the emulator, by its kind and options; `alicloud_iot_emulator.faults` lists them."""

    kind: str
    options: Mapping[str, str | float]
    times: int


@dataclass(frozen=True)
class Recovered:
    """The very same result as without the fault."""

    label = "recovered"


@dataclass(frozen=True)
class Refused:
    """The declared error.

    Attributes:
        status: Of gRPC.
        words: What the text must hold before its last line: what was asked, and what was found.
        remedy: What its last line must hold: what to do next.
    """

    status: StatusCode
    words: Sequence[str]
    remedy: str

    label = "declared error"


RECOVERED = Recovered()


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        name: Says what goes wrong.
        faults: What is queued in the emulator before the look-up.
        outcome: What must come of it.
        requests: How many requests the emulator may have seen then.
        settings: Settings of the provider in place of the usual ones; None takes one away.
        order: In which the emulator lists the packages.
        is_timed: Whether the packages say when they were created.
        profile: The keys that the aliyun CLI's profile holds, each of them from one request on; or no profile at all.
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
    """Write a fault as the emulator takes it."""
    return Fault(kind, options, times)


def exactly(count: int) -> range:
    """Return the range that holds one number."""
    return range(count, count + 1)


def between(least: int, most: int) -> range:
    """Return the numbers from one to another: pages that are read at the same time may be under way, or not yet."""
    return range(least, most + 1)
