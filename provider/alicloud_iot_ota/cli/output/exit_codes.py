# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The exit statuses, and which one an error has."""

from __future__ import annotations

import enum

from alicloud_iot_ota.errors import BrokenPinError, OtaError, UndecidableError


class ExitCode(enum.IntEnum):
    """What a command that has ended says to whoever started it, and its words in the help."""

    description: str

    def __new__(cls, status: int, description: str) -> ExitCode:  # noqa: PYI034 - typing.Self needs Python 3.11
        """Make a status that knows its words."""
        member = int.__new__(cls, status)
        member._value_ = status
        member.description = description
        return member

    OK = 0, "the command did what it says; of find, also that there is no such package"
    ERROR = 1, "an error: of the command line, the arguments, the settings, the look-up or the output"
    NEWER = 2, "something newer is available, or possibly; only of outdated --detailed-exitcode"
    BROKEN_PIN = 3, "what was pinned is gone, was replaced, or may not be deployed any more"
    UNDECIDABLE = 4, "what the service holds could not be learnt, which says nothing about any package"
    PREVIEW_FAILED = 5, "the preview failed, or may have: the review covers only what it reached; only of summarize"
    INTERRUPTED = 130, "Ctrl-C"  # as a shell calls what SIGINT ended
    BROKEN_PIPE = 141, "whoever read the output is gone"  # and what SIGPIPE ended

    @classmethod
    def of(cls, error: OtaError) -> ExitCode:
        """Return the status of a command that an error ended."""
        if isinstance(error, BrokenPinError):
            return cls.BROKEN_PIN
        return cls.UNDECIDABLE if isinstance(error, UndecidableError) else cls.ERROR
