# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Messages without values: what a secret input leads to is a secret too.

A secret productKey leads to versions, IDs, digests, names, sizes and times, and each is as secret as the input.
Searching a finished message for thousands of values is no defense: a version `4` is part of `404`. So a message is made
without values in the first place. Within `hide`, `text.shown` returns a blank for every text except those that
the program itself wrote in plain text and the fixed words of the schema.
"""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from alicloud_iot_ota.base.redaction import REDACTED
from alicloud_iot_ota.errors import ArgumentError, OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_Result = TypeVar("_Result")

_readable: ContextVar[frozenset[str] | None] = ContextVar("readable", default=None)
"""The texts that messages may show; None if they may show all."""

_readable_in_log: ContextVar[frozenset[str] | None] = ContextVar("readable_in_log", default=None)
"""The same for the log of a background thread, whose errors several callers share."""


def is_hidden(text: str) -> bool:
    """Return whether messages that are made now must not show a text."""
    readable = _readable.get()
    return readable is not None and text not in readable


def is_hiding() -> bool:
    """Return whether messages are made without values now."""
    return _readable.get() is not None


def _log_readable() -> frozenset[str] | None:
    return _readable_in_log.get() if _readable.get() is None else _readable.get()


def hide_in_log(text: str | None) -> str | None:
    """Return a text for the log, or a blank if it must not be shown."""
    readable = _log_readable()
    return text if text is None or readable is None or text in readable else REDACTED


def inherit_hiding(call: Callable[[], _Result]) -> Callable[[], _Result]:
    """Return a call for a thread of its own, whose log hides what is hidden here."""
    readable = _log_readable()

    def run() -> _Result:
        _readable_in_log.set(readable)
        return call()

    return run


@contextlib.contextmanager
def hide(readable: Collection[str], what: str) -> Iterator[None]:
    """Make messages without values.

    An error that leaves this context explains its blanks. If other callers share it, it is replaced by a copy.

    Args:
        readable: The texts that messages may show all the same.
        what: What is secret, for the last sentence of an error with blanks: `productKey and all that it leads to`.

    Raises:
        OtaError: The error of the block, without values.
    """
    token = _readable.set(frozenset(readable))
    try:
        yield
    except ArgumentError:  # about the inputs themselves
        raise
    except OtaError as error:
        raise _redact_error(error, what) from None
    finally:
        _readable.reset(token)


@contextlib.contextmanager
def reveal(*texts: str | None) -> Iterator[None]:
    """Let messages show these texts, or every text if none is given."""
    readable = _readable.get()
    token = _readable.set(None if readable is None or not texts else readable | {text for text in texts if text})
    try:
        yield
    finally:
        _readable.reset(token)


def _redact_error(error: OtaError, what: str) -> OtaError:
    """Return a copy of an error without the hidden texts that it quotes."""
    message, remedy = error.message, error.remedy
    for quoted in sorted(filter(is_hidden, error.quoted), key=len, reverse=True):
        message, remedy = message.replace(quoted, REDACTED), remedy.replace(quoted, REDACTED)
    if REDACTED in message or REDACTED in remedy:
        remedy += f" {REDACTED} hides {what}."
    redacted = type(error).__new__(type(error), message, remedy)
    vars(redacted).update(vars(error), message=message, remedy=remedy, quoted=())
    return redacted
