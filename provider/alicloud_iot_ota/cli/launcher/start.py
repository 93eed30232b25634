# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Starts a provider in the environment that it was installed from, if that environment still has it.

A copy of this file is next to each launcher. The launcher runs it with the environment's Python, so it must only import
the standard library before the check. The check and the provider run in one process for speed, because every command
of an engine starts the provider once or several times.
"""

from __future__ import annotations

import importlib
import sys


def start(front_end: str, version: str, installed: str, remedy: str) -> None:
    """Run the provider, which does not return, or print why it cannot run.

    Args:
        front_end: The name of the package of the provider: `plugin` for Pulumi, `terraform` for the other engines.
        version: The version that was installed.
        installed: The start of the message: what was installed, and from where.
        remedy: How to fix the problem.
    """
    try:
        from alicloud_iot_ota import __version__  # noqa: PLC0415 - it may fail, and that is reported below

        if __version__ != version:
            _report(front_end, f"{installed}, which now has version {__version__}.", remedy)
            return
        importlib.import_module(f"alicloud_iot_ota.{front_end}").main()  # only after the check of the version
    except ImportError as error:
        _report(front_end, f"{installed}, which can no longer import it.", f"Python reports: {error}.", remedy)


def _report(front_end: str, *lines: str) -> None:
    if front_end == "terraform":  # its engines print the first line on stdout
        sys.stdout.write(" ".join(" ".join(lines).split()) + "\n")
    else:  # Start with a new line, because Pulumi prints it after other text on the same line.
        sys.stderr.write("\n".join(["", *lines, ""]))


if __name__ == "__main__":
    program, *ours = sys.argv[:5]
    sys.argv[:5] = [program]
    start(*ours)
    sys.exit(1)
