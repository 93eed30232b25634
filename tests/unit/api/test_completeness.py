# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A list that is accepted was once the service's whole list, whatever happens while its pages are read.

The service is a model here, and the only stand-in: in which order concurrent requests reach a real one, and what is
published between two of them, no test can choose.
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
    """A list in some order, in which something happens before each answer.

    Attributes:
        order: Where what is published stands.
        happenings: For each answer to come, what happens before it: numbers above 0 publish at that place where the
            order is "anywhere", the others delete at theirs.
        rows: The list as it is.
        seen: The list as it was at each moment, as a set.
        grain: How many packages have the same time of creation.
    """

    order: str
    happenings: list[list[int]]
    rows: list[int]
    seen: list[frozenset[int]] = field(default_factory=list)
    grain: int = 1
    published: int = 1000
    requests: int = 0

    def created(self, row: int) -> str:
        """Return when a package was created: so many of them in a row have the same time."""
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
        """Answer as the service does."""
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
        """There is all the time there is."""
        return mock.Mock(remaining=lambda: 60.0)

    def wait(self, seconds: float, deadline: object) -> None:
        """Let no time pass."""


def in_order(order: Sequence[int]) -> Callable[..., list[object]]:
    """Return what reads pages one at a time, in an order drawn by chance, in place of the threads."""

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
    """What is accepted is the service's list at some moment; everything else is refused as undecidable."""
    if balanced:  # as many published as deleted, so that Total gives nothing away
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
    """A list that nobody changes is read once, or twice where its order proves nothing."""
    rows = list(range(10, 0, -1)) if order != "oldest-first" else list(range(1, 11))
    service = Service(order, [], rows)
    with mock.patch.object(listing, "MAX_PAGE_SIZE", PAGE):
        assert len(read_catalog(service, Scope(None, None))) == 10  # type: ignore[arg-type]  # as above
    assert service.requests == requests
