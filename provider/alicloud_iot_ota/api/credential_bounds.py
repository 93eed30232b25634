# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How large and how slow a source of credentials may be, and a way to end what is being read from one.

`credential_sources` holds alibabacloud-credentials to it, and is imported with that library: late.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from typing import TYPE_CHECKING

from alicloud_iot_ota.api.retry import cancelled
from alicloud_iot_ota.api.transport import _Sockets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_iot_ota.api.retry import Deadline

MAX_ANSWER = 64 * 1024
"""Bytes of one answer with credentials. One of STS has about 2,000. A larger one is an error."""

MAX_FILE = 1024 * 1024
"""Bytes of one file with credentials, such as the profiles of the aliyun CLI. A larger one is an error."""

MAX_OUTPUT = 64 * 1024
"""Bytes that a command for credentials may print. One that prints more is killed."""

MAX_SECONDS = 30.0
"""Seconds that one answer or one command may take, also when the lookup has more time left."""

_work = threading.local()


class UnboundedError(Exception):
    """A source of credentials is larger or slower than allowed, or is not a file."""


class Sources:
    """What the sources of one provider's credentials may take, and a way to end them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[_Sockets] = weakref.WeakSet()
        self._are_ended = False
        self.refusals: list[str] = []
        """Why a source was not read to its end: the library replaces some of these texts by its own."""

    @contextlib.contextmanager
    def reading(self, deadline: Deadline | None) -> Iterator[None]:
        """Hold whatever the library reads on this thread to a deadline."""
        from alicloud_iot_ota.api import credential_sources  # noqa: PLC0415 - imports the library

        credential_sources.install()
        self.refusals.clear()
        _work.sources, _work.deadline = self, deadline
        try:
            yield
        finally:
            _work.sources = _work.deadline = None

    def sockets(self) -> _Sockets:
        """Return where one answer's connections are entered, to be ended."""
        sockets = _Sockets()
        with self._lock:
            self._open.add(sockets)
            if self._are_ended:
                sockets.end()
        return sockets

    def end(self) -> None:
        """End everything that is being read, now and from now on."""
        with self._lock:
            self._are_ended = True
            for sockets in self._open:
                sockets.end()

    def are_ended(self) -> bool:
        """Return whether they are ended."""
        return self._are_ended


def current() -> Sources | None:
    """Return what this thread reads for, or None on a thread of the library's own."""
    return getattr(_work, "sources", None)


def refused(why: str) -> UnboundedError:
    """Return the error for a source that is beyond a bound, and note why."""
    sources = current()
    if sources is not None:
        sources.refusals.append(why)
    return UnboundedError(why)


def seconds_left() -> float:
    """Return the seconds that a source may take, more than 0.

    Raises:
        DeadlineError: The lookup's time is over.
        CancelledError: The lookup was cancelled.
    """
    sources = current()
    deadline: Deadline | None = getattr(_work, "deadline", None)
    if sources is not None and sources.are_ended():
        raise cancelled()
    if deadline is None:
        return MAX_SECONDS
    left = deadline.remaining()
    if left <= 0:
        raise deadline.over()
    return min(MAX_SECONDS, left)
