# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Calls on background threads, so that a caller can stop waiting immediately when the result is no longer needed.

A socket read or a name resolution cannot be interrupted on every system, but a wait for its thread can. Unlike the
threads of `concurrent.futures`, these threads do not prevent the interpreter from exiting.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import threading
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.base import waiting
from alicloud_iot_ota.base.hiding import inherit_hiding

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_WAIT = 1.0
"""The seconds after the deadline in which a call may report its own reason for the delay."""

_Result = TypeVar("_Result")


class Background:
    """The calls in progress."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Future[object]] = set()
        self._is_cancelled = False

    def start(self, call: Callable[[], _Result]) -> Future[_Result]:
        """Start a call and return a future for its outcome."""
        outcome: Future[_Result] = Future()
        with self._lock:
            if self._is_cancelled:
                outcome.set_exception(cancelled_error())
                return outcome
            self._running.add(outcome)  # type: ignore[arg-type]  # only errors are set through it
        outcome.add_done_callback(self._forget)

        def run() -> None:
            # If a call ends after its deadline or after a cancel, no caller waits for its outcome.
            with contextlib.suppress(InvalidStateError):
                try:
                    result = call()
                except BaseException as error:  # noqa: BLE001 - the waiting thread raises it
                    outcome.set_exception(error)
                else:
                    outcome.set_result(result)

        threading.Thread(target=inherit_hiding(run), daemon=True).start()
        return outcome

    @staticmethod
    def wait(outcome: Future[_Result], deadline: Deadline) -> _Result:
        """Return the outcome of a call. Raises the errors of the call.

        Raises:
            DeadlineError: The call did not end in time and did not detect the deadline itself.
        """
        try:
            return waiting.wait_for(outcome, max(0.0, deadline.remaining()) + GRACE_WAIT)
        except concurrent.futures.TimeoutError:
            deadline.expire()  # the remaining work is no longer needed
            raise deadline.timeout_error("The service or the credential source did not finish its response.") from None

    def cancel(self) -> None:
        """Cancel every wait, now and from now on."""
        with self._lock:
            self._is_cancelled = True
            running = list(self._running)
        for outcome in running:
            with contextlib.suppress(InvalidStateError):
                outcome.set_exception(cancelled_error())

    def _forget(self, outcome: Future[_Result]) -> None:
        with self._lock:
            self._running.discard(outcome)
