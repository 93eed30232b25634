# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The request quota for the complete account: ten requests per second by default."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from alicloud_iot_emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests


class SteppedClock:
    """A clock that only advances when a test sets it."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def test_eleventh_call_of_a_second_is_throttled(
    start: Callable[..., Emulator], call: Callable[..., requests.Response]
) -> None:
    """The quota uses a sliding window: a call is accepted one second after the tenth most recent one."""
    clock = SteppedClock()
    emulator = start(monotonic=clock)
    for _ in range(10):
        assert call(emulator).json()["Success"] is True
        clock.seconds += 0.0625
    throttled = call(emulator)
    assert (throttled.status_code, throttled.json()["Code"]) == (400, "Throttling.User")
    assert throttled.json()["Message"] == "Request was denied due to user flow control."
    clock.seconds = 101.0
    assert call(emulator).json()["Success"] is True
    assert call(emulator).json()["Code"] == "Throttling.User"


@pytest.mark.parametrize("queries_per_second", [1, 3, 25])
def test_another_quota(
    start: Callable[..., Emulator], call: Callable[..., requests.Response], queries_per_second: int
) -> None:
    """The quota can be lower or higher than the documented one."""
    emulator = start(monotonic=SteppedClock(), queries_per_second=queries_per_second)
    codes = [call(emulator).json().get("Code") for _ in range(queries_per_second + 1)]
    assert codes == [None] * queries_per_second + ["Throttling.User"]


@pytest.mark.parametrize("none", [0, None])
def test_no_quota(start: Callable[..., Emulator], call: Callable[..., requests.Response], none: int | None) -> None:
    """Without a quota, any number of calls is accepted."""
    emulator = start(monotonic=SteppedClock(), queries_per_second=none)
    assert all(call(emulator).json()["Success"] for _ in range(30))


def test_impossible_quota() -> None:
    """A negative quota is an error."""
    with pytest.raises(ValueError, match="queries_per_second must be 0 \\(no quota\\) or more, got -1"):
        Emulator(queries_per_second=-1)


def test_quota_is_the_account_s(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """All keys of the account share one quota."""
    emulator = start(monotonic=SteppedClock())
    for _ in range(10):
        call(emulator)
    assert call(emulator, key=emulator.sts).json()["Code"] == "Throttling.User"


def test_quota_holds_among_threads(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """Exactly ten of 16 parallel calls are accepted, and each call has its own log entry."""
    emulator = start(monotonic=SteppedClock())
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: call(emulator).json(), range(16)))
    assert Counter(reply.get("Code") for reply in replies) == {None: 10, "Throttling.User": 6}
    assert len({record.request_id for record in emulator.requests}) == 16


def test_refused_callers_spend_nothing(start: Callable[..., Emulator], call: Callable[..., requests.Response]) -> None:
    """Rejected calls do not use the quota."""
    emulator = start(monotonic=SteppedClock())
    for _ in range(10):
        call(emulator, tampered={"x-acs-signature-nonce": "tampered"})
    assert call(emulator).json()["Success"] is True
