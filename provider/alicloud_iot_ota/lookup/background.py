# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Calls on threads of their own, so that whoever waits for one can be told at once that nobody needs it any more.

A read from a socket, or a look-up of a name, cannot be interrupted everywhere; a wait for the thread that does it can.
The threads do not keep the interpreter from ending, as those of `concurrent.futures` would.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import threading
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.base.hiding import inherit_hiding

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_WAIT = 1.0
"""Seconds after the deadline for a call to report itself why it is late."""

_Result = TypeVar("_Result")


class Background:
    """The calls under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Future[object]] = set()
        self._is_cancelled = False

    def start(self, call: Callable[[], _Result]) -> Future[_Result]:
        """Start a call and return its outcome to come."""
        outcome: Future[_Result] = Future()
        with self._lock:
            if self._is_cancelled:
                outcome.set_exception(cancelled_error())
                return outcome
            self._running.add(outcome)  # type: ignore[arg-type]  # it is only ever given an error
        outcome.add_done_callback(self._forget)

        def run() -> None:
            # A call that ends after its time, or after a cancel, has nobody to tell.
            with contextlib.suppress(InvalidStateError):
                try:
                    result = call()
                except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is waited for
                    outcome.set_exception(error)
                else:
                    outcome.set_result(result)

        threading.Thread(target=inherit_hiding(run), daemon=True).start()
        return outcome

    @staticmethod
    def wait(outcome: Future[_Result], deadline: Deadline) -> _Result:
        """Return the outcome of a call. Raises what the call raises.

        Raises:
            DeadlineError: The call did not end in time, nor notice it by itself.
        """
        try:
            return outcome.result(max(0.0, deadline.remaining()) + GRACE_WAIT)
        except concurrent.futures.TimeoutError:
            deadline.expire()  # nobody needs what still goes on for it
            raise deadline.timeout_error("The service or the credential source did not finish its response.") from None

    def cancel(self) -> None:
        """Tell everybody who waits, now and from now on, that it was cancelled."""
        with self._lock:
            self._is_cancelled = True
            running = list(self._running)
        for outcome in running:
            with contextlib.suppress(InvalidStateError):
                outcome.set_exception(cancelled_error())

    def _forget(self, outcome: Future[_Result]) -> None:
        with self._lock:
            self._running.discard(outcome)
