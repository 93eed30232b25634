# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The output streams of commands: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys

from alicloud_iot_ota.base import open_files
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.base.visible import escape_json
from alicloud_iot_ota.errors import OtaError


class OutputError(OtaError):
    """The result could not be written completely."""


def emit(text: str, encoding: str | None = None) -> None:
    """Write a result to stdout, completely.

    Args:
        text: The result.
        encoding: The encoding that the format of the result requires. The default is the encoding of the terminal, with
            escapes for characters that it lacks.

    Raises:
        BrokenPipeError: The reader closed the pipe.
        OutputError: The result could not be written.
    """
    if sys.stdout is None:
        raise OutputError(
            "The result could not be written, because standard output is closed.",
            "Keep standard output open, or redirect it to a file or a pipe.",
        )
    try:
        # Do not use sys.stdout: if Python is unbuffered, it may write only a part, and it fails again at exit.
        with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as stream:
            stream.write(text.encode(encoding or sys.stdout.encoding, "backslashreplace"))
    except OSError as error:
        if open_files.is_closed_pipe(error):
            raise BrokenPipeError from None
        raise OutputError(
            f"The result could not be written ({error.strerror or error}).",
            "The output is incomplete. Fix the cause, and run the command again.",
        ) from None


def emit_json(document: object) -> None:
    """Write a result to stdout as JSON in UTF-8. Invisible characters are escaped, which does not change the value."""
    emit(escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n", "utf-8")


def is_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def write_stderr(text: str) -> None:
    """Write a message to stderr, unless stderr is closed."""
    if sys.stderr is not None:
        sys.stderr.write(printable(text, keep="\n") + "\n")


def warn(text: str) -> None:
    """Write a warning to stderr."""
    write_stderr(f"warning: {text}")


def note(text: str) -> None:
    """Write a note to stderr."""
    write_stderr(f"note: {text}")
