# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Helpers of the attacks on limits."""

from __future__ import annotations

import contextlib
import tracemalloc
from typing import TYPE_CHECKING, NamedTuple

import requests

from alicloud_iot_ota.api import listing, wire
from alicloud_iot_ota.api.listing import Scope
from alicloud_iot_ota.api.retry import Deadline, Timing
from alicloud_iot_ota.firmware import Package
from alicloud_iot_ota.lookup import background, catalog_cache
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from alicloud_iot_emulator.messages import Answer
    from alicloud_iot_ota.api.client import OtaClient


NOW = 1_764_547_200.0
"""2025-12-01T00:00:00Z."""

LIMIT = 30
"""Seconds after which an attack fails if it has not ended."""

URL = "http://127.0.0.1:9"
"""A URL without a server."""

KEY = AccessKey("id", "secret")
"""An access key."""


class Lab(NamedTuple):
    """The fixtures of an attack.

    Attributes:
        monkeypatch: Replaces functions and values.
        path: A temporary directory.
        timing: A fake clock that advances only by waits.
        waits: The seconds of each wait. Appending seconds advances the clock.
        serve: Serves the responses that a function returns for requests.
        connect: Makes API clients.
    """

    monkeypatch: pytest.MonkeyPatch
    path: Path
    timing: Timing
    waits: list[float]
    serve: Callable[[Callable[[object], Answer]], str]
    connect: Callable[[Settings], OtaClient]

    def deadline(self, seconds: float = 1e6) -> Deadline:
        """Return a deadline on the fake clock."""
        return Deadline(seconds, self.timing)


ATTACKS: dict[str, Callable[[Lab], None]] = {}


def attack(code: str) -> Callable[[Callable[[Lab], None]], Callable[[Lab], None]]:
    """Register the attack on a limit."""

    def register(function: Callable[[Lab], None]) -> Callable[[Lab], None]:
        assert code not in ATTACKS
        ATTACKS[code] = function
        return function

    return register


class Unsigned(requests.auth.AuthBase):
    """An authentication that leaves requests unsigned."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request unchanged."""
        return r


class Pages:
    """A client that returns pages from memory, newest packages first.

    Args:
        lab: The lab with the clock to use.
        total: The `Total` of each page.
        count: The number of packages on page 1. By default, as many as the total needs.
        on_page: A function that is called with the number of each page.
    """

    def __init__(
        self, lab: Lab, total: int, count: int | None = None, on_page: Callable[[int], None] = lambda _: None
    ) -> None:
        self.requests = 0
        self._lab = lab
        self._total = total
        self._count = count
        self._on_page = on_page

    def deadline(self) -> Deadline:
        """Return a deadline."""
        return self._lab.deadline()

    def wait(self, seconds: float, _: Deadline) -> None:
        """Wait."""
        self._lab.timing.wait(seconds)

    def list_ota_firmware(self, number: int, size: int, **_: object) -> wire.ApiResponse:
        """Return a page."""
        self.requests += 1
        self._on_page(number)
        first = size * (number - 1)
        count = min(size, self._total - first) if self._count is None else self._count
        made = [
            wire.Row(
                firmware_id=f"id-{index}",
                dest_version="1",
                utc_create=f"2025-01-01T{23 - index // 3600:02}:{59 - index // 60 % 60:02}:{59 - index % 60:02}.000Z",
            )
            for index in range(first, first + count)
        ]
        return wire.ApiResponse(total=self._total, current_page=number, firmware_info=made, request_id="r")


def read(pages: Pages) -> tuple[Package, ...]:
    """Read the list of a client."""
    return listing.read_catalog(pages, Scope(None, None))  # type: ignore[arg-type]  # has what is used


@contextlib.contextmanager
def memory() -> Iterator[list[int]]:
    """Measure the peak memory of the block, in bytes."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
    finally:
        peak.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


def keeping(lab: Lab) -> tuple[catalog_cache.CatalogCache, list[str | None]]:
    """Return a cache of catalogs with one package each, and the list of products that it reads."""
    products: list[str | None] = []

    def reading(_: object, scope: Scope, *__: object) -> tuple[Package, ...]:
        products.append(scope.product_key)
        return (Package(firmware_id="x", dest_version="1"),)

    lab.monkeypatch.setattr(catalog_cache, "read_catalog", reading)
    where = Settings(endpoint=URL, access_key=KEY)
    said: list[str] = []
    made = catalog_cache.CatalogCache(lab.connect(where), where, lab.timing, background.Background(), said.append)
    return made, products
