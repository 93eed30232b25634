# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The gRPC status of each error of this package. The status is for tools; the message is for users."""

from __future__ import annotations

from grpc import StatusCode

from alicloud_iot_ota import errors

STATUS: dict[type[errors.OtaError], StatusCode] = {
    errors.ArgumentError: StatusCode.INVALID_ARGUMENT,
    errors.CredentialsError: StatusCode.UNAUTHENTICATED,
    errors.MissingLibraryError: StatusCode.FAILED_PRECONDITION,
    errors.SettingsError: StatusCode.FAILED_PRECONDITION,
    errors.SelectionError: StatusCode.FAILED_PRECONDITION,
    errors.NoMatchError: StatusCode.NOT_FOUND,
    errors.BrokenPinError: StatusCode.FAILED_PRECONDITION,
    errors.LockFileError: StatusCode.FAILED_PRECONDITION,
    errors.StateError: StatusCode.FAILED_PRECONDITION,
    errors.SnapshotError: StatusCode.FAILED_PRECONDITION,
    errors.AuthenticationError: StatusCode.UNAUTHENTICATED,
    errors.PermissionDeniedError: StatusCode.PERMISSION_DENIED,
    errors.RequestRejectedError: StatusCode.INVALID_ARGUMENT,
    errors.ThrottledError: StatusCode.RESOURCE_EXHAUSTED,
    errors.ServiceError: StatusCode.UNAVAILABLE,
    errors.TransportError: StatusCode.UNAVAILABLE,
    errors.InvalidResponseError: StatusCode.DATA_LOSS,
    errors.IncompleteListingError: StatusCode.ABORTED,
    errors.DeadlineError: StatusCode.DEADLINE_EXCEEDED,
    errors.CancelledError: StatusCode.CANCELLED,
}


def status(error: errors.OtaError) -> StatusCode:
    """Return the status of an error's class, or of its nearest base class in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), StatusCode.UNKNOWN)
