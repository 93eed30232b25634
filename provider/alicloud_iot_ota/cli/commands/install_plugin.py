# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0
"""The command `install-plugin`: installs the plugin of this release for Pulumi's engine.

The engine also finds a plugin on PATH, but then it warns in every preview. It does not search the virtual environment
of a program. Therefore this command runs `pulumi plugin install` with a launcher for this Python environment, or with
the folder of a release archive. On Windows, the launcher is a copy of the executable that pip has made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from shlex import quote

from alicloud_iot_ota import __version__
from alicloud_iot_ota.base import executables
from alicloud_iot_ota.base.text import printable
from alicloud_iot_ota.cli import launcher
from alicloud_iot_ota.cli.launcher import PLUGIN, InstallationError, Launcher, script
from alicloud_iot_ota.cli.output.exit_codes import ExitCode
from alicloud_iot_ota.cli.output.streams import emit, note
from alicloud_iot_ota.cli.parsing.parser import Parser

_NAME = "alicloud-iot"
_DESCRIPTION = (
    "Install the plugin of this release for Pulumi. The command runs `pulumi plugin install` with the version and the "
    "files of this installation. It replaces an installed plugin of the same version. Nothing is downloaded."
)
_REMEDY = (  # the engine uses exactly the version of the program's SDK
    f"The program's SDK requires version {__version__}. Run `alicloud-iot-ota install-plugin` in an environment that "
    "has this version. Or install the SDK in the version that you have, and run the command there."
)
_MOST_LINES = 10  # of pulumi's output after a failure; the last lines contain the cause


def parser(name: str) -> Parser:
    """Return the argument parser."""
    return Parser(name, _DESCRIPTION, "")


def run(name: str, argv: list[str]) -> int:
    """Install the plugin."""
    parser(name).read(argv)
    from alicloud_iot_ota.settings import ignores_plugins_on_path  # noqa: PLC0415 - slow to import; help does not need it

    pulumi = _find_pulumi()
    archive = launcher.archive()
    if archive is not None:
        _install(pulumi, archive)
        how = f"as a copy of {printable(str(archive))}"
    else:
        with tempfile.TemporaryDirectory() as folder:
            if executables.SUFFIX:
                shutil.copy(script.find(PLUGIN), folder)
            else:
                write_launcher(Path(folder), sys.executable)
            _install(pulumi, Path(folder))
        how = f"to run with {printable(sys.executable)}"
    emit(f"Installed plugin {_NAME} {__version__} for Pulumi, {how}.\n")
    on_path = executables.find(PLUGIN)
    if on_path is not None and not ignores_plugins_on_path(os.environ):
        note(
            f"{printable(on_path)} is on PATH. Pulumi uses it instead of the installed plugin, and warns in every "
            "preview. To use the installed plugin, set PULUMI_IGNORE_AMBIENT_PLUGINS=true."
        )
    return ExitCode.OK


def write_launcher(folder: Path, python: str) -> None:
    """Write a launcher of the plugin for a Python interpreter into an empty folder. Only for POSIX systems."""
    environment = launcher.environment(f"The plugin {_NAME}", python)
    Launcher(
        front_end="plugin",
        executable=PLUGIN,
        command="install-plugin",
        environment=f"{environment}\nremedy={quote(_REMEDY)}",
        # The message starts with an empty line, because Pulumi prints it after other text on the same line.
        report='printf \'\\n%s\\n%s\\n\' "$found" "$remedy" >&2',
    ).write(folder)


def _find_pulumi() -> str:
    found = executables.find("pulumi")
    if found is None:
        raise InstallationError(
            "The command pulumi is not on PATH. It is needed to install the plugin.",
            "Install Pulumi (https://www.pulumi.com/docs/install), add it to PATH, and run this command again.",
        )
    return found


def _install(pulumi: str, folder: Path) -> None:
    """Run `pulumi plugin install`, which copies the folder to Pulumi's plugins."""
    command = [pulumi, "plugin", "install", "resource", _NAME, __version__, "--file", str(folder), "--reinstall"]
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
