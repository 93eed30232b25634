# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A service that is made at its first use: once for many threads, again after an error, and cancelled at any time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_ota.errors import CancelledError, SettingsError
from alicloud_iot_ota.lookup import Lookup, SharedLookup
from alicloud_iot_ota.schema.arguments import GetFirmwarePageArgs
from alicloud_iot_ota.settings import AccessKey, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = Settings(endpoint="http://127.0.0.1:9", access_key=AccessKey("id", "secret"))
THREADS = 8


@pytest.fixture
def made() -> list[Lookup]:
    """Collect the services that were made."""
    return []


@pytest.fixture
def make(made: list[Lookup]) -> Callable[[], Lookup]:
    """Make a service, of which no request is answered."""

    def make() -> Lookup:
        made.append(Lookup(NOBODY))
        return made[-1]

    return make


def require_cancelled(lookup: Lookup) -> None:
    """Require that a service asks nobody any more."""
    with pytest.raises(CancelledError):
        lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))


def test_it_is_made_once(make: Callable[[], Lookup], made: list[Lookup]) -> None:
    """Nothing is made before it is used, and threads that use it in the same moment get one service."""
    shared = SharedLookup(make)
    assert not made
    together = threading.Barrier(THREADS)

    def use() -> Lookup:
        together.wait(60)
        return shared()

    with ThreadPoolExecutor(THREADS) as pool:
        found = [use.result() for use in [pool.submit(use) for _ in range(THREADS)]]
    assert found == made * THREADS


def test_an_error_is_not_kept(make: Callable[[], Lookup]) -> None:
    """Settings that are not complete are told each time, until they are."""
    wrong = [SettingsError("a", "b"), SettingsError("c", "d")]

    def make_later() -> Lookup:
        if wrong:
            raise wrong.pop(0)
        return make()

    shared = SharedLookup(make_later)
    for message in ("a", "c"):
        with pytest.raises(SettingsError, match=message):
            shared()
    assert shared() is shared()


@pytest.mark.parametrize("is_made", [True, False])
def test_cancel(make: Callable[[], Lookup], *, is_made: bool) -> None:
    """A cancel holds whether it comes after the first use or before, and for a service that is made anew."""
    shared = SharedLookup(make)
    if is_made:
        shared()
    shared.cancel()
    require_cancelled(shared())
    shared.reset()
    require_cancelled(shared())


def test_make_anew(make: Callable[[], Lookup], made: list[Lookup]) -> None:
    """The next caller gets another service, and the one before goes on for those who have it."""
    shared = SharedLookup(make)
    before = shared()
    shared.reset()
    assert [before, shared()] == made
    assert len(made) == len({*map(id, made)})
