# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Faults of connections and timing, and gateway errors without an error code of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grpc import StatusCode

from tests.faults.fleet import LAST_PAGE
from tests.faults.rows.row import (
    ATTEMPTS,
    FOREVER,
    RECOVERED,
    THROTTLED_ATTEMPTS,
    Refused,
    Row,
    between,
    exactly,
    fault,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAILURE_TEXTS = Refused(StatusCode.UNAVAILABLE, ("No response from", "connection"), "Check the network")
_NO_MEANING = Refused(StatusCode.DATA_LOSS, ("without an error Code",), "Check the endpoint and the proxy")
_BROKEN = ("reset", "close", "torn-head", "torn", "torn-chunk", "bad-status-line", "overstated")
_SHORT_OF_TIME = {"timeout": 1.5}


def _late(*words: str) -> Refused:
    return Refused(StatusCode.DEADLINE_EXCEEDED, ("timed out after 1.5 seconds", *words), "timeout")


def _connections() -> Iterator[Row]:
    for kind in _BROKEN:
        yield Row(f"{kind} on the last page, once", [fault(kind, page=LAST_PAGE)], RECOVERED, exactly(4))
        yield Row(f"{kind}, for ever", [fault(kind, times=FOREVER)], _FAILURE_TEXTS, exactly(ATTEMPTS))
    for kind in ("chunked", "http10"):
        yield Row(f"{kind}, a right answer all the same", [fault(kind, times=FOREVER)], RECOVERED, exactly(3))
    # The request on the dead connection is lost before it reaches the service.
    yield Row("close-after, on every page", [fault("close-after", times=FOREVER)], RECOVERED, exactly(3))
    yield Row(
        "every page broken in another way",
        [fault("torn", page=1), fault("reset", page=2), fault("bad-status-line", page=3)],
        RECOVERED,
        exactly(6),
    )


def _gateways() -> Iterator[Row]:
    for status in (408, 429, 500, 502, 503, 504):
        for shape in ("html", "empty"):
            failing = fault("error", times=FOREVER, status=status, shape=shape)
            is_quota = status == 429
            refused = Refused(
                StatusCode.RESOURCE_EXHAUSTED if is_quota else StatusCode.UNAVAILABLE,
                (f"HTTP {status}",),
                "quota" if is_quota else "Retry",
            )
            attempts = THROTTLED_ATTEMPTS if is_quota else ATTEMPTS
            yield Row(f"HTTP {status}, {shape}, once", [failing._replace(times=1)], RECOVERED, exactly(4))
            yield Row(f"HTTP {status}, {shape}, for ever", [failing], refused, exactly(attempts))
    for status in (400, 401, 403, 404, 407):
        for shape in ("html", "empty"):
            failing = fault("error", status=status, shape=shape)
            yield Row(f"HTTP {status}, {shape}", [failing], _NO_MEANING, exactly(1))


_TIME = (
    Row("a slow answer", [fault("slow", seconds=0.05, page=2)], RECOVERED, exactly(3)),
    Row(
        "answers that come too late",
        [fault("slow", seconds=3600, times=FOREVER)],
        _late("the response timed out"),
        exactly(1),
        _SHORT_OF_TIME,
    ),
    Row("a silence, then the end of the connection", [fault("hang", seconds=0.05)], RECOVERED, exactly(4)),
    Row(
        "silence",
        [fault("hang", seconds=3600, times=FOREVER)],
        _late("the response timed out"),
        exactly(1),
        _SHORT_OF_TIME,
    ),
    Row(
        "silence on the last page alone",
        [fault("hang", seconds=3600, page=LAST_PAGE, times=FOREVER)],
        _late("the response timed out"),
        exactly(3),
        _SHORT_OF_TIME,
    ),
    Row("an answer in ten pieces", [fault("trickle", seconds=0.005, pieces=10)], RECOVERED, exactly(3)),
    Row(
        "an answer that trickles in for ever",
        [fault("trickle", seconds=0.1, pieces=10_000, times=FOREVER)],
        _late("still arriving"),
        exactly(1),
        _SHORT_OF_TIME,
    ),
    Row(
        "an error page between the service and the deadline",
        [fault("error", status=503, shape="html", times=2), fault("hang", seconds=3600, times=FOREVER)],
        _late("the response timed out"),
        between(3, 4),
        _SHORT_OF_TIME,
    ),
)

ROWS = (*_connections(), *_gateways(), *_TIME)
