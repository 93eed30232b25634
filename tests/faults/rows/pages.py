# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Pages that contradict themselves or each other, and lists that change during a read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grpc import StatusCode

from tests.faults.fleet import LAST_PAGE, PAGES
from tests.faults.rows.row import FOREVER, READINGS, RECOVERED, Refused, Row, between, exactly, fault

if TYPE_CHECKING:
    from collections.abc import Iterator


def _undecidable(*words: str) -> Refused:
    return Refused(StatusCode.ABORTED, ("Incomplete package list", *words, "RequestId"), "Retry")


_COUNT, _TWICE, _TOTAL = "packages, expected", "appeared twice", "Total went from"
_FOUND = {
    "repeated-page": {2: _TWICE, 3: _COUNT},  # a repeated page 1 is not a fault
    "empty-page": dict.fromkeys(PAGES, "has 0 packages, expected"),
    "null-rows": dict.fromkeys(PAGES, "has 0 packages, expected"),
    "short-page": dict.fromkeys(PAGES, _COUNT),
    "long-page": dict.fromkeys(PAGES, _COUNT),
    "duplicate-row": dict.fromkeys(PAGES, _TWICE),
    "wrong-total": {1: _TOTAL, 2: _TOTAL, 3: _COUNT},
    "negative-total": dict.fromkeys(PAGES, "no valid Total"),
    "no-total": dict.fromkeys(PAGES, "no valid Total"),
    "wrong-page": dict.fromkeys(PAGES, "requested page"),
}
"""The error text for each fault on each page."""

_SEEN_ON_ITS_OWN = {_COUNT, "has 0 packages, expected", "no valid Total", "requested page"}
_WHOLE = len(PAGES)


def _faulty() -> Iterator[Row]:
    for kind, found in _FOUND.items():
        for page, words in found.items():
            # If page 1 itself is invalid, the client rereads it before it requests other pages.
            reading = exactly(1) if page == 1 and words in _SEEN_ON_ITS_OWN else between(2, _WHOLE)
            once = between(reading.start + _WHOLE, reading[-1] + _WHOLE)
            for_ever = between(READINGS * reading.start, READINGS * reading[-1])
            yield Row(f"{kind} on page {page}, once", [fault(kind, page=page)], RECOVERED, once)
            yield Row(
                f"{kind} on page {page}, for ever",
                [fault(kind, page=page, times=FOREVER)],
                _undecidable(f"in each of {READINGS} reads", words),
                for_ever,
            )
    yield Row(
        "wrong-total on every page, for ever",
        [fault("wrong-total", times=FOREVER)],
        _undecidable("has 50 packages, expected 51"),
        between(READINGS * 2, READINGS * _WHOLE),
    )
    yield Row("no-page on every page", [fault("no-page", times=FOREVER)], RECOVERED, exactly(_WHOLE))
    yield Row(
        "every page wrong in another way, once",
        [fault("short-page", page=1), fault("duplicate-row", page=2), fault("no-total", page=3)],
        RECOVERED,
        between(6, 12),  # at worst, each fault damages a different read, and the fourth read succeeds
    )


def _wrong_rows() -> Iterator[Row]:
    unnamed = {
        "nameless-row": ("without FirmwareId", "RequestId"),
        "versionless-row": ("without DestVersion", "RequestId"),
        "text-numbers": ("documented format",),
    }
    for kind, words in unnamed.items():
        for page in PAGES:
            refused = Refused(StatusCode.DATA_LOSS, words, "Alibaba Cloud support")
            requests = exactly(1) if page == 1 else between(2, _WHOLE)
            yield Row(f"{kind} on page {page}", [fault(kind, page=page)], refused, requests)


def _changes() -> Iterator[Row]:
    for kind in ("shifting-pages", "withdrawing"):
        for page in PAGES:
            # Pages are read in parallel. If the affected page comes last, the list has not changed yet.
            requests = exactly(6) if page == 1 else between(_WHOLE, 2 * _WHOLE)
            yield Row(f"{kind} behind page {page}, once", [fault(kind, page=page)], RECOVERED, requests)
        yield Row(
            f"{kind} behind page 1, for ever",
            [fault(kind, page=1, times=FOREVER)],
            _undecidable(_TOTAL),
            exactly(READINGS * _WHOLE),
        )
    for page in PAGES:
        # The correct result is the list at the time of page 1.
        yield Row(f"exchanging behind page {page}", [fault("exchanging", page=page)], RECOVERED, exactly(_WHOLE))
    yield Row(
        "one withdrawn behind page 1, another published behind page 2",
        [fault("withdrawing", page=1), fault("shifting-pages", page=2)],
        RECOVERED,
        exactly(2 * _WHOLE),
    )


def _orders() -> Iterator[Row]:
    for order in ("oldest-first", "unordered"):
        yield Row(f"{order}: a list that rests", [], RECOVERED, exactly(2 * _WHOLE), order=order)
        for page in PAGES:
            yield Row(
                f"{order}: exchanging behind page {page}, once",
                [fault("exchanging", page=page)],
                RECOVERED,
                between(2 * _WHOLE, 3 * _WHOLE),
                order=order,
            )
        yield Row(
            f"{order}: exchanging behind page 1, once, where no package says when it was created",
            [fault("exchanging", page=1)],
            RECOVERED,
            between(2 * _WHOLE, 3 * _WHOLE),
            order=order,
            is_timed=False,
        )
        yield Row(
            f"{order}: exchanging behind page 1, for ever",
            [fault("exchanging", page=1, times=FOREVER)],
            Refused(StatusCode.ABORTED, ("Incomplete package list", "not sorted"), "Retry"),
            exactly(READINGS * _WHOLE),
            order=order,
        )
        yield Row(
            f"{order}: empty-page on page {LAST_PAGE}, once",
            [fault("empty-page", page=LAST_PAGE)],
            RECOVERED,
            between(8, 9),
            order=order,
        )


ROWS = (*_faulty(), *_wrong_rows(), *_changes(), *_orders())
