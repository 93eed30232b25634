# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""From an answer to bytes: what is written on the connection, and what becomes of it. No sockets here."""

from __future__ import annotations

import http.client
import itertools
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from typing import TYPE_CHECKING

from alicloud_iot_emulator.messages import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alicloud_iot_emulator.messages import Answer

_BLOCK = 64 * 1024
"""Bytes of padding that are written at a time."""


class Ending(Enum):
    """What becomes of the connection once everything is written."""

    KEEP = "it waits for the next request"
    CLOSE = "it closes"
    RESET = "it is reset"
    RESET_UNDER_NEXT = "it is reset as soon as the next request comes in"


@dataclass(frozen=True)
class Transmission:
    """An answer on its way out.

    Attributes:
        writes: what is written, each in one piece.
        gradual: there may be many writes, which a stop breaks off.
        pause: seconds before each write but the first.
        ending: what becomes of the connection then.
    """

    writes: Iterable[bytes]
    gradual: bool = False
    pause: float = 0.0
    ending: Ending = Ending.KEEP


def transmission_of(answer: Answer) -> Transmission:
    """Put an answer into bytes.

    Headers and body leave in one write, unless the delivery is about that: with two, the second waits some 40 ms for
    the caller's delayed acknowledgement of the first.
    """
    return _TRANSMISSIONS[answer.delivery](answer)


def _head(answer: Answer, framing: Mapping[str, str], version: str = "HTTP/1.1") -> bytes:
    headers = {
        "Date": formatdate(answer.date, usegmt=True),
        "Content-Type": answer.content_type,
        **framing,
        **answer.headers,
    }
    lines = [f"{version} {answer.status} {http.client.responses.get(answer.status, '')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _head_with_length(answer: Answer, error: int = 0) -> bytes:
    return _head(answer, {"Content-Length": str(answer.padding + len(answer.body) + error)})


def _head_of_chunks(answer: Answer) -> bytes:
    return _head(answer, {"Transfer-Encoding": "chunked"})


def _first_half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _in_pieces(answer: Answer) -> Iterator[bytes]:
    head = _head_with_length(answer)
    for sent in range(0, answer.padding, _BLOCK):
        yield head + b" " * min(_BLOCK, answer.padding - sent)
        head = b""
    bounds = [len(answer.body) * number // answer.pieces for number in range(answer.pieces + 1)]
    for start, end in itertools.pairwise(bounds):
        yield head + answer.body[start:end]
        head = b""


def _in_chunks(answer: Answer) -> bytes:
    half = _first_half(answer.body)
    chunks = [_chunk(part) for part in (half, answer.body[len(half) :]) if part]
    return b"".join([_head_of_chunks(answer), *chunks, _chunk(b"")])


_TRANSMISSIONS: Mapping[Delivery, Callable[[Answer], Transmission]] = {
    Delivery.WHOLE: lambda answer: Transmission(
        _in_pieces(answer), gradual=answer.padding > 0 or answer.pieces > 1, pause=answer.pause
    ),
    Delivery.CHUNKED: lambda answer: Transmission([_in_chunks(answer)]),
    Delivery.HTTP10: lambda answer: Transmission(
        [_head(answer, {}, version="HTTP/1.0") + answer.body], ending=Ending.CLOSE
    ),
    Delivery.CLOSE_AFTER: lambda answer: Transmission(
        [_head_with_length(answer) + answer.body], ending=Ending.RESET_UNDER_NEXT
    ),
    Delivery.TORN: lambda answer: Transmission(
        [_head_with_length(answer) + _first_half(answer.body)], ending=Ending.CLOSE
    ),
    Delivery.TORN_HEAD: lambda answer: Transmission([_first_half(_head_with_length(answer))], ending=Ending.CLOSE),
    Delivery.TORN_CHUNK: lambda answer: Transmission(
        [_head_of_chunks(answer) + _first_half(_chunk(answer.body))], ending=Ending.CLOSE
    ),
    Delivery.BAD_STATUS_LINE: lambda answer: Transmission(
        [b"no HTTP: " + _head_with_length(answer) + answer.body], ending=Ending.CLOSE
    ),
    Delivery.UNDERSTATED: lambda answer: Transmission([_head_with_length(answer, error=-1) + answer.body]),
    Delivery.OVERSTATED: lambda answer: Transmission(
        [_head_with_length(answer, error=1) + answer.body], ending=Ending.CLOSE
    ),
    Delivery.CLOSE: lambda _: Transmission([], ending=Ending.CLOSE),
    Delivery.RESET: lambda _: Transmission([], ending=Ending.RESET),
}
