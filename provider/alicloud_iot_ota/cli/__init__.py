# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end: the command line, `alicloud-iot-ota`."""

from __future__ import annotations

import os
import sys

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import docstrings, lean_imports
from alicloud_iot_ota.base.gc_tuning import reduce_gc
from alicloud_iot_ota.cli.commands import COMMANDS
from alicloud_iot_ota.cli.commands.help import overview
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, write_stderr
from alicloud_iot_ota.cli.parsing.parser import PROGRAM, UsageError, describe_unknown
from alicloud_iot_ota.errors import OtaError


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: The arguments after the name of the program. None means the arguments of this process, which then belongs
            to the command, and ends with it.
    """
    if argv is not None:
        return _exit_code(argv)
    reduce_gc()
    lean_imports.enable()
    code = _exit_code(sys.argv[1:])
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):  # closed, or not read any more
        code = code or ExitCode.BROKEN_PIPE
    os._exit(code)  # without Python's cleanup, a twentieth of the time of a short command


def _exit_code(argv: list[str]) -> int:
    try:
        return _run(argv)
    except OtaError as error:
        write_stderr(str(error))
        return ExitCode.of(error)
    except SystemExit as done:  # from argparse, after a help text or an error in the emulator's options
        return ExitCode.ERROR if done.code else ExitCode.OK
    except KeyboardInterrupt:
        write_stderr("Interrupted.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return ExitCode.BROKEN_PIPE


def _run(argv: list[str]) -> int:
    docstrings.require()
    if not argv:
        raise UsageError("A command is required.", PROGRAM)
    first, *rest = argv
    if first in {"-h", "--help"}:
        emit(overview())
        return ExitCode.OK
    if first == "--version":
        emit(f"{__version__}\n")
        return ExitCode.OK
    command = COMMANDS.get(first)
    if command is None:
        raise UsageError(describe_unknown("command", first, COMMANDS), PROGRAM)
    return command.load().run(first, rest)
