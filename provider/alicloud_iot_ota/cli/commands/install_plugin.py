# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-plugin`: installs the plugin of this release for Pulumi's engine.

The engine also finds a plugin on PATH, but then it warns in every preview. It does not search the virtual environment
of a program. Therefore this command runs `pulumi plugin install` with a launcher for this Python environment, or with
the folder of a release archive.

Pulumi copies the launcher. Later the environment may be moved, deleted, rebuilt or upgraded. Without its interpreter,
Pulumi would only report "plugin not found". The launcher reports what is missing and how to fix it, and Pulumi prints
that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from shlex import quote

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, note
from alicloud_iot_ota.cli.parsing.parser import Parser
from alicloud_iot_ota.errors import OtaError

EXECUTABLE = "pulumi-resource-alicloud-iot"
"""The file name of the plugin. Pulumi requires it."""

_PLUGIN = "alicloud-iot"
_DESCRIPTION = (
    "Install the plugin of this release for Pulumi. The command runs `pulumi plugin install` with the version and the "
    "files of this installation. It replaces an installed plugin of the same version. Nothing is downloaded."
)
_START = "start.py"
_REMEDY = (  # the engine uses exactly the version of the program's SDK
    f"The program's SDK requires version {__version__}. Run `alicloud-iot-ota install-plugin` in an environment that "
    "has this version. Or install the SDK in the version that you have, and run the command there."
)
# The message starts with an empty line, because Pulumi prints it after other text on the same line.
_LAUNCHER = """\
#!/bin/sh
# Written by `alicloud-iot-ota install-plugin`. To replace it, run that command again.
python={python}
installed={installed}
remedy={remedy}
if [ ! -x "$python" ]; then
    found="$installed, which no longer exists."
    if [ -e "$python" ]; then found="$installed, which is not executable."; fi
    printf '\\n%s\\n%s\\n' "$found" "$remedy" >&2
    exit 1
fi
exec "$python" "${{0%/*}}/{start}" {version} "$installed" "$remedy" "$@"
"""
_MOST_LINES = 10  # of pulumi's output after a failure; the last lines contain the cause


class InstallationError(OtaError):
    """The plugin could not be installed."""


def parser(name: str) -> Parser:
    """Return the argument parser."""
    return Parser(name, _DESCRIPTION, "")


def run(name: str, argv: list[str]) -> int:
    """Install the plugin."""
    parser(name).read(argv)
    from alicloud_iot_ota.settings import ignores_plugins_on_path  # noqa: PLC0415 - slow to import; help does not need it

    pulumi = _find_pulumi()
    if getattr(sys, "frozen", False):  # set by PyInstaller in its executables, which need no environment
        archive = Path(sys.executable).parent
        _install(pulumi, archive)
        how = f"as a copy of {printable(str(archive))}"
    else:
        with tempfile.TemporaryDirectory() as folder:
            write_launcher(Path(folder), sys.executable)
            _install(pulumi, Path(folder))
        how = f"to run with {printable(sys.executable)}"
    emit(f"Installed plugin {_PLUGIN} {__version__} for Pulumi, {how}.\n")
    on_path = shutil.which(EXECUTABLE)
    if on_path is not None and not ignores_plugins_on_path(os.environ):
        note(
            f"{printable(on_path)} is on PATH. Pulumi uses it instead of the installed plugin, and warns in every "
            "preview. To use the installed plugin, set PULUMI_IGNORE_AMBIENT_PLUGINS=true."
        )
    return ExitCode.OK


def write_launcher(folder: Path, python: str) -> None:
    """Write a launcher of the plugin for a Python interpreter into an empty folder."""
    installed = f"The plugin {_PLUGIN} {__version__} was installed from the environment of {printable(python)}"
    text = _LAUNCHER.format(
        python=quote(python),
        installed=quote(installed),
        remedy=quote(_REMEDY),
        start=_START,
        version=__version__,
    )
    launcher = folder / EXECUTABLE
    launcher.write_bytes(os.fsencode(text))
    launcher.chmod(0o755)
    start = files("alicloud_iot_ota.plugin") / _START  # copied as a file: an import would load the whole plugin
    (folder / _START).write_bytes(start.read_bytes())


def _find_pulumi() -> str:
    found = shutil.which("pulumi")
    if found is None:
        raise InstallationError(
            "The command pulumi is not on PATH. It is needed to install the plugin.",
            "Install Pulumi (https://www.pulumi.com/docs/install), add it to PATH, and run this command again.",
        )
    return found


def _install(pulumi: str, folder: Path) -> None:
    """Run `pulumi plugin install`, which copies the folder to Pulumi's plugins."""
    command = [pulumi, "plugin", "install", "resource", _PLUGIN, __version__, "--file", str(folder), "--reinstall"]
    try:
        done = subprocess.run(  # noqa: S603 - the user's Pulumi, with arguments from this program only
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except OSError as error:
        raise InstallationError(
            f"Cannot run {printable(pulumi)}, the first pulumi on PATH ({error.strerror}).",
            "Replace it: install Pulumi (https://www.pulumi.com/docs/install), and run this command again.",
        ) from None
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip().splitlines()[-_MOST_LINES:]
        title = f"{printable(pulumi)} plugin install failed with exit code {done.returncode}."
        raise InstallationError(
            "\n".join([title, *map(printable, output)]),
            "Fix the problem that Pulumi reports, and run this command again.",
        )
