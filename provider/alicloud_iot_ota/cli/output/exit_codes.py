# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The exit codes of commands, and the exit code for each error."""

from __future__ import annotations

import enum

from alicloud_iot_ota.errors import BrokenPinError, OtaError, UndecidableError


class ExitCode(enum.IntEnum):
    """The exit code of a command, with its description in the help."""

    description: str

    def __new__(cls, status: int, description: str) -> ExitCode:  # noqa: PYI034 - typing.Self needs Python 3.11
        """Create an exit code with its description."""
        member = int.__new__(cls, status)
        member._value_ = status
        member.description = description
        return member

    OK = 0, "success; for find, also if no package matches"
    ERROR = 1, "error in the command line, the arguments, the settings, the lookup or the output"
    NEWER = 2, "a newer or possibly newer package exists (only outdated --detailed-exitcode, promote --check)"
    BROKEN_PIN = 3, "a pinned package is missing, replaced, or no longer deployable"
    UNDECIDABLE = 4, "the catalog could not be read; the state of packages is unknown"
    PREVIEW_FAILED = (
        5,
        "the preview failed, or may have failed; the review covers only what it reached (only summarize)",
    )
    INTERRUPTED = 130, "interrupted (Ctrl-C)"  # what a shell reports after SIGINT
    BROKEN_PIPE = 141, "the reader closed the pipe before all output was written"  # what a shell reports after SIGPIPE

    @classmethod
    def of(cls, error: OtaError) -> ExitCode:
        """Return the exit code for an error."""
        if isinstance(error, BrokenPinError):
            return cls.BROKEN_PIN
        return cls.UNDECIDABLE if isinstance(error, UndecidableError) else cls.ERROR
