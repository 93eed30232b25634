# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""All errors that this package raises deliberately, in one class hierarchy.

They have one public base class. The text of each error is complete: what was requested, what was found and, on the last
line, how to fix it. It never contains a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self


class ParseError(ValueError):
    """A text from a user is invalid. The caller converts this error to an ArgumentError with the argument's name.

    Attributes:
        expected: The expected format, as in "must be {expected}".
        reason: A sentence that explains what is wrong. It may quote the text.
    """

    def __init__(self, expected: str, reason: str) -> None:
        super().__init__(expected, reason)
        self.expected = expected
        self.reason = reason


class OtaError(Exception):
    """The base class of every error of this package.

    Attributes:
        message: What was requested and what was found.
        remedy: How to fix it.
        quoted: The texts of the service in the message, formatted as in the message. Only errors that several callers
            share have any: `hiding` removes them for a caller with a secret input.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy
        self.quoted: tuple[str, ...] = ()

    def with_quoted(self, *texts: str | None) -> Self:
        """Record the texts of the service that the message shows, and return this error."""
        self.quoted = (*self.quoted, *filter(None, texts))
        return self

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}"


class MissingLibraryError(OtaError):
    """Python cannot import the library of an extra."""


class Failure(NamedTuple):
    """One invalid argument, or an argument that cannot be used here.

    Attributes:
        path: The property path in Pulumi's notation, such as `statuses[1]` or `keepers.campaign`.
        reason: A complete sentence: the argument, the expected value, the actual value, and the fix.
        missing: The error of the library that the argument requires, if Python cannot import it.
    """

    path: str
    reason: str
    missing: MissingLibraryError | None = None

    @property
    def argument(self) -> str:
        """The name of the argument at the start of the path."""
        return argument_of(self.path)

    def with_name(self, name: str) -> Failure:
        """Return the same failure with another name for the argument, such as the name of a variable."""
        known = self.argument
        return self._replace(reason=name + self.reason[len(known) :]) if self.reason.startswith(known) else self


def argument_of(path: str) -> str:
    """Return the name of the argument at the start of a property path."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


class ArgumentError(OtaError):
    """One or more arguments are invalid. The message lists all of them, and nothing was sent."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__(
            "\n".join(failure.reason for failure in self.failures),
            "Correct the arguments named above. Nothing was looked up.",
        )

    @property
    def missing(self) -> MissingLibraryError | None:
        """The error of the first library that an argument requires and Python cannot import."""
        return next((failure.missing for failure in self.failures if failure.missing is not None), None)


class SettingsError(OtaError):
    """A setting, such as the region, the endpoint or the timeout, is missing or invalid."""


class CredentialsError(SettingsError):
    """No usable credentials were found in the settings, the environment or the default chain."""


class SelectionError(OtaError):
    """The complete catalog was read, but does not contain exactly the requested packages."""


class NoMatchError(SelectionError):
    """No package meets the criteria."""


class AmbiguousMatchError(SelectionError):
    """More than one package meets criteria that require exactly one."""


class UnparsableError(SelectionError):
    """A package meets the criteria, but its version or time cannot be read, so packages cannot be compared by it."""


class UnexpectedFirmwareError(SelectionError):
    """The package was found, but its digest, size, ID or digest algorithm differs from the assertion."""


class DowngradeError(SelectionError):
    """The package has a lower version than the previous one, and downgrades are not allowed."""


class BrokenPinError(OtaError):
    """A pinned package is missing, was changed, or is no longer deployable.

    Attributes:
        verdict: The state of the package, as a value of `pins.Verdict`.
    """

    def __init__(self, message: str, remedy: str, *, verdict: str) -> None:
        super().__init__(message, remedy)
        self.verdict = verdict


class PromotionError(BrokenPinError):
    """The package of the previous stage cannot be deployed in the next one: it is not published there, or rejected."""


class StateError(OtaError):
    """The state of a pin was edited by hand, and does not have the format of this package."""

    def __init__(
        self,
        message: str,
        remedy: str = "Restore the state from a backup, or remove the pin with `pulumi state delete` and run the "
        "update again.",
    ) -> None:
        super().__init__(message, remedy)


class LockFileError(OtaError):
    """firmware.lock cannot be read or written, or does not contain the requested entry."""


class SnapshotError(OtaError):
    """A snapshot cannot be used here: it is damaged, too old or for another scope, or this is not a preview."""


class UndecidableError(OtaError):
    """The catalog could not be read; the state of packages is unknown."""


class ApiError(OtaError):
    """The service returned an error.

    Attributes:
        code: The API's `Code`, as sent.
        request_id: The API's `RequestId`, which Alibaba Cloud support asks for.
        http_status: The HTTP status. It is only a hint: `Code` is decisive.
        retryable: Whether the same request may succeed after a delay.
    """

    def __init__(  # noqa: PLR0913 - handlers need every part of a response
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
    """The service rejected the access key, the signature, the token, or the time of the request."""


class PermissionDeniedError(ApiError):
    """The caller is authenticated, but not allowed to call `iot:ListOTAFirmware` here."""


class RequestRejectedError(ApiError):
    """The service rejected a parameter, the instance or the product."""


class ThrottledError(ApiError, UndecidableError):
    """The account sent more requests than its quota allows (10 per second for this operation)."""


class ServiceError(ApiError, UndecidableError):
    """The service failed internally."""


class TransportError(UndecidableError):
    """No complete response arrived: the name resolution, the connection or TLS failed, or the connection was lost.

    Attributes:
        retryable: Whether the same request may succeed after a delay. An invalid certificate will not become valid.
    """

    def __init__(self, message: str, remedy: str, *, retryable: bool = True) -> None:
        super().__init__(message, remedy)
        self.retryable = retryable


class InvalidResponseError(UndecidableError):
    """A response is not a valid ListOTAFirmware response. It is often an error page of a proxy."""

    def __init__(
        self,
        message: str,
        remedy: str = "Check the endpoint and the proxy. The response does not seem to come from IoT Platform.",
    ) -> None:
        super().__init__(message, remedy)


class IncompleteListingError(UndecidableError):
    """The list changed during the read or contradicts itself, so the state of packages is unknown."""


class DeadlineError(UndecidableError):
    """The lookup exceeded its timeout."""


class CancelledError(OtaError):
    """The engine or the user canceled the operation."""


class MocksError(OtaError):
    """The mocks of a test returned an invalid result."""
