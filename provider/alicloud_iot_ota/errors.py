# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Every error this package raises on purpose, in one tree.

Each has one public base, and its text is complete: what was asked, what was found, and, on its last line, what to do
next. It never holds a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self


class ParseError(ValueError):
    """A text that a user wrote is not what it must be. What reads it raises this; an ArgumentError names the argument.

    Attributes:
        expected: What it must be, as in "it must be {expected}".
        reason: A sentence that says what is wrong with it. It may quote the text.
    """

    def __init__(self, expected: str, reason: str) -> None:
        super().__init__(expected, reason)
        self.expected = expected
        self.reason = reason


class OtaError(Exception):
    """The base of every error of this package.

    Attributes:
        message: What was asked and what was found.
        remedy: What to do next.
        quoted: The texts of the service in the message, as the message shows them. Only errors that several callers
            share have any: `hiding` removes them for a caller with a secret input.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy
        self.quoted: tuple[str, ...] = ()

    def with_quoted(self, *texts: str | None) -> Self:
        """Return this error, with the texts of the service that its message shows."""
        self.quoted = (*self.quoted, *filter(None, texts))
        return self

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}"


class Failure(NamedTuple):
    """One wrong argument.

    Attributes:
        path: The property's path as Pulumi writes it, such as `statuses[1]` or `keepers.campaign`.
        reason: A whole sentence: which argument, what it must be, what it is, what to do.
    """

    path: str
    reason: str

    @property
    def argument(self) -> str:
        """The name of the argument that the path starts from."""
        return argument_of(self.path)

    def with_name(self, name: str) -> Failure:
        """Return the same of an argument that the user knows by another name, such as that of a variable."""
        known = self.argument
        return self._replace(reason=name + self.reason[len(known) :]) if self.reason.startswith(known) else self


def argument_of(path: str) -> str:
    """Return the name of the argument that a property's path starts from."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


class ArgumentError(OtaError):
    """One or more arguments are wrong; all of them are named, and nothing was sent."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(
            "\n".join(failure.reason for failure in self.failures),
            "Correct the arguments named above. Nothing was looked up.",
        )


class SettingsError(OtaError):
    """A setting (region, endpoint, timeout) is missing or wrong."""


class CredentialsError(SettingsError):
    """No usable credentials were found in the settings, the environment or the default chain."""


class SelectionError(OtaError):
    """The complete catalogue was read, and does not hold exactly what was asked for."""


class NoMatchError(SelectionError):
    """No package meets the criteria."""


class AmbiguousMatchError(SelectionError):
    """More than one package meets criteria that must name exactly one."""


class UnparsableError(SelectionError):
    """A package meets the criteria, but its version or time cannot be read, so none can be chosen by it."""


class UnexpectedFirmwareError(SelectionError):
    """The package was found, and its digest, size, ID or the strength of its digest is not what was asserted."""


class DowngradeError(SelectionError):
    """The package is of a lower version than the one before it, and nothing says that this is meant."""


class BrokenPinError(OtaError):
    """What was pinned is not there any more as it was, or may not be deployed any more.

    Attributes:
        verdict: What became of it, by a word of `pins.Verdict`.
    """

    def __init__(self, message: str, remedy: str, *, verdict: str) -> None:
        super().__init__(message, remedy)
        self.verdict = verdict


class StateError(OtaError):
    """The state of a pin was changed by hand, and is not what this package writes."""


class LockFileError(OtaError):
    """firmware.lock cannot be read, does not hold what was asked of it, or could not be written."""


class UndecidableError(OtaError):
    """What the service holds could not be learnt, which says nothing about any package."""


class ApiError(OtaError):
    """The service answered with an error.

    Attributes:
        code: The API's `Code`, as sent.
        request_id: The API's `RequestId`, which Alibaba's support asks for.
        http_status: The HTTP status, only a hint: `Code` decides.
        retryable: Whether the same request may succeed a moment later.
    """

    def __init__(  # noqa: PLR0913 - an answer has these parts, and a handler wants each of them
        self,
        message: str,
        remedy: str,
        *,
        code: str,
        request_id: str | None,
        http_status: int,
        retryable: bool = False,
    ) -> None:
        super().__init__(message, remedy)
        self.code = code
        self.request_id = request_id
        self.http_status = http_status
        self.retryable = retryable


class AuthenticationError(ApiError):
    """The access key, the signature, the token or the clock of this machine was not accepted."""


class PermissionDeniedError(ApiError):
    """The caller is known, and is not allowed to call `iot:ListOTAFirmware` here."""


class RequestRejectedError(ApiError):
    """A parameter, the instance or the product is not one the service knows."""


class ThrottledError(ApiError, UndecidableError):
    """The account made more requests than its quota allows (10 a second for this operation)."""


class ServiceError(ApiError, UndecidableError):
    """The service failed on its own side."""


class TransportError(UndecidableError):
    """No complete answer arrived: name resolution, connection, TLS, or the connection broke.

    Attributes:
        retryable: Whether the same request may succeed a moment later; a certificate stays what it is.
    """

    def __init__(self, message: str, remedy: str, *, retryable: bool = True) -> None:
        super().__init__(message, remedy)
        self.retryable = retryable


class InvalidResponseError(UndecidableError):
    """An answer arrived that is not a ListOTAFirmware answer; often a proxy's page."""

    def __init__(
        self,
        message: str,
        remedy: str = "Check the endpoint and the proxy. The response does not seem to come from IoT Platform.",
    ) -> None:
        super().__init__(message, remedy)


class IncompleteListingError(UndecidableError):
    """The list changed while it was read, or contradicts itself, so nothing can be concluded from it."""


class DeadlineError(UndecidableError):
    """The time allowed for the whole look-up is over."""


class CancelledError(OtaError):
    """The engine or the user cancelled the operation."""


class MocksError(OtaError):
    """The mocks of a test returned an invalid result."""
