# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Messages without values: everything that a lookup finds with a secret input is secret too.

A secret productKey leads to versions, IDs, digests, names, sizes and times, and each is as secret as the input.
Searching a finished message for thousands of values does not work: a version `4` is part of `404`. Therefore, messages
are created without values. Within `hide`, `text.format_text` returns a placeholder for every text, except for plain
texts in the program's arguments and for the constants of the schema.
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
"""The texts that messages may show; None if they may show all texts."""

_readable_in_log: ContextVar[frozenset[str] | None] = ContextVar("readable_in_log", default=None)
"""The texts that the log of a background thread may show. Several callers share the errors of such a thread."""


def is_hidden(text: str) -> bool:
    """Return whether messages must not show a text in the current context."""
    readable = _readable.get()
    return readable is not None and text not in readable


def is_hiding() -> bool:
    """Return whether messages are created without values in the current context."""
    return _readable.get() is not None


def _log_readable() -> frozenset[str] | None:
    return _readable_in_log.get() if _readable.get() is None else _readable.get()


def hide_in_log(text: str | None) -> str | None:
    """Return a text for the log, or a placeholder if the log must not show it."""
    readable = _log_readable()
    return text if text is None or readable is None or text in readable else REDACTED


def inherit_hiding(call: Callable[[], _Result]) -> Callable[[], _Result]:
    """Return a function for a new thread whose log hides the same texts as the current context."""
    readable = _log_readable()

    def run() -> _Result:
        _readable_in_log.set(readable)
        return call()

    return run


@contextlib.contextmanager
def hide(readable: Collection[str], what: str) -> Iterator[None]:
    """Create messages without values within this context.

    An error that leaves the context explains its placeholders. The error is a copy, because other callers may share the
    original.

    Args:
        readable: The texts that messages may still show.
        what: What is secret, for the last sentence of an error with placeholders: `productKey and all that it leads
        to`.

    Raises:
        OtaError: The error of the block, without values.
    """
    token = _readable.set(frozenset(readable))
    try:
        yield
    except ArgumentError:  # it concerns the inputs themselves
        raise
    except OtaError as error:
        raise _redact_error(error, what) from None
    finally:
        _readable.reset(token)


@contextlib.contextmanager
def reveal(*texts: str | None) -> Iterator[None]:
    """Let messages show these texts, or every text if no argument is passed."""
    readable = _readable.get()
    token = _readable.set(None if readable is None or not texts else readable | {text for text in texts if text})
    try:
        yield
    finally:
        _readable.reset(token)


def _redact_error(error: OtaError, what: str) -> OtaError:
    """Return a copy of an error, without the hidden texts that it quotes."""
    message, remedy = error.message, error.remedy
    for quoted in sorted(filter(is_hidden, error.quoted), key=len, reverse=True):
        message, remedy = message.replace(quoted, REDACTED), remedy.replace(quoted, REDACTED)
    if REDACTED in message or REDACTED in remedy:
        remedy += f" {REDACTED} hides {what}."
    redacted = type(error).__new__(type(error), message, remedy)
    vars(redacted).update(vars(error), message=message, remedy=remedy, quoted=())
    return redacted
