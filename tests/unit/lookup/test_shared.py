# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""A lookup service that is created at its first use, once for all threads, and can be canceled at any time."""

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
    """Return a list that collects the created services."""
    return []


@pytest.fixture
def make(made: list[Lookup]) -> Callable[[], Lookup]:
    """Return a function that creates a service without an endpoint that answers."""

    def make() -> Lookup:
        made.append(Lookup(NOBODY))
        return made[-1]

    return make


def require_cancelled(lookup: Lookup) -> None:
    """Check that a service sends no more requests."""
    with pytest.raises(CancelledError):
        lookup.get_firmware_page(GetFirmwarePageArgs(current_page=1, page_size=1))


def test_it_is_made_once(make: Callable[[], Lookup], made: list[Lookup]) -> None:
    """The service is created at its first use, and threads that use it at the same moment get the same one."""
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
    """Incomplete settings are an error at each use, until they are complete."""
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
    """A cancel works before and after the first use, and also for a service that is created again."""
    shared = SharedLookup(make)
    if is_made:
        shared()
    shared.cancel()
    require_cancelled(shared())
    shared.reset()
    require_cancelled(shared())


def test_make_anew(make: Callable[[], Lookup], made: list[Lookup]) -> None:
    """After a reset, the next caller gets a new service. Earlier callers keep the old one."""
    shared = SharedLookup(make)
    before = shared()
    shared.reset()
    assert [before, shared()] == made
    assert len(made) == len({*map(id, made)})
