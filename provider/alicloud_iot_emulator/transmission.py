# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Convert a response to bytes, and determine what happens to the connection afterwards. Independent of sockets."""

from __future__ import annotations

import http.client
import itertools
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum
from typing import TYPE_CHECKING

from alicloud_iot_emulator.messages import Answer, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


_BLOCK = 64 * 1024
"""Bytes of padding per write."""


class Ending(Enum):
    """What happens to the connection after everything is written."""

    KEEP = "waits for the next request"
    CLOSE = "is closed"
    RESET = "is reset"
    RESET_UNDER_NEXT = "is reset when the next request arrives"


@dataclass(frozen=True)
class Transmission:
    """A response as bytes.

    Attributes:
        writes: The bytes of each write.
        gradual: Whether there may be many writes, which `stop` aborts.
        pause: Seconds before each write except the first.
        ending: What happens to the connection afterwards.
    """

    writes: Iterable[bytes]
    gradual: bool = False
    pause: float = 0.0
    ending: Ending = Ending.KEEP


def transmission_of(answer: Answer) -> Transmission:
    """Convert a response to bytes.

    Headers and body are sent in one write, unless the fault requires otherwise. A second write would wait about 40 ms
    for the client's delayed acknowledgement of the first.
    """
    if answer.delivery is Delivery.WHOLE:
        return Transmission(_in_pieces(answer), gradual=answer.padding > 0 or answer.pieces > 1, pause=answer.pause)
    written, ending = _FAULTY_DELIVERIES[answer.delivery]
    return Transmission([written(answer)], ending=ending)


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


_FAULTY_DELIVERIES: Mapping[Delivery, tuple[Callable[[Answer], bytes], Ending]] = {
    Delivery.RESET: (lambda _: b"", Ending.RESET),
    Delivery.CLOSE: (lambda _: b"", Ending.CLOSE),
    Delivery.TORN_HEAD: (lambda answer: _first_half(_head_with_length(answer)), Ending.CLOSE),
    Delivery.TORN: (lambda answer: _head_with_length(answer) + _first_half(answer.body), Ending.CLOSE),
    Delivery.TORN_CHUNK: (lambda answer: _head_of_chunks(answer) + _first_half(_chunk(answer.body)), Ending.CLOSE),
    Delivery.BAD_STATUS_LINE: (lambda answer: b"no HTTP: " + _head_with_length(answer) + answer.body, Ending.CLOSE),
    Delivery.UNDERSTATED: (lambda answer: _head_with_length(answer, error=-1) + answer.body, Ending.KEEP),
    Delivery.OVERSTATED: (lambda answer: _head_with_length(answer, error=1) + answer.body, Ending.CLOSE),
    Delivery.CHUNKED: (_in_chunks, Ending.KEEP),
    Delivery.HTTP10: (lambda answer: _head(answer, {}, version="HTTP/1.0") + answer.body, Ending.CLOSE),
    Delivery.CLOSE_AFTER: (lambda answer: _head_with_length(answer) + answer.body, Ending.RESET_UNDER_NEXT),
}
"""For each connection fault, the function that returns the bytes of its single write, and what happens afterwards."""
