# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Front end 3: the command line `alicloud-iot-ota`.

Results go to stdout; warnings and errors go to stderr. The exit status is

    0    the command did what it says; of `find`, also that there is no such package
    1    an error, which is told: of the command line, the arguments, the settings, the look-up or the output
    130  Ctrl-C
    141  whoever read the output is gone

Each command imports what it needs when it is run.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from alicloud_iot_ota.cli.output import emit, tell
from alicloud_iot_ota.cli.usage import PROGRAM, UsageError, unknown
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ERROR = 1
_INTERRUPTED = 130  # as a shell calls what SIGINT ended
_UNREAD = 141  # and what SIGPIPE ended


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        summary: What it does, in a line.
        run: Runs it, given its name and what follows that, and returns the exit status.
    """

    summary: str
    run: Callable[[str, Sequence[str]], int]


def _lookup(name: str, argv: Sequence[str]) -> int:
    from alicloud_iot_ota.cli.lookups import LOOKUPS  # noqa: PLC0415 - for these commands alone

    return LOOKUPS[name].run(name, argv)


def _doctor(name: str, argv: Sequence[str]) -> int:
    from alicloud_iot_ota.cli import doctor  # noqa: PLC0415 - for this command alone

    return doctor.run(name, argv)


def _emulator(_: str, argv: Sequence[str]) -> int:
    import alicloud_iot_emulator  # noqa: PLC0415 - a server, for this command alone

    return alicloud_iot_emulator.main(argv)


COMMANDS = {
    "get": Command("look up exactly one package", _lookup),
    "find": Command("look up one package that may not be there", _lookup),
    "list": Command("list all packages that meet criteria", _lookup),
    "explain": Command("tell why a package is chosen, and every other one is not", _lookup),
    "upgrade-path": Command("find the cheapest way from one version to another", _lookup),
    "doctor": Command("tell which settings and credentials are used, and whether they work", _doctor),
    "emulator": Command("run a stand-in for the service on this machine", _emulator),
}
"""Every command by its name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Args:
        argv: The arguments after the program's name; None takes those of the process.
    """
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except OtaError as error:
        tell(str(error))
        return _ERROR
    except SystemExit as done:  # argparse: after a help text, or the emulator's complaint of its options
        return _ERROR if done.code else 0
    except KeyboardInterrupt:
        tell("Interrupted.")
        return _INTERRUPTED
    except BrokenPipeError:
        return _UNREAD


def _run(argv: Sequence[str]) -> int:
    if not argv:
        raise UsageError("No command is given.", PROGRAM)
    first, *rest = argv
    if first in {"-h", "--help"}:
        emit(_help())
        return 0
    if first == "--version":
        emit(f"{__version__}\n")
        return 0
    command = COMMANDS.get(first)
    if command is None:
        raise UsageError(unknown("command", first, COMMANDS), PROGRAM)
    return command.run(first, rest)


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [
        f"usage: {PROGRAM} <command> [options]",
        "",
        "OTA firmware of Alibaba Cloud IoT Platform.",
        "",
        "commands:",
        *(f"  {name.ljust(width)}  {command.summary}" for name, command in COMMANDS.items()),
        "",
        "options:",
        "  -h, --help     show this, or after a command what it takes",
        "  --version      show the version",
    ]
    return "\n".join(lines) + "\n"
