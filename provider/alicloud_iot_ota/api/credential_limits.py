# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""How large and how slow a source of credentials may be, and a way to end what is being read from one.

`credential_sources.install` holds alibabacloud-credentials to it, and is imported with that library: late.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping

from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.api.transport import InFlightRequests

MAX_RESPONSE = 64 * 1024
"""Bytes of one answer with credentials. One of STS has about 2,000. A larger one is an error."""

MAX_FILE = 1024 * 1024
"""Bytes of one file with credentials, such as the profiles of the aliyun CLI. A larger one is an error."""

MAX_OUTPUT = 64 * 1024
"""Bytes that a command for credentials may print. One that prints more is killed."""

MAX_SECONDS = 30.0
"""Seconds that one answer or one command may take, also when the lookup has more time left."""

_SECRET_WORDS = ("secret", "token", "signature", "authorization", "password", "private_key")
_thread_state = threading.local()


class SourceLimitError(Exception):
    """A source of credentials is larger or slower than allowed, or is not a file."""


class SourceLimits:
    """What the sources of one provider's credentials may take, and a way to end them."""

    def __init__(self) -> None:
        self.deadline: Deadline | None = None
        """When what is being read now is over; None if nothing says so."""
        self.exchanges = InFlightRequests()
        """The requests of the library that are under way."""
        self.refusals: list[str] = []
        """Why a source was not read to its end: the library replaces some of these texts by its own."""
        self.secrets: list[str] = []
        """What the library has sent or read that no message may repeat."""

    @contextlib.contextmanager
    def enforce(self, deadline: Deadline | None) -> Iterator[None]:
        """Hold whatever the library reads on this thread to a deadline."""
        self.refusals.clear()
        self.secrets.clear()
        self.deadline = deadline
        _thread_state.sources = self
        try:
            yield
        finally:
            _thread_state.sources = self.deadline = None


def current_limits() -> SourceLimits | None:
    """Return what this thread reads for, or None on a thread of the library's own."""
    return getattr(_thread_state, "sources", None)


def limit_error(why: str) -> SourceLimitError:
    """Return the error for a source that is beyond a bound, and note why."""
    sources = current_limits()
    if sources is not None:
        sources.refusals.append(why)
    return SourceLimitError(why)


def record_secrets(values: object) -> None:
    """Note what is a secret by its name among values as JSON has them, however deep: the library sends or read them."""
    sources = current_limits()
    if sources is None:
        return
    left = [values]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += value.values()
            sources.secrets += [
                str(inner)
                for name, inner in value.items()
                if isinstance(inner, str) and any(word in str(name).lower() for word in _SECRET_WORDS)
            ]
        elif isinstance(value, list):
            left += value


def seconds_left() -> float:
    """Return the seconds that a source may take, more than 0.

    Raises:
        DeadlineError: The lookup's time is over.
        CancelledError: The lookup was cancelled.
    """
    sources = current_limits()
    if sources is not None and sources.exchanges.are_closed:
        raise cancelled_error()
    if sources is None or sources.deadline is None:
        return MAX_SECONDS
    left = sources.deadline.remaining()
    if left <= 0:
        raise sources.deadline.timeout_error()
    return min(MAX_SECONDS, left)
