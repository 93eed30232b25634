# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A list is accepted only if it was the service's complete list at some moment, whatever changes during the read.

The service is a model here, the only one in the tests: with a real service, no test can control the order of
concurrent requests, or a change between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest import mock

import hypothesis
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from alicloud_iot_ota.api import listing, wire
from alicloud_iot_ota.api.listing import Scope, read_catalog
from alicloud_iot_ota.errors import IncompleteListingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE = 3  # packages: small pages make many edges
ORDERS = ("newest-first", "oldest-first", "anywhere")


@dataclass
class Service:
    """A model of the service with an ordered list that changes before each answer.

    Attributes:
        order: The position of new packages.
        happenings: The changes before each of the next answers. A number above 0 publishes a package, at that position
            if the order is "anywhere". Any other number deletes the package at that position.
        rows: The current list.
        seen: The list at each moment, as a set.
        grain: The number of packages with the same creation time.
    """

    order: str
    happenings: list[list[int]]
    rows: list[int]
    seen: list[frozenset[int]] = field(default_factory=list)
    grain: int = 1
    published: int = 1000
    requests: int = 0

    def created(self, row: int) -> str:
        """Return the creation time of a package. Each run of `grain` packages has the same time."""
        minute = row // self.grain
        return f"2025-01-01T{minute // 60:02}:{minute % 60:02}:00Z"

    def happen(self, what: int) -> None:
        """Publish or delete one package."""
        if what > 0:
            self.published += 1
            place = {"newest-first": 0, "oldest-first": len(self.rows)}.get(self.order, what % (len(self.rows) + 1))
            self.rows.insert(place, self.published)
        elif self.rows:
            del self.rows[what % len(self.rows)]
        self.seen.append(frozenset(self.rows))

    def list_ota_firmware(self, current_page: int, page_size: int, **_: object) -> wire.ApiResponse:
        """Apply the next changes, and return one page like the service."""
        self.requests += 1
        for what in self.happenings.pop(0) if self.happenings else []:
            self.happen(what)
        start = (current_page - 1) * page_size
        rows = [
            wire.Row(firmware_id=str(row), dest_version="1", utc_create=self.created(row))
            for row in self.rows[start : start + page_size]
        ]
        return wire.ApiResponse(success=True, current_page=current_page, total=len(self.rows), firmware_info=rows)

    def deadline(self) -> mock.Mock:
        """Return a deadline that never ends."""
        return mock.Mock(remaining=lambda: 60.0)

    def wait(self, seconds: float, deadline: object) -> None:
        """Return immediately."""


def in_order(order: Sequence[int]) -> Callable[..., list[object]]:
    """Return a replacement for the parallel read. It reads one page at a time, in the given order."""

    def read_all(read: Callable[[int], object], numbers: Sequence[int], *_: object) -> list[object]:
        pages = {number: read(number) for number in sorted(numbers, key=lambda number: order[number % len(order)])}
        return [pages[number] for number in numbers]

    return read_all


HAPPENINGS = st.lists(st.lists(st.integers(-9, 9), max_size=3), max_size=12)


@pytest.mark.parametrize("order", ORDERS)
@hypothesis.settings(max_examples=500)
@given(
    count=st.integers(0, 14),
    happenings=HAPPENINGS,
    balanced=st.booleans(),
    grain=st.sampled_from([1, 2, 4, 10_000]),
    arrival=st.permutations(range(1, 6)),
)
def test_accepted_lists_are_whole(  # noqa: PLR0913 - what is drawn
    order: str, *, count: int, happenings: list[list[int]], balanced: bool, grain: int, arrival: Sequence[int]
) -> None:
    """An accepted list is the service's list at some moment. Every other list is rejected as incomplete."""
    if balanced:  # as many published as deleted, so that Total stays the same
        happenings = [[sign * max(1, abs(what)) for what in each for sign in (1, -1)] for each in happenings]
    rows = list(range(count, 0, -1)) if order != "oldest-first" else list(range(1, count + 1))
    service = Service(order, happenings, rows, grain=grain)
    service.seen.append(frozenset(rows))
    with (
        mock.patch.object(listing, "MAX_PAGE_SIZE", PAGE),
        mock.patch.object(listing, "_read_in_parallel", in_order(arrival)),
    ):
        try:
            found = read_catalog(service, Scope(None, None))  # type: ignore[arg-type]  # the module docstring says why
        except IncompleteListingError:
            event("refused")
            return
    event("accepted")
    assert frozenset(int(firmware.firmware_id) for firmware in found) in service.seen
    assert len({firmware.firmware_id for firmware in found}) == len(found)


@pytest.mark.parametrize(("order", "requests"), [("newest-first", 4), ("oldest-first", 8), ("anywhere", 4)])
def test_what_a_quiet_list_costs(order: str, requests: int) -> None:
    """A list that does not change is read once, or twice if its order cannot prove that it is complete."""
    rows = list(range(10, 0, -1)) if order != "oldest-first" else list(range(1, 11))
    service = Service(order, [], rows)
    with mock.patch.object(listing, "MAX_PAGE_SIZE", PAGE):
        assert len(read_catalog(service, Scope(None, None))) == 10  # type: ignore[arg-type]  # as above
    assert service.requests == requests
