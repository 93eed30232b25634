# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that the commands write: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
import sys

from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.base.visible import escape_json
from alicloud_iot_ota.errors import OtaError


class OutputError(OtaError):
    """The result was found, and could not be written in full."""


def emit(text: str, encoding: str | None = None) -> None:
    """Write a result to stdout, all of it.

    Args:
        text: The result.
        encoding: The encoding that the result's format demands; the terminal's own by default, in which characters
            that it does not have are escaped.

    Raises:
        BrokenPipeError: Whoever read it is gone.
        OutputError: It could not be written.
    """
    if sys.stdout is None:
        raise OutputError(
            "The result could not be written, because standard output is closed.",
            "Leave it open, or send it to a file or a pipe.",
        )
    try:
        # A writer of its own: the interpreter's may take a part only where Python runs unbuffered, and fails a second
        # time when the interpreter ends.
        with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as stream:
            stream.write(text.encode(encoding or sys.stdout.encoding, "backslashreplace"))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f'The result could not be written, because the system says "{error.strerror or error}".',
            "Whatever was written of it is not whole.",
        ) from None


def emit_json(document: object) -> None:
    """Write a result by `emit`, as JSON in UTF-8. Hidden characters are escaped; the value stays the same."""
    emit(escape_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n", "utf-8")


def is_terminal() -> bool:
    """Return whether results go to a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def write_stderr(text: str) -> None:
    """Write a message to stderr, unless that is closed."""
    if sys.stderr is not None:
        sys.stderr.write(printable(text, keep="\n") + "\n")


def warn(text: str) -> None:
    """Write a warning to stderr."""
    write_stderr(f"warning: {text}")


def note(text: str) -> None:
    """Write to stderr what is good to know."""
    write_stderr(f"note: {text}")
