# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on the limits for responses of the service."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator.messages import Answer
from alicloud_iot_ota.api import listing, transport, wire
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.errors import IncompleteListingError, InvalidResponseError
from alicloud_iot_ota.firmware import MAX_INTEGER, MAX_PAGE_SIZE, MAX_TEXT
from alicloud_iot_ota.lookup import catalog_cache
from tests.unit.bounds.lab import LIMIT, NOW, Lab, Pages, Unsigned, attack, keeping, memory, read

if TYPE_CHECKING:
    from collections.abc import Callable


def body_of(size: int) -> Callable[[object], Answer]:
    """Return a function that answers with a body of the given size in bytes."""
    return lambda _: Answer(200, "application/json", b"{}", NOW, padding=size - 2)


def post(url: str) -> bytes:
    """Send one request, and return the body of its response."""
    sender = transport.Transport(url)
    try:
        system = Timing(time=lambda: NOW, monotonic=lambda: 0.0, wait=lambda _: False, random=lambda: 0.5)
        return sender.post("CurrentPage=1", Unsigned(), {}, Deadline(LIMIT, system)).body
    finally:
        sender.close()


@attack("api.transport.MAX_BODY")
def attack_body(lab: Lab) -> None:
    """A response of 16 times the limit needs no more memory than one within the limit."""
    assert len(post(lab.serve(body_of(transport.MAX_BODY)))) == transport.MAX_BODY
    with pytest.raises(InvalidResponseError, match="larger than"):
        post(lab.serve(body_of(transport.MAX_BODY + 1)))
    url = lab.serve(body_of(16 * transport.MAX_BODY))
    with memory() as peak, pytest.raises(InvalidResponseError, match="larger than"):
        post(url)
    assert peak[0] < 2 * transport.MAX_BODY


@attack("api.wire.MAX_PARTS")
def attack_parts(_: Lab) -> None:
    """Commas, braces and colons all count as parts."""

    def body(parts: int) -> bytes:
        return b'{"x":[1' + b",1" * (parts - 3) + b"]}"

    assert wire.decode(body(wire.MAX_PARTS)).total is None
    with pytest.raises(InvalidResponseError, match=f"has {wire.MAX_PARTS + 1} parts"):
        wire.decode(body(wire.MAX_PARTS + 1))


@attack("firmware.MAX_TEXT")
def attack_text(_: Lab) -> None:
    """JSON and XML have the same limit."""

    def rows_of(length: int) -> list[int]:
        text = "x" * length
        row = f"<SimpleFirmwareInfo><FirmwareDesc>{text}</FirmwareDesc></SimpleFirmwareInfo>"
        bodies = (
            json.dumps({"FirmwareInfo": {"SimpleFirmwareInfo": [{"FirmwareDesc": text}]}}),
            f"<ListOTAFirmwareResponse><FirmwareInfo>{row}</FirmwareInfo></ListOTAFirmwareResponse>",
        )
        return [len(wire.decode(body.encode()).rows[0].firmware_desc or "") for body in bodies]

    assert rows_of(MAX_TEXT) == [MAX_TEXT] * 2
    with pytest.raises(InvalidResponseError, match="documented format"):
        rows_of(MAX_TEXT + 1)


@attack("firmware.MAX_INTEGER")
def attack_integer(_: Lab) -> None:
    """JSON and XML have the same limit."""
    for form in ('{{"Total": {}}}', "<a><Total>{}</Total></a>"):
        assert wire.decode(form.format(MAX_INTEGER).encode()).total == MAX_INTEGER
        with pytest.raises(InvalidResponseError, match="documented format"):
            wire.decode(form.format(MAX_INTEGER + 1).encode())


@attack("firmware.MAX_PAGE_SIZE")
def attack_page_size(lab: Lab) -> None:
    """If a page has one package too many, the list is incomplete."""
    assert len(read(Pages(lab, MAX_PAGE_SIZE))) == MAX_PAGE_SIZE
    with pytest.raises(IncompleteListingError, match="page 1 has 101 packages, expected 100"):
        read(Pages(lab, MAX_PAGE_SIZE + 1, MAX_PAGE_SIZE + 1))


class ReachedError(Exception):
    """The read continued past a limit."""


@attack("api.listing.MAX_PACKAGES")
def attack_packages(lab: Lab) -> None:
    """A huge `Total` is rejected after one request, without allocating memory for it."""

    def stop(number: int) -> None:
        if number > 1:
            raise ReachedError

    with pytest.raises(ReachedError):
        read(Pages(lab, listing.MAX_PACKAGES, 100, stop))
    for total in (listing.MAX_PACKAGES + 1, MAX_INTEGER):
        pages = Pages(lab, total, 100)
        with memory() as peak, pytest.raises(InvalidResponseError, match=f"Total is {total}"):
            read(pages)
        assert pages.requests == 1
        assert peak[0] < 1024**2


@attack("api.listing.MAX_CHARACTERS")
def attack_characters(lab: Lab) -> None:
    """Texts of that length would need 64 MiB, so the packages have short texts and a fake size."""
    lab.monkeypatch.setattr(listing, "text_length", lambda _: listing.MAX_CHARACTERS // 100)
    with memory() as peak:
        assert len(read(Pages(lab, 200))) == 200
        with pytest.raises(InvalidResponseError, match="fields have more than"):
            read(Pages(lab, 201))
    assert peak[0] < 1024**2
    for more, products in ((0, ["a", "b", "c"]), (1, ["a", "b", "c", "a"])):
        lab.monkeypatch.setattr(catalog_cache, "text_length", lambda _, more=more: listing.MAX_CHARACTERS // 2 + more)
        kept, read_again = keeping(lab)
        for product in "abca":
            kept.get(Scope(None, product))  # before the third list is read, two lists reach or exceed the limit
        assert read_again == products


@attack("api.transport.MAX_DATE")
def attack_date(_: Lab) -> None:
    """The limit for a date is exact to the second."""

    def date(seconds: float) -> float | None:
        text = format_datetime(datetime.fromtimestamp(seconds, timezone.utc))
        return transport.HttpResponse(200, {"Date": text}, b"", is_redirect=False).date

    assert date(transport.MAX_DATE) == transport.MAX_DATE
    assert date(transport.MAX_DATE + 1) is None
