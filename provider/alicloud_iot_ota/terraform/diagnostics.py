# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Errors and warnings for the engine. It prints them with the file and the line of the data source or the argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alicloud_iot_ota import errors
from alicloud_iot_ota.errors import ArgumentError, OtaError, argument_of
from alicloud_iot_ota.schema.hcl import hcl_name
from alicloud_iot_ota.terraform import messages
from alicloud_iot_ota.terraform.names import spell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_iot_ota.errors import Failure
    from alicloud_iot_ota.terraform.messages import Message

_TITLES: dict[type[OtaError], str] = {
    errors.ArgumentError: "Invalid argument",
    errors.CredentialsError: "No usable credentials",
    errors.MissingLibraryError: "Missing library",
    errors.SettingsError: "Invalid settings",
    errors.NoMatchError: "No matching firmware",
    errors.AmbiguousMatchError: "Several matching firmware packages",
    errors.UnparsableError: "Unreadable firmware version",
    errors.UnexpectedFirmwareError: "Unexpected firmware",
    errors.DowngradeError: "Firmware downgrade",
    errors.BrokenPinError: "Broken firmware pin",
    errors.StateError: "Damaged state",
    errors.LockFileError: "Unusable lock file",
    errors.SnapshotError: "Unusable snapshot",
    errors.AuthenticationError: "Authentication failed",
    errors.PermissionDeniedError: "Permission denied",
    errors.RequestRejectedError: "Request rejected",
    errors.ApiError: "The service returned an error",
    errors.UndecidableError: "The firmware could not be checked",
    errors.CancelledError: "Canceled",
    errors.OtaError: "Firmware lookup failed",
}
_INDEX = re.compile(r"\[([0-9]+)\]")


def of_error(error: OtaError) -> list[Message]:
    """Return the diagnostics of an error: one for each invalid argument, or else one with the complete message."""
    if isinstance(error, ArgumentError):
        return of_failures(error.failures)
    title = next(_TITLES[kind] for kind in type(error).__mro__ if kind in _TITLES)
    # An error of a lock file contains the keys of that file.
    detail = str(error) if isinstance(error, errors.LockFileError) else spell(str(error))
    return [messages.message("Diagnostic", severity=messages.ERROR, summary=title, detail=detail)]


def of_failures(failures: Iterable[Failure]) -> list[Message]:
    """Return a diagnostic for each invalid argument, with its path."""
    return [
        messages.message(
            "Diagnostic",
            severity=messages.ERROR,
            summary=_TITLES[ArgumentError if failure.missing is None else errors.MissingLibraryError],
            detail=spell(failure.reason),
            attribute=_attribute_path(failure.path),
        )
        for failure in failures
    ]


def of_warning(text: str) -> Message:
    """Return the diagnostic of a warning.

    The engines print several warnings with one summary as a single warning. Its first line is therefore the summary.
    """
    summary, _, detail = spell(text).partition("\n")
    return messages.message("Diagnostic", severity=messages.WARNING, summary=summary, detail=detail)


def of_defect(name: str, error: Exception, version: str) -> Message:
    """Return the diagnostic of an internal error in a call of the protocol."""
    return messages.message(
        "Diagnostic",
        severity=messages.ERROR,
        summary="Internal error",
        detail=f"Internal error in the alicloudiot provider {version} ({name}: {type(error).__name__}).\nPlease report "
        "it with your configuration and the versions. To find the cause, run the command with TF_LOG=debug.",
    )


def _attribute_path(path: str) -> Message | None:
    """Return the path of an argument: `keepers.campaign` and `statuses[1]` have two steps.

    `blocked[0].destVersion` has two steps as well. With three, the engines would mark the complete block.
    """
    if not path:
        return None
    name, rest = argument_of(path), path[len(argument_of(path)) :]
    steps = [messages.message("Step", attribute_name=hcl_name(name))]
    index = _INDEX.match(rest)
    if index is not None:
        steps.append(messages.message("Step", element_key_int=int(index[1])))
    elif rest:
        steps.append(messages.message("Step", element_key_string=rest[1:]))
    return messages.message("AttributePath", steps=steps)
