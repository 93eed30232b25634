# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Limits on the size and duration of credential sources, and a way to abort a read from one.

`credential_sources.install` applies these limits to alibabacloud-credentials. It is imported together with that
library, which happens late.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping

from alicloud_iot_ota.api.retry import Deadline, cancelled_error
from alicloud_iot_ota.api.transport import InFlightRequests

MAX_RESPONSE = 64 * 1024
"""The maximum size of a response with credentials, in bytes. A response from STS has about 2,000."""

MAX_FILE = 1024 * 1024
"""The maximum size of a file with credentials, in bytes, such as the aliyun CLI profiles."""

MAX_OUTPUT = 64 * 1024
"""The maximum output of a credentials command, in bytes. A command that prints more is killed."""

MAX_SECONDS = 30.0
"""The maximum duration of one response or one command, in seconds, even if the lookup has more time left."""

_SECRET_WORDS = ("secret", "token", "signature", "authorization", "password", "private_key")
_thread_state = threading.local()


class SourceLimitError(Exception):
    """A credential source is too large, too slow, or not a regular file."""


class SourceLimits:
    """The limits on the credential sources of one provider, and the requests to abort."""

    def __init__(self) -> None:
        self.deadline: Deadline | None = None
        """The deadline of the current read, or None if there is no deadline."""
        self.requests = InFlightRequests()
        """The library's requests that are in flight."""
        self.refusals: list[str] = []
        """The reasons for which sources were rejected. The library replaces some of these texts with its own."""
        self.secrets: list[str] = []
        """Secrets that the library has sent or read. No message may contain them."""

    @contextlib.contextmanager
    def enforce(self, deadline: Deadline | None) -> Iterator[None]:
        """Apply these limits and a deadline to everything that the library reads on this thread."""
        self.refusals.clear()
        self.secrets.clear()
        self.deadline = deadline
        _thread_state.limits = self
        try:
            yield
        finally:
            _thread_state.limits = self.deadline = None


def current_limits() -> SourceLimits | None:
    """Return the limits that apply on this thread, or None on a thread that the library started."""
    return getattr(_thread_state, "limits", None)


def limit_error(why: str) -> SourceLimitError:
    """Return the error for a source that exceeds a limit, and record the reason."""
    limits = current_limits()
    if limits is not None:
        limits.refusals.append(why)
    return SourceLimitError(why)


def record_secrets(values: object) -> None:
    """Record the secrets in JSON values of any depth that the library sent or read. Secrets are recognized by name."""
    limits = current_limits()
    if limits is None:
        return
    left = [values]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += value.values()
            limits.secrets += [
                str(inner)
                for name, inner in value.items()
                if isinstance(inner, str) and any(word in str(name).lower() for word in _SECRET_WORDS)
            ]
        elif isinstance(value, list):
            left += value


def seconds_left() -> float:
    """Return the seconds that a source may take, more than 0.

    Raises:
        DeadlineError: The lookup has timed out.
        CancelledError: The lookup was canceled.
    """
    limits = current_limits()
    if limits is not None and limits.requests.are_closed:
        raise cancelled_error()
    if limits is None or limits.deadline is None:
        return MAX_SECONDS
    left = limits.deadline.remaining()
    if left <= 0:
        raise limits.deadline.timeout_error()
    return min(MAX_SECONDS, left)
