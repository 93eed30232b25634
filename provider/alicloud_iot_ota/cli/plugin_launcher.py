# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The plugin's executable that `install-plugin` has Pulumi keep: it runs the plugin of a Python environment.

Pulumi keeps a copy apart from the environment, and the environment may be moved, deleted, made anew or upgraded behind
it. Of a plugin whose interpreter is gone Pulumi says "plugin not found"; the launcher tells what was looked for, what
was found and what to do, and Pulumi shows that.
"""

from __future__ import annotations

import os
from importlib.resources import files
from shlex import quote
from typing import TYPE_CHECKING

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable

if TYPE_CHECKING:
    from pathlib import Path

_START = "start.py"
_REMEDY = (  # the engine takes the very version that a program's SDK asks for
    f"Pulumi asks for {__version__}. Run `alicloud-iot-ota install-plugin` in an environment that has this version, or "
    "change the program's SDK to the version that you have and run it there."
)
# The first line of what it tells is empty: Pulumi shows that right behind a sentence of its own.
_LAUNCHER = """\
#!/bin/sh
# Written by `alicloud-iot-ota install-plugin`, which writes it anew.
python={python}
installed={installed}
remedy={remedy}
if [ ! -x "$python" ]; then
    found="$installed, which is not there any more."
    if [ -e "$python" ]; then found="$installed, which may not be run."; fi
    printf '\\n%s\\n%s\\n' "$found" "$remedy" >&2
    exit 1
fi
exec "$python" "${{0%/*}}/{start}" {version} "$installed" "$remedy" "$@"
"""


def executable(plugin: str) -> str:
    """Return the file name by which Pulumi knows a plugin of that name."""
    return f"pulumi-resource-{plugin}"


def write_launcher(folder: Path, plugin: str, python: str) -> None:
    """Write a plugin into a folder.

    Args:
        folder: An empty folder.
        plugin: The plugin's name, such as `alicloud-iot`.
        python: The path of the interpreter of the environment that has this package.
    """
    installed = f"The plugin {plugin} {__version__} was installed from the environment of {printable(python)}"
    text = _LAUNCHER.format(
        python=quote(python),
        installed=quote(installed),
        remedy=quote(_REMEDY),
        start=_START,
        version=__version__,
    )
    launcher = folder / executable(plugin)
    launcher.write_bytes(os.fsencode(text))
    launcher.chmod(0o755)
    start = (
        files("alicloud_iot_ota.plugin") / _START
    )  # not imported: it brings along what a command line has no use for
    (folder / _START).write_bytes(start.read_bytes())
