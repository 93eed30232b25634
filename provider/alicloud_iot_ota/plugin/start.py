# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Starts the plugin in the environment that it was installed from, if that environment still has it.

`install-plugin` writes a copy of this file next to the launcher. The launcher runs it with the environment's Python, so
it must only import the standard library before the check. The check and the plugin run in one process for speed,
because every Pulumi command starts the plugin once or twice.
"""

from __future__ import annotations

import sys


def start(version: str, installed: str, remedy: str) -> None:
    """Run the plugin, which does not return, or print why it cannot run.

    Args:
        version: The version that was installed.
        installed: The start of the message: what was installed, and from where.
        remedy: How to fix the problem.
    """
    try:
        from alicloud_iot_ota import __version__  # noqa: PLC0415 - it may fail, and that is reported below

        if __version__ != version:
            _write_stderr(f"{installed}, which now has version {__version__}.", remedy)
            return
        from alicloud_iot_ota.plugin import main  # noqa: PLC0415 - only after the check of the version

        main()
    except ImportError as error:
        _write_stderr(f"{installed}, which can no longer import it.", f"Python reports: {error}.", remedy)


def _write_stderr(*lines: str) -> None:
    # Start with a new line, because Pulumi prints it after other text on the same line.
    sys.stderr.write("\n".join(["", *lines, ""]))


if __name__ == "__main__":
    program, *ours = sys.argv[:4]
    sys.argv[:4] = [program]
    start(*ours)
    sys.exit(1)
