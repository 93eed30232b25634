# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Starts the plugin in the environment that it was installed from, if that still has it.

`install-plugin` puts a copy of this file beside the launcher, which runs it as a file with the environment's Python:
only the standard library is sure to be there. The check and the plugin are one process, because the plugin starts once
or twice for every Pulumi command.
"""

from __future__ import annotations

import sys


def start(version: str, installed: str, remedy: str) -> None:
    """Run the plugin, which does not return, or tell why it cannot be run.

    Args:
        version: The version that was installed.
        installed: The start of what is told: what was installed, from where.
        remedy: What to do next.
    """
    try:
        from alicloud_iot_ota import __version__  # noqa: PLC0415 - what this is to find out

        if __version__ != version:
            _tell(f"{installed}, which has version {__version__} now.", remedy)
            return
        from alicloud_iot_ota.plugin import main  # noqa: PLC0415 - another version may have another one

        main()
    except ImportError as error:
        _tell(f"{installed}, which cannot import it any more.", f"Python says: {error}.", remedy)


def _tell(*lines: str) -> None:
    # Pulumi shows it right behind a sentence of its own.
    sys.stderr.write("\n".join(["", *lines, ""]))


if __name__ == "__main__":
    program, *ours = sys.argv[:4]
    sys.argv[:4] = [program]
    start(*ours)
    sys.exit(1)
