# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""Launchers: small scripts that an engine starts, and that start a provider in a Python environment.

Later the environment may be moved, deleted, rebuilt or upgraded. Without its interpreter, an engine would only report
that the provider cannot be started. The launcher reports what is missing and how to fix it, and the engine prints that.
"""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.errors import OtaError

if TYPE_CHECKING:
    from collections.abc import Mapping

PLUGIN = "pulumi-resource-alicloud-iot"
"""The file name of the plugin. Pulumi requires it."""

_START = "start.py"
_SCRIPT = """\
#!/bin/sh
# Written by `alicloud-iot-ota {command}`. To replace it, run that command again.
{environment}
if [ ! -x "$python" ]; then
    found="$installed, which no longer exists."
    if [ -e "$python" ]; then found="$installed, which is not executable."; fi
    {report}
    exit 1
fi
exec "$python" "${{0%/*}}/{start}" {front_end} {version} "$installed" "$remedy" "$@"
"""


class InstallationError(OtaError):
    """A provider could not be installed."""


class Launcher(NamedTuple):
    """How the launcher of a provider works.

    Attributes:
        front_end: The name of the package of the provider in this package.
        executable: The file name of the launcher.
        command: The command that installs it.
        environment: Shell code that sets `python`, `installed` and `remedy`.
        report: Shell code that prints `found` and `remedy` in a form that the engine shows.
    """

    front_end: str
    executable: str
    command: str
    environment: str
    report: str

    def files(self) -> Mapping[str, bytes]:
        """Return the content of each file by its name."""
        text = _SCRIPT.format(
            command=self.command,
            environment=self.environment,
            report=self.report,
            start=_START,
            front_end=self.front_end,
            version=__version__,
        )
        return {self.executable: os.fsencode(text), _START: (files(__name__) / _START).read_bytes()}

    def write(self, folder: Path) -> None:
        """Write the files into an empty folder."""
        for name, content in self.files().items():
            (folder / name).write_bytes(content)
        (folder / self.executable).chmod(0o755)


def environment(title: str, python: str) -> str:
    """Return shell code that sets `python` and `installed`.

    Args:
        title: What is installed, without its version.
        python: The interpreter.
    """
    installed = f"{title} {__version__} was installed from the environment of {printable(python)}"
    return f"python={quote(python)}\ninstalled={quote(installed)}"


def archive() -> Path | None:
    """Return the folder of the release archive that this program runs from. None in a Python environment."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else None  # set by PyInstaller
